"""What is left of a word without what its writers leave out or hear otherwise: by this, words of names are looked up.

    words of a text ── bases ──▶ without what is joined to them ── outlined, halves ──▶ keys ──▶ words of names

The outline of a word is its consonants, those that are written for one another alike and a doubled one once; where they
are few, the vowels that no writer leaves out tell it besides. All words of a text are outlined at once: each step is a
step over bytes, and costs hardly more for a thousand words than for one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, product

from watchlist.endings import ENDINGS, is_plain, stems
from watchlist.find import encode
from watchlist.fold import ARABIC, PAGE
from watchlist.slips import halves_of_name, halves_of_text, is_one_slip
from watchlist.spelling import starts
from watchlist.transliteration import HEARD, Sounds, difference, is_heard_as, sounds
from watchlist.words import letters

_TELLING = 4  # consonants that tell a word without its vowels
_MOST = 64  # ways to write one word
_LATIN = ("bp", "t", "jcgkqx", "sz", "d", "f", "l", "m", "n", "r")  # consonants that are written for one another
_VOWELS = {"A": "ا", "U": "و", "I": "يهعح", "a": "aeiy", "u": "ouwv"}  # and their letters
# Of two vowels side by side the weaker one tells nothing, nor does one at the end of a word.
_WEAKER = [
    (pair.encode(), rest.encode())
    for pair, rest in (
        *(("AI", "A"), ("IA", "A"), ("UI", "U"), ("IU", "U"), ("au", "u"), ("ua", "u")),
        *(("AA", "A"), ("UU", "U"), ("uu", "u"), ("A ", " "), ("I ", " "), ("a ", " ")),
    )
]
_ALIKE = {"J": "JKGQC", "S": "SXZ"}  # Arabic consonants, each as the sound that it is heard as first
_LEADING = frozenset(encode("وفبكلاae"))  # what may be joined in front of a name begins with one of these
_ENDING = tuple(map(encode, ENDINGS))
_WRITTEN = {False: str.maketrans("c", "h"), True: str.maketrans("aeiuhc", "اييوهع")}  # runs of vowels, by script
_HEAD = 4  # letters of a word that tell what is joined in front of it …
_LONG = 7  # … where it has so many: a shorter one must be more than that
_AGAIN = re.compile(rb"([^ ])\1+")


def _table(classes: Mapping[str, str], page: str) -> bytes:
    """What each byte of a page is translated to: the class that its letter is in; else itself."""
    of = {letter: ord(name) for name, letters in classes.items() for letter in letters}
    return bytes(of.get(letter, code) for code, letter in enumerate(page))


_HEARD = {letter: heard[0] for letter, heard in HEARD.items() if letter in ARABIC}
_CLASSES = {letters[0]: letters for letters in _LATIN} | {
    sound: "".join(letter for letter in _HEARD if _HEARD[letter] == sound) for sound in {*_HEARD.values()}
}
_OUTLINE = _table(_CLASSES | _VOWELS, PAGE)
_CONSONANT = _table(_ALIKE, "".join(map(chr, range(0x100))))


class Outlines:
    """Words of names, to be found by words of texts that may be writings of them. Built once, then only read."""

    def __init__(self, words: Mapping[str, bool]) -> None:
        """`words`: folded, of Latin or Arabic letters, and whether a slip is forgiven in each."""
        self._heard: dict[bytes, list[str]] = {}  # by their outlines
        self._slipped: dict[bytes, list[str]] = {}  # by what a slip leaves of them
        written = [(word, way) for word in words for way in _ways(sounds(word), word[0] in ARABIC)]
        for word, outline in {*zip([word for word, _ in written], _outlined([way for _, way in written]), strict=True)}:
            self._heard.setdefault(outline, []).append(word)
        for word in (word for word, forgiving in words.items() if forgiving):
            for half in halves_of_name(encode(word)):
                self._slipped.setdefault(half, []).append(word)

    def near(self, words: Iterable[bytes]) -> dict[bytes, set[str]]:
        """The words of names that each of these folded words may be a writing of; those that may be none are left
        out."""
        whole = [(word, base) for word in words for base in _bases(word)]
        found: dict[bytes, set[str]] = {}
        for word, base in whole:
            for half in halves_of_text(base):
                if half in self._slipped:
                    slipped = {name for name in self._slipped[half] if is_one_slip(letters(base), name)}
                    found.setdefault(word, set()).update(slipped)
        bases = whole + [(word, stem) for word, base in whole if base.endswith(_ENDING) for stem in _stems(word, base)]
        for (word, base), outline in zip(bases, _outlined([base for _, base in bases]), strict=True):
            if outline in self._heard:
                heard = {name for name in self._heard[outline] if _is_alike(letters(base), name)}
                found.setdefault(word, set()).update(heard)
        return {word: names for word, names in found.items() if names}


def _is_alike(word: str, name: str) -> bool:
    return difference(word, name, True) is not None or (word[0] in ARABIC and is_plain(word, name))


@lru_cache(maxsize=16384)
def keys_of_name(word: str, forgiving: bool) -> frozenset[bytes]:
    """What a word of a name is looked up by: a writing of it in a text has one of its own keys among these."""
    outlines = _outlined([*_ways(sounds(word), word[0] in ARABIC)])
    return frozenset((*outlines, *halves_of_name(encode(word)))) if forgiving else frozenset(outlines)


@lru_cache(maxsize=65536)
def keys_of_text(word: bytes) -> frozenset[bytes]:
    """What may lead from a word of a text to a word of a name."""
    bases = _bases(word)
    stripped = [stem for base in bases if base.endswith(_ENDING) for stem in _stems(word, base)]
    return frozenset((*_outlined(bases + stripped), *(half for base in bases for half in halves_of_text(base))))


def _bases(word: bytes) -> list[bytes]:
    """A word without what may be joined in front of it, in every way."""
    return [word[at:] for at in _starts(word[:_HEAD], min(len(word), _LONG))] if word[0] in _LEADING else [word]


@lru_cache(maxsize=65536)
def _starts(head: bytes, length: int) -> tuple[int, ...]:
    """Where a name may begin in a word that begins so."""
    return tuple(at for at, _ in starts(letters(head.ljust(length, b"\xff"))))


def _stems(word: bytes, base: bytes) -> Iterator[bytes]:
    """A base without an ending that its word may have."""
    for stem in stems(letters(word)):
        yield base[: len(base) - len(word) + len(stem)]


def _outlined(words: Sequence[bytes]) -> list[bytes]:
    """The outline of each of these folded words."""
    full = _AGAIN.sub(rb"\1", b" ".join((*words, b"")).translate(_OUTLINE, b"h"))
    for pair, strong in _WEAKER:
        full = full.replace(pair, strong)
    consonants = _AGAIN.sub(rb"\1", full.translate(_CONSONANT, b"AUIau"))
    both = zip(consonants.split(b" "), full.split(b" "), strict=True)
    return [bare if len(bare) >= _TELLING else with_vowels for bare, with_vowels in both][:-1]


def _units() -> Mapping[tuple[bool, str], tuple[str, ...]]:
    """The ways to write each consonant, as Arabic or as Latin letters, by what it is heard as."""
    ways: dict[tuple[bool, str], dict[bytes, str]] = {}
    outlines = dict(zip(HEARD, _outlined([encode(unit) for unit in HEARD]), strict=True))
    for unit, heard in HEARD.items():
        for other, others in sorted(HEARD.items(), key=lambda one: one[1][0] != heard[0]):
            if (unit in ARABIC) == (other in ARABIC) and is_heard_as(heard, others):
                ways.setdefault((unit in ARABIC, heard), {}).setdefault(outlines[other], other)
    return {key: tuple(units.values()) for key, units in ways.items()}


_UNITS = _units()


def _ways(heard: Sounds, arabic: bool) -> Iterator[bytes]:
    """Every way to write a word of a name."""
    runs = [run.translate(_WRITTEN[arabic]) for run in heard.runs]
    slots = [_UNITS[arabic, consonant] for consonant in heard.consonants]
    for units in islice(product(*slots), _MOST):
        yield _spelled(units, runs)
    if not arabic and len(slots) < _TELLING:
        for at in (at for at in range(1, len(slots)) if "u" not in runs[at]):
            changed = [*runs[:at], "" if runs[at] else "a", *runs[at + 1 :]]
            yield _spelled([units[0] for units in slots], changed)


def _spelled(units: Sequence[str], runs: Sequence[str]) -> bytes:
    return encode(runs[0] + "".join(map("".join, zip(units, runs[1:], strict=True))))
