"""Where an article is set, and what that does to the names in it."""

from pathlib import Path

import pytest

from tests.watchlist.lists import CUES, found, write
from watchlist.entity import Country
from watchlist.errors import BadInput
from watchlist.load import load_shipped, read_watchlist
from watchlist.matcher import Matcher

FORCE = """
type: militia
entities:
  - id: ndf
    name: National Defence Forces
    names:
      en:
        - Syrian National Defence
        - {text: National Defence, strength: weak}
        - {text: the Defence, strength: weak, requires: {words: [brigade, Syria], within: 10}}
      ar: [{text: الدفاع الوطني, strength: weak}]
  - id: badr
    name: Badr
    names: {en: [Badr Organisation]}
"""
COUNTRIES = """
sy: {here: true, en: [Syria, Damascus], ar: [سوريا]}
ng: {en: [Nigeria, Abuja], ar: [نيجيريا], fa: [نیجریه]}
"""


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    files = {"militia": FORCE, "countries": COUNTRIES, "cues": CUES}
    return Matcher(read_watchlist([write(tmp_path_factory.mktemp("setting"), **files)]))


@pytest.mark.parametrize(
    ("title", "text", "alerts"),
    [
        ("", "An air strike hit the National Defence", True),
        ("", "Abuja: an air strike hit the National Defence", False),
        ("News of Nigeria", "An air strike hit the National Defence", False),
        ("News of Nigeria", "In Syria an air strike hit the National Defence", True),
        ("", "word " * 60 + "Nigeria. An air strike hit the National Defence", True),
        ("Nigeria", "The Badr Organisation and the National Defence", True),
        ("Nigeria", "A brigade of the Defence", False),
        ("Nigeria", "word " * 60 + "a brigade of the Defence in Syria", True),
        ("", "A brigade of the Defence", True),
    ],
)
def test_company_that_could_be_anybodys_is_none_in_an_article_set_elsewhere(
    matcher: Matcher, title: str, text: str, alerts: bool
) -> None:
    assert found(matcher, text, title)["ndf"].alerts is alerts


def test_what_keeps_a_name_silent_is_told(matcher: Matcher) -> None:
    why = found(matcher, "An air strike hit the National Defence", "Nigeria today")["ndf"].why
    assert why == (
        '"National Defence" in the text: a weak name of National Defence Forces, which does not alert: '
        "strike cue 3 words away could be anywhere, and the article is set in “Nigeria”",
        "near it: strike",
        "the article opens with “Nigeria” and with nothing of the region, which lowers the score",
    )


def test_a_strong_name_alerts_wherever_the_article_is_set(matcher: Matcher) -> None:
    match = found(matcher, "The Syrian National Defence is named in Nigeria")["ndf"]
    assert match.alerts
    assert match.score < found(matcher, "The Syrian National Defence is named in Namibia")["ndf"].score


def test_the_language_says_which_names_of_countries_count(matcher: Matcher) -> None:
    text = "نیجریه strike الدفاع الوطني"
    assert found(matcher, text, language="ar")["ndf"].alerts
    assert not found(matcher, text, language="fa")["ndf"].alerts


def test_the_country_of_the_source_moves_the_score_a_little_and_is_told(matcher: Matcher) -> None:
    (near,), (far,), (unknown,) = (matcher.match("", "Badr Organisation", country=code) for code in ("SY", "NG", "XX"))
    assert near.score > unknown.score > far.score
    assert near.alerts
    assert far.alerts
    assert near.why[-1] == "its source is published in the region"
    assert far.why[-1] == "its source is published outside the region"
    assert unknown.why == ('"Badr Organisation" in the text: a strong name of Badr',)


@pytest.mark.parametrize(
    ("countries", "what"),
    [
        ("- Syria\n", "countries.yaml:1: the file of countries is not a mapping"),
        ("Syria: {en: [Syria]}\n", "countries.yaml:1: “Syria” is no country"),
        ("sy: [Syria]\n", "countries.yaml:1: “sy” is no country"),
        ("sy:\n  here: perhaps\n", "countries.yaml:2: `here` “perhaps” is neither true nor false"),
        ("sy:\n  en: [1]\n", "countries.yaml:2: a name is a number"),
    ],
)
def test_a_mistake_in_the_countries_is_pointed_at(tmp_path: Path, countries: str, what: str) -> None:
    with pytest.raises(BadInput, match=what):
        read_watchlist([write(tmp_path, countries=countries)])


def test_a_users_country_replaces_the_shipped_one(tmp_path: Path) -> None:
    shipped, own = write(tmp_path / "1", countries=COUNTRIES), write(tmp_path / "2", countries="ng: {here: true}\n")
    assert read_watchlist([shipped], [own]).countries == (
        Country("ng", True, {}),
        Country("sy", True, {"en": ("Syria", "Damascus"), "ar": ("سوريا",)}),
    )


def test_the_shipped_countries_are_told_apart_in_three_languages() -> None:
    countries = load_shipped().countries
    assert {country.code for country in countries if country.here} >= {"sy", "iq", "ir", "lb"}
    assert len([country for country in countries if not country.here]) > 40
    assert all({"en", "ar"} <= country.names.keys() for country in countries)
