"""Quiet hours and the times of digests, in a zone of their own and across the changes of its clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.timing import Timing, read_cron, read_hours, read_zone


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


BAGHDAD = Timing("Asia/Baghdad", read_hours("22:00-06:30"), "0 7 * * *")  # three hours ahead, all year
BERLIN = Timing("Europe/Berlin", read_hours("22:00-02:30"), "30 2 * * *")


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-21T18:59:59", None),
        ("2026-11-21T19:00:00", "2026-11-22T03:30:00"),
        ("2026-11-21T23:00:00", "2026-11-22T03:30:00"),
        ("2026-11-22T03:29:59", "2026-11-22T03:30:00"),
        ("2026-11-22T03:30:00", None),
    ],
)
def test_quiet_hours_go_past_midnight(now: str, until: str | None) -> None:
    assert BAGHDAD.quiet_until(at(now)) == (at(until) if until else None)


def test_quiet_hours_may_lie_within_a_day() -> None:
    noon = Timing("UTC", read_hours("12:00 – 13:00"))
    assert noon.quiet_until(at("2026-11-21T12:30:00")) == at("2026-11-21T13:00:00")
    assert noon.quiet_until(at("2026-11-21T11:59:00")) is None
    assert noon.quiet_until(at("2026-11-21T13:00:00")) is None


def test_without_quiet_hours_nothing_is_quiet() -> None:
    assert Timing().quiet_until(at("2026-11-21T23:00:00")) is None


@pytest.mark.parametrize("day", ["2026-03-28", "2026-10-24"])
def test_quiet_hours_end_after_they_are_asked_for_when_the_clocks_change(day: str) -> None:
    """The clocks skip 02:30 in March, and have it twice in October."""
    begin = at(f"{day}T21:00:00")
    for minutes in range(0, 600, 7):
        until = BERLIN.quiet_until(begin + timedelta(minutes=minutes))
        assert until is None or begin + timedelta(minutes=minutes) < until <= begin + timedelta(hours=5)


def test_a_digest_has_the_hour_of_its_zone() -> None:
    assert BAGHDAD.digest_after(at("2026-11-21T03:59:59")) == at("2026-11-21T04:00:00")
    assert BAGHDAD.digest_after(at("2026-11-21T04:00:00")) == at("2026-11-22T04:00:00")
    assert BERLIN.digest_after(at("2026-01-10T00:00:00")) == at("2026-01-10T01:30:00")
    assert BERLIN.digest_after(at("2026-07-10T00:00:00")) == at("2026-07-10T00:30:00")


@pytest.mark.parametrize(
    ("moment", "last"),
    [
        ("2026-11-21T03:59:59.999999", "2026-11-20T04:00:00"),
        ("2026-11-21T04:00:00", "2026-11-21T04:00:00"),
        ("2026-11-21T04:00:00.000001", "2026-11-21T04:00:00"),
    ],
)
def test_the_last_digest_is_the_one_whose_time_has_come(moment: str, last: str) -> None:
    assert BAGHDAD.digest_until(at(moment)) == at(last)


@pytest.mark.parametrize("line", ["0 7 * * *", "0 7 * * MON", "*/15 6-9 1,15 * *", "0 0 29 2 *"])
def test_times_are_written_as_cron_has_them(line: str) -> None:
    assert read_cron(line) == line


@pytest.mark.parametrize("line", ["", "daily", "0 0 7 * * *", "0 25 * * *", "0 0 31 4 *", 7])
def test_what_is_no_time_is_refused(line: object) -> None:
    with pytest.raises(ValueError, match=r"write minute, hour, day, month and weekday: 0 7 \* \* \*"):
        read_cron(line)


@pytest.mark.parametrize("name", ["", "Bagdad", "../etc/passwd", "/etc/passwd", "a\0b", 3])
def test_what_is_no_zone_is_refused(name: object) -> None:
    with pytest.raises(ValueError, match='write it like "Asia/Baghdad"'):
        read_zone(name)
