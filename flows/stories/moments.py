"""When something happened, as far as an article tells: by a day that it names, and a part of the day."""

from collections.abc import Set
from datetime import date, datetime

from flows.stories.numerals import LOCAL, NIGHT

# Hours of the day between which each part lies, from dawn on (see `numerals.parts_of_day`); a night runs on.
_HOURS = ((2, 7), (5, 12), (10, 15), (12, 19), (16, 23), (18, 29))
_DAY = (0, 24)
_NOON = 12
_EARLIER = 6  # hours by which the night of a day may be the one that leads to it


def moment(named: Set[date], parts: Set[int], published: datetime) -> tuple[float, float] | None:
    """Between which hours (since 1970, as clocks in Baghdad show them) something happened; None where nothing is said
    of it. `named`, `parts`: the days and parts of the day that a text begins with; `published`: aware UTC."""
    if not named and not parts:
        return None
    local = published + LOCAL
    day = min(named, default=local.date())
    midnight = _hours(local.replace(hour=0, minute=0, second=0, microsecond=0)) + 24 * (day - local.date()).days
    hours = [_HOURS[part] for part in parts] or [_DAY]
    start, end = midnight + min(first for first, _ in hours), midnight + max(last for _, last in hours)
    only_night = parts == {NIGHT}
    if start > _hours(local) or (only_night and not named and local.hour < _NOON):
        start, end = start - 24, end - 24  # the night before, or the day before
    if named and only_night:
        start -= _EARLIER
    return start, min(end, _hours(local))


def _hours(at: datetime) -> float:
    return at.timestamp() / 3600
