"""The pace that is learned from a source's history, and the silence that its rhythm does not explain."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from flows.rhythm import Rhythm, is_overdue, learn, moments, next_turn, pace, patience, read_rhythm, write_rhythm
from watchlist.source import Link

MONDAY = datetime(2026, 9, 7, tzinfo=UTC)
FASTEST, SLOWEST = timedelta(minutes=2), timedelta(hours=1)
HOUR = timedelta(hours=1)


def day(number: int, hour: float = 0) -> datetime:
    """That hour of that day, the first day being a Monday."""
    return MONDAY + timedelta(days=number, hours=hour)


def agency(days: int, *, without: Iterable[int] = (), hours: tuple[int, int] = (5, 21)) -> list[datetime]:
    """Something new every six minutes by day, and nothing on the days of the week in `without` (Monday is 0)."""
    return [
        day(number, hour) + timedelta(minutes=minute)
        for number in range(days)
        if number % 7 not in without
        for hour in range(*hours)
        for minute in range(0, 60, 6)
    ]


def weekly(weeks: int) -> list[datetime]:
    return [day(7 * number, 9) for number in range(weeks)]


def known(came: Iterable[datetime]) -> Rhythm:
    return learn(Rhythm(), came)


def paced(came: Iterable[datetime], now: datetime) -> timedelta | None:
    return pace(known(came), now, fastest=FASTEST, slowest=SLOWEST)


def link(published: datetime | None) -> Link:
    return Link("ledger", "https://ledger.example/a", published=published)


def test_a_breaking_source_is_asked_every_few_minutes() -> None:
    came = agency(30)
    wait = paced(came, came[-1])
    assert wait is not None
    assert timedelta(minutes=2) <= wait <= timedelta(minutes=5)


def test_a_night_does_not_slow_the_morning() -> None:
    came = [*agency(30), day(30, 5)]
    wait = paced(came, came[-1])
    assert wait is not None
    assert wait <= timedelta(minutes=5)


def test_a_weekly_source_is_asked_hourly() -> None:
    came = weekly(8)
    assert paced(came, came[-1]) == SLOWEST


def test_hours_that_never_bring_anything_are_asked_slowly() -> None:
    came = agency(30)
    assert paced(came, day(30, 1)) == SLOWEST


def test_the_limits_hold() -> None:
    came = [MONDAY + timedelta(minutes=2 * number) for number in range(400)]
    assert paced(came, came[-1]) == FASTEST


def test_nothing_is_said_of_a_source_that_brought_little() -> None:
    rhythm = known(agency(1)[:4])
    assert (rhythm.usual, rhythm.rarely_longer, patience(rhythm)) == (None, None, None)
    assert pace(rhythm, MONDAY, fastest=FASTEST, slowest=SLOWEST) is None


def test_items_that_come_together_are_one_arrival() -> None:
    together = [at + timedelta(seconds=20 * number) for at in weekly(6) for number in range(5)]
    assert known(together).usual == known(weekly(6)).usual


def test_what_is_kept_has_a_bound_and_says_the_same() -> None:
    few, many = (known(agency(days)) for days in (30, 120))
    assert len(write_rhythm(many)) < 1.2 * len(write_rhythm(few)) < 2000
    again = read_rhythm(write_rhythm(many))
    assert again.usual is not None
    assert many.usual is not None
    assert abs(again.usual - many.usual) < timedelta(seconds=1)
    assert patience(again) == patience(many)
    assert write_rhythm(again) == write_rhythm(many)
    assert read_rhythm(write_rhythm(Rhythm())) == Rhythm()


OVERDUE = [
    ("an agency that stops at noon", agency(30), day(29, 20.9), day(30, 13)),
    ("one that does not come back after Friday", agency(33, without=[4]), day(31, 20.9), day(34, 12)),
    ("a weekly that misses four issues", weekly(10), day(63, 9), day(63 + 36, 10)),
    ("a young daily that is silent for days", agency(6), day(5, 20.9), day(9)),
]
IN_TIME = [
    ("an agency at night", agency(30), day(29, 20.9), day(30, 5)),
    ("a Friday pause", agency(32, without=[4]), day(31, 20.9), day(32, 23)),
    ("a long weekend of its own", agency(32, without=[4, 5]), day(31, 20.9), day(33, 23)),
    ("a weekly before its next issue", weekly(10), day(63, 9), day(70, 8)),
    ("a weekly that misses one issue", weekly(10), day(63, 9), day(73, 9)),
    ("a source that was heard for a day", agency(1), day(0, 20.9), day(3)),
    ("a young daily on its first weekend", agency(5), day(4, 20.9), day(7, 5)),
    ("a source that brought little", agency(1)[:4], day(0, 5.3), day(60)),
]


@pytest.mark.parametrize(("came", "last", "now"), [row[1:] for row in OVERDUE], ids=[row[0] for row in OVERDUE])
def test_silence_against_its_own_rhythm_is_overdue(came: list[datetime], last: datetime, now: datetime) -> None:
    assert came[-1] <= last + HOUR
    assert is_overdue(known(came), last, now)


@pytest.mark.parametrize(("came", "last", "now"), [row[1:] for row in IN_TIME], ids=[row[0] for row in IN_TIME])
def test_silence_that_its_rhythm_explains_is_none(came: list[datetime], last: datetime, now: datetime) -> None:
    assert not is_overdue(known(came), last, now)


def test_what_came_lately_ends_the_silence() -> None:
    assert not is_overdue(known(agency(30)), day(30, 12.9), day(30, 13))


def test_a_new_source_teaches_by_its_dates() -> None:
    now = day(30)
    dated = [link(at) for at in (day(29), day(28), day(-200), now + HOUR)]
    assert moments([*dated, link(None)], now, first_look=True) == [day(28), day(29)]


def test_a_date_that_cannot_be_believed_is_replaced_by_when_it_was_found() -> None:
    now = day(30, 12)
    believed, late, future, a_day = day(30, 11), day(20, 3), day(31), day(30)
    links = [link(at) for at in (believed, late, future, a_day, None)]
    assert moments(links, now, first_look=False) == [believed, now, now, now, now]


def test_sources_of_one_pace_are_spread_evenly_after_all_were_asked_at_once() -> None:
    wait, tick = timedelta(minutes=10), timedelta(minutes=2)
    turns = [next_turn(f"source-{number}", MONDAY, wait, tick / 2) for number in range(1000)]
    by_tick = Counter((turn - MONDAY) // tick for turn in turns)
    assert all(tick / 2 < turn - MONDAY <= wait + tick / 2 for turn in turns)
    assert max(by_tick.values()) < 1.3 * 1000 / 5


@pytest.mark.parametrize("late", [-60, -1, 0, 1, 59])
def test_a_source_keeps_its_place_whenever_the_tick_comes(late: int) -> None:
    wait, slack = timedelta(minutes=10), timedelta(minutes=1)
    turn = next_turn("ledger", MONDAY, wait, slack)
    assert next_turn("ledger", turn + timedelta(seconds=late), wait, slack) - turn == wait
