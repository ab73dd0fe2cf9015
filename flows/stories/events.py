"""Whether two articles tell the same event in other words or another language: what agrees earns points, what
disagrees costs them, and both are said.

What a piece of evidence is worth was fitted by logistic regression to labelled articles (the open halves of
`tests/flows/families.jsonl` and `tests/flows/pairs.jsonl`), and rounded.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import timedelta
from math import inf, sqrt
from types import MappingProxyType
from typing import NamedTuple

from flows.stories.facts import Facts
from flows.stories.lexicon import EVERYDAY, OPPOSITES, STEPS, WIDE
from flows.stories.names import same_names
from flows.stories.numerals import may_be_same_part
from flows.stories.wording import stems

SAME = 1.4  # points from which two articles tell the same event
DENIED = SAME - 1.5  # points below which an article denies that one belongs to its story
SUPPORTED = SAME - 1.0  # points from which another article of the story supports it …
SUPPORT = 0.5  # … by so many
WINDOW = timedelta(hours=30)  # between two articles about one event
WORTH: Mapping[str, float] = MappingProxyType(
    {
        "place": 1.1, "places": 1.0, "elsewhere": -1.6, "begins elsewhere": -1.1, "other title": -1.1,
        "matter": 2.4, "lead": 1.4, "other subject": -0.6, "step": 0.4, "other step": -0.3, "opposite": -0.5,
        "aside": -1.5, "unnamed": -2.0, "unwatched": -4.0, "name": 0.7, "others": 0.5, "wording": 0.3, "template": -0.7,
        "number": 1.0, "other figure": -0.8, "other clock": -6.0, "other day": -0.3, "other part of day": -0.9,
        "hours": -0.11, "late": -1.1, "same outlet": -1.2, "never": -9.0,
    }
)  # fmt: skip
_EVERYDAY_WEIGHT = 0.4  # of what stands in every second piece of news; of anything else, 1
_MOST_MATTER = 4.0  # of concepts: more are no surer
_PRIOR = 0.5
_LATE = timedelta(hours=18)
_SOON = timedelta(minutes=90)  # within which an outlet corrects what it wrote
_NAME = {2: 0.3, 3: 0.6}  # what a name of so many consonants counts; of more, 1
_NUMBERS = ((100, 1.6), (20, 1.0), (10, 0.6), (4, 0.35))  # what a number counts from which size on
_MOST_TOLD = 3.0
_COMMON, _MUCH = 0.25, 0.3  # of the words: what two tellings share at most, and from where it is a template
_ROUGHLY, _ZONES = 20, 180  # minutes by which two times of day may differ: told roughly, by clocks of other zones
_MOST_STEPS = 2
# How much of these must be in common, lest the matter alone makes two pieces one.
_NAMED = {"places": 0.1, "others": 0.1, "name": 0.6}
_LITTLE = 0.3  # of what they begin with, in common
_WORTH_SAYING = 0.05  # points


class Evidence(NamedTuple):
    """One thing in which two articles agree or not."""

    kind: str  # of WORTH
    amount: float
    what: str  # for people, with places for what it is about
    about: tuple[Iterable[object], ...] = ()

    @property
    def worth(self) -> float:
        """How many points it is worth."""
        return WORTH[self.kind] * self.amount

    def __str__(self) -> str:
        listed = (", ".join(map(_written, sorted(one))) for one in self.about)  # type: ignore[type-var]
        return f"{self.what.format(*listed)} ({self.worth:+.1f})"


@dataclass(frozen=True, slots=True)
class Judged:
    """What speaks for two articles telling one event, less what speaks against it."""

    points: float
    evidence: tuple[Evidence, ...]

    @property
    def why(self) -> tuple[str, ...]:
        """Sentences for people, the weightiest first."""
        told = (one for one in self.evidence if abs(one.worth) >= _WORTH_SAYING)
        return tuple(map(str, sorted(told, key=lambda one: -abs(one.worth))))


def judge(one: Facts, other: Facts, least: float = DENIED) -> Judged:
    """How surely two articles tell the same event: from SAME points on they do.

    What costs the most to compare is left out where no agreement in it could earn them `least` points.
    """
    across = one.is_arabic != other.is_arabic
    evidence = [seen for part in _QUICK for seen in part(one, other)]
    points = sum(seen.worth for seen in evidence)
    for part, most, most_across in _SLOW:
        if points + (most_across if across else most) < least:
            break
        seen = (*part(one, other),)
        evidence += seen
        points += sum(one.worth for one in seen)
    else:
        if not any(seen.amount >= _NAMED.get(seen.kind, inf) for seen in evidence):
            evidence.append(Evidence("unnamed", 1.0, "no place and no name in common"))
            points += evidence[-1].worth
    return Judged(points, tuple(evidence))


def _watched(one: Facts, other: Facts) -> Iterator[Evidence]:
    """Of what nobody watches so much happens that it must agree in far more."""
    if not (one.foremost or other.foremost):
        yield Evidence("unwatched", 1.0, "of what nobody watches much happens")


def _where(one: Facts, other: Facts) -> Iterator[Evidence]:
    shared = one.places & other.places
    if shared:
        yield Evidence("places", _alike(one.places, other.places, WIDE), "both name {}", (shared,))
    elif one.places and other.places:
        yield Evidence("elsewhere", 1.0, "one at {}, the other at {}", (one.places, other.places))
    if both := (one.leading & other.leading) - WIDE:
        yield Evidence("place", 1.0, "both begin at {}", (both,))
    mine, theirs = one.leading - WIDE, other.leading - WIDE
    if mine and theirs and not (mine & other.places or theirs & one.places):
        yield Evidence("begins elsewhere", 1.0, "one begins at {}, the other at {}", (mine, theirs))
    if one.named and other.named and not (one.named & _all(other) or other.named & _all(one)):
        yield Evidence("other title", 1.0, "one title names {}, the other {}", (one.named, other.named))


def _all(facts: Facts) -> frozenset[str]:
    return facts.places | facts.others | facts.named


def _about(one: Facts, other: Facts) -> Iterator[Evidence]:
    shared = one.concepts & other.concepts
    yield Evidence("matter", min(_weight(shared), _MOST_MATTER) / _MOST_MATTER, "both speak of {}", (shared,))
    there, here = _alike(one.lead, other.concepts), _alike(other.lead, one.concepts)
    begun = (one.lead & other.concepts) | (other.lead & one.concepts)
    yield Evidence("lead", (there + here) / 2, "one begins with what the other speaks of, {}", (begun,))
    if (there + here) / 2 < _LITTLE:
        yield Evidence("aside", 1.0, "they begin with something else")
    if one.titled - EVERYDAY and other.titled - EVERYDAY and not one.titled & other.titled:
        yield Evidence("other subject", 1.0, "the titles speak of other things")


def _steps(one: Facts, other: Facts) -> Iterator[Evidence]:
    """What comes before or after something, or in answer to it, is another piece of news."""
    if shared := one.lead & other.lead & STEPS:
        yield Evidence("step", 1.0, "both begin with {}", (shared,))
    alone = ((one.lead & STEPS) - other.concepts) | ((other.lead & STEPS) - one.concepts)
    if alone:
        yield Evidence("other step", min(len(alone), _MOST_STEPS), "only one tells of {}", (alone,))
    for act, contrary in OPPOSITES:
        if _parted(one.lead, other.lead, act, contrary) or _parted(other.lead, one.lead, act, contrary):
            yield Evidence("opposite", 1.0, "one tells of {}, the other of {}", (act, contrary))


def _parted(one: frozenset[str], other: frozenset[str], act: frozenset[str], contrary: frozenset[str]) -> bool:
    return bool(one & act and other & contrary and not one & contrary and not other & act)


def _names(one: Facts, other: Facts) -> Iterator[Evidence]:
    mine, theirs = one.others & one.foremost, other.others & other.foremost
    if shared := mine & theirs:
        yield Evidence("others", _alike(mine, theirs), "both name {}", (shared,))
    if one.is_arabic != other.is_arabic:
        latin, arabic = (other, one) if one.is_arabic else (one, other)
        if names := same_names(latin.names, arabic.words):
            amount = sum(_NAME.get(consonants, 1.0) for consonants in names.values())
            yield Evidence("name", min(amount, _MOST_TOLD), "both name {}", (names,))


def _wording(one: Facts, other: Facts) -> Iterator[Evidence]:
    if one.language != other.language:
        return
    mine, theirs = stems(one.words), stems(other.words)
    shared = mine & theirs
    alike = len(shared) / sqrt(len(mine) * len(theirs)) if shared else 0.0
    yield Evidence("wording", min(alike, _COMMON) / _COMMON, "words in common: {}", ({len(shared)},))
    if alike > _MUCH:
        yield Evidence("template", (alike - _MUCH) / _COMMON, "much of the wording is the same, and it is no copy")


def _numbers(one: Facts, other: Facts) -> Iterator[Evidence]:
    if one.figures and other.figures and one.figures[0] != other.figures[0]:
        yield Evidence("other figure", 1.0, "one says {}, the other {}", ({one.figures[0]}, {other.figures[0]}))
    elif shared := one.numbers & other.numbers:
        amount = min(sum(map(_told, shared)), _MOST_TOLD)
        yield Evidence("number", amount, "both say {}", (shared,))


def _told(number: int) -> float:
    return next((amount for size, amount in _NUMBERS if number >= size), 0.0)


def _when(one: Facts, other: Facts) -> Iterator[Evidence]:
    if one.clocks and other.clocks and not _any(_may_be_same, one.clocks, other.clocks):
        yield Evidence("other clock", 1.0, "at different times of day")
    if one.today and other.today and not one.today & other.today:
        yield Evidence("other day", 1.0, "they begin with other days")
    if one.parts and other.parts and not _any(may_be_same_part, one.parts, other.parts):
        yield Evidence("other part of day", 1.0, "at different parts of the day")


def _any(may_be: Callable[[int, int], bool], mine: Iterable[int], theirs: Collection[int]) -> bool:
    return any(may_be(here, there) for here in mine for there in theirs)


def _may_be_same(mine: int, theirs: int) -> bool:
    """Whether two times may be one, told a little otherwise or by the clock of another zone."""
    return (apart := abs(mine - theirs)) <= _ROUGHLY or (apart % 60 == 0 and apart <= _ZONES)


def _published(one: Facts, other: Facts) -> Iterator[Evidence]:
    apart = abs(one.at - other.at)
    hours = apart / timedelta(hours=1)
    if apart > WINDOW:
        yield Evidence("never", 1.0, "published {} hours apart", ({round(hours)},))
    yield Evidence("hours", hours, "published {} hours apart", ({round(hours)},))
    if apart > _LATE:
        yield Evidence("late", 1.0, "published on another day")
    if one.source == other.source != "" and apart > _SOON:
        yield Evidence("same outlet", 1.0, "an outlet seldom tells the same news twice")


_QUICK = (_published, _when, _watched, _where, _about, _steps, _numbers)
_SLOW = (  # and how many points each can bring at most with what comes after it, within a script and across scripts
    (_names, WORTH["others"] + WORTH["wording"], WORTH["others"] + _MOST_TOLD * WORTH["name"]),
    (_wording, WORTH["wording"], 0.0),
)


def _alike(mine: Set[str], theirs: Set[str], common: Set[str] = EVERYDAY) -> float:
    """The cosine of two sets, where what is common weighs less, and a little less than it: one word is no matter."""
    both = _weight(mine & theirs, common)
    return both / sqrt((_weight(mine, common) + _PRIOR) * (_weight(theirs, common) + _PRIOR)) if both else 0.0


def _weight(what: Set[str], common: Set[str] = EVERYDAY) -> float:
    return len(what) - (1.0 - _EVERYDAY_WEIGHT) * len(what & common)


def _written(what: object) -> str:
    return f"{what:,}" if isinstance(what, int) else str(what)
