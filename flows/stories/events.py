"""Whether two articles tell the same event in other words or another language: what agrees earns points, what
disagrees costs them, and both are said.

The points were fitted to labelled pairs of articles by logistic regression (the open half of `tests/flows/pairs.jsonl`)
and rounded.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt

from flows.stories.facts import Facts
from flows.stories.lexicon import EVERYDAY, WIDE

SAME = 3.1  # points from which two articles tell the same event
DENIED = SAME - 1.5  # points below which an article denies that one belongs to its story
WINDOW = timedelta(hours=30)  # between two articles about one event
_NEVER = -9.0
_SOON = timedelta(hours=4)  # within which little to compare is enough
_LITTLE = 3  # concepts, of a short post
_ENOUGH = 4  # telling concepts
_PRIOR = 2.0  # half the weight of a telling concept
_SMALL = 3  # numbers that stand in every second piece of news
_COMMON = EVERYDAY | WIDE
_ROUGHLY, _ZONES = 20, 180  # minutes by which two times of day may differ: told roughly, by clocks of other zones

Point = tuple[float, str]  # how much it counts, and what it is


@dataclass(frozen=True, slots=True)
class Judged:
    """What speaks for two articles telling one event, less what speaks against it."""

    points: float
    why: tuple[str, ...]  # the weightiest first


def judge(one: Facts, other: Facts) -> Judged:
    """How surely two articles tell the same event: from SAME points on they do."""
    points = [point for compare in _COMPARISONS for point in compare(one, other) if abs(point[0]) >= 0.05]
    points.sort(key=lambda point: -abs(point[0]))
    return Judged(sum(worth for worth, _ in points), tuple(f"{what} ({worth:+.1f})" for worth, what in points))


def _about(one: Facts, other: Facts) -> Iterator[Point]:
    """The same matter."""
    shared = one.concepts & other.concepts
    telling = min(len(shared - EVERYDAY), 4) / 4
    yield 1.9 * _alike(one.concepts, other.concepts) + 1.7 * telling, f"both speak of {_listed(shared)}"
    yield 2.2 * _alike(one.lead, other.lead), f"both begin with {_listed(one.lead & other.lead)}"


def _titles(one: Facts, other: Facts) -> Iterator[Point]:
    """What the titles say."""
    if shared := one.titled & other.titled:
        yield 1.3 * _alike(one.titled, other.titled), f"both titles speak of {_listed(shared)}"
    elif one.titled - EVERYDAY and other.titled - EVERYDAY:
        yield -0.8, "the titles speak of other things"
    if one.named and other.named and not one.named & other.named:
        yield -1.3, f"one title names {_listed(one.named)}, the other {_listed(other.named)}"


def _where(one: Facts, other: Facts) -> Iterator[Point]:
    """The same matter at the same place."""
    if not (one.places and other.places):
        yield -1.4, "one does not say where"
    elif shared := one.places & other.places:
        if not shared & (one.leading | other.leading) or not one.lead & other.lead:
            yield -1.3, "they begin with something else"
        places, concepts = _alike(one.places, other.places), _alike(one.concepts, other.concepts)
        worth = 2.0 * places + 2.2 * min(concepts, places) + (1.0 * concepts if shared - WIDE else 0.0)
        yield worth, f"both at {_listed(shared)}"


def _elsewhere(one: Facts, other: Facts) -> Iterator[Point]:
    mine, theirs = one.places - WIDE, other.places - WIDE
    if one.places and other.places and not one.places & other.places:
        yield -4.0, f"one at {_listed(one.places)}, the other at {_listed(other.places)}"
    elif mine and theirs and not mine & theirs:
        yield -2.3, f"one at {_listed(mine)}, the other at {_listed(theirs)}"


def _unwatched(one: Facts, other: Facts) -> Iterator[Point]:
    """Of what nobody watches so much happens that it must agree in more."""
    if not (one.foremost or other.foremost) and len((one.concepts & other.concepts) - EVERYDAY) < _ENOUGH:
        yield -3.0, "nothing watched, and little in common"


def _others(one: Facts, other: Facts) -> Iterator[Point]:
    mine, theirs = one.others & one.foremost, other.others & other.foremost
    if shared := mine & theirs:
        yield 0.8 * len(shared) / len(mine | theirs), f"both name {_listed(shared)}"


def _numbers(one: Facts, other: Facts) -> Iterator[Point]:
    if shared := {number for number in one.numbers & other.numbers if number > _SMALL}:
        yield 0.4 * min(len(shared), 3), f"both say {_listed(map(str, sorted(shared)))}"


def _clocks(one: Facts, other: Facts) -> Iterator[Point]:
    if not (one.clocks and other.clocks):
        return
    if shared := one.clocks & other.clocks:
        yield 1.3, f"both at {_listed(f'{clock // 60:02}:{clock % 60:02}' for clock in shared)}"
    elif not any(_may_be_same(mine, theirs) for mine in one.clocks for theirs in other.clocks):
        yield _NEVER, "at different times of day"


def _may_be_same(mine: int, theirs: int) -> bool:
    """Whether two times may be one, told a little otherwise or by the clock of another zone."""
    return (apart := abs(mine - theirs)) <= _ROUGHLY or (apart % 60 == 0 and apart <= _ZONES)


def _published(one: Facts, other: Facts) -> Iterator[Point]:
    if (apart := abs(one.at - other.at)) > WINDOW:
        yield _NEVER, f"published {apart / timedelta(hours=1):.0f} hours apart"
    elif apart > _SOON and min(len(one.concepts), len(other.concepts)) < _LITTLE:
        yield -5.0, f"published {apart / timedelta(hours=1):.0f} hours apart, with little to compare"


_COMPARISONS = (_about, _titles, _where, _elsewhere, _unwatched, _others, _numbers, _clocks, _published)


def _alike(mine: Collection[str], theirs: Collection[str]) -> float:
    """The cosine of two sets, where what is common weighs half, and a little less than it: one word is no matter."""
    return _weight(set(mine) & set(theirs)) / sqrt((_weight(mine) + _PRIOR) * (_weight(theirs) + _PRIOR))


def _weight(what: Iterable[str]) -> float:
    return sum(1.0 if one in _COMMON else 4.0 for one in what)


def _listed(what: Iterable[str]) -> str:
    return ", ".join(sorted(what))
