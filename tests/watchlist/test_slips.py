"""A single slip of the finger in a long name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.watchlist.lists import found
from watchlist.matcher import Matcher
from watchlist.slips import halves_of_name, halves_of_text, is_one_slip


@pytest.mark.parametrize("word", ["bukamall", "bukaml", "bukanal", "bukmaal", "bxkamal"])
def test_an_insertion_a_deletion_a_substitution_and_a_transposition_are_one_slip(word: str) -> None:
    assert is_one_slip(word, "bukamal")
    assert {*halves_of_text(word.encode())} & {*halves_of_name(b"bukamal")}


@pytest.mark.parametrize("word", ["bukamal", "bukamalll", "buaklam", "bokanal", "bk"])
def test_the_same_word_and_two_slips_are_not(word: str) -> None:
    assert not is_one_slip(word, "bukamal")


@given(st.text(alphabet="abc", max_size=6), st.text(alphabet="abc", max_size=6))
def test_a_slip_goes_either_way(one: str, other: str) -> None:
    assert is_one_slip(one, other) == is_one_slip(other, one)


@given(st.text(alphabet="abc", min_size=6, max_size=9), st.data())
def test_a_slip_after_the_first_letter_leaves_a_half_of_the_name(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(name) - 1))
    word = name[:at] + data.draw(st.text("abcd", max_size=1)) + name[at + data.draw(st.integers(0, 1)) :]
    assert {*halves_of_text(word.encode())} & {*halves_of_name(name.encode())}


@pytest.mark.parametrize("word", ["bunak", "yesterday", "kamalbu", "b", ""])
def test_another_word_has_none_of_its_halves(word: str) -> None:
    assert not {*halves_of_text(word.encode())} & {*halves_of_name(b"bukamal")}


@pytest.mark.parametrize(
    ("text", "surface"), [("Liwa Fatemiyopun", "Liwa Fatemiyopun"), ("Liwa Fatebmiyoun", "Liwa Fatebmiyoun")]
)
def test_a_slip_in_a_long_name_is_found_and_told(small: Matcher, text: str, surface: str) -> None:
    match = found(small, f"fighters of {text} came")["fatemiyoun"]
    assert [mention.surface for mention in match.mentions] == [surface]
    assert "taken for “Liwa Fatemiyoun” (one letter apart)" in match.why[0]


@pytest.mark.parametrize("text", ["Liwa Fxtemixoun", "Liwa Xatemiyoun", "Hezbollaxxh", "Latxkia", "البوكمت"])
def test_two_slips_a_lost_first_letter_and_a_slip_in_a_short_name_are_not(small: Matcher, text: str) -> None:
    assert not found(small, text)
