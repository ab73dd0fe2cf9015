"""What is taken off the end of a word."""

import pytest

from watchlist.endings import has_other_forms, is_plain, plain, stems


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("bukamalda", "bukamal"),
        ("bukamals", "bukamal"),
        ("فاطميونها", "فاطميون"),
        ("سليمانيش", "سليماني"),
        ("بوكماليم", "بوكمال"),
        ("فاطميونمون", "فاطميون"),
    ],
)
def test_an_ending_is_taken_off(word: str, stem: str) -> None:
    assert stem in [*stems(word)]


@pytest.mark.parametrize("word", ["bukamal", "tanfa", "تنفها", "التنفي", "بوكمال", "a", "ا"])
def test_a_word_without_one_and_a_short_one_keep_what_they_have(word: str) -> None:
    assert not [*stems(word)]


def test_an_article_does_not_make_a_short_arabic_word_long() -> None:
    assert [*stems("تدمرينها")] == ["تدمرين"]
    assert not [*stems("التنفها")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("سوريا", "سوري"),
        ("سوريه", "سورياي"),
        ("عراق", "عراقيه"),
        ("ابو", "ابي"),
        ("ابو", "البو"),
        ("حاج", "حاجي"),
        ("اسد", "اسديه"),
        ("نيرو", "نيروي"),
        ("نيرو", "نيروهاي"),
        ("سرايا", "سراياي"),
        ("يگان", "يگانهاي"),
        ("دوله", "دولت"),
    ],
)
def test_what_languages_put_to_a_word_of_a_name_goes(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("سليمان", "سليماني"),
        ("قاسم", "قاسمي"),
        ("اسد", "اسدي"),
        ("سوريه", "سور"),
        ("كردستان", "كرد"),
        ("ابو", "ابن"),
        ("بها", "ب"),
        ("بيت", "بيه"),
        ("دولا", "دوله"),
    ],
)
def test_another_word_is_not_plainly_the_same(one: str, other: str) -> None:
    assert plain(one) != plain(other)


def test_persian_takes_an_adjective_without_its_gender() -> None:
    assert is_plain("اسلامي", "اسلاميه")
    assert not is_plain("اسلاميه", "اسلام")
    assert not is_plain("اسلام", "اسلاميه")


def test_countries_and_kunyas_have_other_forms() -> None:
    assert all(map(has_other_forms, ("عراق", "سوري", "ابو")))
    assert not any(map(has_other_forms, ("بوكمال", "نيروي", "")))
