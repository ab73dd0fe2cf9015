"""What is watched: entities, the names they go by, and what a name asks of its surroundings."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from operator import attrgetter

from watchlist.match import Field, Strength, Writing

TYPES = (
    "crossing", "base", "checkpoint", "facility", "militia", "army",
    "organisation", "person", "place", "weapon", "corridor",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Company:
    """What has to stand (or must not stand) near a name, or how it must be written. Any one is enough."""

    entities: tuple[str, ...] = ()  # ids of other entities
    types: tuple[str, ...] = ()  # another entity of one of these types
    cues: tuple[str, ...] = ()  # kinds of cue
    words: tuple[str, ...] = ()  # words or phrases, found folded and whole, with their proclitics
    within: int | None = None  # distance in words on either side
    before: int | None = None  # distance in words of what stands before the name; with it `within` is None
    after: int | None = None  # distance in words of what stands after the name; with it `within` is None
    field: Field | None = None  # where it must stand; None: in either
    written: tuple[Writing, ...] = ()  # as what the name itself is written

    @property
    def reach(self) -> int | None:
        """The most words that it may be away; None: anywhere in the article."""
        if not (self.entities or self.types or self.cues or self.words):
            return 0
        return max((one for one in (self.within, self.before, self.after) if one is not None), default=None)

    def allows(self, distance: int, before: bool) -> bool:
        """Whether something so many words away, before the name or after it, is near enough."""
        if self.within is not None:
            return distance <= self.within
        most = self.before if before else self.after
        return distance <= most if most is not None else self.before is self.after is None


@dataclass(frozen=True, slots=True)
class Valid:
    """From when to when something held. It qualifies; it never hides a mention."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """One way in which an entity is written."""

    text: str
    language: str  # ISO 639-1 code
    strength: Strength = "strong"
    exact_case: bool = False  # the case counts: IRGC, SDF
    requires: tuple[Company, ...] = ()  # all must be met before a weak mention may alert; empty: the default company
    excludes: tuple[Company, ...] = ()  # any one that is met takes the mention back
    valid: Valid | None = None
    described: bool = False  # a head noun of a description: no mention at all until every `requires` is met
    core: str = ""  # the part of the text that is the name, where the rest only tells it from a namesake; "": all

    @property
    def called(self) -> str:
        """What it says where it stands."""
        return self.core or self.text


def asked_for(names: Iterable[Name]) -> dict[int, tuple[Company, ...]]:
    """Each `requires` and `excludes` of these names by its identity: the names of one entry of a file share theirs."""
    return {id(some): some for name in names for some in (name.requires, name.excludes)}


def companies(names: Iterable[Name]) -> list[Company]:
    """All that these names ask for or exclude, once where they share it."""
    return list({id(one): one for some in asked_for(names).values() for one in some}.values())


# What is said of a name but its company.
own = attrgetter(*(one.name for one in fields(Name) if one.name not in ("requires", "excludes")))


@dataclass(frozen=True, slots=True)
class Location:
    latitude: float  # degrees north, WGS 84
    longitude: float  # degrees east, WGS 84
    source: str  # where the coordinates come from


@dataclass(frozen=True, slots=True)
class Relation:
    kind: str  # "part of", "commands", "holds", "opposite", "competes with" …
    entity: str  # id of the other entity
    valid: Valid | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    kind: str  # "document", "wikidata", "sanctions", "gazetteer", "web"
    value: str  # the document's title, publisher and date; the Q number; the list and entry; the address


@dataclass(frozen=True, slots=True)
class Entity:
    """Something watched."""

    id: str
    type: str  # one of TYPES
    name: str  # as we call it, in English
    names: tuple[Name, ...]
    location: Location | None = None
    relations: tuple[Relation, ...] = ()
    references: tuple[Reference, ...] = ()
    priority: str = "normal"  # "high", "normal" or "low"
    note: str = ""  # in our own words
    decoy: bool = False  # found only so that it is not taken for another; never reported

    @property
    def called(self) -> dict[str, str]:
        """What it is called in languages other than English: the first name of each that says it all."""
        called: dict[str, str] = {}
        for name in sorted(self.names, key=lambda name: name.strength == "weak"):
            if name.language not in ("", "en") and not name.described:
                called.setdefault(name.language, name.text)
        return called


@dataclass(frozen=True, slots=True)
class Country:
    """A country, and the words that tell that an article is set there."""

    code: str  # ISO 3166-1 alpha-2, small letters
    here: bool  # whether the corridor runs there, or its news is part of the corridor's
    names: Mapping[str, tuple[str, ...]]  # language → names of the country, its people, its cities


_id = attrgetter("id")


@dataclass(frozen=True, slots=True)
class Watchlist:
    """All that is watched, as of one version."""

    entities: tuple[Entity, ...]  # in order of their ids, however they were given
    cues: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)  # kind → language → phrases
    version: str = ""  # hash of the content and the rules: 12 hexadecimal digits of SHA-256
    countries: tuple[Country, ...] = ()  # by which it is told where an article is set
    rules: str = ""  # edition of the code that looks for it

    def __post_init__(self) -> None:
        object.__setattr__(self, "entities", tuple(sorted(self.entities, key=_id)))

    def entity(self, id: str) -> Entity:
        """The entity of that id. Raises KeyError."""
        at = bisect_left(self.entities, id, key=_id)
        if self.entities[at : at + 1] and self.entities[at].id == id:
            return self.entities[at]
        raise KeyError(id)
