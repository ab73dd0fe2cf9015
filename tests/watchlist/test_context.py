"""Words around names: near enough, far enough, and looked for no farther than they matter."""

import pytest

from tests.watchlist.lists import found, write
from watchlist.load import read_watchlist
from watchlist.matcher import Matcher

PLACES = """
type: place
entities:
  - id: hajin
    name: Hajin
    names:
      en:
        - text: Hajin
          strength: weak
          requires: {words: [near, market], within: 2}
          excludes: {words: [mister], before: 1}
      ar:
        - {text: هجين, strength: weak, requires: {words: [سوق], within: 30}, excludes: {words: [سيارة], before: 1}}
  - id: susah
    name: Susah
    names: {en: [{text: Susah, strength: weak, requires: {words: [market], within: 30}}]}
  - id: baghuz
    name: Baghuz
    names: {en: [Baghuz], ar: [الباغوز]}
"""


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    return Matcher(read_watchlist([write(tmp_path_factory.mktemp("context"), place=PLACES)]))


@pytest.mark.parametrize(
    ("text", "alerts"),
    [
        ("They met near Hajin", True),
        ("They met near the bridge at Hajin", False),
        ("The market of Hajin", True),
        ("A market, as they say, and then Hajin", False),
        ("Hajin. " + "word " * 400 + "They met near Hajin", True),
    ],
)
def test_a_word_that_must_stand_close_does_not_count_farther_off(matcher: Matcher, text: str, alerts: bool) -> None:
    assert found(matcher, text)["hajin"].alerts is alerts


def test_one_name_may_ask_for_a_word_close_by_and_another_far_away(matcher: Matcher) -> None:
    matches = found(matcher, "A market, as they say, and then Hajin and Susah")
    assert (matches["hajin"].alerts, matches["susah"].alerts) == (False, True)


@pytest.mark.parametrize("text", ["They thanked mister Hajin", "بيع سيارة هجين في السوق", "كل سيارة هجين وسيارة هجين"])
def test_an_article_whose_only_names_are_taken_back_names_nothing(matcher: Matcher, text: str) -> None:
    assert not found(matcher, text)


def test_what_is_taken_back_in_one_place_stands_in_another(matcher: Matcher) -> None:
    matches = found(matcher, "They thanked mister Hajin, who came from near Hajin")
    assert [mention.start for mention in matches["hajin"].mentions] == [46]


def test_a_name_that_is_taken_back_leaves_the_others(matcher: Matcher) -> None:
    assert set(found(matcher, "mister Hajin of Baghuz")) == {"baghuz"}


def test_names_of_two_scripts_are_found_in_one_text(matcher: Matcher) -> None:
    matches = found(matcher, "Baghuz (الباغوز) and Baghuz")
    assert [mention.surface for mention in matches["baghuz"].mentions] == ["Baghuz", "الباغوز", "Baghuz"]


def test_a_long_text_is_read_for_words_around_each_of_its_names(matcher: Matcher) -> None:
    text = "market " + "word " * 300 + "Susah " + "word " * 300 + "Susah market " + "word " * 300 + "market"
    assert [mention.alerts for mention in found(matcher, text)["susah"].mentions] == [False, True]
