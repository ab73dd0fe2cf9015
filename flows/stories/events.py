"""Whether two articles tell the same event in other words or another language: what agrees earns points, what
disagrees costs them, and both are said.

The points were weighed on labelled pairs of articles (the open half of `tests/flows/pairs.jsonl`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from flows.stories.facts import Facts

SAME = 5.0  # points from which two articles tell the same event
WINDOW = timedelta(hours=36)  # between two articles about one event

Point = tuple[float, str]  # how much it counts, and what it is


@dataclass(frozen=True, slots=True)
class Judged:
    """What speaks for two articles telling one event, less what speaks against it."""

    points: float
    why: tuple[str, ...]  # the weightiest first


def judge(one: Facts, other: Facts) -> Judged:
    """How surely two articles tell the same event: from SAME points on they do."""
    points = [point for compare in _COMPARISONS for point in compare(one, other) if point[0]]
    points.sort(key=lambda point: -abs(point[0]))
    return Judged(sum(worth for worth, _ in points), tuple(f"{what} ({worth:+.1f})" for worth, what in points))


def _places(one: Facts, other: Facts) -> Iterator[Point]:
    mine, theirs = one.places & one.foremost, other.places & other.foremost
    if shared := mine & theirs:
        yield min(2.5, 1.5 + 0.5 * len(shared)), f"both at {_listed(shared)}"
    elif mine and theirs:
        yield -4.0, f"one at {_listed(mine)}, the other at {_listed(theirs)}"


def _others(one: Facts, other: Facts) -> Iterator[Point]:
    mine, theirs = one.foremost - one.places, other.foremost - other.places
    if shared := mine & theirs:
        yield min(2.0, 0.5 + 0.75 * len(shared)), f"both about {_listed(shared)}"


def _happened(one: Facts, other: Facts) -> Iterator[Point]:
    shared, all_kinds = one.happened & other.happened, one.happened | other.happened
    if shared:
        yield 2.0 * len(shared) / len(all_kinds), f"both tell of {_listed(shared)}"
    elif one.happened and other.happened:
        yield -2.5, f"one tells of {_listed(one.happened)}, the other of {_listed(other.happened)}"


def _numbers(one: Facts, other: Facts) -> Iterator[Point]:
    shared = one.numbers & other.numbers
    if shared:
        worth = sum(1.0 if number > 10 else 0.6 for number in shared)
        yield min(2.5, worth), f"both say {_listed(map(str, sorted(shared)))}"
    elif one.numbers and other.numbers:
        yield -0.5, "no number in common"


def _clocks(one: Facts, other: Facts) -> Iterator[Point]:
    if not (one.clocks and other.clocks):
        return
    if one.clocks & other.clocks:
        yield 2.0, f"both at {_listed(f'{clock // 60:02}:{clock % 60:02}' for clock in one.clocks & other.clocks)}"
    elif not any(_may_be_same(mine, theirs) for mine in one.clocks for theirs in other.clocks):
        yield -4.0, "at different times of day"


def _may_be_same(mine: int, theirs: int) -> bool:
    """Whether two times may be one, told a little otherwise or by the clock of another zone."""
    return (apart := abs(mine - theirs)) <= _ROUGHLY or (apart % 60 == 0 and apart <= _ZONES)


_ROUGHLY, _ZONES = 20, 180  # minutes


def _days(one: Facts, other: Facts) -> Iterator[Point]:
    if one.days and other.days:
        apart = min(abs((mine - theirs).days) for mine in one.days for theirs in other.days)
        if apart == 0:
            yield 0.5, "the same day"
        elif apart > 1:
            yield -3.0, f"{apart} days apart"


def _published(one: Facts, other: Facts) -> Iterator[Point]:
    hours = abs(one.at - other.at) / timedelta(hours=1)
    worth = next((worth for most, worth in _HOURS if hours <= most), -4.0)
    yield worth, f"published {hours:.0f} hours apart"


_HOURS = ((3, 1.0), (8, 0.5), (16, 0.0), (30, -1.5))


def _words(one: Facts, other: Facts) -> Iterator[Point]:
    if one.language == other.language and one.words and other.words:
        shared = len(one.words & other.words) / min(len(one.words), len(other.words))
        yield 6.0 * (shared - 0.3), f"{shared:.0%} of the words of the shorter one"


def _names(one: Facts, other: Facts) -> Iterator[Point]:
    if shared := one.names & other.names:
        yield min(1.5, 0.4 * len(shared)), f"{len(shared)} names that sound alike"


_COMPARISONS = (_places, _others, _happened, _numbers, _clocks, _days, _published, _words, _names)


def _listed(what: Iterable[str]) -> str:
    return ", ".join(sorted(what))
