"""Words that say what happened, and words that a name asks for, found in one pass."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from watchlist.company import DEFAULT_WITHIN
from watchlist.entity import Name, Watchlist
from watchlist.find import Finder
from watchlist.letters import foreign
from watchlist.stream import Candidate, Row, Span, Stream

NEAR = 15  # words between a mention and the cue that belongs to it
_SHORT = 400  # letters of a text that is read as a whole


class Context:
    """Looks for cues and for the words of every name's company."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._cues = [
            (kind, language, phrase)
            for kind, languages in watchlist.cues.items()
            for language, phrases in languages.items()
            for phrase in phrases
        ]
        names = [name for entity in watchlist.entities for name in entity.names]
        asked = {id(name): _words(name) for name in names}  # by identity: to hash a name walks through its company
        self._words = sorted(set().union(*asked.values()))
        phrases = [*(phrase for _, _, phrase in self._cues), *self._words]
        self._longest = max((1 + phrase.count(" ") for phrase in phrases), default=0)  # in words
        self._finder = Finder(phrases)
        keys = {word: len(self._cues) + at for at, word in enumerate(self._words)}
        self._asked = {name: self._finder.patterns(keys[word] for word in words) for name, words in asked.items()}
        self._reaches = {id(name): _farthest(name) for name in names}

    def find(
        self, stream: Stream, language: str, candidates: Sequence[Candidate]
    ) -> tuple[dict[str, Row[None]], dict[str, Row[None]]]:
        """Cues by kind, and the words that these candidates ask for, with where they stand, as far from the candidates
        as any of them may look.

        Arabic and Persian share a script and not the meaning of their words: a text known to be in one of the languages
        of that script is not read with the cues of another.
        """
        spoken, wanted = self._in(language)
        names = {id(one.name) for one in candidates}
        asked = frozenset[int]().union(*(self._asked[name] for name in names))
        cues: dict[str, list[tuple[Span, None]]] = {}
        words: dict[str, list[tuple[Span, None]]] = {}
        hits = [
            (hit.key, start + hit.start, start + hit.end)
            for start, end in self._windows(stream, candidates)
            for hit in self._finder.find(stream.codes[start:end], wanted, asked)
        ]
        spans = stream.spans((start, end) for _, start, end in hits)
        for (key, _, _), span in zip(hits, spans, strict=True):
            if key >= len(self._cues):
                words.setdefault(self._words[key - len(self._cues)], []).append((span, None))
            elif key in spoken:
                cues.setdefault(self._cues[key][0], []).append((span, None))
        return _rows(cues), _rows(words)

    @lru_cache(maxsize=256)  # noqa: B019
    def _in(self, language: str) -> tuple[frozenset[int], frozenset[int]]:
        """The cues that a text in that language is read with, and the patterns they are looked for by."""
        others = foreign(language)
        keys = frozenset(key for key, (_, spoken, _) in enumerate(self._cues) if spoken not in others)
        return keys, self._finder.patterns(keys)

    def _reach(self, candidate: Candidate) -> int | None:
        """How many words away something may matter to a candidate; None: anywhere."""
        default = candidate.strength == "weak" and not candidate.name.requires
        reach = self._reaches[id(candidate.name)]
        return None if reach is None else max(reach, DEFAULT_WITHIN if default else NEAR)

    def _windows(self, stream: Stream, candidates: Iterable[Candidate]) -> list[tuple[int, int]]:
        """The stretches of the stream that matter to these candidates, apart from each other."""
        if len(stream.codes) <= _SHORT:
            return [(0, len(stream.codes))]
        windows: list[tuple[int, int]] = []
        reaches = [(candidate.span, self._reach(candidate)) for candidate in candidates]
        if any(reach is None for _, reach in reaches):
            return [(0, len(stream.codes))]
        for start, end in sorted(stream.window(span, (reach or 0) + self._longest) for span, reach in reaches):
            if windows and start < windows[-1][1]:
                windows[-1] = windows[-1][0], max(end, windows[-1][1])
            else:
                windows.append((start, end))
        return windows


def _rows(places: Mapping[str, list[tuple[Span, None]]]) -> dict[str, Row[None]]:
    return {what: Row(listed) for what, listed in places.items()}


def _farthest(name: Name) -> int | None:
    """How many words away a name's own company may stand; None: anywhere."""
    reaches = [company.reach for company in (*name.requires, *name.excludes)]
    return None if None in reaches else max((reach for reach in reaches if reach is not None), default=0)


def _words(name: Name) -> set[str]:
    return {word for company in (*name.requires, *name.excludes) for word in company.words}


def kinds_near(spans: Iterable[Span], cues: Mapping[str, Row[None]]) -> tuple[str, ...]:
    """The kinds of cue within NEAR words of any of these places, in alphabetical order."""
    places = list(spans)
    return tuple(sorted(kind for kind, row in cues.items() if any(_is_near(place, row) for place in places)))


def _is_near(place: Span, row: Row[None]) -> bool:
    return any(cue.distance(place) <= NEAR for cue, _ in row.around(place))
