"""How spellings of names begin and end: a quick way to pass over the many words that no name is spelled like."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from watchlist.fold import ARABIC
from watchlist.spelling import starts
from watchlist.transliteration import HEARD, sounds

_WIDTH = 4  # letters of an edge
_SLOTS = 7  # of a word, in which these letters stand
_LONGEST_ENDING = 5
_WAYS: Mapping[str, tuple[str, ...]] = {
    "K": ("k", "q", "c", "g"), "G": ("g", "q", "k"), "Q": ("kh",), "J": ("j", "dj", "g", "c"), "C": ("ch", "j", "c"),
    "S": ("s", "z", "c"), "X": ("sh", "ch", "s"), "Z": ("z", "s", "d"), "T": ("t", "th"), "D": ("d", "z"),
}  # fmt: skip
_VOWELS: Mapping[bool, Mapping[str, tuple[str, ...]]] = {
    False: {"": ("", "a", "e"), "a": ("a", "e", "aa", ""), "e": ("e", "a", "i", ""), "i": ("i", "y", "e", "ee", "iy"),
            "u": ("u", "o", "ou", "w"), "h": ("h", "")},
    True: {"": ("", "ا"), "a": ("ا", ""), "i": ("ي", ""), "u": ("و", ""), "h": ("ه", ""), "c": ("ع", "")},
}  # fmt: skip

Slots = tuple[tuple[str, ...], ...]


class Edges:
    """The first and last letters that spellings of some words can have, each with the lengths of such a word."""

    def __init__(self, words: Iterable[str]) -> None:
        """`words`: folded, of Latin or Arabic letters."""
        self._heads: dict[str, int] = {}  # edge → lengths, a bit for each
        self._tails: dict[str, int] = {}
        self._listed: dict[str, int] = {}  # edges of the words as they are listed: a slip leaves one of the two whole
        for word in set(words):
            spelled, slipped = _lengths(len(word) - 2, len(word) + 3), _lengths(len(word) - 1, len(word) + 1)
            slots = _slots(word)
            for head in _firsts(slots[:_SLOTS]):
                _add(self._heads, head, spelled)
            for tail in _firsts(_backwards(slots[-_SLOTS:])):
                _add(self._tails, tail[::-1], spelled)
            _add(self._listed, word[:_WIDTH], slipped | _lengths(len(word), len(word) + _LONGEST_ENDING))
            _add(self._listed, word[-_WIDTH:] + "$", slipped)

    def fit(self, word: str) -> bool:
        """Whether a word may be a spelling of one of them, or one of them after a slip or with an ending."""
        tail = word[-_WIDTH:]
        spelled, listed = self._tails.get(tail, 0), self._listed.get(tail + "$", 0)
        for at, _ in starts(word):
            head = word[at : at + _WIDTH]
            lengths = (spelled & self._heads.get(head, 0)) | listed | self._listed.get(head, 0)
            if lengths >> (len(word) - at) & 1:
                return True
        return False


def _lengths(first: int, last: int) -> int:
    return sum(1 << length for length in range(max(first, 0), last + 1))


def _add(edges: dict[str, int], edge: str, lengths: int) -> None:
    edges[edge] = edges.get(edge, 0) | lengths


def _written() -> dict[tuple[bool, str], tuple[str, ...]]:
    """The ways to write each sound, by whether the script is Arabic and the sound."""
    ways: dict[tuple[bool, str], tuple[str, ...]] = {}
    for unit, heard in HEARD.items():
        for sound in heard if unit in ARABIC else heard[0]:
            ways[unit in ARABIC, sound] = (*ways.get((unit in ARABIC, sound), ()), unit)
    return ways | {(False, sound): way for sound, way in _WAYS.items()}


_WRITTEN = _written()


def _slots(word: str) -> Slots:
    """For each consonant and each run of vowels of a word the ways to write it."""
    arabic = word[0] in ARABIC
    consonants, runs = sounds(word)
    slots = [*_vowels(runs[0], arabic)]
    for heard, run in zip(consonants, runs[1:], strict=True):
        ways = [way for sound in heard for way in _WRITTEN[arabic, sound]]
        doubled = () if arabic else (way + way for way in ways if len(way) == 1)
        slots += [tuple(dict.fromkeys((*ways, *doubled))), *_vowels(run, arabic)]
    return tuple(slots)


def _vowels(run: str, arabic: bool) -> Iterator[tuple[str, ...]]:
    return (_VOWELS[arabic][vowel] for vowel in run or ("",))


def _backwards(slots: Slots) -> Slots:
    return tuple(tuple(way[::-1] for way in ways) for ways in reversed(slots))


@lru_cache(maxsize=8192)
def _firsts(slots: Slots) -> frozenset[str]:
    """The first letters of everything that the slots can write."""
    edges = {""}
    for slot in slots:
        edges = {edge + way if len(edge) < _WIDTH else edge for edge in edges for way in slot}
    return frozenset(edge[:_WIDTH] for edge in edges)
