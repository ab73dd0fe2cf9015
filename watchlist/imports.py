"""Lists of others, made into a watchlist's own form: proper ids, names by language, dangerous names weak.

records ── draft ──▶ drafts ── settle ids, strengths ──▶ Imported ── as_yaml ──▶ files, one for each type
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import yaml

from watchlist.danger import suspicion
from watchlist.entity import TYPES, Entity, Watchlist
from watchlist.fold import fold_text
from watchlist.match import Strength
from watchlist.spelling import is_findable

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # libyaml's where it is built in: many times as fast
_LONGEST = 120  # code points of a name: longer ones are sentences
_ABBREVIATION = re.compile(r"[A-Z][A-Z0-9.&-]{1,7}")
_MARKS = (  # letters that tell the languages of one script apart, before the script itself is asked
    ("ckb", re.compile("[ۆێڕڵە]")),
    ("ur", re.compile("[ٹڈڑںے]")),
    ("fa", re.compile("[پچژگیک]")),
    ("ar", re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)


@dataclass(frozen=True, slots=True)
class DraftName:
    """A name as a foreign list gives it."""

    text: str
    language: str = ""  # ISO 639 code; empty: told by its script
    strength: Strength | None = None  # None: weak where it is dangerous
    exact_case: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """An entity as a foreign list gives it."""

    key: str  # its id there
    type: str  # one of TYPES
    name: str
    names: tuple[DraftName, ...]
    id: str = ""  # ours, where the list names it: that of a watched entity adds names to it
    references: tuple[tuple[str, str], ...] = ()  # kind, value
    note: str = ""


@dataclass(frozen=True, slots=True)
class ImportedName:
    text: str
    language: str
    strength: Strength
    exact_case: bool
    why: str  # what makes it dangerous, in words; empty where nothing does


@dataclass(frozen=True, slots=True)
class ImportedEntity:
    """An entity in our form."""

    id: str
    type: str
    name: str  # empty: it is watched already, and only gains names
    names: tuple[ImportedName, ...]
    references: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What has become of a foreign list."""

    entities: tuple[ImportedEntity, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)  # what, in words → how many

    def by_type(self) -> dict[str, list[ImportedEntity]]:
        """The entities of each type, by id."""
        ordered = sorted(self.entities, key=lambda entity: entity.id)
        types = {type: [entity for entity in ordered if entity.type == type] for type in TYPES}
        return {type: entities for type, entities in types.items() if entities}


def slug(text: str) -> str:
    """Small letters, digits and hyphens; empty where the text has no Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-")


def language_of(text: str, latin: str) -> str:
    """The language that the letters of a name speak for; `latin` for Latin letters and all others."""
    return next((language for language, letters in _MARKS if letters.search(text)), latin)


def settle(drafts: Sequence[Draft], listed: Watchlist, latin: str, left_out: Counter[str]) -> Imported:
    """Give drafts their ids, and their names a language and a strength.

    A draft with the Wikidata item of a watched entity adds names to that one. `latin`: the language of names in Latin
    letters. `left_out` is counted on.
    """
    ids = _Ids(listed)
    dangers = _Dangers(drafts, listed)
    made: dict[str, ImportedEntity] = {}
    for draft in drafts:
        known = ids.watched(draft)
        id = known.id if known else ids.new(draft)
        earlier = made[id].names if id in made else ()
        names = tuple(_names(draft, known, earlier, latin, dangers, left_out))
        if not names:
            left_out["without a name that can be looked for, or a new one"] += 1
        elif known:
            made[id] = ImportedEntity(id, known.type, "", (*earlier, *names))
        else:
            made[id] = ImportedEntity(id, draft.type, draft.name, names, draft.references, draft.note)
    return Imported(tuple(made.values()), dict(left_out))


class _Ids:
    """Ids of our own for what others call by theirs."""

    def __init__(self, listed: Watchlist) -> None:
        self._watched = {entity.id: entity for entity in listed.entities}
        self._items = {
            reference.value: entity
            for entity in listed.entities
            for reference in entity.references
            if reference.kind == "wikidata"
        }
        self._taken = set(self._watched)

    def watched(self, draft: Draft) -> Entity | None:
        """The watched entity that a draft is."""
        items = (self._items.get(value) for kind, value in draft.references if kind == "wikidata")
        return self._watched.get(draft.id) or next((entity for entity in items if entity), None)

    def new(self, draft: Draft) -> str:
        """An id that nothing else has."""
        base = draft.id or slug(draft.name) or slug(draft.key) or draft.type
        candidates = (base, f"{base}-{slug(draft.key)}".strip("-"), *(f"{base}-{n}" for n in range(2, 10_000)))
        id = next(candidate for candidate in candidates if candidate not in self._taken)
        self._taken.add(id)
        return id


class _Dangers:
    """Tells the names that would find more than they mean."""

    def __init__(self, drafts: Sequence[Draft], listed: Watchlist) -> None:
        self._parts: dict[str, set[str]] = defaultdict(set)  # words of a watched entity's name → ids
        for entity in listed.entities:
            for name in entity.names:
                for part in _parts(fold_text(name.text).split()):
                    self._parts[part].add(entity.id)
        self._bearers: dict[str, set[str]] = defaultdict(set)  # folded name → keys of drafts
        self._holders: dict[str, set[str]] = defaultdict(set)  # words of a draft's name, not all of them → keys
        for draft in drafts:
            for one in draft.names:
                folded = fold_text(one.text)
                self._bearers[folded].add(draft.key)
                for part in _parts(folded.split()):
                    if part != folded:
                        self._holders[part].add(draft.key)

    def why(self, draft: Draft, name: DraftName, id: str | None) -> str:
        """What makes a name dangerous, in words; empty where nothing does."""
        folded = fold_text(name.text)
        if _ABBREVIATION.fullmatch(name.text):
            return "an abbreviation"
        if looks := suspicion(name.text, draft.type):
            return looks
        if others := self._parts.get(folded, set()) - {id}:
            return f"stands in a name of {min(others)}"
        if self._holders.get(folded, set()) - {draft.key}:
            return "stands in a name of another entity of the list"
        return "borne by several entities of the list" if len(self._bearers[folded]) > 1 else ""


def _parts(words: Sequence[str]) -> Iterator[str]:
    for start, end in combinations(range(len(words) + 1), 2):
        yield " ".join(words[start:end])


def _names(
    draft: Draft,
    known: Entity | None,
    earlier: Iterable[ImportedName],
    latin: str,
    dangers: _Dangers,
    left_out: Counter[str],
) -> Iterator[ImportedName]:
    """The names of a draft that can be looked for, each once; those that the entity has already are not new.

    `known`: the watched entity that it is; `earlier`: the names that the list gave that one before.
    """
    seen = {fold_text(name.text) for name in (known.names if known else ())}
    seen |= {fold_text(name.text) for name in earlier}
    for one in draft.names:
        folded = fold_text(one.text)
        if folded in seen:
            continue
        seen.add(folded)
        if problem := _unusable(one.text):
            left_out[problem] += 1
            continue
        why = dangers.why(draft, one, known.id if known else None)
        abbreviation = _ABBREVIATION.fullmatch(one.text) is not None
        yield ImportedName(
            one.text, one.language or language_of(one.text, latin), one.strength or ("weak" if why else "strong"),
            one.exact_case or abbreviation, why,
        )  # fmt: skip


def _unusable(text: str) -> str:
    if len(text) > _LONGEST:
        return "names that are too long"
    return "" if is_findable(text) else "names in letters that are not read"


def as_yaml(type: str, entities: Iterable[ImportedEntity], head: str) -> str:
    """A file of entities of one type, `head` as its comment."""
    document = {"type": type, "entities": [_as_mapping(entity) for entity in entities]}
    body = yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=118, default_flow_style=None)
    return "".join(f"# {line}\n" for line in head.splitlines()) + body


def _as_mapping(entity: ImportedEntity) -> dict[str, object]:
    languages: dict[str, list[object]] = {}
    for name in sorted(entity.names, key=lambda name: (name.language, name.strength == "weak", name.text)):
        languages.setdefault(name.language, []).append(_name_as_mapping(name))
    mapping: dict[str, object] = {"id": entity.id}
    if entity.name:
        mapping["name"] = entity.name
    mapping["names"] = languages
    if entity.references:
        mapping["references"] = [{kind: value} for kind, value in entity.references]
    if entity.note:
        mapping["note"] = entity.note
    return mapping


def _name_as_mapping(name: ImportedName) -> object:
    if name.strength == "strong" and not name.exact_case:
        return name.text
    mapping = {"text": name.text}
    if name.strength == "weak":
        mapping["strength"] = "weak"
    if name.exact_case:
        mapping["case"] = "exact"
    return mapping
