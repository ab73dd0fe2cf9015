"""Words that say what happened, and words that a name asks for, found in one pass."""

from collections.abc import Iterable, Mapping

from watchlist.company import DEFAULT_WITHIN
from watchlist.entity import Company, Name, Watchlist
from watchlist.find import Finder, Hit
from watchlist.stream import Candidate, Row, Span, Stream

NEAR = 15  # words between a mention and the cue that belongs to it
_ARABIC_SCRIPT = frozenset({"ar", "fa", "ckb", "ur", "ps"})


class Context:
    """Looks for cues and for the words of every name's company."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._cues = [
            (kind, language, phrase)
            for kind, languages in watchlist.cues.items()
            for language, phrases in languages.items()
            for phrase in phrases
        ]
        self._words = sorted(_words(watchlist))
        phrases = [*(phrase for _, _, phrase in self._cues), *self._words]
        self._longest = max((1 + phrase.count(" ") for phrase in phrases), default=0)  # in words
        self._finder = Finder(phrases)

    def find(
        self, stream: Stream, language: str, candidates: Iterable[Candidate]
    ) -> tuple[dict[str, Row[None]], dict[str, Row[None]]]:
        """Cues by kind, and words, with where they stand, as far from these candidates as any of them may look.

        Arabic and Persian share a script and not the meaning of their words: a text known to be in one of the languages
        of that script is not read with the cues of another.
        """
        foreign = _ARABIC_SCRIPT - {language} if language in _ARABIC_SCRIPT else frozenset()
        cues: dict[str, list[tuple[Span, None]]] = {}
        words: dict[str, list[tuple[Span, None]]] = {}
        hits = [hit for window in self._windows(stream, candidates) for hit in self._find(stream.codes, *window)]
        spans = stream.spans([(hit.start, hit.end) for hit in hits])
        for key, span in zip((hit.key for hit in hits), spans, strict=True):
            if key >= len(self._cues):
                words.setdefault(self._words[key - len(self._cues)], []).append((span, None))
            elif self._cues[key][1] not in foreign:
                cues.setdefault(self._cues[key][0], []).append((span, None))
        return _rows(cues), _rows(words)

    def _find(self, codes: bytes, start: int, end: int) -> list[Hit]:
        return [Hit(hit.key, start + hit.start, start + hit.end) for hit in self._finder.find(codes[start:end])]

    def _windows(self, stream: Stream, candidates: Iterable[Candidate]) -> list[tuple[int, int]]:
        """The stretches of the stream that matter to these candidates, apart from each other."""
        windows: list[tuple[int, int]] = []
        reaches = [(candidate.span, _reach(candidate.name)) for candidate in candidates]
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


def _reach(name: Name) -> int | None:
    """How many words away something may matter to a name; None: anywhere."""
    reaches = [company.reach for company in (*name.requires, *name.excludes)]
    if None in reaches:
        return None
    return max(NEAR, DEFAULT_WITHIN, *(reach for reach in reaches if reach is not None))


def _words(watchlist: Watchlist) -> set[str]:
    companies: Iterable[Company] = (
        company
        for entity in watchlist.entities
        for name in entity.names
        for company in (*name.requires, *name.excludes)
    )
    return {word for company in companies for word in company.words}


def kinds_near(spans: Iterable[Span], cues: Mapping[str, Row[None]]) -> tuple[str, ...]:
    """The kinds of cue within NEAR words of any of these places, in alphabetical order."""
    places = list(spans)
    return tuple(sorted(kind for kind, row in cues.items() if any(_is_near(place, row) for place in places)))


def _is_near(place: Span, row: Row[None]) -> bool:
    return any(cue.distance(place) <= NEAR for cue, _ in row.around(place))
