"""Names of one entity that take the words of another's: what a list-maker should know before an analyst finds out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from watchlist.compete import related
from watchlist.entity import Entity, Name, Watchlist
from watchlist.find import Finder
from watchlist.fold import fold

Kind = Literal["is", "holds", "runs into"]


@dataclass(frozen=True, slots=True)
class Collision:
    """A name that shares words with a strong name of an entity that it has nothing to do with."""

    entity: str  # id
    name: Name
    kind: Kind  # it is the other's spelling, holds it, or ends in the words that the other begins with
    other: str  # id
    rival: Name  # the other's strong name

    def __str__(self) -> str:
        what = {
            "is": "is also a strong name of",
            "holds": f"holds “{self.rival.text}”, and where it stands nobody finds",
            "runs into": f"ends as “{self.rival.text}” begins: only the longer one is found of",
        }
        remedy = f"relate {self.entity} to {self.other}, or make the name longer, or weak"
        return f"“{self.name.text}” ({self.entity}) {what[self.kind]} {self.other}; {remedy}"


def collisions(watchlist: Watchlist) -> tuple[Collision, ...]:
    """Every name that contains, equals or runs into a strong name of an entity with which it has no relation.

    A relation of any kind, rivalry included, says that the list-maker knows. Decoys are made to take words from others:
    theirs are left out, unless they are the very spelling of a strong name, which nobody will ever find. Names that
    share the name of a place to which both belong are left out, too.
    """
    strong = [
        (entity, name)
        for entity in watchlist.entities
        for name in entity.names
        if name.strength == "strong" and not entity.decoy
    ]
    finder = Finder(name.text for _, name in strong)
    heads = _heads([name for _, name in strong])
    found = []
    for entity in watchlist.entities:
        for name in (name for name in entity.names if not name.described):
            for kind, key, words in _shared(name, finder, heads):
                other, rival = strong[key]
                deliberate = entity.decoy and kind != "is"
                common = (strong[hit.key][0] for hit in finder.find(words))
                joint = kind == "runs into" and any(related(one, entity) and related(one, other) for one in common)
                if not (deliberate or joint or entity.id == other.id or _known(entity, other)):
                    found.append(Collision(entity.id, name, kind, other.id, rival))
    return tuple(dict.fromkeys(found))


def _known(one: Entity, other: Entity) -> bool:
    return any(relation.entity == other.id for relation in one.relations) or any(
        relation.entity == one.id for relation in other.relations
    )


def _heads(names: Sequence[Name]) -> Mapping[tuple[str, ...], list[int]]:
    """The first words of names, two or more and not all: words → names."""
    heads: dict[tuple[str, ...], list[int]] = {}
    for key, name in enumerate(names):
        words = _words(name)
        for count in range(2, len(words)):
            heads.setdefault(words[:count], []).append(key)
    return heads


def _shared(
    name: Name, finder: Finder, heads: Mapping[tuple[str, ...], list[int]]
) -> Iterator[tuple[Kind, int, bytes]]:
    """The strong names that share words with a name: how, which, and the words."""
    codes = fold(f" {name.text} ").codes
    for hit in finder.find(codes):
        yield "is" if (hit.start, hit.end) == (1, len(codes) - 1) else "holds", hit.key, codes[hit.start : hit.end]
    words = _words(name)
    for count in range(2, len(words)):
        for key in heads.get(words[-count:], ()):
            yield "runs into", key, fold(f" {' '.join(words[-count:])} ").codes


def _words(name: Name) -> tuple[str, ...]:
    return tuple(fold(name.text).text.split())
