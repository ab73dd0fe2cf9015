"""An entity, built from what one or several YAML files say of it, with every mistake noted at its line."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from watchlist.entity import Entity, Location, Reference, Relation
from watchlist.naming import Known, listed_names, period
from watchlist.place import Place

_ENTITY_KEYS = (
    "id", "name", "priority", "names", "described", "location", "relations", "references", "decoy", "note", "silence",
)  # fmt: skip
_PRIORITIES = ("high", "normal", "low")
_REFERENCE_KINDS = ("document", "wikidata", "sanctions", "gazetteer", "web")


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


def build_entity(draft: Draft, known: Known) -> Entity | None:
    """The entity of a draft; None, with the mistakes noted, where it lacks what an entity must have."""
    for layer in draft.layers:
        layer.mapping(_ENTITY_KEYS, "an entity")
    names = listed_names(draft.layers, known)
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
        names=names,
        location=_location(draft.last("location")),
        relations=tuple(_relations(draft.last("relations"), known)),
        references=tuple(_references(draft.last("references"))),
        priority="normal" if priority.value is None else priority.choice(_PRIORITIES, "priority") or "normal",
        note=_optional_text(draft.last("note"), "`note`"),
        decoy=draft.last("decoy").truth("`decoy`") or draft.last("silence").truth("`silence`"),
    )


def _optional_text(place: Place, what: str) -> str:
    return "" if place.value is None else place.text(what) or ""


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
                yield Relation(kind, other.value, period(one.at("valid")))


def _references(place: Place) -> Iterator[Reference]:
    for one in place.entries("`references`"):
        if one.mapping(_REFERENCE_KINDS, "a reference") and isinstance(one.value, dict):
            for kind in one.value:
                value = one.at(kind).text(f"`{kind}`") if kind in _REFERENCE_KINDS else None
                if value:
                    yield Reference(kind, value)
