"""A copy is told from another piece of the same template."""

from dataclasses import replace
from datetime import UTC, datetime

from flows.stories.copies import judge_copy
from flows.stories.facts import Facts
from watchlist.fold import fold_text

NOW = datetime(2026, 8, 13, 1, 0, tzinfo=UTC)
NOTHING = Facts("en", NOW)


def words(text: str) -> list[str]:
    return fold_text(text).split()


STORY = words("""
    The ferry across the lake was late again, and the council blamed the age of its only engine, which was built before
    the war and has been repaired eleven times since, while the passengers waited in the rain for three hours.
""")
OTHER = words("""
    Shopkeepers on the main street opened late because the power had failed during the night, and the generator of the
    bakery had run out of fuel, so that bread was sold only after nine.
""")
FORMULA = words("Reporting by our desk")


def test_the_same_words_are_a_copy() -> None:
    assert judge_copy(STORY, NOTHING, STORY, NOTHING).same


def test_what_was_cut_off_is_a_copy_of_the_whole() -> None:
    assert judge_copy(STORY[:15], NOTHING, STORY, NOTHING).same


def test_paragraphs_in_another_order_with_a_signature_are_a_copy() -> None:
    assert judge_copy([*STORY[20:], *STORY[:20], *words("Follow our channel")], NOTHING, STORY, NOTHING).same


def test_other_news_is_no_copy_and_shares_nothing() -> None:
    copied = judge_copy(OTHER, NOTHING, STORY, NOTHING)
    assert (copied.same, copied.shared) == (False, False)


def test_one_template_at_two_times_of_day_is_no_copy() -> None:
    early, late = replace(NOTHING, clocks=frozenset({80})), replace(NOTHING, clocks=frozenset({230}))
    copied = judge_copy(STORY, early, STORY, late)
    assert (copied.same, copied.shared) == (False, True)
    assert "other times of day" in copied.why


def test_a_formula_of_a_few_words_is_no_copy() -> None:
    assert not judge_copy(
        ["reporting", "by", "our", "desk"], NOTHING, [*STORY, *["reporting", "by", "our", "desk"]], None
    ).same
