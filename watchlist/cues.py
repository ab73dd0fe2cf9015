"""Words that say what happened, and whose they are."""

from collections.abc import Iterable, Mapping, Sequence

from watchlist.stream import Row, Span

NEAR = 15  # words between a mention and the cue that belongs to it


def flattened(phrases: Mapping[str, Mapping[str, Sequence[str]]]) -> list[tuple[str, str, str]]:
    """(kind, language, phrase) of phrases by kind and language, in their order."""
    return [
        (kind, language, phrase)
        for kind, languages in phrases.items()
        for language, listed in languages.items()
        for phrase in listed
    ]


def kinds_near(spans: Iterable[Span], cues: Mapping[str, Row[None]]) -> tuple[str, ...]:
    """The kinds of cue within NEAR words of any of these places, in alphabetical order."""
    places = list(spans)
    return tuple(sorted(kind for kind, row in cues.items() if any(_is_near(place, row) for place in places)))


def _is_near(place: Span, row: Row[None]) -> bool:
    return any(cue.distance(place) <= NEAR for cue, _ in row.around(place))
