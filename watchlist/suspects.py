"""Which words of a text are worth a closer look: those that begin and end as a name could, however it is spelled.

Most words of a text are no names, and Python is too slow to look at each. So the first four and the last four letters
of every long word are looked up, all words at once, in two tables: of the edges that spellings of a name can have, and
of the edges of the name as it is listed, one of which a slip or an ending leaves whole. Both tables hold with each edge
the lengths of the words that have it, a bit for each.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from watchlist.fold import ARABIC, PAGE
from watchlist.transliteration import HEARD, sounds

SHORTEST = 5  # letters of a word that is looked at
_LONGEST = 31
_WIDTH = 4  # letters of an edge
_BITS = 20  # of the hash of an edge
_MULTIPLIER = np.uint32(2654435761)  # Knuth's
_LISTED = 32  # bit from which the lengths for edges as listed are counted
_CODE = {letter: code for code, letter in enumerate(PAGE)}
_VOWELS: Mapping[bool, Mapping[str, tuple[str, ...]]] = {
    False: {"": ("", "a", "e"), "a": ("a", "e", "aa", ""), "e": ("e", "a", "i", ""), "i": ("i", "y", "e", "ee", "iy"),
            "u": ("u", "o", "ou", "oo", "w"), "h": ("h", "")},
    True: {"": ("", "ا"), "a": ("ا", ""), "i": ("ي", ""), "u": ("و", ""), "h": ("ه", ""), "c": ("ع", "")},
}  # fmt: skip
_LEADS = ("", "و", "ب", "ل", "ك", "ف", "ال", "وال", "بال", "كال", "فال", "لل", "ولل", "وب", "وبال", "ول")
LONGEST_ENDING = 5

Slots = tuple[tuple[str, ...], ...]


class Suspects:
    """The edges of some words, to filter texts by."""

    def __init__(self, words: Iterable[str]) -> None:
        """`words`: folded, of Latin or Arabic letters."""
        heads: dict[str, int] = {}
        tails: dict[str, int] = {}
        for word in set(words):
            spelled, listed = _lengths(len(word) - 2, len(word) + 3), _lengths(len(word) - 1, len(word) + 1)
            slots = _slots(word)
            for lead in _LEADS if word[0] in ARABIC else ("",):
                for head in _edges(slots[:7]):
                    _add(heads, (lead + head)[:_WIDTH], spelled << len(lead))
                _add(
                    heads,
                    (lead + word)[:_WIDTH],
                    (listed | _lengths(len(word), len(word) + LONGEST_ENDING)) << len(lead) + _LISTED,
                )
                for tail in _edges(_backwards(slots[-7:])):
                    _add(tails, tail[::-1], spelled << len(lead))
                _add(tails, word[-_WIDTH:], listed << len(lead) + _LISTED)
        self._heads, self._tails = _table(heads), _table(tails)

    def find(self, codes: bytes, spaces: NDArray[np.intp]) -> NDArray[np.intp]:
        """The numbers of the words that may be spellings. `spaces`: where the spaces of a folded text stand, which
        begins and ends with one; word n follows space n."""
        lengths = spaces[1:] - spaces[:-1] - 1
        long: NDArray[np.intp] = np.flatnonzero(lengths >= SHORTEST)
        quads = np.ndarray((len(codes) - _WIDTH + 1,), "<u4", codes, strides=(1,))
        heads = self._heads[_hash(quads[spaces[long] + 1])]
        tails = self._tails[_hash(quads[spaces[long + 1] - _WIDTH])]
        lengths = np.minimum(lengths[long], _LONGEST).astype(np.uint64)
        found: NDArray[np.bool_] = (
            (((heads & tails) | ((heads | tails) >> np.uint64(_LISTED))) >> lengths) & np.uint64(1)
        ) == 1
        return long[found]


def _lengths(first: int, last: int) -> int:
    return sum(1 << min(length, _LONGEST) for length in range(first, last + 1))


def _add(edges: dict[str, int], edge: str, lengths: int) -> None:
    edges[edge] = edges.get(edge, 0) | lengths


def _written() -> dict[tuple[bool, str], tuple[str, ...]]:
    """The ways to write each sound, by whether the script is Arabic and the sound."""
    ways: dict[tuple[bool, str], list[str]] = {}
    for unit, heard in HEARD.items():
        for sound in heard:
            ways.setdefault((unit in ARABIC, sound), []).append(unit)
    return {what: tuple(listed) for what, listed in ways.items()}


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
def _edges(slots: Slots) -> frozenset[str]:
    """The first letters of everything that the slots can write, filled up with spaces."""
    edges = {""}
    for slot in slots:
        edges = {edge + way if len(edge) < _WIDTH else edge for edge in edges for way in slot}
    return frozenset(edge.ljust(_WIDTH)[:_WIDTH] for edge in edges)


def _hash(quads: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return (quads * _MULTIPLIER) >> np.uint32(32 - _BITS)


def _table(edges: dict[str, int]) -> NDArray[np.uint64]:
    """The lengths that go with an edge, by its hash."""
    table = np.zeros(1 << _BITS, np.uint64)
    codes = bytes(_CODE[letter] for edge in edges for letter in edge)
    lengths = np.array([length & (1 << 64) - 1 for length in edges.values()], np.uint64)
    np.bitwise_or.at(table, _hash(np.frombuffer(codes, "<u4")), lengths)
    return table
