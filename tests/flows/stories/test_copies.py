"""A copy is told from another piece of the same template."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.stories.copies import Copied, Piece, judge_copy
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


def judged(
    text: str,
    facts: Facts,
    other_text: str,
    other: Facts,
    *,
    titles: tuple[str, str] = ("", ""),
    one_source: bool = False,
) -> Copied:
    source = "desk" if one_source else ""
    return judge_copy(Piece(titles[0], text, facts, source), Piece(titles[1], other_text, other, source))


def test_the_same_words_are_a_copy() -> None:
    assert judged(STORY, NOTHING, STORY, NOTHING).same


def test_what_was_cut_off_is_a_copy_of_the_whole() -> None:
    assert judged(STORY[:160], NOTHING, STORY, NOTHING).same


def test_sentences_in_another_order_with_a_signature_are_a_copy() -> None:
    turned = ". ".join(reversed(STORY.split(". "))) + " Follow our channel!"
    assert judged(turned, NOTHING, STORY, NOTHING).same


@pytest.mark.parametrize(("word", "other"), [("late again", "delayed again"), ("eleven times", "11 times")])
def test_a_word_told_otherwise_here_and_there_leaves_a_copy(word: str, other: str) -> None:
    assert judged(STORY.replace(word, other), NOTHING, STORY, NOTHING).same


def test_a_toll_that_has_risen_leaves_a_copy() -> None:
    assert judged(STORY.replace("40 workers", "45 workers"), NOTHING, STORY, NOTHING).same


def test_other_news_is_no_copy_and_not_from_the_same_template() -> None:
    copied = judged(OTHER, NOTHING, STORY, NOTHING)
    assert (copied.same, copied.another) == (False, False)


@pytest.mark.parametrize(
    ("mine", "theirs", "said"),
    [
        (replace(NOTHING, clocks=frozenset({80})), replace(NOTHING, clocks=frozenset({230})), "other times of day"),
        (replace(NOTHING, days=frozenset({TODAY})), replace(NOTHING, days=frozenset({TOMORROW})), "other days"),
        (replace(NOTHING, places=frozenset({"a"})), replace(NOTHING, places=frozenset({"b"})), "other places"),
    ],
)
def test_one_template_that_tells_something_else_is_no_copy(mine: Facts, theirs: Facts, said: str) -> None:
    copied = judged(STORY, mine, STORY, theirs)
    assert (copied.same, copied.another) == (False, True)
    assert said in copied.why


def test_another_name_in_the_same_place_is_no_copy() -> None:
    copied = judged(STORY.replace("Old Harbour", "New Quay"), NOTHING, STORY, NOTHING)
    assert not copied.same
    assert "“new quay” in the place of “old harbour”" in copied.why


def test_other_numbers_throughout_are_no_copy() -> None:
    other = STORY.replace("40 workers", "45 workers").replace("three hours", "five hours")
    assert not judged(other, NOTHING, STORY, NOTHING).same


def test_numbers_that_rise_in_nearly_the_same_text_leave_a_copy_and_those_that_fall_do_not() -> None:
    later = replace(NOTHING, at=NOW + timedelta(minutes=40))
    long = STORY + OTHER
    risen = long.replace("40 workers", "45 workers").replace("three hours", "five hours")
    titles = ("45 hired for a ferry", "40 hired for a ferry")
    assert judged(risen, later, long, NOTHING, titles=titles).same
    assert "other numbers" in judged(long, later, risen, NOTHING, titles=titles).why


def test_nearly_the_same_text_may_be_edited_in_more_places() -> None:
    long = STORY + OTHER
    edited = long.replace("late again", "delayed once more").replace("promised", "pledged").replace("opened", "began")
    assert judged(edited, NOTHING, long, NOTHING).same
    throughout = edited.replace("bakery", "mill").replace("passengers", "travellers")
    assert judged(throughout, NOTHING, long, NOTHING).why[-1] == "other words in 5 places"


def test_what_was_edited_throughout_is_no_copy_and_may_tell_the_same_all_the_same() -> None:
    edited = STORY.replace("late again", "delayed").replace("promised", "pledged").replace("hired", "found")
    edited = edited.replace("passengers", "travellers").replace("built before", "made ahead of")
    copied = judged(edited, NOTHING, STORY, NOTHING)
    assert (copied.same, copied.another, copied.why[-1]) == (False, False, "other words in 5 places")


def test_another_village_in_arabic_is_another_piece_of_news() -> None:
    told = "قتل شاب برصاص مجهولين في قرية {} بريف المحافظة الشرقي مساء اليوم، ونقل جثمانه إلى المشفى الوطني ليلا"
    copied = judged(told.format("الزهور"), NOTHING, told.format("البستان"), NOTHING)
    assert (copied.same, copied.another) == (False, True)


def test_the_same_outlet_hours_later_writes_about_something_else_by_the_same_template() -> None:
    later = replace(NOTHING, at=NOW + timedelta(hours=3))
    edited = STORY.replace("three hours", "five hours")
    assert judged(edited, later, STORY, NOTHING).same
    assert not judged(edited, later, STORY, NOTHING, one_source=True).same


def test_a_formula_of_a_few_words_is_no_copy() -> None:
    assert not judged(FORMULA, NOTHING, STORY + FORMULA, NOTHING).same


def test_what_the_titles_say_otherwise_is_no_edit() -> None:
    edited = STORY.replace("ferry", "barge")
    assert judged(edited, NOTHING, STORY, NOTHING, titles=("Late again", "Late once more")).same
    assert not judged(edited, NOTHING, STORY, NOTHING, titles=("The barge is late", "The ferry is late")).same


def test_another_word_for_the_same_is_an_edit_even_in_the_title() -> None:
    lorries, trucks = STORY.replace("ferry", "lorry"), STORY.replace("ferry", "truck")
    assert judged(lorries, NOTHING, trucks, NOTHING, titles=("The lorry is late", "The truck is late")).same
