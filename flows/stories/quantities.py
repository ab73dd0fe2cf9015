"""How many of what an article tells: three killed, twelve trucks, alike in three languages."""

from collections.abc import Iterator, Mapping, Sequence

from flows.stories.lexicon import lexicon
from flows.stories.numerals import counted, is_year
from watchlist.fold import fold_text

# What happens to people: "three people were killed" counts the killed, wherever the verb stands.
_FATES = frozenset({"dead", "wounded", "arrest", "missing", "release", "kidnap", "sentence", "execution", "body"})
_MEASURES = frozenset(
    {
        "barrel", "day", "dinar", "dollar", "hour", "kilogram", "kilometre", "magnitude", "megawatt", "metre", "minute",
        "month", "percent", "point", "pound", "rial", "ton", "week", "year",
    }
)  # fmt: skip
# What else news counts, by the meaning of the noun that follows the number.
_THINGS = _MEASURES | {
    "aircraft", "apartment", "bank", "boat", "boy", "brigade", "building", "bus", "candidate", "captagon", "car",
    "carriage", "case", "child", "company", "container", "depot", "drone", "exchange", "explosion", "explosive",
    "family", "flag", "flight", "girl", "goal", "helicopter", "hospital", "house", "landmine", "medal", "militant",
    "minister", "officer", "passenger", "patient", "pilgrim", "pistol", "player", "policeman", "prisoner", "project",
    "refugees", "returnee", "rifle", "rocket", "school", "seat", "sheep", "shell", "shepherd", "ship", "soldier",
    "strike", "student", "suspect", "tank", "tent", "train", "tree", "truck", "tunnel", "vehicle", "village", "weapons",
    "woman", "worker",
}  # fmt: skip
_AHEAD, _AROUND = 3, 5  # words from a number to its noun, and to what became of them
_AND, _ENGLISH_AND = fold_text("و"), "and"


def quantities(words: Sequence[str], language: str) -> frozenset[tuple[str, int]]:
    """How many of what a folded text tells, from two on: ("truck", 12). `language`: ISO 639-1 code."""
    told = [(number, start, end) for number, start, end in counted(words) if number > 1 and not is_year(number)]
    near = {at for _, start, end in told for at in range(start - _AROUND, end + _AROUND)}
    glosses = lexicon().glosses(language)
    meant = {at: frozenset(glosses(words[at])) for at in near if 0 <= at < len(words)}
    return frozenset((what, number) for number, start, end in told for what in _counted_by(words, meant, start, end))


def _counted_by(words: Sequence[str], meant: Mapping[int, frozenset[str]], start: int, end: int) -> Iterator[str]:
    dual = meant[start] if end == start + 1 else frozenset()  # Arabic says two by the ending of the noun
    ahead = (meant[at] for at in range(end, min(end + _AHEAD, len(words))))
    things = next((found for one in (dual, *ahead) if (found := _THINGS & one)), frozenset())
    yield from things
    if things & _MEASURES:
        return
    fates = [(0, fate) for fate in _FATES & dual]
    for distance, at in enumerate(_before(words, start), 1):
        fates += [(distance, fate) for fate in _FATES & meant[at]]
    for distance, at in enumerate(_after(words, meant, end), 1):
        fates += [(distance, fate) for fate in _FATES & meant[at]]
    nearest = min(fates, default=(0, ""))[0]
    yield from (fate for distance, fate in fates if distance == nearest)


def _before(words: Sequence[str], start: int) -> Iterator[int]:
    """The places of the words before a number, up to the last "and"; in Arabic it is part of the word."""
    for at in range(start - 1, max(start - 1 - _AROUND, -1), -1):
        if words[at] in (_AND, _ENGLISH_AND):
            return
        yield at
        if words[at].startswith(_AND):
            return


def _after(words: Sequence[str], meant: Mapping[int, frozenset[str]], end: int) -> Iterator[int]:
    """The places of the words behind a number, up to the next "and"."""
    for at in range(end, min(end + _AROUND, len(words))):
        if words[at] in (_AND, _ENGLISH_AND) or (words[at].startswith(_AND) and _FATES & meant[at]):
            return
        yield at
