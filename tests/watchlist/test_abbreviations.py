"""Nouns of names and of what stands near them, as hasty notes shorten them; and what such notes write small."""

import pytest

from watchlist.abbreviations import is_short, shortened
from watchlist.load import read_watchlist
from watchlist.matcher import Matcher

NOTED = """
type: crossing
entities:
  - id: gate
    name: Reedtown border crossing
    names: {en: [Reedtown border crossing]}
  - id: zone
    name: Reedtown industrial zone
    names: {en: [Reedtown industrial zone]}
  - id: lane
    name: Reed
    names: {en: [<Reed> district]}
  - id: army
    name: Reed People’s Army
    names: {en: [{text: [RPA, RpA], case: exact}, {text: RP, case: exact}, {text: Reed Men, case: exact},
      {text: [RP men, Men of Reed, Reeders, RP-led], case: exact}]}
  - id: fen
    name: Fen
    names: {en: [{text: Fen, strength: weak, requires: {words: [checkpoint], within: 3}}]}
"""


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    folder = tmp_path_factory.mktemp("noted")
    (folder / "noted.yaml").write_text(NOTED, encoding="utf-8")
    cues = folder / "cues.yaml"
    cues.write_text("clash: {en: [ambush]}", encoding="utf-8")
    return Matcher(read_watchlist([folder / "noted.yaml", cues]))


TORN = """
type: place
entities:
  - id: weir
    name: Qasa’ba
    names: {en: [Qasa’ba]}
  - id: well
    name: al-Ba’ir
    names: {en: [al-Ba’ir]}
  - id: ashe
    name: Ashe
    names: {en: [Ashe]}
"""


@pytest.fixture(scope="module")
def torn(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    folder = tmp_path_factory.mktemp("torn")
    (folder / "torn.yaml").write_text(TORN, encoding="utf-8")
    return Matcher(read_watchlist([folder]))


def alerting(matcher: Matcher, text: str) -> dict[str, str]:
    """What is found for sure, and as what it is written."""
    return {match.entity: match.mentions[0].surface for match in matcher.match("", text) if match.alerts}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lorries wait at the Reedtown bdr xing.", {"gate": "Reedtown bdr xing"}),
        ("Reedtown border xing shut", {"gate": "Reedtown border xing"}),
        ("Depot in Reedtown ind. zone burnt", {"zone": "Reedtown ind. zone"}),
        ("Depot in Reedtown Indus. Zone burnt", {"zone": "Reedtown Indus. Zone"}),
        ("Flood in Reed dist., two dead", {"lane": "Reed"}),
        ("Flood in Reeddistrict", {"lane": "Reed"}),
        ("Two shot at Fen ckpt.", {"fen": "Fen"}),
    ],
)
def test_a_noun_may_be_written_short(noted: Matcher, text: str, expected: dict[str, str]) -> None:
    assert alerting(noted, text) == expected


@pytest.mark.parametrize("text", ["He moved to Reedtown. Industrial zone plans wait.", "Two shot at Fen cp."])
def test_a_sentence_ends_all_the_same_and_a_word_alone_is_not_guessed(noted: Matcher, text: str) -> None:
    assert alerting(noted, text) == {}


def test_a_full_stop_before_a_small_letter_ends_no_sentence(noted: Matcher) -> None:
    assert alerting(noted, "Depot of Reedtown. industrial zone burnt") == {"zone": "Reedtown. industrial zone"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rpa ambush on the fen road, 2 dead", {"army": "rpa"}),
        ("RPA flags on the fen road", {"army": "RPA"}),
        ("RpA flags on the fen road", {"army": "RpA"}),
        ("rPA flags on the fen road", {}),
        ("Two dead in rpa ambush", {}),  # who begins with a capital means what he writes small
        ("rpa, a yarn of three plies", {}),  # nothing speaks for it
        ("2 dead in rp ambush", {}),  # too short to be told from a word
        ("al-Reed: two dead in rpa ambush", {}),  # an article
        ("2 dead in reed men ambush", {"army": "reed men"}),
        ("2 dead in rp men ambush", {}),
        ("2 dead in rp-led ambush", {}),
        ("2 dead in ambush by men of reed", {}),  # a phrase of common words
        ("2 dead in ambush by reeders", {}),
        ("TWO DEAD IN AMBUSH BY REED MEN NEAR THE FEN", {"army": "REED MEN"}),
        ("ON THE FEN THE REED MEN SANG", {}),  # nothing speaks for it
        ("Two dead in ambush by REED MEN near the fen", {}),
    ],
)
def test_a_note_that_begins_small_may_write_abbreviations_small(
    noted: Matcher, text: str, expected: dict[str, str]
) -> None:
    assert alerting(noted, text) == expected


@pytest.mark.parametrize(("alone", "expected"), [(False, True), (True, False)])
def test_what_is_certain_only_beside_other_words_is_no_word_alone(alone: bool, expected: bool) -> None:
    assert ("cp" in shortened("checkpoint", alone=alone)) == expected


@pytest.mark.parametrize(("word", "expected"), [("bdr", True), ("zone", False)])
def test_a_full_stop_may_follow_a_word_that_is_written_short(word: str, expected: bool) -> None:
    assert is_short(word) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two dead at Qasa ba by the weir", {"weir": "Qasa ba"}),
        ("Two dead at Qasa’ba by the weir", {"weir": "Qasa’ba"}),
        ("Two dead at Qasa bat by the weir", {}),
        ("Two dead at al Ba ir", {"well": "al Ba ir"}),
        ("Two dead at Ba ir", {"well": "Ba ir"}),
        ("Two dead in Ashe s house", {"ashe": "Ashe"}),
    ],
)
def test_a_lost_apostrophe_may_have_left_a_space(torn: Matcher, text: str, expected: dict[str, str]) -> None:
    assert alerting(torn, text) == expected
