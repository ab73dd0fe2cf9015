"""What is looked for around names: heads of descriptions, cues, words that names ask for, and countries.

All but the words that must stand next to a name are found in one pass. Those are mostly the commonest words of a
language, so that they are looked for nowhere else.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from functools import lru_cache, partial
from typing import TypeVar

from watchlist.company import DEFAULT_WITHIN
from watchlist.cues import NEAR, flattened
from watchlist.entity import Entity, Name, Watchlist, companies
from watchlist.find import Finder, Listing, Place
from watchlist.fold import fold_text
from watchlist.letters import foreign
from watchlist.listed import Listed, asks_for_names
from watchlist.setting import LEAD, Countries, Setting
from watchlist.stream import Candidate, Row, Span, Stream

T = TypeVar("T")

_SHORT = 1000  # letters of a text that is read as a whole
_CLOSE = 4  # words within which some words are asked for
_Rows = dict[str, Row[None]]
_Told = tuple[str, int, int]  # what is found, and the letters it stands at: from, to


class Context:
    """Looks for what may stand around the names of a watchlist."""

    def __init__(self, watchlist: Watchlist, heads: Iterable[tuple[Entity, Name]]) -> None:
        """`heads`: descriptions that only another entity's name can complete."""
        self._cues = flattened(watchlist.cues)
        names = [name for entity in watchlist.entities for name in entity.names]
        reaches = _reaches(names)
        self._words = sorted(word for word, reach in reaches.items() if reach > _CLOSE)
        self._close_words = sorted(word for word, reach in reaches.items() if reach <= _CLOSE)
        self._countries = Countries(watchlist)
        self.regional = frozenset(word for word in reaches if fold_text(word) in self._countries.regional)
        phrases = [phrase for _, _, phrase in self._cues]
        self._heads = Listed(heads, phrases, self._words, self._countries.called)
        self._of_cues, self._of_words, self._of_countries = self._heads.further
        # Of each head the ids and types of entities that meet a demand, for each that only names can meet.
        self._demands = [
            [frozenset((*one.entities, *one.types)) for one in name.requires if asks_for_names(one)]
            for _, name in self._heads.owned
        ]
        self._completing = frozenset[str]().union(*(one for some in self._demands for one in some))
        self._close = Finder(self._close_words)
        self._asked = _asked(names, self._words, self._of_words)
        self._asked_close = _asked(names, self._close_words, self._close.lists[0])
        self._reaches_close = _of_each(names, partial(_reach_close, frozenset(self._close_words)))
        self._longest = max(map(_length, (*phrases, *self._words)), default=0)
        self._reaches = _of_each(names, _farthest)

    def places(self, stream: Stream) -> list[Place]:
        """Where anything stands that may matter; the other methods tell what."""
        return self._heads.places(stream.codes)

    def may_complete(self, present: Set[str]) -> bool:
        """Whether entities with these ids and types can complete a head."""
        return not self._completing.isdisjoint(present)

    def heads(self, stream: Stream, places: list[Place], present: Set[str]) -> list[Candidate]:
        """The heads that entities with these ids and types complete."""
        if not self.may_complete(present):
            return []
        hits = [
            hit for hit in self._heads.found(stream, places) if not any(map(present.isdisjoint, self._demands[hit.key]))
        ]
        return self._heads.standing(stream, places, hits, present)

    def next_to(self, stream: Stream, candidates: Iterable[Candidate]) -> _Rows:
        """The words that candidates ask for close to them, with where they stand there."""
        asking = [one for one in candidates if id(one.name) in self._asked_close]
        if not asking:
            return {}
        asked, (words,) = _union(self._asked_close, asking), self._close.lists
        told: list[_Told] = []
        for first, after in _apart(stream.window(one.span, self._reaches_close[id(one.name)]) for one in asking):
            codes = stream.codes[first:after]
            places = [place for place in self._close.places(codes) if place[0] in asked]
            told += [
                (self._close_words[key], first + start, first + end)
                for key, start, end, *_ in words.whole(codes, places)
            ]
        return _rows(stream, told)

    def words(self, stream: Stream, places: list[Place], candidates: Sequence[Candidate]) -> _Rows:
        """The words that these candidates ask for anywhere else, as far from them as any of them may look."""
        asked = _union(self._asked, candidates)
        near = self._near(stream, [place for place in places if place[0] in asked], candidates)
        hits = self._of_words.whole(stream.codes, near)
        return _rows(stream, [(self._words[key], start, end) for key, start, end, *_ in hits])

    def cues(self, stream: Stream, places: list[Place], candidates: Sequence[Candidate], language: str) -> _Rows:
        """Cues by kind, as far from the candidates as any of them may look.

        Arabic and Persian share a script and not the meaning of their words: a text known to be in one of the languages
        of that script is not read with the cues of another.
        """
        spoken, patterns = self._spoken(language)
        near = self._near(stream, [place for place in places if place[0] in patterns], candidates)
        hits = self._of_cues.whole(stream.codes, near)
        return _rows(stream, [(self._cues[key][0], start, end) for key, start, end, *_ in hits if key in spoken])

    def setting(self, stream: Stream, places: list[Place], language: str, country: str) -> Setting:
        """Where an article in that language is set, by a source of that country (ISO 3166-1 alpha-2, "" unknown)."""
        end = stream.opening(LEAD)
        hits = self._of_countries.whole(stream.codes, [place for place in places if place[2] <= end])
        return self._countries.setting(hits, language, country)

    @lru_cache(maxsize=256)  # noqa: B019
    def _spoken(self, language: str) -> tuple[frozenset[int], frozenset[int]]:
        """The cues that a text in that language is read with, and the patterns they are looked for by."""
        others = foreign(language)
        keys = frozenset(key for key, (_, spoken, _) in enumerate(self._cues) if spoken not in others)
        return keys, self._of_cues.patterns(keys)

    def _near(self, stream: Stream, places: list[Place], candidates: Sequence[Candidate]) -> list[Place]:
        """Those of the places that may matter to a candidate."""
        if len(stream.codes) <= _SHORT:
            return places
        reaches = [(candidate.span, self._reach(candidate)) for candidate in candidates]
        if any(reach is None for _, reach in reaches):
            return places
        windows = _apart(stream.window(span, (reach or 0) + self._longest) for span, reach in reaches)
        starts, ends = [start for start, _ in windows], [0, *(end for _, end in windows)]
        return [place for place in places if place[2] <= ends[bisect_right(starts, place[1])]]

    def _reach(self, candidate: Candidate) -> int | None:
        """How many words away something may matter to a candidate; None: anywhere."""
        default = candidate.strength == "weak" and not candidate.name.requires
        reach = self._reaches[id(candidate.name)]
        return None if reach is None else max(reach, DEFAULT_WITHIN if default else NEAR)


def _reaches(names: Iterable[Name]) -> dict[str, float]:
    """The words that names ask for, and how many words away from one they may matter."""
    reaches: dict[str, float] = {}
    for company in companies(names):
        reach = float("inf") if company.reach is None else company.reach
        for word in company.words:
            reaches[word] = max(reach, reaches.get(word, 0))
    return reaches


def _of_each(names: Iterable[Name], told: Callable[[Name], T]) -> dict[int, T]:
    """What is told of each name by its company alone, asked once of those that share it. By the name's identity: to
    hash one walks through all its company."""
    answers: dict[tuple[int, int], T] = {}
    of_each = {}
    for name in names:
        company = id(name.requires), id(name.excludes)
        if company not in answers:
            answers[company] = told(name)
        of_each[id(name)] = answers[company]
    return of_each


def _reach_close(words: Collection[str], name: Name) -> int:
    """How many words away from a name the farthest ends of those of the words that it asks for may stand."""
    asked = ((one, word) for one in (*name.requires, *name.excludes) for word in one.words)
    return max(((one.reach or 0) + _length(word) for one, word in asked if word in words), default=0)


def _asked(names: Iterable[Name], words: Sequence[str], listing: Listing) -> dict[int, frozenset[int]]:
    """The patterns of those of the words that a name asks for, where it asks for any."""
    keys = {word: key for key, word in enumerate(words)}

    def patterns(name: Name) -> frozenset[int]:
        asked = (word for one in (*name.requires, *name.excludes) for word in one.words)
        return listing.patterns({keys[word] for word in asked if word in keys})

    return {name: asked for name, asked in _of_each(names, patterns).items() if asked}


def _union(asked: Mapping[int, frozenset[int]], candidates: Iterable[Candidate]) -> frozenset[int]:
    """The patterns that any of the candidates asks for."""
    some = {id(patterns): patterns for one in candidates if (patterns := asked.get(id(one.name)))}
    first, *others = some.values() or (frozenset[int](),)
    return first.union(*others) if others else first


def _apart(windows: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of letters, those that share some made one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(windows):
        if apart and start < apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((start, end))
    return apart


def _rows(stream: Stream, told: Sequence[_Told]) -> _Rows:
    """What was found, with where it stands."""
    rows: dict[str, list[tuple[Span, None]]] = {}
    spans = stream.spans([(start, end) for _, start, end in told])
    for (what, _, _), span in zip(told, spans, strict=True):
        if not _is_initials(what) or stream.surface(span).isupper():
            rows.setdefault(what, []).append((span, None))
    return {what: Row(listed) for what, listed in rows.items()}


def _is_initials(word: str) -> bool:
    """Whether a word is two letters that only capitals tell from a common one: IS, US."""
    return len(word) == 2 and word.isupper()


def _farthest(name: Name) -> int | None:
    """How many words away a name's own company may stand; None: anywhere."""
    reaches = [company.reach for company in (*name.requires, *name.excludes)]
    return None if None in reaches else max((reach for reach in reaches if reach is not None), default=0)


def _length(phrase: str) -> int:
    """In words."""
    return 1 + phrase.count(" ")
