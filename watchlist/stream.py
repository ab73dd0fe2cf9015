"""An article as one folded stream: its title, a mark that no name crosses, and its text."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from watchlist.entity import Entity, Name
from watchlist.fold import BREAK, SPACE, Folded, fold
from watchlist.match import Field, Strength, Writing
from watchlist.words import letters
from watchlist.writing import writing

T = TypeVar("T")
_BREAK = BREAK.encode()
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

    __slots__ = ("_firsts", "_things")

    def __init__(self, things: list[tuple[Span, T]]) -> None:
        self._things = sorted(things, key=itemgetter(0)) if len(things) > 1 else things
        self._firsts = [span.first for span, _ in self._things] if len(self._things) > 2 * _NEIGHBOURS else ()

    def around(self, span: Span) -> Sequence[tuple[Span, T]]:
        """The few things nearest to a place on either side, those that share letters with it among them."""
        if not self._firsts:
            return self._things
        at = bisect_left(self._firsts, span.first)
        return self._things[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS]


class Candidate:
    """A name in an article, before anything around it was weighed. Each is itself alone: compared by identity."""

    __slots__ = ("_names", "_stream", "_surface", "basis", "entity", "field", "likeness", "name", "span",
                 "strength")  # fmt: skip

    def __init__(
        self,
        entity: Entity,
        names: Sequence[Name],
        span: Span,
        stream: "Stream",
        basis: str = "",
        likeness: float = 1.0,
        strength: Strength | None = None,
    ) -> None:
        """`names`: of that entity, all compared as the same and alike in all else; `basis`: what the match rests on
        where the spelling is not listed; `likeness`: how much of a listed spelling's score it is worth; `strength`:
        where it is not that of the name."""
        self.entity = entity
        self.name = names[0]  # or one that is like it in all but its letters: see `listed`
        self.strength: Strength = strength or self.name.strength
        self.span = span
        self.field: Field = "title" if span.start < stream.text_from else "text"
        self.basis = basis
        self.likeness = likeness
        self._names = names
        self._stream = stream
        self._surface: str | None = None  # worked out when it is asked for

    @property
    def languages(self) -> frozenset[str]:
        """Those in which the name is listed in this way."""
        return frozenset(name.language for name in self._names)

    @property
    def place(self) -> tuple[Field, int, int]:
        """Where it stands: the field, and from where to where in code points of the field as published."""
        return self._stream.place(self.span)

    @property
    def folded(self) -> str:
        """What the article writes there, as it is compared."""
        return letters(self._stream.codes[self.span.start : self.span.end])

    @property
    def surface(self) -> str:
        """What the article writes there."""
        if self._surface is None:
            self._surface = self._stream.surface(self.span)
        return self._surface

    @property
    def written(self) -> Writing | None:
        """How the article writes it."""
        field, start, end = self.place
        return writing(self._stream.published(field), start, end)

    @property
    def listed(self) -> str:
        """The name as it is listed, in the spelling that is most like what the article writes."""
        return self.surface if self.is_listed_as(self.surface) else self.name.called

    def is_listed_as(self, surface: str) -> bool:
        """Whether the name is listed in this very spelling."""
        return any(surface == name.called for name in self._names)


class Stream:
    """Title and text, folded as one, and the way back from each letter to its field."""

    def __init__(self, title: str, text: str, codes: bytes | None = None) -> None:
        """`codes`: what they fold to, where that is known already."""
        self._title, self._text = title, text
        self._folded: Folded | None = None
        if codes is None:
            self._folded = fold(_laid_out(title, text))
            codes = self._folded.codes
        self.codes = codes  # begins and ends with a space, so that every word stands between two
        self.text_from = self.codes.index(_BREAK)  # the letter that parts the title from the text
        self._places: dict[Span, tuple[Field, int, int]] = {}

    def spans(self, places: Iterable[tuple[int, int]]) -> list[Span]:
        """The stretches of letters from start to end, with their words."""
        spaces = self._spaces
        return [Span(start, end, bisect_left(spaces, start), bisect_left(spaces, end - 1)) for start, end in places]

    def window(self, span: Span, words: int) -> tuple[int, int]:
        """The letters from that many words before a stretch to as many after it, both ends at a space."""
        spaces = self._spaces
        first, last = max(span.first - words, 1), min(span.last + words, len(spaces) - 1)
        return spaces[first - 1], spaces[last] + 1

    def opening(self, words: int) -> int:
        """After which letter the title and so many words of the text end."""
        last = bisect_left(self._spaces, self.text_from) + words
        return self._spaces[last] + 1 if last < len(self._spaces) else len(self.codes)

    def writes(self, letters: str, pattern: re.Pattern[str]) -> bool:
        """Whether title or text, as published, hold a pattern that has these letters in it."""
        return any(letters in field and pattern.search(field) for field in (self._text, self._title))

    def published(self, field: Field) -> str:
        """A field as it was given."""
        return self._title if field == "title" else self._text

    def surface(self, span: Span) -> str:
        """What a span holds, as published."""
        field, start, end = self.place(span)
        return self.published(field)[start:end]

    def place(self, span: Span) -> tuple[Field, int, int]:
        """The field of a span, and its offsets there, in code points."""
        if span not in self._places:  # several names may stand there
            self._places[span] = self._place(span)
        return self._places[span]

    def _place(self, span: Span) -> tuple[Field, int, int]:
        if self._folded is None:
            self._folded = fold(_laid_out(self._title, self._text))
        start, end = self._folded.original(span.start, span.end)
        title_from, text_from = 1, len(self._title) + 4  # what is laid out before either
        if start >= text_from:
            return "text", start - text_from, end - text_from
        return "title", start - title_from, end - title_from

    @cached_property
    def _spaces(self) -> list[int]:
        spaces: list[int] = (np.frombuffer(self.codes, np.uint8) == SPACE).nonzero()[0].tolist()
        return spaces


class Bundle:
    """Many titles and texts, folded all at once, which costs short ones less."""

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        self.codes = fold(BREAK.join(_laid_out(title, text) for title, text in texts)).codes
        parts = self.codes.split(_BREAK) if texts else []
        self.streams = [
            Stream(title, text, before + _BREAK + after)
            for (title, text), before, after in zip(texts, parts[::2], parts[1::2], strict=True)
        ]
        lengths = (len(stream.codes) + 1 for stream in self.streams)
        self._starts = [0, *accumulate(lengths)]

    def parted(self, places: Sequence[tuple[int, int, int]]) -> Iterator[list[tuple[int, int, int]]]:
        """Things at places of the whole, (what, from, to) in order of where they end, for each stream, with places of
        its own."""
        ends = [end for _, _, end in places]
        first = 0
        for start, following in pairwise(self._starts):
            after = bisect_left(ends, following, first)
            yield [(what, begin - start, end - start) for what, begin, end in places[first:after]]
            first = after


def _laid_out(title: str, text: str) -> str:
    if BREAK in title or BREAK in text:  # nobody else may part them
        title, text = title.replace(BREAK, " "), text.replace(BREAK, " ")
    return f" {title} {BREAK} {text} "
