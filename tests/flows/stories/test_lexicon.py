"""Concepts and towns are the same in three languages."""

from collections import Counter
from importlib.resources import files

import pytest
import yaml

from flows.stories.lexicon import EVERYDAY, OPPOSITES, STEPS, WIDE, Lexicon

LEXICON = Lexicon()


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


def test_each_concept_has_words_in_three_languages() -> None:
    concepts = yaml.safe_load((files("flows.stories") / "concepts.yaml").read_text(encoding="utf-8"))
    assert {concept for concept, words in concepts.items() if set(words) != {"en", "ar", "fa"}} == set()


def test_no_key_stands_twice() -> None:
    for name in ("concepts.yaml", "towns.yaml"):
        lines = (files("flows.stories") / name).read_text(encoding="utf-8").splitlines()
        keys = Counter(line.partition(":")[0] for line in lines if line[:1].isalnum())
        assert [key for key, count in keys.items() if count > 1] == []


def test_what_weighs_little_is_known() -> None:
    assert set(LEXICON) >= EVERYDAY | STEPS | {concept for pair in OPPOSITES for act in pair for concept in act}
    towns = yaml.safe_load((files("flows.stories") / "towns.yaml").read_text(encoding="utf-8"))
    assert set(towns) | {"al-badia", "anbar", "deir-ez-zor"} >= WIDE


def test_each_part_of_a_text_adds_to_what_stands_before_it() -> None:
    titled, lead, whole = LEXICON.read_parts(
        ("Drone hits bridge", "A blast was heard in Homs. ", "A funeral followed."), "en"
    )
    assert {"drone", "bridge"} <= titled[0] <= lead[0] <= whole[0]
    assert titled[1] == frozenset()
    assert lead[1] == {"homs"}
    assert "funeral" in whole[0] - lead[0]
