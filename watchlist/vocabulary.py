"""The words that names may be told by in texts, and which names those are: worked out once, then remembered.

Nearly every word of a text is dull: nothing that a name is told by. To see that costs a look into a set, and the first
time a share in the outlining of all new words of a text.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import filterfalse

from watchlist.endings import has_other_forms, plain
from watchlist.entries import Anchor, Entry
from watchlist.fold import ARABIC
from watchlist.likeness import BARE, LISTED, Likeness, bare, likeness
from watchlist.outlines import Outlines, keys_of_name, keys_of_text
from watchlist.spelling import starts
from watchlist.worded import may_stand_beside
from watchlist.words import is_article, letters

_VARYING = 6  # letters of a Latin word that may
_SHORTEST = 3  # letters of a word of a text that is looked at
_SHORTEST_ALONE = 5  # where no other word of the name must stand beside it
_MOST_WORDS = 1 << 17  # words to remember
_AS_LISTED = b"="
_TAIL = 3  # letters of a neighbour to know it by, for Arabic joins others to its front


Likely = tuple[Entry, Likeness]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """The names that a word may stand for, by what must stand beside it. Each is itself alone: compared by identity."""

    alone: Sequence[Likely]  # that anything may stand beside
    behind: Mapping[bytes, Sequence[Likely]]  # another word of them, by its keys …
    before: Mapping[bytes, Sequence[Likely]]  # … or before it
    worded: Sequence[Likely]  # that a noun must stand beside
    # Learned as texts are read: words in front of which, and behind which, it may stand for none of them.
    idle_before: set[bytes] = field(default_factory=set)
    idle_behind: set[bytes] = field(default_factory=set)


class Vocabulary:
    """What words of texts may stand for. It learns as it reads; what it says of a word never changes."""

    def __init__(self, listed: Iterable[Entry]) -> None:
        self._entries: dict[Anchor, list[Entry]] = {}
        for entry in listed:
            self._entries.setdefault(entry.anchor, []).append(entry)
        self._anchors: dict[str, list[Anchor]] = {}
        for anchor in self._entries:
            self._anchors.setdefault(bare(anchor.word), []).append(anchor)
        self._outlines = Outlines({word: any(one.forgiving for one in some) for word, some in self._anchors.items()})
        self._telling: dict[bytes, Judged] = {}  # words of texts that may stand for names
        self._dull = {b""}  # and those that cannot
        self._beside = lru_cache(maxsize=_MOST_WORDS)(_likely_beside)
        self._neighbours = 0  # of telling words, remembered

    def likely(self, split: Sequence[bytes]) -> list[tuple[int, Sequence[Likely]]]:
        """The words of a folded text that names may be told by: their numbers, and the names that each may stand for
        beside its neighbours. The text begins and ends with an empty word."""
        words = [*filterfalse(self._dull.__contains__, split)]
        telling = self._telling
        if self._neighbours > _MOST_WORDS or not telling.keys() >= {*words}:
            telling = self._learned({*words})
        told = []
        number = 0
        for word in words:
            number = split.index(word, number + 1)
            judged = telling.get(word)
            if judged and not (split[number - 1] in judged.idle_behind and split[number + 1] in judged.idle_before):
                told.append((number, self._likely(split, number, judged)))
        return [one for one in told if one[1]]

    def _likely(self, split: Sequence[bytes], number: int, judged: Judged) -> Sequence[Likely]:
        """The names that a word may stand for of which the other words may be there too."""
        before, after = split[number - 1], split[number + 1]
        apart_before, apart_after = is_article(before), is_article(after)
        behind = self._beside(judged, split[number - 2] if apart_before else before, -1)
        ahead = self._beside(judged, split[number + 2] if apart_after else after, 1)
        if not (behind or apart_before or judged.alone):
            self._remember(before, judged.idle_behind)
        if not (ahead or apart_after or judged.alone):
            self._remember(after, judged.idle_before)
        return (*judged.alone, *behind, *ahead)

    def _remember(self, neighbour: bytes, idle: set[bytes]) -> None:
        self._neighbours += neighbour not in idle
        idle.add(neighbour)

    def _learned(self, words: Set[bytes]) -> dict[bytes, Judged]:
        """The words that may stand for names, these judged among them."""
        dull, telling = self._dull, self._telling
        if len(dull) + len(telling) + len(words) + self._neighbours > _MOST_WORDS:
            dull, telling, self._neighbours = {b""}, {}, 0
        near = self._outlines.near(word for word in words - telling.keys() if len(word) >= _SHORTEST)
        telling.update((word, judged) for word, names in near.items() if (judged := self._judge(letters(word), names)))
        dull |= words - telling.keys()
        self._dull, self._telling = dull, telling
        return telling

    def _judge(self, word: str, names: Iterable[str]) -> Judged | None:
        """The names that a word may stand for, of those with words near it."""
        anchors = sorted(anchor for name in names for anchor in self._anchors[name])
        alone, worded = list[Likely](), list[Likely]()
        behind, before = dict[bytes, list[Likely]](), dict[bytes, list[Likely]]()
        for anchor, like in [(one, like) for one in anchors if (like := likeness(word, *one))]:
            for entry in self._entries[anchor]:
                at = entry.neighbour
                if at is not None:
                    if entry.thing or _tells_something(like, entry):
                        for key in _keys_of_neighbour(entry, at):
                            (behind if at < entry.at else before).setdefault(key, []).append((entry, like))
                elif entry.thing:
                    worded.append((entry, like))
                elif like.manner != LISTED and len(word) >= _SHORTEST_ALONE:
                    alone.append((entry, like))
        return Judged(alone, behind, before, worded) if alone or behind or before or worded else None


def _likely_beside(judged: Judged, other: bytes, step: int) -> Sequence[Likely]:
    """The names that a word may stand for where another stands before (-1) or behind (1) it."""
    if not other:
        return ()
    written = letters(other)
    beside = judged.behind if step < 0 else judged.before
    keys = keys_of_text(other) | _as_listed(other) if beside else ()
    found = [
        (entry, like)
        for entry, like in sorted({one for key in beside.keys() & keys for one in beside[key]})
        if entry.neighbour is not None and another(entry, entry.neighbour, written)
    ]
    return (*found, *judged.worded) if judged.worded and may_stand_beside(written) else found


def _tells_something(like: Likeness, entry: Entry) -> bool:
    """Whether a name of several words may stand otherwise than it is listed around a word that is written so."""
    if like.manner != LISTED or sum(entry.heard) > 1 or (entry.at > 0 and like.start > 0):
        return True
    return any(has_other_forms(bare(word)) for word in entry.words[: entry.at] + entry.words[entry.at + 1 :])


def _keys_of_neighbour(entry: Entry, at: int) -> Collection[bytes]:
    """What a neighbour in a name is looked up by."""
    word = bare(entry.words[at])
    ways = {plain(word), plain(word[:-1])} if word.endswith("يه") else {plain(word)}
    listed = {_AS_LISTED + way[-_TAIL:].encode() for way in ways}
    return listed | keys_of_name(word, entry.forgives(at)) if entry.heard[at] or _may_vary(word) else listed


@lru_cache(maxsize=65536)
def _as_listed(word: bytes) -> frozenset[bytes]:
    """What a word of a text that is written as listed, but for its ending, is looked up by."""
    written = letters(word)
    ways = {plain(written[at:]) for at, _ in starts(written)} if written[0] in ARABIC else set[str]()
    return frozenset(_AS_LISTED + way[-_TAIL:].encode() for way in {written, *ways})


def another(entry: Entry, place: int, word: str) -> Likeness | None:
    """How another word of a name is written; None where it is not."""
    like = likeness(word, entry.words[place], entry.forgives(place), place > 0, True) if word else None
    if like and like.manner > BARE and not entry.heard[place] and not _may_vary(entry.words[place]):
        return None
    return like


def _may_vary(word: str) -> bool:
    """Whether a word that is no transliteration may be written otherwise beside one that is: Defence, Defense."""
    return len(word) >= _VARYING and word[0] not in ARABIC
