"""Texts as they are compared, and where each letter of them stands in the text as it was published.

A folded text is kept as one byte for each letter (`PAGE` says which), so that an automaton runs over it at the speed
of bytes and positions are positions of letters. Folding is a look-up in one table and a squeeze: no loop in Python.
"""

import codecs
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from watchlist.letters import DROPPED, fold_character

BREAK = "\x01"  # stands as itself: no name runs across it
SPACE = 0x20  # whatever parts words; never twice in a row
_NOTHING, _SEVERAL, _APOSTROPHE, _OTHER = 0x00, 0x02, 0x27, 0xFF  # _OTHER: a letter of a script without names here
_DROP = bytes([_NOTHING])

ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگڤ"
HEBREW = "אבגדהוזחטיכלמנסעפצקרשת"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяєіґ"
_CODES = {chr(code): code for code in range(0x80) if chr(code).isalnum() or code in (SPACE, _APOSTROPHE)}
_CODES[BREAK] = ord(BREAK)
_CODES |= {letter: 0x80 + at for at, letter in enumerate(ARABIC + HEBREW + _CYRILLIC)}
_LETTERS = {code: letter for letter, code in _CODES.items()}
PAGE = "".join(_LETTERS.get(code, "\ufffd") for code in range(0x100))  # byte → letter

# Characters that are folded one by one; elsewhere each is a letter that no name has.
_BLOCKS = (
    range(0x3040),  # Latin to symbols, Hebrew, Arabic; punctuation of the East
    range(0xA640, 0xA7C0),  # additions to Latin and Cyrillic
    range(0xD800, 0xE000),  # lone surrogates
    range(0xFB00, 0xFFFE),  # presentation forms, full-width forms, variation selectors
    range(0x1D400, 0x1D800),  # mathematical alphabets, which people write headlines in
    range(0x1F000, 0x1FB00),  # emoji
    range(0xE0000, 0xE0200),  # tags, variation selectors
)


def _tables() -> tuple[NDArray[np.uint8], dict[int, bytes]]:
    table = np.full(0x110000, _OTHER, np.uint8)
    several: dict[int, bytes] = {}
    for code in (code for block in _BLOCKS for code in block):
        folded = bytes(_CODES.get(letter, _OTHER) for letter in fold_character(chr(code)))
        table[code] = folded[0] if len(folded) == 1 else _SEVERAL if folded else _NOTHING
        if len(folded) > 1:
            several[code] = folded
    return table, several


_TABLE, _EXPANSIONS = _tables()
_ASCII = _TABLE[:0x100].tobytes()
_IN_WORD = b"[%b]" % b"".join(
    re.escape(bytes([code])) for code in range(0x100) if code == _OTHER or _LETTERS.get(code, " ") not in f" '{BREAK}"
)
_PARTING_CODE = re.compile(  # the apostrophe first, for which the engine looks faster than for what surrounds it
    rb"'(?:(?=s(?!W))|(?<=[ldsnmtcj]')(?<!W[ldsnmtcj]')(?=W))".replace(b"W", _IN_WORD)
)
_HE_AND_YEH = bytes([_CODES["ه"], SPACE, _CODES["ي"]])  # فرقه‌ی, which is فرقهٔ: both fold to the bare word
_EZAFE = re.compile("(?<=ه)(?: ي)+(?= |$)")
_EZAFE_CODE = re.compile(_EZAFE.pattern.translate({ord(letter): _CODES[letter] for letter in "هي"}).encode("latin-1"))
_HIDDEN_ENDING = re.compile(rf"[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670{DROPPED}]+")


class Folded:
    """A folded text: `codes` holds a byte for each letter, and every span of it leads back to the original."""

    def __init__(self, original: str, codes: bytes, steps: Sequence["_Step"]) -> None:
        self.codes = codes  # see PAGE; words are parted by single spaces
        self._original = original
        self._steps = steps

    @property
    def text(self) -> str:
        """The folded text for people and tests; letters outside PAGE stand as U+FFFD."""
        return codecs.charmap_decode(self.codes, "strict", PAGE)[0]

    @cached_property
    def _kept(self) -> list[NDArray[np.intp]]:
        """For each step, the last one first, which letters it kept: their places before it."""
        return [kept() for kept in reversed(self._steps)]

    def _origin(self, at: int) -> int:
        """Where a letter stands in the original."""
        for places in self._kept:
            at = places.item(at)
        return at

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where the letters from `start` up to `end` stand in the original, in code points.

        The span begins at the first letter and ends after the last one, with the marks and the hamza that belong to
        it, so that it cuts what a reader would call the word. Raises IndexError for an empty span or one outside.
        """
        if not 0 <= start < end <= len(self.codes):
            raise IndexError(f"no letters from {start} to {end}")
        first, after = self._origin(start), self._origin(end - 1) + 1
        ending = _HIDDEN_ENDING.match(self._original, after)
        return first, ending.end() if ending else after


def fold(text: str) -> Folded:
    """Fold a text for comparison.

    Case, compatibility forms, diacritics, Arabic hamza and alef forms, teh marbuta, alef maksura, Persian and Arabic
    yeh and kaf, tatweel, vowel signs, digits of any script and apostrophes fold away; everything between words
    (whitespace, punctuation, hyphens, ZWNJ, quotation marks, emoji) is one space. The apostrophe of a possessive or of
    a French article parts words, any other is dropped; so is the ezafe that Persian writes as ی after ه.
    """
    steps: list[_Step] = []
    codes = _look_up(text)
    if _SEVERAL in codes:
        at = np.flatnonzero(np.frombuffer(codes, np.uint8) == _SEVERAL)
        spelled = [_EXPANSIONS[ord(text[place])] for place in at]
        steps.append(partial(_widened, at, list(map(len, spelled)), len(codes)))
        codes = _expanded(codes, spelled)
    if _NOTHING in codes:
        steps.append(partial(_letters_kept, codes))
        codes = codes.replace(_DROP, b"")
    if _APOSTROPHE in codes:
        codes = _settle_apostrophes(codes)
        steps.append(partial(_letters_kept, codes))
        codes = codes.replace(_DROP, b"")
    if b"  " in codes:
        letters = np.frombuffer(codes, np.uint8)
        single = _single_spaces(letters)
        steps.append(partial(np.flatnonzero, single))
        codes = letters[single].tobytes()
    if _HE_AND_YEH in codes:
        codes = _EZAFE_CODE.sub(_dropped, codes)
        steps.append(partial(_letters_kept, codes))
        codes = codes.replace(_DROP, b"")
    return Folded(text, codes, steps)


def _look_up(text: str) -> bytes:
    if text.isascii():
        return text.encode("ascii").translate(_ASCII)
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _TABLE.take(letters, mode="clip").tobytes()  # all are in the table: to check that takes time


def _expanded(codes: bytes, spelled: Iterable[bytes]) -> bytes:
    """Put what ligatures and the like stand for in their places."""
    first, *others = codes.split(bytes([_SEVERAL]))
    return first + b"".join(letters + following for letters, following in zip(spelled, others, strict=True))


# A step of folding for the way back: where the letters that it left stood before. It is worked out only where something
# was found, so that a text without names costs no more than its folding.
_Step = Callable[[], NDArray[np.intp]]


def _widened(at: NDArray[np.intp], lengths: Sequence[int], count: int) -> NDArray[np.intp]:
    room = np.ones(count, np.intp)
    room[at] = lengths
    return np.repeat(np.arange(count), room)


def _letters_kept(before: bytes) -> NDArray[np.intp]:
    return np.flatnonzero(np.frombuffer(before, np.uint8) != _NOTHING)


def _single_spaces(before: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """All letters but the spaces that follow a space."""
    keep: NDArray[np.bool_] = before != SPACE
    keep[1:] |= keep[:-1]  # the first space after a letter stays
    keep[:1] = True
    return keep


def _dropped(letters: re.Match[bytes]) -> bytes:
    return _DROP * len(letters[0])


def _settle_apostrophes(codes: bytes) -> bytes:
    """Turn each apostrophe into a space where it parts words (Iran's, l'Irak) and into nothing elsewhere (Kata'ib)."""
    return _PARTING_CODE.sub(b" ", codes).replace(b"'", _DROP)


class _Characters(dict[int, str]):
    """Folded characters, worked out when they are first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = fold_character(chr(code))
        return folded


_SHORT = 60  # code points of a text that may be a name, and come again
_CHARACTERS = _Characters()
_PARTING = re.compile(r"'(?:(?=s(?!\w))|(?<=[ldsnmtcj]')(?<!\w[ldsnmtcj]')(?=\w))")  # see _PARTING_CODE


def fold_text(text: str) -> str:
    """The folded text with the letters of every script kept, for a search that finds what the matcher would.

    Words are parted by single spaces, none at either end; folding twice changes nothing.
    """
    return _fold_short(text) if len(text) <= _SHORT else _fold_long(text)


def _fold_letters(text: str) -> str:
    parted = _PARTING.sub(" ", text.translate(_CHARACTERS)).replace("'", "")
    folded = " ".join(parted.split())
    return _EZAFE.sub("", folded) if "ه ي" in folded else folded  # a look at each letter takes long


_fold_short = lru_cache(maxsize=16384)(_fold_letters)
_fold_long = lru_cache(maxsize=16)(_fold_letters)  # several look at the same article, one after the other
