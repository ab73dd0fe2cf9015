"""Words that say what happened, and words that a name asks for, found in one pass."""

from collections.abc import Iterable, Mapping

from watchlist.entity import Company, Watchlist
from watchlist.find import Finder
from watchlist.stream import Span, Stream

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
        self._finder = Finder([*(phrase for _, _, phrase in self._cues), *self._words])

    def find(self, stream: Stream, language: str) -> tuple[list[tuple[str, Span]], Mapping[str, list[Span]]]:
        """Cues by kind, and words, with where they stand.

        Arabic and Persian share a script and not the meaning of their words: a text known to be in one of the languages
        of that script is not read with the cues of another.
        """
        foreign = _ARABIC_SCRIPT - {language} if language in _ARABIC_SCRIPT else frozenset()
        cues: list[tuple[str, Span]] = []
        words: dict[str, list[Span]] = {}
        hits = self._finder.find(stream.codes)
        spans = stream.spans([(start, end) for _, start, end in hits])
        for (key, _, _), span in zip(hits, spans, strict=True):
            if key >= len(self._cues):
                words.setdefault(self._words[key - len(self._cues)], []).append(span)
            elif self._cues[key][1] not in foreign:
                cues.append((self._cues[key][0], span))
        return cues, words


def _words(watchlist: Watchlist) -> set[str]:
    companies: Iterable[Company] = (
        company
        for entity in watchlist.entities
        for name in entity.names
        for company in (*name.requires, *name.excludes)
    )
    return {word for company in companies for word in company.words}


def kinds_near(spans: Iterable[Span], cues: Iterable[tuple[str, Span]]) -> tuple[str, ...]:
    """The kinds of cue within NEAR words of any of these places, in alphabetical order."""
    places = list(spans)
    return tuple(sorted({kind for kind, cue in cues if any(cue.distance(place) <= NEAR for place in places)}))
