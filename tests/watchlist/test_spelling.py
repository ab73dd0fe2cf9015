"""The words of a listed name, and where it may begin in a word."""

import pytest

from watchlist.spelling import forms, is_article, spellings, starts


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("al-Bukamal", (("bukamal",),)),
        ("Deir ez-Zor", (("deir", "zor"), ("deir", "ezzor"), ("deirzor",), ("deirezzor",))),
        ("Hashd-e Shaabi", (("hashd", "shaabi"), ("hashdshaabi",))),
        ("دير الزور", (("دير", "الزور"), ("ديرالزور",))),
        ("Дейр-эз-Зор", ()),
        ("!", ()),
    ],
)
def test_a_name_is_cut_into_words_without_articles(name: str, expected: tuple[tuple[str, ...], ...]) -> None:
    assert set(expected) <= set(forms(name)) if expected else forms(name) == ()


def test_articles_of_both_kinds_are_known() -> None:
    assert [word for word in ("al", "ez", "ash", "e", "be", "deir") if is_article(word)] == ["al", "ez", "ash", "e"]


@pytest.mark.parametrize(
    ("word", "places"),
    [
        ("bukamal", [0]),
        ("albukamal", [0, 2]),
        ("ettanf", [0]),
        ("etttanf", [0, 2]),
        ("والبوكمال", [0, 1, 3]),
        ("للبوكمال", [0, 1, 2]),
        ("مالبوكمال", [0]),
    ],
)
def test_a_name_may_begin_behind_what_is_joined_to_its_front(word: str, places: list[int]) -> None:
    assert [at for at, _ in starts(word)] == places


@pytest.mark.parametrize(
    ("name", "spoken"),
    [("نیروهای سوریه", "نيرواي سوريه"), ("گردان‌های قدس", "گرداناي قدس"), ("حشدی‌ها", "حشديا")],
)
def test_a_plural_of_persian_is_also_written_as_it_is_spoken(name: str, spoken: str) -> None:
    assert spoken in [spelling.text for spelling in spellings(name)]


@pytest.mark.parametrize("name", ["جنگنده‌های سوریه", "روستاهای بوکمال"])
def test_a_plural_after_a_vowel_keeps_its_ending(name: str) -> None:
    assert all("هاي" in spelling.text for spelling in spellings(name))


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("ميليشيات القصب", "ملشيات القصب"),
        ("مليشيا القصب", "ميلشيا القصب"),
        ("عناصر الميليشيات", "عناصر المليشيات"),
        ("القاعدة الأمريكية", "قاعده الاميركيه"),
        ("القوات الأميركية", "قوات الامريكيه"),
    ],
)
def test_a_foreign_word_is_looked_for_in_every_way_that_arabic_writes_it(name: str, written: str) -> None:
    assert written in {one.text for one in spellings(name)}
