"""Sentences about every entity, and look-alikes: the head of each sentences*.yaml says who wrote it, and how."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypedDict

import pytest
import yaml

from tests.watchlist.lists import found
from watchlist.load import load_shipped
from watchlist.matcher import Matcher

SENTENCES = sorted(Path(__file__).parent.glob("sentences*.yaml"))


class Sentence(TypedDict):
    entity: str
    language: str
    lookalike: bool
    text: str


@cache
def shipped() -> Matcher:
    return Matcher(load_shipped())


def sentences(lookalike: bool) -> Iterator[object]:
    counted: dict[str, int] = {}
    listed: list[Sentence] = [one for file in SENTENCES for one in yaml.safe_load(file.read_text(encoding="utf-8"))]
    for sentence in listed:
        if sentence["lookalike"] == lookalike:
            name = f"{sentence['entity']}-{sentence['language']}"
            counted[name] = counted.get(name, 0) + 1
            yield pytest.param(sentence, id=f"{name}-{counted[name]}")


@pytest.mark.parametrize("sentence", list(sentences(lookalike=False)))
def test_a_sentence_about_an_entity_alerts(sentence: Sentence) -> None:
    matches = found(shipped(), sentence["text"], language=sentence["language"])
    assert sentence["entity"] in matches, f"found only {sorted(matches)}"
    assert matches[sentence["entity"]].alerts, matches[sentence["entity"]].why


@pytest.mark.parametrize("sentence", list(sentences(lookalike=True)))
def test_a_look_alike_does_not_alert(sentence: Sentence) -> None:
    match = found(shipped(), sentence["text"], language=sentence["language"]).get(sentence["entity"])
    assert match is None or not match.alerts, match.why
