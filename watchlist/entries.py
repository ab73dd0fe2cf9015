"""Names taken apart into words, and the word that each is best recognised by."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from watchlist.fold import ARABIC
from watchlist.likeness import bare
from watchlist.nouns import COMMON, connects, kind, noun, qualifier
from watchlist.slips import SHORTEST
from watchlist.spelling import forms
from watchlist.transliteration import readings, sounds

_POSSESSIVE = "s"  # no word that could stand beside another
_LETTERS, _CONSONANTS = 6, 3  # that a name has at least, unless it has
_LONG = 8  # letters
_ANCHOR = 5  # letters of a word that a name is recognised by
_NEAR_OTHERS = {False: 4, True: 3}  # fewer where other words must stand beside it, in Latin and in Arabic
_SLIP_LETTERS = 9  # that a name has at least for a slip to be forgiven in it


class Anchor(NamedTuple):
    """A word that names are recognised by."""

    word: str  # folded
    forgiving: bool  # whether a slip is forgiven
    inner: bool  # whether other words of the name stand before it
    beside: bool  # whether other words must stand beside it


class Entry(NamedTuple):
    """A name, cut into words in one way."""

    key: int  # which name
    words: tuple[str, ...]  # folded, without Latin articles
    heard: tuple[bool, ...]  # which of them are transliterations, and may be written otherwise
    at: int  # the number of the word that it is recognised by
    thing: str = ""  # the kind of noun that must stand beside these words, where they are a name without its own

    @property
    def word(self) -> str:
        """The word that it is recognised by, without an article."""
        return bare(self.words[self.at])

    @property
    def anchor(self) -> Anchor:
        """The same, and what is to be known to recognise it."""
        beside = len(self.words) > 1 or bool(self.thing)
        return Anchor(self.words[self.at], self.forgives(self.at), self.at > 0, beside)

    @property
    def neighbour(self) -> int | None:
        """A word that must stand beside the one that it is recognised by, best one that must be as listed."""
        beside = [at for at in (self.at - 1, self.at + 1) if 0 <= at < len(self.words)]
        return min(beside, key=lambda at: self.heard[at], default=None)

    def forgives(self, at: int) -> bool:
        """Whether a slip is forgiven in that word."""
        return self.heard[at] and len(bare(self.words[at])) >= SHORTEST and sum(map(len, self.words)) >= _SLIP_LETTERS


def entries(names: Sequence[tuple[str, str]], ordinary: Collection[str] = ()) -> list[Entry]:
    """The names that have a transliterated word to be recognised by, in every way to cut them into words.

    `names`: whose each name is, and the name as a person writes it. A word is a transliteration where the names of
    the same owner have one in the other script that reads alike. `ordinary`: folded words by which no name of several
    words is recognised.
    """
    cut = [
        (key, owner, words)
        for key, (owner, name) in enumerate(names)
        for words in forms(name)
        if words[-1] != _POSSESSIVE
    ]
    owned = {(owner, word) for _, owner, words in cut for word in words}
    read: dict[tuple[str, bool], set[str]] = {}  # what each owner's words of either script read
    for owner, word in owned:
        read.setdefault((owner, word[0] in ARABIC), set()).update(_across(word))
    none = frozenset[str]()
    spoken = {one for one in owned if not _across(one[1]).isdisjoint(read.get((one[0], one[1][0] not in ARABIC), none))}
    ordinary = set(ordinary).difference(words[0] for _, _, words in cut if len(words) == 1)
    found: dict[Entry, None] = {}
    worded: dict[object, Entry] = {}
    for key, owner, words in cut:
        heard = tuple([(owner, word) in spoken for word in words])
        if (entry := _entry(key, words, heard, ordinary)) is not None and _is_distinct(words):
            found[entry] = None
        if (entry := _worded(key, words, heard, ordinary)) is not None:
            worded.setdefault((owner, entry.words, entry.thing), entry)
    return [*found, *worded.values()]


def _entry(key: int, words: tuple[str, ...], heard: tuple[bool, ...], ordinary: Collection[str]) -> Entry | None:
    """A name to be recognised by its most telling word; None where it has none."""
    long = [at for at, word in enumerate(words) if heard[at] and len(bare(word)) >= _ANCHOR]
    anchors = [at for at in long if bare(words[at]) not in ordinary]
    if not anchors and len(words) > 1:
        anchors = [at for at, word in enumerate(words) if heard[at] and _tells_near_others(word)]
    return Entry(key, words, heard, max(anchors, key=lambda at: _weight(words[at]))) if anchors else None


def _worded(key: int, words: tuple[str, ...], heard: tuple[bool, ...], ordinary: Collection[str]) -> Entry | None:
    """What distinguishes a name, apart from its noun, which may be said otherwise."""
    if not any(map(noun, words)):
        return None
    proper = [at for at, word in enumerate(words) if not (noun(word) or qualifier(word) or connects(word))]
    if not proper or (len(proper) == 1 and bare(words[proper[0]]) in COMMON):
        return None
    core = slice(proper[0], proper[-1] + 1)
    besides = (*words[: core.start], *words[core.stop :])
    nouns = [found for word in besides if (found := noun(word))]
    anchors = [at for at, word in enumerate(words[core]) if heard[core][at] and _tells_near_others(word)]
    if len(nouns) != 1 or not anchors or any(noun(word) or qualifier(word) for word in words[core]):
        return None
    thing = kind(nouns[0], [said for word in besides if (said := qualifier(word))])
    best = max(anchors, key=lambda at: _weight(words[core][at]))
    return Entry(key, words[core], heard[core], best, thing) if thing else None


def _tells_near_others(word: str) -> bool:
    """Whether a name may be recognised by this word where the others must stand beside it."""
    return len(bare(word)) >= _NEAR_OTHERS[word[0] in ARABIC] and not noun(word)


@lru_cache(maxsize=65536)
def _across(word: str) -> frozenset[str]:
    """The readings of a word in either script: Latin h is no consonant, for it may be a sign of length, and the l of
    an article inside a joined name may be spoken otherwise."""
    ways = (bare(word), bare(word).replace("ال", "")) if word.isalpha() else ()
    return frozenset(reading.replace("H", "") for way in ways for reading in readings(way))


def _is_distinct(words: tuple[str, ...]) -> bool:
    """Whether a name has sounds enough to be told by them."""
    letters, consonants = sum(map(len, words)), sum(_weight(word)[0] for word in words)
    return letters >= _LONG or (letters >= _LETTERS and consonants >= _CONSONANTS)


def _weight(word: str) -> tuple[int, int]:
    return len(sounds(bare(word)).consonants), len(word)
