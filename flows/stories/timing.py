"""Whether two articles tell of the same time, and when they were published."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import timedelta

from flows.stories.evidence import Evidence
from flows.stories.facts import Facts
from flows.stories.numerals import may_be_same_part

_HOUR = timedelta(hours=1)
WINDOW = timedelta(hours=30)  # between two articles about one event
_LATE = timedelta(hours=18)
_SOON = timedelta(minutes=90)  # within which an outlet corrects what it wrote
_ROUGHLY, _ZONES = 20, 180  # minutes by which two times of day may differ: told roughly, by clocks of other zones
_DAY = 24.0  # hours


def when(one: Facts, other: Facts) -> Iterator[Evidence]:
    """That it happened at another time."""
    if one.clocks and other.clocks and not _any(_may_be_same, one.clocks, other.clocks):
        yield Evidence("other clock", 1.0, "at different times of day")
    if one.today and other.today and not one.today & other.today:
        yield Evidence("other day", 1.0, "they begin with other days")
    if one.parts and other.parts and not _any(may_be_same_part, one.parts, other.parts):
        yield Evidence("other part of day", 1.0, "at different parts of the day")
    if one.when and other.when:
        gap = max(one.when[0], other.when[0]) - min(one.when[1], other.when[1])
        if gap > 0:
            yield Evidence("apart", 1.0, "what they tell happened at different times")
            yield Evidence("other time", min(gap / _DAY, 1.0), "at least {} hours apart", ({round(gap)},))


def _any(may_be: Callable[[int, int], bool], mine: Iterable[int], theirs: Collection[int]) -> bool:
    return any(may_be(here, there) for here in mine for there in theirs)


def _may_be_same(mine: int, theirs: int) -> bool:
    """Whether two times may be one, told a little otherwise or by the clock of another zone."""
    return (apart := abs(mine - theirs)) <= _ROUGHLY or (apart % 60 == 0 and apart <= _ZONES)


def published(one: Facts, other: Facts) -> Iterator[Evidence]:
    """How long after each other they were published, and by whom."""
    apart = abs(one.at - other.at)
    hours = apart / _HOUR
    if apart > WINDOW:
        yield Evidence("never", 1.0, "published {} hours apart", ({round(hours)},))
    yield Evidence("hours", hours, "published {} hours apart", ({round(hours)},))
    if apart > _LATE:
        yield Evidence("late", 1.0, "published on another day")
    if one.source == other.source != "":
        yield Evidence("outlet", 1.0, "an outlet seldom tells the same news twice")
        if apart > _SOON:
            yield Evidence("same outlet", 1.0, "and less so much later")
