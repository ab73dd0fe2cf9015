"""An entity, built from what one or several YAML files say of it, with every mistake noted at its line."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from watchlist.entity import TYPES, Company, Entity, Location, Name, Reference, Relation, Valid
from watchlist.match import Strength
from watchlist.place import Place
from watchlist.spelling import is_findable

_ENTITY_KEYS = (
    "id", "name", "priority", "names", "described", "location", "relations", "references", "decoy", "note", "silence",
)  # fmt: skip
_NAME_KEYS = ("text", "strength", "case", "requires", "excludes", "valid")
_DESCRIPTION_KEYS = ("heads", "requires", "excludes", "valid")
_COMPANY_KEYS = ("entities", "types", "cues", "words", "within")
_PRIORITIES = ("high", "normal", "low")
_REFERENCE_KINDS = ("document", "wikidata", "sanctions", "gazetteer", "web")
_STRENGTHS: dict[str, Strength] = {"strong": "strong", "weak": "weak"}


@dataclass(frozen=True, slots=True)
class Draft:
    """An entity before it is checked: a mapping from the shipped list, and those that the user lays over it."""

    id: str
    type: str
    layers: tuple[Place, ...]

    @property
    def place(self) -> str:
        """Where it was first written, as `file:line`."""
        return f"{self.layers[0].file}:{self.layers[0].line}"

    def over(self, layer: Place) -> "Draft":
        """This draft with one more file's word laid over it."""
        return replace(self, layers=(*self.layers, layer))

    def last(self, key: str) -> Place:
        """What the last file that gives this key says of it."""
        giving = [layer for layer in self.layers if layer.has(key)] or [self.layers[0]]
        return giving[-1].at(key)


@dataclass(frozen=True, slots=True)
class Known:
    """What a watchlist may refer to."""

    ids: Collection[str]
    cues: Collection[str]


def build_entity(draft: Draft, known: Known) -> Entity | None:
    """The entity of a draft; None, with the mistakes noted, where it lacks what an entity must have."""
    for layer in draft.layers:
        layer.mapping(_ENTITY_KEYS, "an entity")
    names = tuple(name for layer in draft.layers for name in (*_names(layer, known), *_described(layer, known)))
    first = draft.layers[0]
    if not names and not (first.at("names").value or first.at("described").value):
        first.wrong(f"“{draft.id}” has no names; list some under `names:`, by language")
    called = draft.last("name").text(f"`name` of “{draft.id}”")
    if called is None:
        return None
    priority = draft.last("priority")
    return Entity(
        id=draft.id,
        type=draft.type,
        name=called,
        names=tuple(dict.fromkeys(names)),
        location=_location(draft.last("location")),
        relations=tuple(_relations(draft.last("relations"), known)),
        references=tuple(_references(draft.last("references"))),
        priority="normal" if priority.value is None else priority.choice(_PRIORITIES, "priority") or "normal",
        note=_optional_text(draft.last("note"), "`note`"),
        decoy=draft.last("decoy").truth("`decoy`") or draft.last("silence").truth("`silence`"),
    )


def _optional_text(place: Place, what: str) -> str:
    return "" if place.value is None else place.text(what) or ""


def _names(layer: Place, known: Known) -> Iterator[Name]:
    for language, listed in layer.at("names").languages("`names`"):
        if listed.value == []:
            listed.wrong("no names; list some or leave the language out")
        for place in listed.entries("the names of a language"):
            name = _name(place, language, known)
            if name:
                yield name


def _name(place: Place, language: str, known: Known) -> Name | None:
    if not isinstance(place.value, dict):
        text = _findable(place, "a name")
        return Name(text, language) if text else None
    place.mapping(_NAME_KEYS, "a name")
    text = _findable(place.at("text"), "`text`")
    strength, case = place.at("strength"), place.at("case")
    weight = _STRENGTHS[strength.choice(_STRENGTHS, "strength") or "strong"] if strength.value is not None else "strong"
    exact = case.value is not None and case.choice(("exact",), "case") == "exact"
    if weight == "strong" and place.has("requires"):
        place.at("requires").wrong("a strong name asks for no company; add `strength: weak` or drop `requires`")
    if text is None:
        return None
    return Name(
        text, language, weight, exact, _companies(place.at("requires"), known), _companies(place.at("excludes"), known),
        _valid(place.at("valid")),
    )  # fmt: skip


def _findable(place: Place, what: str) -> str | None:
    """A text that has a form to look for."""
    text = place.text(what)
    if text is not None and not is_findable(text):
        place.wrong(f"“{text}” has no letter that can be looked for; write it in Latin, Arabic, Hebrew or Cyrillic")
        return None
    return text


def _described(layer: Place, known: Known) -> Iterator[Name]:
    for language, listed in layer.at("described").languages("`described`"):
        for place in listed.entries("the descriptions of a language"):
            if not place.mapping(_DESCRIPTION_KEYS, "a description"):
                continue
            requires = _companies(place.at("requires"), known)
            if not requires:
                place.wrong("a description without `requires`; say what must stand near its heads")
            if not place.at("heads").value:
                place.wrong("a description without `heads`; list its head nouns")
            for head in place.at("heads").entries("`heads`"):
                text = _findable(head, "a head")
                if text:
                    excludes, valid = _companies(place.at("excludes"), known), _valid(place.at("valid"))
                    yield Name(text, language, "weak", False, requires, excludes, valid, described=True)


def _companies(place: Place, known: Known) -> tuple[Company, ...]:
    if place.value is None:
        return ()
    if isinstance(place.value, dict):
        return (_company(place, known),)
    return tuple(_company(one, known) for one in place.entries("company"))


def _company(place: Place, known: Known) -> Company:
    if not place.mapping(_COMPANY_KEYS, "company"):
        return Company()
    within = place.at("within")
    distance = within.number(1, 10_000, "`within`") if within.value is not None else None
    if not any(place.at(key).value for key in _COMPANY_KEYS[:-1]):
        place.wrong("company of nothing; give it entities, types, cues or words")
    return Company(
        entities=_chosen(place.at("entities"), known.ids, "entity"),
        types=_chosen(place.at("types"), TYPES, "type"),
        cues=_chosen(place.at("cues"), known.cues, "cue"),
        words=tuple(word for one in place.at("words").entries("`words`") if (word := _findable(one, "a word"))),
        within=None if distance is None else int(distance),
    )


def _chosen(place: Place, choices: Collection[str], what: str) -> tuple[str, ...]:
    found = []
    for one in place.entries(f"`{what}`"):
        if isinstance(one.value, str) and one.value in choices:
            found.append(one.value)
        elif what == "entity":
            one.wrong(f"unknown entity “{one.value}”; use the id of an entity in the watchlist")
        else:
            one.choice(choices, what)
    return tuple(found)


def _valid(place: Place) -> Valid | None:
    if place.value is None or not place.mapping(("from", "to"), "`valid`"):
        return None
    start, end = place.at("from"), place.at("to")
    valid = Valid(
        start.day("`from`") if start.value is not None else None, end.day("`to`") if end.value is not None else None
    )
    if valid.start and valid.end and valid.start > valid.end:
        place.wrong(f"`valid` ends ({valid.end}) before it begins ({valid.start}); swap them")
    return valid


def _location(place: Place) -> Location | None:
    if place.value is None or not place.mapping(("latitude", "longitude", "source"), "`location`"):
        return None
    latitude = place.at("latitude").number(-90, 90, "latitude")
    longitude = place.at("longitude").number(-180, 180, "longitude")
    source = place.at("source").text("`source` of a location")
    if latitude is None or longitude is None or source is None:
        return None
    return Location(latitude, longitude, source)


def _relations(place: Place, known: Known) -> Iterator[Relation]:
    for one in place.entries("`relations`"):
        if one.mapping(("kind", "entity", "valid"), "a relation"):
            kind, other = one.at("kind").text("`kind` of a relation"), one.at("entity")
            if not isinstance(other.value, str) or other.value not in known.ids:
                other.wrong(f"unknown entity “{other.value}”; use the id of an entity in the watchlist")
            elif kind:
                yield Relation(kind, other.value, _valid(one.at("valid")))


def _references(place: Place) -> Iterator[Reference]:
    for one in place.entries("`references`"):
        if one.mapping(_REFERENCE_KINDS, "a reference") and isinstance(one.value, dict):
            for kind in one.value:
                value = one.at(kind).text(f"`{kind}`") if kind in _REFERENCE_KINDS else None
                if value:
                    yield Reference(kind, value)
