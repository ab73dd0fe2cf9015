"""What is left of words without their vowels: a quick way to pass over the many that no name is spelled like."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice, product

from watchlist.endings import stems
from watchlist.fold import ARABIC, PAGE
from watchlist.spelling import starts
from watchlist.transliteration import HEARD, sounds

_WIDTHS = (3, 4)  # letters of an edge: half of a word at most, and of the shortest in which a slip is forgiven
_MOST = 64  # ways to write one word
_CLASSES = ("bpبپ", "تtط", "jcgkqxجقكگغچخ", "szثسصشزذظضژ", "dد", "fفڤ", "lل", "mم", "nن", "rر")
_SILENT = "aeiouywvhاويهعح"
_CLASS = bytes(
    next((ord(letters[0]) if letters[0].isascii() else 0x74 for letters in _CLASSES if letter in letters), code)
    for code, letter in enumerate(PAGE)
)
_DROPPED = bytes(code for code, letter in enumerate(PAGE) if letter in _SILENT)
_CODE = {letter: code for code, letter in enumerate(PAGE)}
_AGAIN = re.compile(rb"(.)\1+")


class Edges:
    """The words that some names are told by, as they may be spelled, slipped or joined to an ending."""

    def __init__(self, words: Iterable[str], slipping: Iterable[str]) -> None:
        """`words`: folded, of Latin or Arabic letters; `slipping`: those of six letters or more that may have slips."""
        self._spelled: dict[bytes, int] = {}  # consonants → lengths, a bit for each
        self._listed: dict[str, int] = {}  # edges of the words as they are listed: a slip leaves one of the two whole
        for word in set(words):
            lengths = _lengths(len(word) - 2, len(word) + 3)
            for written in _spellings(sounds(word).consonants, word[0] in ARABIC):
                self._spelled[written] = self._spelled.get(written, 0) | lengths
        for word in set(slipping):
            width = min(len(word) // 2, max(_WIDTHS))
            slipped = _lengths(len(word) - 1, len(word) + 1)
            _add(self._listed, word[:width], slipped)
            _add(self._listed, word[-width:] + "$", slipped)

    def fit(self, word: str) -> bool:
        """Whether a word may be a spelling of one of them, or one of them after a slip or with an ending."""
        known = self._listed.get
        ending = 0
        for width in _WIDTHS:
            ending |= known(word[-width:] + "$", 0)
        for at, _ in starts(word):
            either = ending
            for width in _WIDTHS:
                either |= known(word[at : at + width], 0)
            if either >> (len(word) - at) & 1 or self._is_spelled(word[at:]):
                return True
        return any(self._is_spelled(stem[at:]) for stem in stems(word) for at, _ in starts(stem))

    def _is_spelled(self, word: str) -> bool:
        return bool(self._spelled.get(_consonants(word), 0) >> len(word) & 1)


@lru_cache(maxsize=256)
def _lengths(first: int, last: int) -> int:
    return sum(1 << length for length in range(max(first, 0), last + 1))


def _add(edges: dict[str, int], edge: str, lengths: int) -> None:
    edges[edge] = edges.get(edge, 0) | lengths


@lru_cache(maxsize=65536)
def _consonants(word: str) -> bytes:
    """The consonants of a folded word, those that are written for one another alike, a doubled one once."""
    codes = bytes(map(_CODE.__getitem__, word)).translate(_CLASS, _DROPPED)
    return _AGAIN.sub(rb"\1", codes)


def _written() -> Mapping[tuple[bool, str], tuple[bytes, ...]]:
    """The ways to write each sound, by whether the script is Arabic and the sound."""
    ways: dict[tuple[bool, str], set[bytes]] = {}
    for unit, heard in HEARD.items():
        for sound in heard:
            ways.setdefault((unit in ARABIC, sound), set()).add(_consonants(unit))
    return {sound: tuple(sorted(written)) for sound, written in ways.items()}


_WRITTEN = _written()


@lru_cache(maxsize=8192)
def _spellings(consonants: tuple[str, ...], arabic: bool) -> tuple[bytes, ...]:
    """Every way to write these consonants."""
    slots = [tuple(dict.fromkeys(way for sound in heard for way in _WRITTEN[arabic, sound])) for heard in consonants]
    return tuple(dict.fromkeys(_AGAIN.sub(rb"\1", b"".join(ways)) for ways in islice(product(*slots), _MOST)))
