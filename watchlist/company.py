"""What stands around a name, and whether that is the company it asks for."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from watchlist.compete import related
from watchlist.entity import Company
from watchlist.stream import Candidate, Span

DEFAULT_WITHIN = 30  # words, for a weak name that says nothing of its company


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing near a name that speaks for it."""

    what: str  # in words: "al-Qaim", "the strike cue", "“Syria”"
    distance: int | None  # in words; None where it stands in the title and distance does not matter


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything in one article that can be company."""

    mentions: Sequence[Candidate]  # names that stand
    reliable: Collection[Candidate]  # those of them that need no company, or have it
    cues: Sequence[tuple[str, Span]]  # kinds of cue, and where
    words: Mapping[str, Sequence[Span]]  # words that some name asks for, and where

    def unmet(self, candidate: Candidate) -> Company | None:
        """The first demand of a name that nothing meets; None where all are met."""
        return next((one for one in candidate.name.requires if self.nearest(one, candidate) is None), None)

    def company(self, candidate: Candidate) -> tuple[Evidence, ...]:
        """What meets the demands of a name, one for each demand; empty where one is not met."""
        demands = candidate.name.requires
        if not demands:
            evidence = self._default(candidate)
            return (evidence,) if evidence else ()
        met = [self.nearest(demand, candidate) for demand in demands]
        return tuple(one for one in met if one) if all(met) else ()

    def excluded(self, candidate: Candidate) -> Evidence | None:
        """What takes a mention back, if anything does."""
        found = (self.nearest(one, candidate) for one in candidate.name.excludes)
        return next((evidence for evidence in found if evidence), None)

    def nearest(self, company: Company, candidate: Candidate) -> Evidence | None:
        """What meets a demand, the nearest first."""
        reach = math.inf if company.within is None else company.within
        offers = ((span.distance(candidate.span), what) for what, span in self._offers(company, candidate))
        distance, what = min((offer for offer in offers if offer[0] <= reach), default=(None, ""))
        return None if distance is None else Evidence(what, distance)

    def _offers(self, company: Company, candidate: Candidate) -> Iterable[tuple[str, Span]]:
        for other in self._others(candidate):
            if other.entity.id in company.entities or (
                other.entity.type in company.types and other in self.reliable and not other.entity.decoy
            ):
                yield other.entity.name, other.span
        for kind, span in self.cues:
            if kind in company.cues and not candidate.span.contains(span):
                yield f"{kind} cue", span
        for word in company.words:
            for span in self.words.get(word, ()):
                if not candidate.span.contains(span):
                    yield f"“{word}”", span

    def _others(self, candidate: Candidate) -> Iterable[Candidate]:
        for other in self.mentions:
            if other.entity.id != candidate.entity.id and other.span != candidate.span:
                yield other

    def _default(self, candidate: Candidate) -> Evidence | None:
        """Another watched entity by a strong name, or a cue, near enough; or a related one that the title names."""
        strong = [one for one in self._others(candidate) if one.name.strength == "strong" and not one.entity.decoy]
        near = [(one.span.distance(candidate.span), one.entity.name) for one in strong]
        near += [(s.distance(candidate.span), f"{k} cue") for k, s in self.cues if not candidate.span.contains(s)]
        distance, what = min(near, default=(DEFAULT_WITHIN + 1, ""))
        if distance <= DEFAULT_WITHIN:
            return Evidence(what, distance)
        titled = (one for one in strong if one.field == "title" and related(one.entity, candidate.entity))
        return next((Evidence(one.entity.name, None) for one in titled), None)


def describe(company: Company, names: Mapping[str, str]) -> str:
    """What a demand asks for, in words. `names`: id → name."""
    parts = [names.get(id, id) for id in company.entities]
    parts += [f"a watched {type}" for type in company.types]
    parts += [f"a {kind} cue" for kind in company.cues]
    parts += [f"“{word}”" for word in company.words]
    shown = parts if len(parts) <= 4 else [*parts[:3], f"{len(parts) - 3} others"]
    *most, last = shown
    listed = f"{', '.join(most)} or {last}" if most else last
    return f"{listed} within {company.within} words" if company.within is not None else f"{listed} in the article"
