"""Whether two articles are set in the same place."""

from collections.abc import Iterator, Set
from functools import lru_cache
from math import sqrt

from flows.stories.evidence import Evidence
from flows.stories.facts import Facts
from flows.stories.lexicon import SEATS, WIDE, around

_PRIOR = 0.5  # added to the places that each names: one in common is no proof


def where(one: Facts, other: Facts) -> Iterator[Evidence]:
    """What they name of the same, or that they are set apart."""
    if shared := one.places & other.places:
        yield Evidence("places", _alike(one.places, other.places), "both name {}", (shared,))
    elif one.places and other.places and not _touch(one.places, other.places, other.places, one.places):
        mine, theirs = one.places - SEATS, other.places - SEATS
        apart = "elsewhere" if mine and theirs and not _touch(mine, theirs, other.places, one.places) else "other seat"
        yield Evidence(apart, 1.0, "one at {}, the other at {}", (one.places, other.places))


def begins(one: Facts, other: Facts) -> Iterator[Evidence]:
    """Where they begin."""
    if both := (one.leading & other.leading) - WIDE:
        yield Evidence("place", 1.0, "both begin at {}", (both,))
    mine, theirs = one.leading - SEATS, other.leading - SEATS
    if mine and theirs and not _touch(mine, theirs, other.places, one.places):
        yield Evidence("begins elsewhere", 1.0, "one begins at {}, the other at {}", (mine, theirs))
    else:
        yield from _spots(one, other)
    if (mine & other.past and not mine & other.places) or (theirs & one.past and not theirs & one.places):
        yield Evidence("past place", 1.0, "one begins where the other tells of something earlier")
    if one.named and other.named and not _touch(one.named, other.named, _all(other), _all(one)):
        yield Evidence("other title", 1.0, "one title names {}, the other {}", (one.named, other.named))


def _spots(one: Facts, other: Facts) -> Iterator[Evidence]:
    mine = one.leading - WIDE - SEATS - around(other.places)
    theirs = other.leading - WIDE - SEATS - around(one.places)
    if mine and theirs:
        yield Evidence("other spot", 1.0, "one begins at {}, the other at {}", (mine, theirs))
    mine, theirs = _narrowest(one.leading - SEATS), _narrowest(other.leading - SEATS)
    if mine and theirs and not (mine & other.leading or theirs & one.leading):
        yield Evidence("vaguer", 1.0, "{} and {} need not be one place", (mine, theirs))


def _touch(mine: frozenset[str], theirs: frozenset[str], there: Set[str], here: Set[str]) -> bool:
    """Whether one of mine, or what it lies in, is there, or one of theirs is here."""
    return bool(around(mine) & there or around(theirs) & here)


@lru_cache(maxsize=4096)
def _narrowest(places: frozenset[str]) -> frozenset[str]:
    """Those in which none of the others lies."""
    return places.difference(*(around(frozenset({place})) - {place} for place in places))


def _alike(mine: Set[str], theirs: Set[str]) -> float:
    both = _spread(mine & theirs)
    return both / sqrt((_spread(mine) + _PRIOR) * (_spread(theirs) + _PRIOR))


def _spread(places: Set[str]) -> float:
    return len(places) - 0.6 * len(places & WIDE)


def _all(facts: Facts) -> frozenset[str]:
    return facts.places | facts.others | facts.named
