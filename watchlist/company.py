"""What stands around a name, and whether that is the company it asks for."""

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import NamedTuple

from watchlist.compete import related
from watchlist.entity import Company, Entity
from watchlist.match import Field
from watchlist.setting import Setting
from watchlist.stream import Candidate, Row, Span

_Places = dict[str, list[tuple[Span, Candidate]]]  # by id of the entity

DEFAULT_WITHIN = 30  # words, for a weak name that says nothing of its company


class Evidence(NamedTuple):
    """One thing near a name that speaks for it."""

    what: str  # in words: "al-Qaim", "the strike cue", "“Syria”"
    distance: int | None  # in words; None where it stands in the title and distance does not matter
    generic: bool = False  # a cue, or a word that is no name of the region: there are strikes and militias everywhere


class Weighed(NamedTuple):
    """What speaks for a name, and what it lacks."""

    company: tuple[Evidence, ...] = ()  # one for each demand; empty where one is not met
    lacks: Company | None = None  # the first demand that nothing meets; None where all are met, and for the default


class Scene:
    """What an article holds beside names."""

    def __init__(
        self,
        words: Mapping[str, Row[None]],
        regional: Container[str],
        text_from: int,
        cues: Callable[[], Mapping[str, Row[None]]] = dict,
        setting: Callable[[], Setting] = Setting,
    ) -> None:
        """`words`: those that some name asks for, with where they stand; `regional`: the words that name countries of
        the region; `text_from`: the letter that the text begins at. Each asked once at most: `cues`, by kind, with
        where they stand, and `setting`, where the article is set."""
        self.words = words
        self.regional = regional
        self.text_from = text_from
        self._cues = cues
        self._setting = setting

    @cached_property
    def cues(self) -> Mapping[str, Row[None]]:
        """Cues by kind, with where they stand."""
        return self._cues()

    @cached_property
    def setting(self) -> Setting:
        """Where the article is set."""
        return self._setting()


class Surroundings:
    """Everything in one article that can be company."""

    def __init__(
        self,
        mentions: Iterable[Candidate],
        reliable: Collection[Candidate],
        scene: Scene,
    ) -> None:
        """`mentions`: the names that stand; `reliable`: those of them that need no company, or have it."""
        self.scene = scene
        self._called: dict[str, Entity] = {}
        self._places: _Places = {}
        for one in mentions:
            self._called[one.entity.id] = one.entity
            self._places.setdefault(one.entity.id, []).append((one.span, one))
        self.trust(reliable)

    def trust(self, reliable: Collection[Candidate]) -> None:
        """Take these of the mentions, and no others, for company of a type and by default."""
        self._trusted = reliable
        self._sure: dict[str, Row[Candidate]] | None = None

    @cached_property
    def names(self) -> Row[Candidate]:
        """The names that stand."""
        return Row([place for listed in self._places.values() for place in listed])

    @cached_property
    def _mentions(self) -> dict[str, Row[Candidate]]:
        return {id: Row(listed) for id, listed in self._places.items()}

    @property
    def _reliable(self) -> dict[str, Row[Candidate]]:
        if self._sure is None:
            sure: _Places = {}
            for one in self._trusted:
                if not one.entity.decoy:
                    sure.setdefault(one.entity.id, []).append((one.span, one))
            self._sure = {id: Row(listed) for id, listed in sure.items()}
        return self._sure

    def weigh(self, candidate: Candidate) -> "Weighed":
        """What meets the demands of a name."""
        demands = candidate.name.requires
        if not demands:
            evidence = self._default(candidate)
            return Weighed((evidence,) if evidence else ())
        met = []
        for demand in demands:
            evidence = self.nearest(demand, candidate)
            if evidence is None:
                return Weighed(lacks=demand)
            met.append(evidence)
        return Weighed(tuple(met))

    def excluded(self, candidate: Candidate) -> bool:
        """Whether anything takes a mention back."""
        return any(
            (one.written and candidate.written in one.written)
            or (self._may_offer(one) and any(self._near(one, candidate)))
            for one in candidate.name.excludes
        )

    def nearest(self, company: Company, candidate: Candidate) -> Evidence | None:
        """What meets a demand, the nearest of all that could."""
        if company.written and candidate.written in company.written:
            return Evidence(f"its place as a {candidate.written}", 0, generic=True)
        return self._best(self._near(company, candidate)) if self._may_offer(company) else None

    def _may_offer(self, company: Company) -> bool:
        """Whether there is anything that the company lists, wherever it stands."""
        return bool(
            company.types
            or not self._places.keys().isdisjoint(company.entities)
            or (self.scene.words and not _set(company.words).isdisjoint(self.scene.words))
            or (company.cues and not self.scene.cues.keys().isdisjoint(company.cues))
        )

    def _near(self, company: Company, candidate: Candidate) -> Iterator[tuple[int, str, bool]]:
        """All that is offered near enough: how many words away, what, and whether it is generic."""
        place = candidate.span
        for span, what, generic in self._offers(company, candidate):
            distance = span.distance(place)
            if company.allows(distance, span.start < place.start) and self._is_in(company.field, span):
                yield distance, what, generic

    def _best(self, offers: Iterable[tuple[int, str, bool]]) -> Evidence | None:
        """The nearest; in an article that is set elsewhere, the nearest that is not generic."""
        listed = list(offers)
        if not listed:
            return None
        away = len(listed) > 1 and bool(self.scene.setting.elsewhere)
        distance, what, generic = min(listed, key=lambda offer: (away and offer[2], *offer))
        return Evidence(what, distance, generic)

    def enough(self, company: Collection[Evidence]) -> bool:
        """Whether a weak name may alert with this: in an article that is set elsewhere, generic company is none."""
        return bool(company) and not (self.scene.setting.elsewhere and all(one.generic for one in company))

    def _is_in(self, field: Field | None, span: Span) -> bool:
        return field is None or (span.start < self.scene.text_from) == (field == "title")

    def _offers(self, company: Company, candidate: Candidate) -> Iterator[tuple[Span, str, bool]]:
        if company.entities:
            for id in self._places:
                if id in company.entities:
                    yield from self._others(self._mentions, id, candidate)
        if company.types:
            for id in self._reliable:
                if self._called[id].type in company.types:
                    yield from self._others(self._reliable, id, candidate)
        for kind in company.cues:
            yield from _outside(candidate, self.scene.cues.get(kind), f"{kind} cue", generic=True)
        listed = _set(company.words) if self.scene.words else ()
        for word, row in self.scene.words.items():  # they are few: most of what a company lists is not in the article
            if word in listed:
                yield from _outside(candidate, row, f"“{word}”", generic=word not in self.scene.regional)

    def _others(
        self, rows: Mapping[str, Row[Candidate]], id: str, candidate: Candidate
    ) -> Iterator[tuple[Span, str, bool]]:
        """Where another entity's names stand about a candidate, and what it is called."""
        if id != candidate.entity.id:
            for span, other in rows[id].around(candidate.span):
                if span != candidate.span:
                    yield span, other.entity.name, False

    def _default(self, candidate: Candidate) -> Evidence | None:
        """Another watched entity by a strong name, or a cue, near enough; or a related one that the title names."""
        offers = [offer for id in self._reliable for offer in self._others(self._reliable, id, candidate)]
        offers += [
            offer
            for kind, row in self.scene.cues.items()
            for offer in _outside(candidate, row, f"{kind} cue", generic=True)
        ]
        titled = (
            one.entity
            for one in self._trusted
            if one.field == "title" and not one.entity.decoy and related(one.entity, candidate.entity)
        )
        near = ((span.distance(candidate.span), what, generic) for span, what, generic in offers)
        found = self._best(offer for offer in near if offer[0] <= DEFAULT_WITHIN)
        return found or next((Evidence(entity.name, None) for entity in titled), None)


@lru_cache(maxsize=4096)
def _set(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(words)


def _outside(
    candidate: Candidate, row: Row[None] | None, what: str, *, generic: bool = False
) -> Iterator[tuple[Span, str, bool]]:
    """Where words stand about a candidate that are not its own."""
    for span, _ in row.around(candidate.span) if row else ():
        if not candidate.span.contains(span):
            yield span, what, generic


def describe(company: Company, names: Mapping[str, str]) -> str:
    """What a demand asks for, in words. `names`: id → name."""
    parts = chain(
        (names.get(id, id) for id in company.entities),
        (f"a watched {type}" for type in company.types),
        (f"a {kind} cue" for kind in company.cues),
        (f"“{word}”" for word in company.words),
        (f"being written as a {one}" for one in company.written),
    )
    count = sum(map(len, (company.entities, company.types, company.cues, company.words, company.written)))
    shown = [*parts] if count <= 4 else [*islice(parts, 3), f"{count - 3} others"]
    *most, last = shown
    listed = f"{', '.join(most)} or {last}" if most else last
    return f"{listed} {_distance(company)}"


def _distance(company: Company) -> str:
    where = f"in the {company.field}" if company.field else ""
    sides = {"before": company.before, "after": company.after}
    near = [f"at most {_words(most)} {side} it" for side, most in sides.items() if most is not None]
    if company.within is not None:
        near = [f"within {_words(company.within)}"]
    return " ".join(filter(None, (" or ".join(near), where))) or "in the article"


def _words(count: int) -> str:
    return f"{count} word{'' if count == 1 else 's'}"
