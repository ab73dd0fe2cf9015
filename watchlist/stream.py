"""An article as one folded stream: its title, a mark that no name crosses, and its text."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from watchlist.entity import Entity, Name
from watchlist.fold import SPACE, fold
from watchlist.match import Field

_BETWEEN = b" \x01 "  # not a letter, so that no name runs from the title into the text


@dataclass(frozen=True, slots=True)
class Span:
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
    """Title and text, folded, and the way back from each letter to its field."""

    def __init__(self, title: str, text: str) -> None:
        self._fields: tuple[tuple[Field, str], tuple[Field, str]] = (("title", title), ("text", text))
        self._folded = fold(title), fold(text)
        self._text_at = 1 + len(self._folded[0].codes) + len(_BETWEEN)
        self.codes = b" %b%b%b " % (self._folded[0].codes, _BETWEEN, self._folded[1].codes)
        self._spaces: NDArray[np.intp] | None = None

    def span(self, start: int, end: int) -> Span:
        """The stretch of those letters, with its words."""
        return Span(start, end, self._word(start), self._word(end - 1))

    def _word(self, at: int) -> int:
        if self._spaces is None:
            self._spaces = np.flatnonzero(np.frombuffer(self.codes, np.uint8) == SPACE)
        return int(np.searchsorted(self._spaces, at))

    def in_title(self, span: Span) -> bool:
        return span.start < self._text_at

    def candidate(self, entity: Entity, name: Name, start: int, end: int) -> Candidate:
        """The name found at those letters, with what the article writes there."""
        which = 1 if start >= self._text_at else 0
        offset = self._text_at if which else 1
        at, to = self._folded[which].original(start - offset, end - offset)
        field, published = self._fields[which]
        return Candidate(entity, name, self.span(start, end), field, at, to, published[at:to])
