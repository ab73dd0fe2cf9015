"""Whether two articles speak of the same matter."""

from collections.abc import Iterator
from math import sqrt

from flows.stories.evidence import Evidence
from flows.stories.facts import Facts
from flows.stories.lexicon import FOLLOWS, MEANS, OPPOSITES, everyday, weight, weight_of_all

FATES = frozenset({"dead", "wounded", "arrest"})
_MOST_MATTER = 9.0  # of concepts, by weight: more are no surer
_SCANT = 2.0  # of concepts, by weight: so few are told of two events as soon as of one
_PRIOR = 1.0  # added to what each speaks of: little in common is no proof
_LITTLE = 0.4  # of what one begins with, told by the other
_ASIDE = 0.2  # of what both begin with, in common
_MOST = 2
_FUNERAL, _ROUNDUP = frozenset({"funeral"}), "roundup"
_OPPOSED = frozenset[str]().union(*(act | contrary for act, contrary in OPPOSITES))
_BY_MEANS = frozenset[str]().union(*MEANS)


def about(one: Facts, other: Facts) -> Iterator[Evidence]:
    """What both speak of."""
    shared = one.concepts & other.concepts
    both = weight(shared)
    yield Evidence("matter", min(both / _MOST_MATTER, 1.0), "both speak of {}", (shared - everyday() or shared,))
    if both < _SCANT:
        yield Evidence("scant", 1 - both / _SCANT, "they have little to compare")
    yield Evidence("alike", _alike(both, one.concepts, other.concepts), "much of what either speaks of is the same")
    if one.language != other.language:
        yield Evidence("language", 1.0, "told in different languages")


def beginnings(one: Facts, other: Facts) -> Iterator[Evidence]:
    """How much of what one begins with stands in the other."""
    mine, theirs = one.lead & other.concepts, other.lead & one.concepts
    lead, begun = (_part(mine, one.lead) + _part(theirs, other.lead)) / 2, mine | theirs
    yield Evidence("lead", lead, "one begins with what the other speaks of, {}", (begun - everyday() or begun,))
    if lead < _LITTLE:
        yield Evidence("little lead", 1 - lead / _LITTLE, "little of what one begins with stands in the other")
    if _alike(weight(one.lead & other.lead), one.lead, other.lead) < _ASIDE:
        yield Evidence("aside", 1.0, "they begin with something else")
    titles = (
        _part(one.titled & other.concepts, one.titled) if one.titled else _part(mine, one.lead),
        _part(other.titled & one.concepts, other.titled) if other.titled else _part(theirs, other.lead),
    )
    title = sum(titles) / 2
    yield Evidence("title", title, "what one title says stands in the other")
    yield Evidence("both titles", min(titles), "what either title says stands in the other")
    if title < _LITTLE:
        yield Evidence("little title", 1 - title / _LITTLE, "little of what one title says stands in the other")


def happened(one: Facts, other: Facts) -> Iterator[Evidence]:
    """What comes before or after something, or in answer to it, is another piece of news; so is a list of many."""
    if alone := ((one.titled & FOLLOWS) - other.concepts) | ((other.titled & FOLLOWS) - one.concepts):
        yield Evidence("follows", min(len(alone), _MOST), "only one tells of {}", (alone,))
    if (_FUNERAL & one.lead) - other.concepts or (_FUNERAL & other.lead) - one.concepts:
        yield Evidence("funeral", 1.0, "only one tells of a funeral")
    if (_ROUNDUP in one.titled) != (_ROUNDUP in other.titled):
        yield Evidence("roundup", 1.0, "only one sums up what happened in a day")
    yield from _opposites(one.titled & _OPPOSED, other.titled & _OPPOSED)
    if fates := ((one.lead & FATES) - other.concepts) | ((other.lead & FATES) - one.concepts):
        yield Evidence("other fate", min(len(fates), _MOST), "only one tells of {}", (fates,))
    if means := _foreign(one.lead, other.concepts) + _foreign(other.lead, one.concepts):
        yield Evidence("other means", means / 2, "one happened by other means")
    if means := _foreign(one.titled, other.concepts) + _foreign(other.titled, one.concepts):
        yield Evidence("other means titled", means / 2, "one title tells of other means")
    if one.again != other.again:
        yield Evidence("again", 1.0, "only one tells that it happened again")


def _opposites(mine: frozenset[str], theirs: frozenset[str]) -> Iterator[Evidence]:
    if not mine or not theirs:
        return
    for act, contrary in OPPOSITES:
        if _parted(mine, theirs, act, contrary) or _parted(theirs, mine, act, contrary):
            yield Evidence("opposite", 1.0, "one tells of {}, the other of {}", (act, contrary))


def _parted(one: frozenset[str], other: frozenset[str], act: frozenset[str], contrary: frozenset[str]) -> bool:
    return bool(one & act and other & contrary and not one & contrary and not other & act)


def _foreign(told: frozenset[str], there: frozenset[str]) -> bool:
    """Whether what is told here happened by means of which nothing is told there."""
    mine = told & _BY_MEANS
    return bool(mine) and all(there.isdisjoint(means) for means in MEANS if not mine.isdisjoint(means))


def _alike(both: float, mine: frozenset[str], theirs: frozenset[str]) -> float:
    """The cosine of two sets of concepts by weight, and a little less than it: one word is no matter."""
    return both / sqrt((weight_of_all(mine) + _PRIOR) * (weight_of_all(theirs) + _PRIOR)) if both else 0.0


def _part(shared: frozenset[str], told: frozenset[str]) -> float:
    """How much of what is told here is told there, too."""
    return weight(shared) / (weight_of_all(told) + _PRIOR)
