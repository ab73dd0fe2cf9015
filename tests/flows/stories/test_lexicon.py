"""Concepts and towns are the same in three languages."""

from collections import Counter
from importlib.resources import files
from typing import Any

import pytest
import yaml

from flows.stories.lexicon import FOLLOWS, MEANS, OPPOSITES, SEATS, WIDE, Lexicon, around, everyday, weight
from watchlist.load import load_shipped

LEXICON = Lexicon()


def listed(name: str) -> Any:
    return yaml.safe_load((files("flows.stories") / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "language"),
    [("a drone hit a bridge in Homs", "en"), ("مسيرة استهدفت الجسر في حمص", "ar"), ("پهپادی پل را در حمص زد", "fa")],
)
def test_the_same_is_told_in_each_language(text: str, language: str) -> None:
    concepts, towns = LEXICON.read(text, language)
    assert {"drone", "bridge"} <= concepts
    assert towns == {"homs"}


def test_persian_is_not_read_with_arabic_words() -> None:
    assert "water" in LEXICON.read("آب شهر", "fa")[0]
    assert "water" not in LEXICON.read("آب شهر", "ar")[0]  # August, in Arabic


@pytest.mark.parametrize(
    ("text", "language"),
    [("lorries stranded", "en"), ("الشاحنات العالقة", "ar"), ("کامیون‌های سرگردان", "fa")],
)
def test_a_word_means_the_same_in_any_form(text: str, language: str) -> None:
    assert {"truck", "queue"} <= LEXICON.read(text, language)[0]


def test_a_form_of_another_word_means_nothing() -> None:
    assert "goal" not in LEXICON.read("استهدف", "ar")[0]
    assert "car" not in LEXICON.read("he carried it", "en")[0]
    assert LEXICON.read("قال المصدر", "ar")[0] == frozenset()  # source, not a confiscation


@pytest.mark.parametrize("name", ["concepts.yaml", "glossary.yaml"])
def test_each_concept_has_words_in_three_languages(name: str) -> None:
    concepts = listed(name)
    assert {concept for concept, words in concepts.items() if set(words) != {"en", "ar", "fa"}} == set()


def test_no_key_stands_twice() -> None:
    for name in ("concepts.yaml", "glossary.yaml", "towns.yaml", "provinces.yaml"):
        lines = (files("flows.stories") / name).read_text(encoding="utf-8").splitlines()
        keys = Counter(line.partition(":")[0] for line in lines if line[:1].isalnum())
        assert [key for key, count in keys.items() if count > 1] == []


def test_what_is_said_of_concepts_is_said_of_known_ones() -> None:
    said = FOLLOWS.union(*MEANS, *(act for pair in OPPOSITES for act in pair), everyday(), listed("frequency.yaml"))
    assert said <= set(LEXICON)


def test_provinces_and_wide_places_are_known() -> None:
    known = set(listed("towns.yaml")) | {entity.id for entity in load_shipped().entities}
    provinces = listed("provinces.yaml")
    assert WIDE | SEATS | set(provinces) <= known
    assert {place for places in provinces.values() for place in places} <= known


def test_a_place_lies_in_what_holds_what_it_lies_in() -> None:
    assert around(frozenset({"al-heri"})) == {"al-heri", "al-bukamal", "deir-ez-zor"}


def test_what_few_articles_speak_of_tells_more() -> None:
    assert weight(frozenset({"dead"})) < weight(frozenset({"truck"})) < weight(frozenset({"truffle"})) <= 1
    assert weight(frozenset({"dead", "truck"})) == weight(frozenset({"dead"})) + weight(frozenset({"truck"}))


def test_each_part_of_a_text_adds_to_what_stands_before_it() -> None:
    titled, lead, whole = LEXICON.read_parts(
        ("Drone hits bridge", "A blast was heard in Homs. ", "A funeral followed."), "en"
    )
    assert {"drone", "bridge"} <= titled[0] <= lead[0] <= whole[0]
    assert titled[1] == frozenset()
    assert lead[1] == {"homs"}
    assert "funeral" in whole[0] - lead[0]
