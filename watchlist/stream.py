"""An article as one folded stream: its title, a mark that no name crosses, and its text."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from watchlist.entity import Entity, Name
from watchlist.fold import BREAK, SPACE, fold
from watchlist.match import Field

T = TypeVar("T")
_NEIGHBOURS = 12  # more than can share letters with one name


class Span(NamedTuple):
    """A stretch of the stream, in letters and in words."""

    start: int  # first letter
    end: int  # after the last letter
    first: int  # number of the word it begins in, counted through title and text
    last: int  # number of the word it ends in

    def distance(self, other: "Span") -> int:
        """In words: 0 where they share a word, 1 where they are neighbours."""
        return max(0, other.first - self.last, self.first - other.last)

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end


class Row(Generic[T]):
    """Things of an article in order of appearance, to look at what stands around a place without reading them all."""

    def __init__(self, things: Iterable[tuple[Span, T]]) -> None:
        self._things = sorted(things, key=itemgetter(0))
        self._firsts = [span.first for span, _ in self._things]

    def around(self, span: Span) -> Sequence[tuple[Span, T]]:
        """The few things nearest to a place on either side, those that share letters with it among them."""
        at = bisect_left(self._firsts, span.first)
        return self._things[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS]


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A name in an article, before anything around it was weighed. Each is itself alone: compared by identity."""

    entity: Entity
    name: Name
    span: Span
    field: Field
    start: int  # offset in code points of the field as published
    end: int
    surface: str  # field[start:end]


class Stream:
    """Title and text, folded as one, and the way back from each letter to its field."""

    def __init__(self, title: str, text: str) -> None:
        self._fields: tuple[tuple[Field, str, int], ...] = ("title", title, 1), ("text", text, len(title) + 4)
        self._folded = fold(f" {title} {BREAK} {text} ")
        self.codes = self._folded.codes  # begins and ends with a space, so that every word stands between two

    @property
    def text_from(self) -> int:
        """The letter that parts the title from the text."""
        return self.codes.index(BREAK.encode())

    def spans(self, places: Sequence[tuple[int, int]]) -> list[Span]:
        """The stretches of letters from start to end, with their words."""
        if not places:
            return []
        ends = np.array(places)
        words = np.searchsorted(self._spaces, ends - (0, 1)).tolist()
        return [Span(*place, *word) for place, word in zip(places, words, strict=True)]

    def window(self, span: Span, words: int) -> tuple[int, int]:
        """The letters from that many words before a stretch to as many after it, both ends at a space."""
        first, last = max(span.first - words, 1), min(span.last + words, len(self._spaces) - 1)
        return int(self._spaces[first - 1]), int(self._spaces[last]) + 1

    def writes(self, text: str) -> bool:
        """Whether title or text hold these very characters."""
        return any(text in published for _, published, _ in self._fields)

    @cached_property
    def _spaces(self) -> NDArray[np.intp]:
        return np.flatnonzero(np.frombuffer(self.codes, np.uint8) == SPACE)

    def candidates(self, found: Sequence[tuple[Entity, Name, int, int]]) -> list[Candidate]:
        """The names found from start to end, with what the article writes there."""
        spans = self.spans([(start, end) for _, _, start, end in found])
        return [self._candidate(entity, name, span) for (entity, name, _, _), span in zip(found, spans, strict=True)]

    def _candidate(self, entity: Entity, name: Name, span: Span) -> Candidate:
        start, end = self._folded.original(span.start, span.end)
        field, published, offset = self._fields[start >= self._fields[1][2]]
        return Candidate(
            entity, name, span, field, start - offset, end - offset, published[start - offset : end - offset]
        )
