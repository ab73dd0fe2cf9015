"""Whose the words are that two names lay claim to."""

from pathlib import Path

import pytest

from tests.watchlist.lists import found, write
from watchlist.load import read_watchlist
from watchlist.matcher import Matcher

ARMIES = """
type: army
entities:
  - id: syrian-army
    name: Syrian army
    names: {en: [{text: [army posts, army], strength: weak, requires: {words: [river], within: 20}}]}
  - id: iraqi-army
    name: Iraqi army
    names: {en: [Iraqi army, {text: old army, strength: weak}]}
"""
POSTS = """
type: base
entities:
  - id: river-posts
    name: Posts on the river
    described: {en: [{heads: [posts, army posts], requires: {words: [river], within: 20}}]}
    relations: [{kind: taken from, entity: syrian-army}]
  - id: other-posts
    name: Other posts
    described: {en: [{heads: [posts], requires: {words: [river], within: 20}}]}
"""


@pytest.fixture(scope="module")
def armies(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    folder: Path = tmp_path_factory.mktemp("armies")
    return Matcher(read_watchlist([write(folder, army=ARMIES, base=POSTS)]))


def test_a_weak_name_does_not_take_a_part_of_a_strong_one(armies: Matcher) -> None:
    assert "syrian-army" not in found(armies, "Iraqi army posts by the river")
    assert found(armies, "Iraqi army posts by the river")["iraqi-army"].alerts


def test_the_longer_of_two_weak_names_that_share_a_part_stands(armies: Matcher) -> None:
    assert found(armies, "old army posts by the river").keys() >= {"syrian-army"}
    assert "iraqi-army" not in found(armies, "old army posts by the river")


def test_a_head_noun_inside_a_related_entity_s_name_still_describes(armies: Matcher) -> None:
    assert found(armies, "army posts by the river").keys() == {"syrian-army", "river-posts"}


def test_a_head_noun_inside_a_stranger_s_name_describes_nothing(armies: Matcher) -> None:
    assert "other-posts" not in found(armies, "army posts by the river")
    assert "other-posts" in found(armies, "posts by the river")
