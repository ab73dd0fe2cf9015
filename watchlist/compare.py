"""What tells two versions of a watchlist apart, and which articles that can matter to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from watchlist.entity import Entity, Name, Watchlist

_BEYOND = "and what no entity or cue says: countries, or the rules by which names are found"

Phrase = tuple[str, str, str]  # kind of cue, language, words


@dataclass(frozen=True, slots=True)
class NameChange:
    """A spelling of an entity that is new, gone, or means something else now. At least one side has names."""

    before: tuple[Name, ...]  # several where descriptions share a head noun; empty: it is new
    after: tuple[Name, ...]  # empty: it is gone

    @property
    def name(self) -> Name:
        """As it stands now, or as it stood last."""
        return (self.after or self.before)[0]

    @property
    def kind(self) -> str:
        """ "added", "removed" or "changed"."""
        return _kind(self.before, self.after)

    @property
    def said(self) -> str:
        """What is said of it otherwise, in words; empty where it is new or gone."""
        return ", ".join(_otherwise(self.before, self.after)) if self.kind == "changed" else ""


@dataclass(frozen=True, slots=True)
class EntityChange:
    """An entity that is new, gone, or described otherwise. At least one side is an entity."""

    entity: Entity  # as it stands now, or as it stood last
    before: Entity | None
    after: Entity | None
    names: tuple[NameChange, ...]

    @property
    def kind(self) -> str:
        """ "added", "removed" or "changed"."""
        return _kind(self.before, self.after)

    @property
    def traits(self) -> list[str]:
        """What else but its names is said otherwise, in words; empty where it is new or gone."""
        return list(_traits(self.before, self.after)) if self.before and self.after else []

    @property
    def affecting(self) -> tuple[Name, ...]:
        """The names whose presence in an article can change what is found there."""
        if self.before and self.after and _standing(self.before) == _standing(self.after):
            return tuple(name for change in self.names for name in (*change.before, *change.after))
        return (*(self.before.names if self.before else ()), *(self.after.names if self.after else ()))


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that tells two versions apart."""

    old: str  # version
    new: str  # version
    entities: tuple[EntityChange, ...]
    cues_added: tuple[Phrase, ...]
    cues_removed: tuple[Phrase, ...]
    beyond: bool  # whether something else differs, which can matter to any article

    def __bool__(self) -> bool:
        return bool(self.entities or self.cues_added or self.cues_removed or self.beyond)

    def net(self) -> Watchlist | None:
        """A watchlist that matches every article which the difference can matter to, whatever company its names ask
        for, and few others; None where the difference matters to none."""
        wanted = [(change.entity.id, _bare(change.affecting)) for change in self.entities]
        phrases = (Name(words, language) for _, language, words in (*self.cues_added, *self.cues_removed))
        wanted.append(("cues", tuple(dict.fromkeys(phrases))))
        entities = tuple(Entity(id, "place", id, names) for id, names in wanted if names)
        return Watchlist(entities) if entities else None


def _kind(before: object, after: object) -> str:
    if not before:
        return "added"
    return "changed" if after else "removed"


def compare(old: Watchlist, new: Watchlist) -> Difference:
    """What the new version says otherwise than the old one."""
    before = {entity.id: entity for entity in old.entities}
    after = {entity.id: entity for entity in new.entities}
    changes = (_change(before.get(id), after.get(id)) for id in sorted(before.keys() | after.keys()))
    had, has = frozenset(_phrases(old)), frozenset(_phrases(new))
    return Difference(
        old.version, new.version, tuple(change for change in changes if change),
        tuple(sorted(has - had)), tuple(sorted(had - has)), _rest(old) != _rest(new),
    )  # fmt: skip


def _rest(watchlist: Watchlist) -> Watchlist:
    return replace(watchlist, entities=(), cues={}, version="")


def _change(before: Entity | None, after: Entity | None) -> EntityChange | None:
    entity = after or before
    if entity is None or before == after:
        return None
    had, has = _by_spelling(before), _by_spelling(after)
    names = (NameChange(had.get(key, ()), has.get(key, ())) for key in sorted(had.keys() | has.keys()))
    changed = tuple(change for change in names if frozenset(change.before) != frozenset(change.after))
    return EntityChange(entity, before, after, changed)


def _by_spelling(entity: Entity | None) -> dict[tuple[str, str, bool], tuple[Name, ...]]:
    names: dict[tuple[str, str, bool], tuple[Name, ...]] = {}
    for name in entity.names if entity else ():
        key = name.language, name.text, name.described
        names[key] = (*names.get(key, ()), name)
    return names


def _phrases(watchlist: Watchlist) -> Iterator[Phrase]:
    for kind, languages in watchlist.cues.items():
        for language, phrases in languages.items():
            yield from ((kind, language, phrase) for phrase in phrases)


def _standing(entity: Entity) -> Entity:
    """What the matcher looks at in an entity, its names apart."""
    return replace(entity, name="", names=(), location=None, references=(), priority="normal", note="")


def _bare(names: Iterable[Name]) -> tuple[Name, ...]:
    return tuple(dict.fromkeys(Name(name.text, name.language, exact_case=name.exact_case) for name in names))


def in_words(difference: Difference) -> list[str]:
    """The difference as lines to be read; none where there is none."""
    lines = [line for change in difference.entities for line in _entity_lines(change)]
    for sign, phrases in (("+", difference.cues_added), ("−", difference.cues_removed)):
        lines += [f"cue      {sign} {kind}: “{words}” ({language})" for kind, language, words in phrases]
    return [*lines, _BEYOND] if difference.beyond else lines


def _entity_lines(change: EntityChange) -> Iterator[str]:
    entity = change.entity
    head = f"{change.kind:8} {entity.id}: {entity.name} ({entity.type})"
    if change.kind == "changed":
        yield head
        yield from (f"  {_name_line(one)}" for one in change.names)
        yield from (f"  ~ {trait}" for trait in change.traits)
    else:
        had = "had" if change.kind == "removed" else "has"
        count = len(entity.names)
        yield f"{head}, {had} {count} name{'s' if count != 1 else ''}{', a decoy' if entity.decoy else ''}"


def _name_line(change: NameChange) -> str:
    name = change.name
    if change.kind == "changed":
        return f"~ “{name.text}” ({name.language}): {change.said}"
    trait = ", described" if name.described else ", weak" if name.strength == "weak" else ""
    return f"{'+' if change.kind == 'added' else '−'} “{name.text}” ({name.language}{trait})"


def _otherwise(before: Sequence[Name], after: Sequence[Name]) -> list[str]:
    if len(before) != 1 or len(after) != 1:
        return ["is described otherwise"]
    old, new = before[0], after[0]
    said = []
    if old.strength != new.strength:
        said.append(f"was {old.strength}, is {new.strength}")
    if old.exact_case != new.exact_case:
        said.append("its case counts now" if new.exact_case else "its case counts no more")
    if old.requires != new.requires:
        said.append("asks for other company")
    if old.excludes != new.excludes:
        said.append("is taken back by other company")
    if old.valid != new.valid:
        said.append("was in use at another time")
    return said or ["is said otherwise"]


def _traits(old: Entity, new: Entity) -> Iterator[str]:
    for what, was, now in (
        ("called", old.name, new.name), ("type", old.type, new.type), ("priority", old.priority, new.priority),
    ):  # fmt: skip
        if was != now:
            yield f"{what}: was {was}, is {now}"
    if old.decoy != new.decoy:
        yield "found and not reported any more" if new.decoy else "reported from now on"
    for what, moved in (
        ("location", old.location != new.location), ("relations", old.relations != new.relations),
        ("references", old.references != new.references), ("note", old.note != new.note),
    ):  # fmt: skip
        if moved:
            yield f"other {what}"
