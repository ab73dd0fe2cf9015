"""Names whose nouns are said otherwise."""

import pytest

from tests.watchlist.lists import found
from watchlist.matcher import Matcher
from watchlist.nouns import connects, kinds, needed


@pytest.mark.parametrize(
    ("one", "other"), [("liwa", "لوا"), ("airport", "مطار"), ("crossing", "گذرگاه"), ("corps", "فيلق")]
)
def test_nouns_that_mean_the_same_are_of_one_kind(one: str, other: str) -> None:
    assert kinds(one) & kinds(other)


@pytest.mark.parametrize(("one", "other"), [("brigade", "corps"), ("crossing", "airport"), ("council", "ministry")])
def test_nouns_that_mean_different_things_are_not(one: str, other: str) -> None:
    assert not kinds(one) & kinds(other)


@pytest.mark.parametrize("word", ["والمطار", "بالمطار", "للمطار", "مطار"])
def test_what_arabic_joins_to_a_noun_does_not_hide_it(word: str) -> None:
    assert "airport" in kinds(word)


@pytest.mark.parametrize("word", ["bukamal", "", "بوكمال", "of"])
def test_another_word_is_no_noun(word: str) -> None:
    assert not kinds(word)


def test_what_only_ties_words_together_is_known() -> None:
    assert all(map(connects, ("of", "de", "در", "ez")))
    assert not connects("near")


def test_what_may_be_left_out_is_not_needed() -> None:
    assert needed([kinds("border"), kinds("crossing")]) == {kinds("crossing")}
    assert needed([kinds("military"), kinds("council")]) == {kinds("military"), kinds("council")}


@pytest.mark.parametrize(
    ("entity", "text", "surface"),
    [
        ("al-bukamal-al-qaim", "the Bukamal border gate was shut", "Bukamal border gate"),
        ("al-bukamal-al-qaim", "at the crossing of Boukmal", "crossing of Boukmal"),
        ("al-bukamal-al-qaim", "أغلق منفذ البوكمال أمس", "منفذ البوكمال"),
        ("al-bukamal-al-qaim", "بمنفذ البوكمال", "منفذ البوكمال"),
        ("al-bukamal-al-qaim", "پایانه مرزی بوکمال بسته شد", "پایانه مرزی بوکمال"),
        ("fatemiyoun", "a Fatemiyoun Brigade came", "Fatemiyoun Brigade"),
    ],
)
def test_a_name_is_found_by_other_nouns_in_any_order(small: Matcher, entity: str, text: str, surface: str) -> None:
    match = found(small, text)[entity]
    assert [mention.surface for mention in match.mentions] == [surface]
    assert "in other words" in match.why[0]


@pytest.mark.parametrize(
    "text",
    ["the Bukamal airport", "a crossing. Bukamal is quiet", "the crossing near Bukamal", "قاعدة البوكمال", "crossing"],
)
def test_a_noun_of_another_kind_or_not_beside_it_makes_no_name(small: Matcher, text: str) -> None:
    assert "al-bukamal-al-qaim" not in found(small, text)


def test_a_name_in_other_words_asks_for_company_and_counts_less(small: Matcher) -> None:
    worded, listed = (
        found(small, f"the {name}")["al-bukamal-al-qaim"] for name in ("Bukamal gate", "al-Bukamal crossing")
    )
    assert worded.strength == "weak"
    assert worded.score < listed.score
