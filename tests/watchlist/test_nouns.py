"""Nouns that names are made with."""

import pytest

from watchlist.nouns import connects, joined, kind, makes_another, noun, qualifier, settles


@pytest.mark.parametrize(
    ("one", "other"),
    [("liwa", "لوا"), ("airport", "مطار"), ("crossing", "گذرگاه"), ("corps", "فيلق"), ("base", "garrison")],
)
def test_nouns_that_mean_the_same_are_of_one_kind(one: str, other: str) -> None:
    assert noun(one) == noun(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("brigade", "corps"),
        ("crossing", "airport"),
        ("base", "airport"),
        ("base", "camp"),
        ("checkpoint", "crossing"),
        ("crossing", "gate"),
    ],
)
def test_nouns_that_mean_different_things_are_not(one: str, other: str) -> None:
    assert noun(one) != noun(other)


@pytest.mark.parametrize(("word", "letters"), [("مطار", 0), ("بمطار", 1), ("ومطار", 1), ("وبمطار", 2)])
def test_what_arabic_joins_to_a_noun_does_not_hide_it(word: str, letters: int) -> None:
    assert noun(word) == "airport"
    assert joined(word) == letters


@pytest.mark.parametrize("word", ["bukamal", "", "بوكمال", "of", "bases", "crossings", "المطار", "area", "منطقه"])
def test_another_word_a_plural_and_a_noun_with_an_article_are_none(word: str) -> None:
    assert not noun(word)


def test_what_only_ties_words_together_is_known() -> None:
    assert all(map(connects, ("of", "de", "the", "ez")))


@pytest.mark.parametrize("word", ["near", "in", "at", "في", "قرب", "در", "", "بوكمال"])
def test_a_preposition_of_place_does_not_tie(word: str) -> None:
    assert not connects(word)


@pytest.mark.parametrize(
    ("thing", "said", "made"),
    [
        ("gate", ["border"], "crossing"),
        ("base", ["air"], "airport"),
        ("base", ["military"], "base"),
        ("square", ["oil"], "field"),
        ("gate", [], ""),
        ("square", [], ""),
        ("crossing", ["military"], ""),
        ("brigade", ["air"], ""),
    ],
)
def test_what_is_said_of_a_noun_may_make_it_another(thing: str, said: list[str], made: str) -> None:
    assert kind(thing, said) == made


def test_qualifiers_are_known_with_their_article() -> None:
    assert qualifier("الحدودي") == qualifier("border") == "border"
    assert not qualifier("بوكمال")


@pytest.mark.parametrize("word", ["road", "طريق", "بطريق", "جاده"])
def test_a_part_of_something_is_another_thing(word: str) -> None:
    assert makes_another(word)
    assert not makes_another("")


@pytest.mark.parametrize("word", ["مدينه", "بالمدينه", "شهر", "روستاي"])
def test_nouns_of_towns_are_known(word: str) -> None:
    assert settles(word)


@pytest.mark.parametrize("word", ["معبر", "مدن", "", "town"])
def test_other_nouns_are_none_of_them(word: str) -> None:
    assert not settles(word)
