"""Which of several names stand at one place: the longest wins between competitors, related entities share."""

from collections.abc import Iterable, Iterator, Sequence

from watchlist.entity import Entity
from watchlist.fold import fold_text
from watchlist.stream import Candidate, Span

_RIVALRY = ("competes with", "competitor", "not to be confused with", "distinct from")
_NAMED_FOR = (
    "named after",
    "fights",
)  # the Sinjar Resistance Units, the coalition against Daesh: a part of their names
_APART = (*_RIVALRY, *_NAMED_FOR)


def related(one: Entity, other: Entity) -> bool:
    """Whether either is tied to the other, but for rivalry and for how it is called: such entities may share words."""
    return _names(one, other.id) or _names(other, one.id)


def _names(one: Entity, id: str) -> bool:
    return any(relation.entity == id and relation.kind not in _APART for relation in one.relations)


def meant(candidates: Sequence[Candidate], language: str) -> list[Candidate]:
    """The candidates without those that say less well what another name of the same entity says of the same letters.

    A name that is listed as it is written goes before one that only may be written so. Then, as a spelling may be a
    name in one language and a word in another, what is listed for the article's own language counts; where nothing is,
    or the language is not known, the cautious word counts: weak. Weak names that ask for different company all stand.
    """
    if len(candidates) < 2:
        return list(candidates)
    alike: dict[tuple[str, Span], list[Candidate]] = {}
    for one in candidates:
        alike.setdefault((one.entity.id, one.span), []).append(one)
    if len(alike) == len(candidates):
        return list(candidates)
    return [one for same in alike.values() for one in (_best(same, language) if len(same) > 1 else same)]


def _best(same: list[Candidate], language: str) -> list[Candidate]:
    written = same[0].folded
    same = [one for one in same if one.name.core] or same  # what stands beside it has told whose name it is
    same = [one for one in same if fold_text(one.name.called) == written] or same
    same = [one for one in same if language in one.languages] or [one for one in same if one.strength == "weak"] or same
    if len(same) == 1:
        return same
    surface = same[0].surface
    first, *others = sorted(same, key=lambda one: not one.is_listed_as(surface))
    company = first.name.requires, first.name.excludes
    differing = [one for one in others if (one.name.requires, one.name.excludes) != company]
    return [first, *differing] if first.strength == "weak" else [first]


def compete(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that stand, in order of appearance.

    A candidate gives way to a longer one that shares letters with it, unless the two entities are related; among equals
    to a decoy. Where two share letters and neither holds the other, a weak one gives way to a strong one.
    """
    if len(candidates) < 2:
        return list(candidates)
    standing = [one for cluster in _clusters(candidates) for one in _settled(cluster)]
    return sorted(standing, key=lambda candidate: (candidate.span.start, candidate.span.end))


def _clusters(candidates: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    """Candidates that share letters with each other, directly or through a third, and with no one else."""
    cluster: list[Candidate] = []
    end = 0
    for candidate in sorted(candidates, key=lambda candidate: candidate.span.start):
        if cluster and candidate.span.start >= end:
            yield cluster
            cluster = []
        cluster.append(candidate)
        end = max(end, candidate.span.end)
    if cluster:
        yield cluster


def _settled(cluster: list[Candidate]) -> list[Candidate]:
    if len(cluster) == 1:
        return cluster
    standing: list[Candidate] = []
    sure = [one for one in cluster if one.strength == "strong"]
    whole = [one for one in cluster if one.strength == "strong" or not any(_cuts(one, other) for other in sure)]
    for candidate in sorted(whole, key=_precedence):
        if not any(_displaces(rival, candidate) for rival in standing):
            standing.append(candidate)
    return standing


def _cuts(weak: Candidate, sure: Candidate) -> bool:
    """Whether a weak name takes a part of a sure one: “army posts” of “Iraqi army posts”."""
    one, other = weak.span, sure.span
    if not one.overlaps(other) or one.contains(other) or other.contains(one):
        return False
    return not related(weak.entity, sure.entity)


def _precedence(candidate: Candidate) -> tuple[int, bool, bool, bool, int]:
    return (
        candidate.span.start - candidate.span.end,
        candidate.basis != "",
        not candidate.entity.decoy,
        candidate.strength != "strong",
        candidate.span.start,
    )


def _displaces(rival: Candidate, candidate: Candidate) -> bool:
    if not rival.span.overlaps(candidate.span):
        return False
    same_place = rival.span == candidate.span
    if rival.entity.id == candidate.entity.id:
        # In one place they ask for different company, any of which will do; so may what is listed and what is not.
        return not same_place and not (rival.basis and not candidate.basis)
    if same_place and not rival.entity.decoy:
        return False
    return not related(rival.entity, candidate.entity)
