"""Listed names in writings that nobody listed: other transliterations, a slip of the finger, an ending joined on.

    words ── edges ──▶ those that begin or end like a name ── judge ──▶ likenesses ── complete ──▶ hits

Only words that are transliterations are heard: those that an entity's names have in Latin and in Arabic letters
(Bukamal, البوكمال). So "forces" and "crossing", which are translated, are never taken for other words.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation

from watchlist.edges import Edges
from watchlist.entity import Entity, Name
from watchlist.entries import Anchor, Entry, entries
from watchlist.find import Hit, encode
from watchlist.fold import ARABIC, fold
from watchlist.likeness import ENDING, LISTED, SLIP, SOUND, Likeness, bare, clues, clues_of_text, likeness
from watchlist.transliteration import sounds
from watchlist.worded import may_stand_beside, with_noun
from watchlist.words import Words, letters

_WORDED = SLIP + 1  # how a name is written whose nouns are said otherwise
_BASIS = {
    ENDING: "with an article or ending",
    SOUND: "reads alike",
    SLIP: "one letter apart",
    _WORDED: "in other words",
}
_WORTH = {ENDING: 1.0, SOUND: 0.8, SLIP: 0.6, _WORDED: 0.8}  # of a listed spelling's score
_SURE = ((4, 7), (2, 9))  # consonants and letters with which a reading is as good as a name; else it asks for company
_SHORT = 500  # letters of a text that is read in any case
_COUNTRIES = BytesAhoCorasick(
    [encode(country) for country in (" syri", " iraq", " iran", "سوري", "عراق", "ايران")],
    implementation=Implementation.DFA,
)
_VARYING = 6  # letters of a Latin word that may
_ARTICLE = 2  # letters
_SHORTEST = 3  # letters of a word of a text that is looked at
_SHORTEST_ALONE = 5  # where no other word of the name must stand beside it
_MOST_WORDS = 1 << 17  # words to remember
_AS_LISTED = "="
_TAIL = 3  # letters of a neighbour to know it by, for Arabic joins others to its front
_SURE_SLIP = 11  # letters with which a slip is


class _Name(NamedTuple):
    """A name found, whatever stands around it."""

    key: int
    start: int
    end: int
    manner: int
    difference: float


class Unlisted:
    """Looks for unlisted writings of many names at once. Built once, then only read."""

    def __init__(self, names: Sequence[tuple[Entity, Name]]) -> None:
        """`names`: with whose they are; a hit's key is the place of its name among them."""
        self._owners = [entity.id for entity, _ in names]
        self._strong = frozenset(key for key, (_, name) in enumerate(names) if name.strength == "strong")
        listed = entries([(entity.id, _spoken(name)) for entity, name in names], _ordinary(name for _, name in names))
        self._entries: dict[Anchor, list[Entry]] = {}
        for entry in listed:
            self._entries.setdefault(entry.anchor, []).append(entry)
        self._index: dict[tuple[bool, str], list[Anchor]] = {}  # by script and clue
        for anchor in self._entries:
            for clue in {*clues(bare(anchor.word), anchor.forgiving)}:
                self._index.setdefault((anchor.word[0] in ARABIC, clue), []).append(anchor)
        self._edges = Edges(
            (bare(anchor.word) for anchor in self._entries),
            (bare(anchor.word) for anchor in self._entries if anchor.forgiving),
        )
        self._telling: dict[bytes, _Judged] = {}  # words of texts that may stand for names
        self._dull = {b""}  # and those that cannot
        self._around = lru_cache(maxsize=_MOST_WORDS)(self._likely)

    def find(self, codes: bytes, known: Sequence[Hit] = ()) -> list[Hit]:
        """Names in other writings than the listed ones, and in those where an ending is joined to them.

        `codes`: a folded text that begins and ends with a space; `known`: the listed spellings in it, which are not
        taken for anything else. A long text that is about none of the countries of the corridor and names nothing for
        sure is not read again for names that nobody listed.
        """
        if not self._index or not self._is_worth_it(codes, known):
            return []
        split = codes.split(b" ")
        if self._dull.issuperset(split):
            return []
        words = Words(split)
        found: list[_Name] = []
        for at in [at for at, word in enumerate(split) if word not in self._dull]:
            likely = self._around(split[at], split[words.next(at, -1)], split[words.next(at, 1)])
            named = self._named(words.starts[at], words.starts[at + 1], known) if likely else set()
            found += (
                name
                for entry, like in likely
                if self._owners[entry.key] not in named
                and (name := _complete(entry, like, at, words))
                and not _is_known(name, known)
            )
        return [_hit(name, codes) for name in self._nearest(found)]

    def _likely(self, word: bytes, before: bytes, after: bytes) -> Sequence[tuple[Entry, Likeness]]:
        """The names that a word between two others may stand for."""
        judged = self._told(word)
        if not judged:
            return ()
        found = [*judged.alone]
        if judged.beside:
            found += judged.next_to(letters(before), -1)
            found += judged.next_to(letters(after), 1)
        if judged.worded and any(map(may_stand_beside, (letters(before), letters(after)))):
            found += judged.worded
        return found

    def _named(self, start: int, end: int, known: Sequence[Hit]) -> set[str]:
        """Whose listed names share letters with a stretch of the text."""
        return {self._owners[hit.key] for hit in known if hit.start < end and start < hit.end}

    def _is_worth_it(self, codes: bytes, known: Sequence[Hit]) -> bool:
        if len(codes) <= _SHORT or any(hit.key in self._strong for hit in known):
            return True
        return bool(_COUNTRIES.find_matches_as_indexes(codes))

    def _told(self, code: bytes) -> "_Judged | None":
        """The names that a word may stand for, remembered from text to text."""
        if (judged := self._telling.get(code)) is not None:
            return judged
        judged = self._judge(code)
        if len(self._dull) + len(self._telling) >= _MOST_WORDS:
            self._dull = {b""}
            self._telling.clear()
        if judged:
            self._telling[code] = judged
        else:
            self._dull.add(code)
        return judged

    def _judge(self, code: bytes) -> "_Judged | None":
        """The names that a word may stand for."""
        word = letters(code)
        if len(word) < _SHORTEST or not self._edges.fit(word):
            return None
        arabic = word[0] in ARABIC
        near = {anchor for clue in clues_of_text(word) for anchor in self._index.get((arabic, clue), ())}
        alone, worded = [], []
        beside: dict[str, list[tuple[Entry, Likeness]]] = {}
        for anchor, like in [(one, like) for one in sorted(near) if (like := likeness(word, *one))]:
            for entry in self._entries[anchor]:
                at = entry.neighbour
                if at is not None:
                    if entry.thing or _tells_something(like, entry):
                        for clue in _clues_of_neighbour(entry, at):
                            beside.setdefault(clue, []).append((entry, like))
                elif entry.thing:
                    worded.append((entry, like))
                elif like.manner != LISTED and len(word) >= _SHORTEST_ALONE:
                    alone.append((entry, like))
        return _Judged(alone, beside, worded) if alone or beside or worded else None

    def _nearest(self, found: Sequence[_Name]) -> list[_Name]:
        """Of the names of one owner at one place those that are nearest to what is written."""
        best: dict[tuple[str, int, int], list[_Name]] = {}
        for one in found:
            rivals = best.setdefault((self._owners[one.key], one.start, one.end), [one])
            if one[3:] < rivals[0][3:]:
                rivals[:] = [one]
            elif one[3:] == rivals[0][3:] and one not in rivals:
                rivals.append(one)
        return [one for rivals in best.values() for one in rivals]


def _tells_something(like: Likeness, entry: Entry) -> bool:
    """Whether a name of several words may stand otherwise than it is listed around a word that is written so."""
    return like.manner != LISTED or sum(entry.heard) > 1 or (entry.at > 0 and like.start > 0)


def _spoken(name: Name) -> str:
    """A name that may be written as it is heard: no abbreviation, and no noun of a description."""
    return "" if name.exact_case or name.described else name.text


def _ordinary(names: Iterable[Name]) -> set[str]:
    """The words that names ask for: what they mean is no name, or is looked for by itself."""
    asked = {word for name in names for one in (*name.requires, *name.excludes) for word in one.words}
    return {bare(folded) for word in asked for folded in fold(word).text.split()}


class _Judged(NamedTuple):
    """The names that a word may stand for, by what must stand beside it."""

    alone: Sequence[tuple[Entry, Likeness]]  # that anything may stand beside
    beside: Mapping[str, Sequence[tuple[Entry, Likeness]]]  # by a clue of the word that must
    worded: Sequence[tuple[Entry, Likeness]]  # that a noun must stand beside

    def next_to(self, other: str, step: int) -> Iterable[tuple[Entry, Likeness]]:
        """Those of which another word stands before (-1) or behind (1) it."""
        return (
            (entry, like)
            for clue in _clues_beside(other) & self.beside.keys()
            for entry, like in self.beside[clue]
            if (at := entry.neighbour) is not None and at - entry.at == step and _other(entry, at, other)
        )


def _clues_of_neighbour(entry: Entry, at: int) -> set[str]:
    """What a neighbour in a name is looked up by."""
    word = bare(entry.words[at])
    if entry.heard[at] or _may_vary(word):
        return {*clues(word, entry.forgives(at))}
    return {_AS_LISTED + word[-_TAIL:]}


@lru_cache(maxsize=65536)
def _clues_beside(word: str) -> frozenset[str]:
    """What a word of a text may be looked up by as a neighbour."""
    return frozenset({*clues_of_text(word), _AS_LISTED + word[-_TAIL:]}) if word else frozenset()


def _complete(entry: Entry, like: Likeness, at: int, words: Words) -> _Name | None:
    """The whole name around the word that was recognised; None where the other words of it are missing."""
    likes = [(at, like)]
    before, after = range(entry.at - 1, -1, -1), range(entry.at + 1, len(entry.words))
    for step, places in ((-1, before), (1, after)):
        number = at
        for place in places:
            number = words.next(number, step)
            other = _other(entry, place, words.word(number))
            if other is None:
                return None
            likes.append((number, other))
    likes.sort()
    manners = [max(one.manner, ENDING * (at > 0 and one.start > 0)) for at, (_, one) in enumerate(likes)]
    if manners.count(SLIP) > 1 or not _is_whole([one for _, one in likes], entry):
        return None
    (first, head), (last, tail) = likes[0], likes[-1]
    manner, apart = max(manners), sum(one.difference for _, one in likes)
    span = words.starts[first] + head.start, words.starts[last] + tail.end
    if entry.thing:
        sure = manner < SLIP and _tells(manner, [words.word(number) for number, _ in likes]) and not tail.ending
        whole = with_noun(entry.thing, first, last, words) if sure and head.start in (0, _ARTICLE) else None
        return _Name(entry.key, *whole, _WORDED, apart) if whole else None
    return _Name(entry.key, *span, manner, apart) if manner > LISTED else None


def _other(entry: Entry, place: int, word: str) -> Likeness | None:
    """How another word of a name is written; None where it is not."""
    like = likeness(word, entry.words[place], entry.forgives(place), place > 0, True) if word else None
    if like and like.manner > ENDING and not entry.heard[place] and not _may_vary(entry.words[place]):
        return None
    return like


def _may_vary(word: str) -> bool:
    """Whether a word that is no transliteration may be written otherwise beside one that is: Defence, Defense."""
    return len(word) >= _VARYING and word[0] not in ARABIC


def _is_whole(likes: Sequence[Likeness], entry: Entry) -> bool:
    """Whether nothing is joined to the words inside a name, neither in front nor behind."""
    arabic = entry.word[0] in ARABIC
    return not any(one.ending for one in likes[:-1] if arabic) and all(
        one.start in (0, _ARTICLE) for one in likes[1:] if arabic
    )


def _is_known(name: _Name, known: Sequence[Hit]) -> bool:
    """Whether a listed spelling stands there that the name does not wholly contain."""
    return any(
        (hit.start < name.end and name.start < hit.end and not name.start <= hit.start <= hit.end <= name.end)
        or (hit.start, hit.end) == (name.start, name.end)
        for hit in known
    )


def _hit(name: _Name, codes: bytes) -> Hit:
    sure = name.manner != _WORDED and _tells(name.manner, letters(codes[name.start : name.end]).split())
    return Hit(name.key, name.start, name.end, _BASIS[name.manner], _WORTH[name.manner], weak=not sure)


def _tells(manner: int, found: Sequence[str]) -> bool:
    """Whether words that are written so are as good as the name."""
    long = sum(map(len, found))
    if manner == SLIP:
        return long >= _SURE_SLIP
    consonants = sum(len(sounds(word).consonants) for word in found)
    return manner < SOUND or any(consonants >= least and long >= most for least, most in _SURE)
