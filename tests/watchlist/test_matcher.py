"""Which names stand, which of them may alert, and what is said of them."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchlist.lists import found, write
from watchlist.entity import Entity, Name, Watchlist
from watchlist.find import Hit
from watchlist.load import read_watchlist
from watchlist.matcher import Matcher, Text


def test_the_longest_name_wins_between_competitors(small: Matcher) -> None:
    assert found(small, "Kata'ib Hezbollah said").keys() == {"kataib-hezbollah"}
    assert found(small, "أعلنت كتائب حزب الله").keys() == {"kataib-hezbollah"}


def test_the_shorter_competitor_is_found_where_it_stands_alone(small: Matcher) -> None:
    assert found(small, "Hezbollah and Kata'ib Hezbollah").keys() == {"hezbollah", "kataib-hezbollah"}


def test_related_entities_share_words(small: Matcher) -> None:
    matches = found(small, "trucks at the al-Bukamal crossing")
    assert matches["al-bukamal-al-qaim"].mentions[0].surface == "al-Bukamal crossing"
    assert matches["al-bukamal"].mentions[0].surface == "al-Bukamal"


def test_a_decoy_takes_the_words_and_is_not_reported(small: Matcher) -> None:
    assert not found(small, "The Hezbollah Scouts Club met")


def test_a_weak_name_alone_is_listed_and_does_not_alert(small: Matcher) -> None:
    match = found(small, "Mr Abu Kamal bought a shop")["al-bukamal"]
    assert (match.strength, match.alerts, match.mentions[0].alerts) == ("weak", False, False)
    assert match.score < 0.15
    assert match.why == (
        '"Abu Kamal" in the text: a weak name of al-Bukamal, '
        "which does not alert without al-Qaim, a watched place or a watched crossing within 30 words",
    )


def test_a_weak_name_alerts_in_the_company_it_asks_for(small: Matcher) -> None:
    match = found(small, "Convoys left Abu Kamal for the town of al-Qaim")["al-bukamal"]
    assert match.alerts
    assert match.why == ('"Abu Kamal" in the text: a weak name of al-Bukamal, with company: al-Qaim 5 words away',)


def test_company_that_is_too_far_is_no_company(small: Matcher) -> None:
    assert not found(small, "Abu Kamal " + "word " * 40 + "al-Qaim")["al-bukamal"].alerts
    assert found(small, "Abu Kamal " + "word " * 20 + "al-Qaim")["al-bukamal"].alerts


def test_company_qualifies_a_mention_and_not_the_article(small: Matcher) -> None:
    text = "al-Qaim near Deir ez-Zor. " + "word " * 60 + "the name al-Qaim"
    match = found(small, text)["al-qaim"]
    assert [mention.alerts for mention in match.mentions] == [True, False]
    assert match.alerts


def test_a_cue_is_company_by_default(small: Matcher) -> None:
    assert found(small, "غارة على القائم")["al-qaim"].alerts
    assert not found(small, "حضر القائم على المعرض")["al-qaim"].alerts


def test_a_cue_of_the_other_language_of_the_script_does_not_count(small: Matcher) -> None:
    assert found(small, "غارة على القائم", language="ar")["al-qaim"].cues == ("strike",)
    assert found(small, "غارة على القائم", language="fa")["al-qaim"].cues == ("visit",)


def test_an_exclusion_takes_the_mention_back(small: Matcher) -> None:
    assert not found(small, "القائم بالأعمال في دير الزور").keys() & {"al-qaim"}
    assert found(small, "القائم ودير الزور")["al-qaim"].alerts


def matcher_of(folder: Path, company: str) -> Matcher:
    """A matcher of one weak name, Kam, that asks for this company."""
    names = f"    names: {{en: [{{text: Kam, strength: weak, requires: {company}}}]}}\n"
    return Matcher(
        read_watchlist([write(folder, place=f"type: place\nentities:\n  - id: kam\n    name: Kam\n{names}")])
    )


@pytest.mark.parametrize(
    ("company", "text", "alerts"),
    [
        ("{words: [station], before: 2}", "the station at Kam", True),
        ("{words: [station], before: 2}", "the station was far from Kam", False),
        ("{words: [station], before: 2}", "Kam station", False),
        ("{words: [station], after: 1}", "Kam station", True),
        ("{words: [station], after: 1}", "station Kam", False),
        ("{words: [station], before: 1, after: 3}", "Kam is a station", True),
        ("{words: [station], before: 1, after: 3}", "station at Kam", False),
    ],
)
def test_company_may_be_asked_for_on_one_side(tmp_path: Path, company: str, text: str, alerts: bool) -> None:
    assert found(matcher_of(tmp_path, company), text)["kam"].alerts is alerts


def test_company_may_be_asked_for_in_one_field(tmp_path: Path) -> None:
    titled = matcher_of(tmp_path, "{words: [station], field: title}")
    assert found(titled, title="A station", text="word " * 60 + "Kam")["kam"].alerts
    match = found(titled, title="Kam", text="A station")["kam"]
    assert not match.alerts
    assert match.why == ('"Kam" in the title: a weak name of Kam, which does not alert without “station” in the title',)
    written = matcher_of(tmp_path, "{words: [station], field: text, before: 4, after: 9}")
    assert found(written, title="Kam", text="A station")["kam"].alerts
    assert not found(written, title="Station", text="Kam")["kam"].alerts


def test_what_is_missing_on_one_side_is_told(tmp_path: Path) -> None:
    (why,) = found(matcher_of(tmp_path, "{words: [station], before: 2, after: 1}"), "Kam")["kam"].why
    assert why.endswith("without “station” at most 2 words before it or at most 1 word after it")


def test_the_title_gives_company_to_the_words_that_follow(small: Matcher) -> None:
    assert found(small, title="Deir ez-Zor today", text="In al-Qaim, people")["al-qaim"].alerts


def test_an_abbreviation_is_case_exact(small: Matcher) -> None:
    assert found(small, "IRGC").keys() == {"irgc"}
    assert not found(small, "Irgc or irgc")


def test_a_head_alone_is_no_mention(small: Matcher) -> None:
    assert "new-base" not in found(small, "a military base near al-Bukamal")
    assert "new-base" not in found(small, "a new military base near Palmyra")


def test_a_description_with_its_company_alerts(small: Matcher) -> None:
    match = found(small, "They opened a new military base near al-Bukamal")["new-base"]
    assert (match.strength, match.alerts) == ("weak", True)
    assert [mention.surface for mention in match.mentions] == ["military base"]
    assert match.why[0] == (
        '"military base" in the text: describes the new base in the countryside, '
        "with company: al-Bukamal 2 words away and “new” 1 word away"
    )


def test_an_exclusion_takes_a_description_back(small: Matcher) -> None:
    assert "new-base" not in found(small, "They opened a new air base near al-Bukamal")


def test_cues_near_the_mention_are_told(small: Matcher) -> None:
    assert found(small, "An air strike hit al-Tanf")["al-tanf"].cues == ("strike",)
    assert found(small, "al-Tanf is quiet. " + "word " * 40 + "strike")["al-tanf"].cues == ()


def test_scores_rank_and_do_not_pile_up(small: Matcher) -> None:
    titled = found(small, title="Strike on al-Bukamal", text="al-Bukamal " * 50 + "Deir ez-Zor al-Tanf IRGC")
    plain = found(small, "x " * 400 + "al-Bukamal")
    weak = found(small, "Abu Kamal, al-Qaim")
    alone = found(small, "Abu Kamal")
    ranked = [matches["al-bukamal"].score for matches in (titled, plain, weak, alone)]
    assert ranked == sorted(set(ranked), reverse=True)
    assert 0 < ranked[-1] < ranked[0] < 0.95


def test_the_surest_match_comes_first(small: Matcher) -> None:
    scores = [match.score for match in small.match("", "Abu Kamal is a man; IRGC in al-Tanf, al-Tanf and Latakia")]
    assert scores == sorted(scores, reverse=True)


def test_a_listed_bare_form_keeps_its_own_strength(tmp_path_factory: pytest.TempPathFactory) -> None:
    listed = (
        "type: place\nentities:\n  - id: h\n    name: H\n    names: {en: [al-Heri, {text: Heri, strength: weak}]}\n"
    )
    matcher = Matcher(read_watchlist([write(tmp_path_factory.mktemp("bare"), place=listed)]))
    assert not found(matcher, "Mr Heri spoke")["h"].alerts
    assert not found(matcher, "Mr Heri spoke", language="en")["h"].alerts
    assert found(matcher, "in al-Heri today")["h"].alerts


def test_an_empty_article_and_an_empty_watchlist_match_nothing(small: Matcher) -> None:
    assert small.match("", "") == ()
    assert Matcher(Watchlist(())).match("IRGC", "al-Tanf") == ()


def test_a_crowded_article_is_judged_like_a_short_one(small: Matcher) -> None:
    match = found(small, "غارة على القائم ودير الزور " * 2000, language="ar")["al-qaim"]
    assert len(match.mentions) == 2000
    assert match.alerts
    assert match.why == (
        '"القائم" 2000 times in the text: a weak name of al-Qaim, with company: Deir ez-Zor 1 word away',
        "near it: strike",
    )


def test_an_article_that_names_only_look_alikes_brings_nothing(small: Matcher) -> None:
    assert small.match("Hezbollah Scouts Club", "The Hezbollah Scouts Club opened a new military base") == ()


def test_many_texts_are_matched_as_each_alone(small: Matcher) -> None:
    texts = [
        Text("Strike on al-Bukamal", "al-Tanf’s 'base'  is quiet", "en", "SY"),
        Text("", ""),
        Text("", "غارة على القائم", "ar"),
        Text("Deir", "ez-Zor"),
        Text("al-\x01Tanf", "\x01 IRGC \x01\x01 \ud800"),
        Text("", "\udc00 Latakia " + "word " * 30_000),
        Text("ﷲ", "حزب ﷲ"),
    ]
    assert list(small.match_many(texts)) == [
        small.match(one.title, one.text, one.language, country=one.country) for one in texts
    ]
    assert list(small.match_many([])) == []


def test_a_control_character_does_not_part_title_and_text(small: Matcher) -> None:
    assert found(small, "al-Tanf \x01", "\x01 Latakia \x01").keys() == {"al-tanf", "latakia"}


def test_of_one_name_the_first_two_thousand_mentions_count(small: Matcher) -> None:
    matches = found(small, "al-Qaim " * 3000 + "Latakia")
    assert [len(matches[id].mentions) for id in ("al-qaim", "latakia")] == [2000, 1]


def test_a_spelling_that_nobody_listed_says_what_it_rests_on_and_counts_less(small: Matcher) -> None:
    class Guess:
        def __init__(self, names: Sequence[tuple[Entity, Name]]) -> None:
            self.key = next(key for key, (_, name) in enumerate(names) if name.text == "Bukamal")

        def find(self, codes: bytes, known: Sequence[Hit] = ()) -> list[Hit]:
            at = codes.index(b"bukamaal")
            return [Hit(self.key, at, at + 8, "one letter too many", 0.8, weak=not known)]

    guessing = Matcher(small.watchlist, [Guess])
    match = found(guessing, "Trucks near Bukamaal and al-Tanf")["al-bukamal"]
    assert match.why == (
        '"Bukamaal" in the text: taken for “Bukamal” (one letter too many), a strong name of al-Bukamal',
    )
    assert match.mentions[0].name == "Bukamal"
    assert match.score < found(guessing, "Trucks near Bukamal  and al-Tanf", "Bukamaal")["al-bukamal"].score
    doubtful = found(guessing, "Trucks near Bukamaal")["al-bukamal"]
    assert (doubtful.strength, doubtful.alerts) == ("weak", False)
    assert found(guessing, "An air strike near Bukamaal")["al-bukamal"].alerts


def test_the_name_that_is_told_is_the_one_that_is_written(tmp_path: Path) -> None:
    listed = "type: place\nentities:\n  - {id: b, name: B, names: {ar: [البو كمال, البوكمال]}}\n"
    matcher = Matcher(read_watchlist([write(tmp_path, place=listed)]))
    for text in ("البوكمال", "البو كمال"):
        assert [mention.name for mention in found(matcher, text, language="ar")["b"].mentions] == [text]


LANGUAGES = """
type: place
entities:
  - id: rabia
    name: Rabia
    names:
      en: [{text: Rabia, strength: weak, requires: {words: [town], within: 3}, excludes: {words: [Ms], within: 1}}]
      ku: [Rabîa]
      tr: [{text: Rabia, strength: weak, requires: {words: [kasaba], within: 3}}]
"""


@pytest.mark.parametrize(
    ("language", "text", "alerts"),
    [
        ("en", "Rabia spoke", False),
        ("en", "the town of Rabia", True),
        ("en", "Rabia, kasaba", False),
        ("ku", "Rabia", True),
        ("tr", "Rabia, kasaba", True),
        ("tr", "the town of Rabia", False),
        ("", "Rabia spoke", False),
        ("de", "Rabia, kasaba", True),
        ("", "the town of Rabia", True),
        ("", "the town of Ms Rabia", None),
    ],
)
def test_what_is_listed_for_the_articles_language_counts(
    tmp_path: Path, language: str, text: str, alerts: bool | None
) -> None:
    match = found(Matcher(read_watchlist([write(tmp_path, place=LANGUAGES)])), text, language=language).get("rabia")
    assert (match and match.alerts) is alerts
    assert match is None or len(match.mentions) == 1


PIECES = [
    "al-Bukamal",
    "Abu Kamal",
    "القائم",
    "ولل",
    "دير الزور",
    "حزب‌الله",
    "new base",
    "IRGC",
    "’s",
    "ﷲ",
    "\ud800",
    "🔴",
]


@settings(max_examples=150, deadline=None)
@given(
    title=st.lists(st.sampled_from(PIECES), max_size=4), text=st.lists(st.sampled_from(PIECES) | st.text(), max_size=9)
)
def test_offsets_always_cut_the_surface(small: Matcher, title: list[str], text: list[str]) -> None:
    for gap in (" ", "", "\n", "ـ"):
        for match in found(small, gap.join(text), gap.join(title)).values():
            assert match.alerts == any(mention.alerts for mention in match.mentions)
            assert 0 < match.score < 1


def test_a_description_in_two_demands_is_completed_by_a_word_and_a_name_of_another(tmp_path: Path) -> None:
    listed = """
type: place
entities:
  - {id: mill, name: The Mill, names: {en: [Far Mill]}}
  - id: road
    name: The Road
    described:
      en:
        - heads: [road]
          requires: [{words: [paved], within: 5}, {entities: [mill], words: [millers], within: 5}]
        - heads: [track]
          requires: [{entities: [mill]}, {entities: [mill], words: [millers]}]
"""
    matcher = Matcher(read_watchlist([write(tmp_path, place=listed)]))
    assert set(found(matcher, "the paved road of the millers")) == {"road"}
    assert set(found(matcher, "the paved road to Far Mill")) == {"road", "mill"}
    assert set(found(matcher, "the track to Far Mill")) == {"road", "mill"}
    assert set(found(matcher, "the road to Far Mill")) == {"mill"}
    assert not found(matcher, "the paved road")
