"""Whether two articles tell the same event in other words or another language: what agrees earns points, what
disagrees costs them, and both are said.

What a piece of evidence is worth was fitted by logistic regression (L2, no evidence against its sense) to the pairs of
the open half of `tests/flows/families.jsonl`, and to pairs of articles of different families set within hours of each
other; it was then rounded. Set by hand, for want of examples: `other clock`, `other figure`, `funeral`, `never`, what
a story as a whole adds (DENIED, SUPPORTED, SUPPORT), and `unnamed` and `unknown`, so that general news of one subject
stays apart. SAME was chosen where judges fitted without the families of one writer were right in 98 of 100 pairs of
that writer that they told to be the same.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from math import fsum, inf, sqrt
from types import MappingProxyType
from typing import NamedTuple

from flows.stories.facts import Facts
from flows.stories.lexicon import FOLLOWS, MEANS, OPPOSITES, SEATS, WIDE, around, everyday, weight
from flows.stories.names import same_names
from flows.stories.numerals import YEARS, may_be_same_part
from flows.stories.wording import stems

SAME = 1.8  # points from which two articles tell the same event
DENIED = SAME - 2.5  # points below which an article denies that one belongs to its story
SUPPORTED = SAME - 1.0  # points from which another article of the story supports it …
SUPPORT = 0.6  # … by so many
WINDOW = timedelta(hours=30)  # between two articles about one event
WORTH: Mapping[str, float] = MappingProxyType(
    {
        "place": 0.4, "places": 1.2, "elsewhere": -1.3, "other seat": -0.7, "begins elsewhere": -1.3,
        "other spot": -1.0, "vaguer": -0.7, "past place": -0.3, "other title": -0.9,
        "matter": 1.3, "alike": 1.1, "lead": 0.8, "little lead": -1.5, "title": 0.5, "both titles": 0.4,
        "little title": -1.0, "aside": -0.7, "language": 0.7,
        "follows": -0.3, "funeral": -2.5, "opposite": -0.4, "other fate": -0.7, "other means": -0.6, "again": -0.3,
        "others": 0.9, "other actors": -0.5, "name": 0.6, "unnamed": -0.5, "unknown": -3.0, "template": -1.1,
        "number": 1.2, "other figure": -2.0, "quantity": 0.4, "other toll": -0.8, "other quantity": -1.0,
        "other clock": -6.0, "other day": -0.4, "other part of day": -0.5, "apart": -0.8, "other time": -0.5,
        "hours": -0.04, "late": -2.3, "same outlet": -0.8, "never": -20.0,
    }
)  # fmt: skip
_MOST_MATTER = 9.0  # of concepts, by weight: more are no surer
_PRIOR, _PRIOR_NAMED = 1.0, 0.5  # added to what each speaks of: little in common is no proof
_LITTLE = 0.4  # of what one begins with, told by the other
_ASIDE = 0.2  # of what both begin with, in common
_LATE = timedelta(hours=18)
_SOON = timedelta(minutes=90)  # within which an outlet corrects what it wrote
_NAME = {2: 0.3, 3: 0.6}  # what a name of so many consonants counts; of more, 1
_NUMBERS = ((100, 1.6), (20, 1.0), (10, 0.6), (4, 0.35))  # what a number counts from which size on
_ROUND = 0.2  # what a year counts, and a number of one digit and zeros: many articles have these
_TEN = 10
_QUANTITIES = ((20, 1.5), (5, 1.0), (3, 0.7), (2, 0.5))  # what a quantity counts from which number on
_MOST_TOLD, _MOST_NUMBERS = 3.0, 2.0
_MUCH, _COMMON = 0.3, 0.25  # of the words: from where on it is a template, and how much more makes it surely one
_FEWEST = 8  # words of a template
_ROUGHLY, _ZONES = 20, 180  # minutes by which two times of day may differ: told roughly, by clocks of other zones
_DAY = 24.0  # hours
_MOST = 2
_NAMED = {"others": 0.1, "name": 0.6}  # how much of these makes it clear who
_SAME_WORDS = 1.7  # times that agreement in one language is cheaper
_FATES = frozenset({"dead", "wounded", "arrest"})
_FUNERAL = frozenset({"funeral"})
_SPANS = frozenset({"day", "hour", "week", "month", "year"})  # of which an article tells many
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

    What is compared last is left out where no agreement in it could earn them `least` points.
    """
    evidence: list[Evidence] = []
    points = 0.0
    for part, most in _PARTS:
        if points + most < least:
            break
        seen = (*part(one, other),)
        evidence += seen
        points += sum(one.worth for one in seen)
    else:
        if not _is_known(one, other, evidence):
            kind = "unnamed" if one.foremost or other.foremost else "unknown"
            amount = _SAME_WORDS if kind == "unknown" and one.language == other.language else 1.0
            evidence.append(Evidence(kind, amount, "neither place nor name agrees"))
            points += evidence[-1].worth
    return Judged(points, tuple(evidence))


def _is_known(one: Facts, other: Facts, evidence: Iterable[Evidence]) -> bool:
    """Whether a place or a name agrees that few share: of what nobody watches so much happens that one must."""
    if (one.places & other.places) - WIDE:
        return True
    return any(seen.amount >= _NAMED.get(seen.kind, inf) for seen in evidence)


def _where(one: Facts, other: Facts) -> Iterator[Evidence]:
    if shared := one.places & other.places:
        yield Evidence("places", _places_alike(one.places, other.places), "both name {}", (shared,))
    elif one.places and other.places and not _touch(one.places, other.places, other.places, one.places):
        mine, theirs = one.places - SEATS, other.places - SEATS
        apart = "elsewhere" if mine and theirs and not _touch(mine, theirs, other.places, one.places) else "other seat"
        yield Evidence(apart, 1.0, "one at {}, the other at {}", (one.places, other.places))


def _begins(one: Facts, other: Facts) -> Iterator[Evidence]:
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


def _places_alike(mine: Set[str], theirs: Set[str]) -> float:
    both = _spread(mine & theirs)
    return both / sqrt((_spread(mine) + _PRIOR_NAMED) * (_spread(theirs) + _PRIOR_NAMED))


def _spread(places: Set[str]) -> float:
    return len(places) - 0.6 * len(places & WIDE)


def _all(facts: Facts) -> frozenset[str]:
    return facts.places | facts.others | facts.named


def _about(one: Facts, other: Facts) -> Iterator[Evidence]:
    shared = one.concepts & other.concepts
    both = weight(shared)
    yield Evidence("matter", min(both / _MOST_MATTER, 1.0), "both speak of {}", (shared - everyday() or shared,))
    yield Evidence("alike", _alike(both, one.concepts, other.concepts), "much of what either speaks of is the same")
    if one.language != other.language:
        yield Evidence("language", 1.0, "told in different languages")


def _beginnings(one: Facts, other: Facts) -> Iterator[Evidence]:
    lead = (_covered(one.lead, other.concepts) + _covered(other.lead, one.concepts)) / 2
    begun = (one.lead & other.concepts) | (other.lead & one.concepts)
    yield Evidence("lead", lead, "one begins with what the other speaks of, {}", (begun - everyday() or begun,))
    if lead < _LITTLE:
        yield Evidence("little lead", 1 - lead / _LITTLE, "little of what one begins with stands in the other")
    if _alike(weight(one.lead & other.lead), one.lead, other.lead) < _ASIDE:
        yield Evidence("aside", 1.0, "they begin with something else")
    titles = _covered(one.titled or one.lead, other.concepts), _covered(other.titled or other.lead, one.concepts)
    title = sum(titles) / 2
    yield Evidence("title", title, "what one title says stands in the other")
    yield Evidence("both titles", min(titles), "what either title says stands in the other")
    if title < _LITTLE:
        yield Evidence("little title", 1 - title / _LITTLE, "little of what one title says stands in the other")


def _happened(one: Facts, other: Facts) -> Iterator[Evidence]:
    """What comes before or after something, or in answer to it, is another piece of news."""
    if alone := ((one.titled & FOLLOWS) - other.concepts) | ((other.titled & FOLLOWS) - one.concepts):
        yield Evidence("follows", min(len(alone), _MOST), "only one tells of {}", (alone,))
    if (_FUNERAL & one.lead) - other.concepts or (_FUNERAL & other.lead) - one.concepts:
        yield Evidence("funeral", 1.0, "only one tells of a funeral")
    for act, contrary in OPPOSITES:
        if _parted(one.titled, other.titled, act, contrary) or _parted(other.titled, one.titled, act, contrary):
            yield Evidence("opposite", 1.0, "one tells of {}, the other of {}", (act, contrary))
    if fates := ((one.lead & _FATES) - other.concepts) | ((other.lead & _FATES) - one.concepts):
        yield Evidence("other fate", min(len(fates), _MOST), "only one tells of {}", (fates,))
    means = _foreign_means(one, other) + _foreign_means(other, one)
    if means:
        yield Evidence("other means", means / 2, "one happened by other means")
    if one.again != other.again:
        yield Evidence("again", 1.0, "only one tells that it happened again")


def _parted(one: frozenset[str], other: frozenset[str], act: frozenset[str], contrary: frozenset[str]) -> bool:
    return bool(one & act and other & contrary and not one & contrary and not other & act)


def _foreign_means(one: Facts, other: Facts) -> bool:
    mine = [means for means in MEANS if means & one.lead]
    return bool(mine) and not any(means & other.concepts for means in mine)


def _names(one: Facts, other: Facts) -> Iterator[Evidence]:
    mine, theirs = one.others & one.foremost, other.others & other.foremost
    if shared := mine & theirs:
        alike = len(shared) / sqrt((len(mine) + _PRIOR_NAMED) * (len(theirs) + _PRIOR_NAMED))
        yield Evidence("others", alike, "both name {}", (shared,))
    if one.others and other.others and not one.others & other.others:
        yield Evidence("other actors", 1.0, "one names {}, the other {}", (one.others, other.others))
    if one.is_arabic != other.is_arabic:
        latin, arabic = (other, one) if one.is_arabic else (one, other)
        if names := same_names(latin.names, arabic.words):
            amount = fsum(_NAME.get(consonants, 1.0) for consonants in names.values())
            yield Evidence("name", min(amount, _MOST_TOLD), "both name {}", (names,))


def _wording(one: Facts, other: Facts) -> Iterator[Evidence]:
    if one.language != other.language:
        return
    mine, theirs = stems(one.words), stems(other.words)
    shared = mine & theirs
    alike = len(shared) / sqrt(len(mine) * len(theirs)) if shared else 0.0
    if alike > _MUCH and min(len(mine), len(theirs)) >= _FEWEST:
        yield Evidence(
            "template", min((alike - _MUCH) / _COMMON, 1.0), "much of the wording is the same, and it is no copy"
        )


def _numbers(one: Facts, other: Facts) -> Iterator[Evidence]:
    if one.figures and other.figures and one.figures[0] != other.figures[0]:
        yield Evidence("other figure", 1.0, "one says {}, the other {}", ({one.figures[0]}, {other.figures[0]}))
        return
    if shared := one.numbers & other.numbers:
        told = fsum(_ROUND if _is_round(number) else _told(number, _NUMBERS) for number in shared)
        yield Evidence("number", min(told, _MOST_NUMBERS), "both say {}", (shared,))
    if both := one.quantities & other.quantities:
        told = fsum(_told(number, _QUANTITIES) for _, number in both)
        yield Evidence("quantity", min(told, _MOST_TOLD), "both count {}", ({f"{what} {n}" for what, n in both},))
    apart = {what for what, _ in one.quantities} & {what for what, _ in other.quantities} - {what for what, _ in both}
    if tolls := apart & _FATES:
        yield Evidence("other toll", min(len(tolls), _MOST), "they count {} otherwise", (tolls,))
    if counts := apart - _FATES - _SPANS:
        yield Evidence("other quantity", min(len(counts), _MOST), "they count {} otherwise", (counts,))


def _is_round(number: int) -> bool:
    return number in YEARS or (number >= _TEN and len(str(number).rstrip("0")) == 1)


def _told(number: int, sizes: Iterable[tuple[int, float]]) -> float:
    return next((amount for size, amount in sizes if number >= size), 0.0)


def _when(one: Facts, other: Facts) -> Iterator[Evidence]:
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


_LIKELY = (  # each part, and how many points it brings at most
    (_published, 0.0),
    (_where, WORTH["places"]),
    (_begins, WORTH["place"]),
    (_about, WORTH["matter"] + WORTH["alike"] + WORTH["language"]),
    (_beginnings, WORTH["lead"] + WORTH["title"] + WORTH["both titles"]),
    (_happened, 0.0),
    (_when, 0.0),
    (_numbers, _MOST_NUMBERS * WORTH["number"] + _MOST_TOLD * WORTH["quantity"]),
    (_names, _MOST_TOLD * WORTH["name"] + WORTH["others"]),
    (_wording, 0.0),
)
_PARTS = tuple(  # and how many it may bring with all that come after it
    (part, sum(most for _, most in _LIKELY[at:])) for at, (part, _) in enumerate(_LIKELY)
)


def _alike(both: float, mine: frozenset[str], theirs: frozenset[str]) -> float:
    """The cosine of two sets of concepts by weight, and a little less than it: one word is no matter."""
    return both / sqrt((weight(mine) + _PRIOR) * (weight(theirs) + _PRIOR)) if both else 0.0


def _covered(told: frozenset[str], by: frozenset[str]) -> float:
    """How much of what is told here is told there."""
    return weight(told & by) / (weight(told) + _PRIOR)


def _written(what: object) -> str:
    return f"{what:,}" if isinstance(what, int) else str(what)
