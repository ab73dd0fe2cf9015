"""It is told when something happened."""

from datetime import UTC, datetime

import pytest

from flows.stories.moments import moment
from flows.stories.numerals import days, parts_of_day
from watchlist.fold import fold_text

PUBLISHED = datetime(2026, 8, 13, 6, 0, tzinfo=UTC)  # a Thursday, 9 in the morning in Baghdad
MIDNIGHT = datetime(2026, 8, 13, tzinfo=UTC).timestamp() / 3600


def hours(text: str) -> tuple[float, float] | None:
    words = fold_text(text).split()
    found = moment(days(words, PUBLISHED), parts_of_day(words), PUBLISHED)
    return found and (found[0] - MIDNIGHT, found[1] - MIDNIGHT)


@pytest.mark.parametrize("text", ["before dawn on Thursday", "فجر اليوم الخميس", "بامداد پنجشنبه", "at dawn"])
def test_a_part_of_a_day_is_a_few_hours(text: str) -> None:
    assert hours(text) == (2, 7)


def test_what_is_not_over_ends_with_the_publication() -> None:
    assert hours("this morning") == (5, 9)
    assert hours("on Thursday") == (0, 9)


@pytest.mark.parametrize(("text", "span"), [("overnight", (-6, 5)), ("in the evening", (-8, -1))])
def test_a_part_of_the_day_that_is_to_come_was_yesterday(text: str, span: tuple[int, int]) -> None:
    assert hours(text) == span


def test_the_night_of_a_day_may_be_the_one_that_leads_to_it() -> None:
    assert hours("on Wednesday night") == (-12, 5)


def test_nothing_is_known_where_nothing_is_said() -> None:
    assert hours("a bridge was opened") is None
