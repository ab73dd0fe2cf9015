"""Names that nobody watches are known again in another script."""

import pytest

from flows.stories.names import latin_names, same_names
from watchlist.fold import fold_text


def test_a_capital_inside_a_sentence_makes_a_name() -> None:
    assert latin_names("Three men died in Javanrud. Police came from Khor Mor.") == {"javanrud", "khor", "mor"}


def test_an_article_makes_a_name_even_at_the_beginning() -> None:
    assert "shorta" in latin_names("Al-Shorta led early.")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("hermel", "الهرمل"),
        ("javanrud", "جوانرود"),
        ("karkh", "الكرخ"),
        ("alvand", "الوند"),
        ("piranshahr", "پیرانشهر"),
        ("shorta", "الشرطة"),
    ],
)
def test_a_name_sounds_alike_in_another_script(name: str, written: str) -> None:
    assert set(same_names(frozenset({name}), frozenset({fold_text(written), "مدرسه"}))) == {name}


@pytest.mark.parametrize(("name", "word"), [("hermel", "رمال"), ("karkh", "كرم"), ("javanrud", "جنود")])
def test_other_consonants_are_another_name(name: str, word: str) -> None:
    assert same_names(frozenset({name}), frozenset({word})) == {}
