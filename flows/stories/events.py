"""Whether two articles tell the same event in other words or another language: what agrees earns points, what
disagrees costs them, and both are said (see `evidence`).

SAME was chosen where none of the pairs that are told to be the same is another, in families of a writer from whom
nothing else was learned (`tests/flows/families_blind.jsonl`). Set by hand, for want of examples, is what a story as a
whole adds (DENIED, SUPPORTED, SUPPORT).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from flows.stories.evidence import WORTH, Evidence
from flows.stories.facts import Facts
from flows.stories.lexicon import WIDE
from flows.stories.matter import about, beginnings, happened
from flows.stories.setting import begins, where
from flows.stories.tallies import MOST_COUNTED, MOST_NUMBERS, numbers
from flows.stories.terms import MOST_ALIKE, MOST_TOLD, names, words
from flows.stories.timing import published, when

SAME = 1.3  # points from which two articles tell the same event
DENIED = SAME - 2.5  # points below which an article denies that one belongs to its story
SUPPORTED = SAME - 1.0  # points from which another article of the story supports it …
SUPPORT = 0.6  # … by so many
_NAMED = {"others": 0.1, "name": 0.6}  # how much of these makes it clear who
_WORTH_SAYING = 0.05  # points


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

    What is compared last is left out where no agreement in it could earn them `least` points.
    """
    evidence: list[Evidence] = []
    points = 0.0
    most = _most(one, other)
    hope = sum(most)
    for part, its_most in zip(_PARTS, most, strict=True):
        if points + hope < least:
            break
        hope -= its_most
        seen = (*part(one, other),)
        evidence += seen
        points += sum(one.worth for one in seen)
    else:
        if not _is_known(one, other, evidence):
            evidence.append(_unknown(one, other, points))
            points += evidence[-1].worth
    return Judged(points, tuple(evidence))


def _unknown(one: Facts, other: Facts, points: float) -> Evidence:
    """That neither a place nor a name agrees. Where both name nothing that is watched, words of one language that agree
    do not make one event of two, but they do not part them either."""
    if one.foremost or other.foremost:
        return Evidence("unnamed", 1.0, "neither place nor name agrees")
    least = 1.0 if one.language != other.language else max(1.0, points - SUPPORTED)
    return Evidence("unknown", least, "neither place nor name agrees")


def _is_known(one: Facts, other: Facts, evidence: Iterable[Evidence]) -> bool:
    """Whether a place or a name agrees that few share: of what nobody watches so much happens that one must."""
    if (one.places & other.places) - WIDE:
        return True
    return any(seen.amount >= _NAMED.get(seen.kind, inf) for seen in evidence)


_PARTS = (published, where, begins, when, about, words, numbers, names, beginnings, happened)  # what costs least first


def _most(one: Facts, other: Facts) -> tuple[float, ...]:
    """How many points each part may bring these two."""
    counted = MOST_COUNTED * WORTH["quantity"] * (not one.quantities.isdisjoint(other.quantities))
    heard = MOST_TOLD * WORTH["name"] * (one.is_arabic != other.is_arabic)
    return (
        0.0,
        WORTH["places"] * (not one.places.isdisjoint(other.places)),
        WORTH["place"] * (not one.leading.isdisjoint(other.leading)),
        0.0,
        WORTH["matter"] + WORTH["alike"] + WORTH["language"] * (one.language != other.language),
        MOST_ALIKE * WORTH["words"] * (one.language == other.language),
        MOST_NUMBERS * WORTH["number"] * (not one.numbers.isdisjoint(other.numbers)) + counted,
        WORTH["others"] * (not one.others.isdisjoint(other.others)) + heard,
        WORTH["lead"] + WORTH["title"] + WORTH["both titles"],
        0.0,
    )
