"""When a route may speak: its quiet hours and the times of its digests, in its own time zone. Needs no clock."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")
_UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of every day."""

    start: time
    end: time  # the first moment outside; earlier than the start where they go past midnight


@dataclass(frozen=True, slots=True)
class Timing:
    """The hours of a route."""

    zone: str = "UTC"  # IANA name
    quiet: Hours | None = None
    digest: str = ""  # a cron line: minute, hour, day, month, weekday; "" where there are no digests

    def quiet_until(self, now: datetime) -> datetime | None:
        """The end (aware UTC) of the quiet hours that `now` (aware) lies in; None outside of them."""
        if self.quiet is None:
            return None
        start, end = self.quiet.start, self.quiet.end
        local = now.astimezone(ZoneInfo(self.zone))
        at = local.timetz().replace(tzinfo=None)
        if not (start <= at < end if start < end else at >= start or at < end):
            return None
        day = local.date() + timedelta(days=start > end and at >= start)
        # where the clocks change there may be two such moments, or none: the later one counts
        moments = (datetime.combine(day, end, local.tzinfo).replace(fold=fold) for fold in (0, 1))
        return max(moment.astimezone(UTC) for moment in moments)

    def digest_after(self, moment: datetime) -> datetime:
        """The first time of a digest after a moment; aware UTC."""
        return next(CronSim(self.digest, moment.astimezone(ZoneInfo(self.zone)))).astimezone(UTC)

    def digest_until(self, moment: datetime) -> datetime:
        """The last time of a digest not after a moment; aware UTC."""
        past = moment.astimezone(ZoneInfo(self.zone)) + timedelta(microseconds=1)
        return next(CronSim(self.digest, past, reverse=True)).astimezone(UTC)


AT_ANY_TIME = Timing()


def read_duration(text: object) -> timedelta:
    """A duration as people write it: "500ms", "90s", "10m", "2h", "1d". Raises ValueError."""
    found = _DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise ValueError('not a duration; write it like "90s", "10m" or "2h"')
    return timedelta(**{_UNITS[found[2]]: float(found[1])})


def read_hours(text: object) -> Hours:
    """Hours of the day as people write them: "22:00-06:30". Raises ValueError."""
    found = _HOURS.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise ValueError('not hours of the day; write them like "22:00-06:30"')
    hours = Hours(time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4])))
    if hours.start == hours.end:
        raise ValueError('the hours end when they begin; write them like "22:00-06:30"')
    return hours


def read_zone(name: object) -> str:
    """The name of a time zone that is known here. Raises ValueError."""
    try:
        return ZoneInfo(str(name)).key
    except (OSError, ValueError, KeyError) as error:
        raise ValueError('not a time zone; write it like "Asia/Baghdad"') from error


def read_cron(line: object) -> str:
    """A cron line whose time comes. Raises ValueError."""
    remedy = "write minute, hour, day, month and weekday: 0 7 * * *"
    if not isinstance(line, str) or len(line.split()) != 5:
        raise ValueError(f"not a time of five fields; {remedy}")
    try:
        next(CronSim(line, datetime(2024, 1, 1, tzinfo=UTC)))  # a leap year
    except CronSimError as error:
        raise ValueError(f"“{line}” is no time ({str(error).lower()}); {remedy}") from error
    except StopIteration as error:
        raise ValueError(f"“{line}” never comes; {remedy}") from error
    return line
