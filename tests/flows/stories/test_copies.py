"""A copy is told from another piece of the same template."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.stories.copies import judge_copy
from flows.stories.facts import Facts

NOW = datetime(2026, 8, 13, 1, 0, tzinfo=UTC)
TODAY, TOMORROW = NOW.date(), NOW.date() + timedelta(days=1)
NOTHING = Facts("en", NOW)


STORY = """
    The ferry across the lake was late again, and the council blamed the age of its only engine, which was built before
    the war and has been repaired eleven times since, while the passengers waited in the rain for three hours. A new one
    has been promised by the yard in Old Harbour for the spring, and 40 workers were hired to fit it.
"""
OTHER = """
    Shopkeepers on the main street opened late because the power had failed during the night, and the generator of the
    bakery had run out of fuel, so that bread was sold only after nine.
"""
FORMULA = "Reporting by our desk."


def test_the_same_words_are_a_copy() -> None:
    assert judge_copy(STORY, NOTHING, STORY, NOTHING).same


def test_what_was_cut_off_is_a_copy_of_the_whole() -> None:
    assert judge_copy(STORY[:160], NOTHING, STORY, NOTHING).same


def test_sentences_in_another_order_with_a_signature_are_a_copy() -> None:
    turned = ". ".join(reversed(STORY.split(". "))) + " Follow our channel!"
    assert judge_copy(turned, NOTHING, STORY, NOTHING).same


@pytest.mark.parametrize(("word", "other"), [("late again", "delayed again"), ("eleven times", "11 times")])
def test_a_word_told_otherwise_here_and_there_leaves_a_copy(word: str, other: str) -> None:
    assert judge_copy(STORY.replace(word, other), NOTHING, STORY, NOTHING).same


def test_a_toll_that_has_risen_leaves_a_copy() -> None:
    assert judge_copy(STORY.replace("40 workers", "45 workers"), NOTHING, STORY, NOTHING).same


def test_other_news_is_no_copy_and_shares_nothing() -> None:
    copied = judge_copy(OTHER, NOTHING, STORY, NOTHING)
    assert (copied.same, copied.shared) == (False, False)


@pytest.mark.parametrize(
    ("mine", "theirs", "said"),
    [
        (replace(NOTHING, clocks=frozenset({80})), replace(NOTHING, clocks=frozenset({230})), "other times of day"),
        (replace(NOTHING, days=frozenset({TODAY})), replace(NOTHING, days=frozenset({TOMORROW})), "other days"),
        (replace(NOTHING, places=frozenset({"a"})), replace(NOTHING, places=frozenset({"b"})), "other places"),
    ],
)
def test_one_template_that_tells_something_else_is_no_copy(mine: Facts, theirs: Facts, said: str) -> None:
    copied = judge_copy(STORY, mine, STORY, theirs)
    assert (copied.same, copied.shared) == (False, True)
    assert said in copied.why


def test_another_name_in_the_same_place_is_no_copy() -> None:
    copied = judge_copy(STORY.replace("Old Harbour", "New Quay"), NOTHING, STORY, NOTHING)
    assert not copied.same
    assert "“new quay” in the place of “old harbour”" in copied.why


def test_other_numbers_throughout_are_no_copy() -> None:
    other = STORY.replace("40 workers", "45 workers").replace("three hours", "five hours")
    assert not judge_copy(other, NOTHING, STORY, NOTHING).same


def test_the_same_outlet_hours_later_writes_about_something_else_by_the_same_template() -> None:
    later = replace(NOTHING, at=NOW + timedelta(hours=3))
    edited = STORY.replace("three hours", "five hours")
    assert judge_copy(edited, later, STORY, NOTHING).same
    assert not judge_copy(edited, later, STORY, NOTHING, one_source=True).same


def test_a_formula_of_a_few_words_is_no_copy() -> None:
    assert not judge_copy(FORMULA, NOTHING, STORY + FORMULA, None).same
