"""Listed names in writings that nobody listed: other transliterations, a slip of the finger, an ending joined on.

    words ── edges ──▶ those that begin or end like a name ── judge ──▶ likenesses ── complete ──▶ hits

Only words that are transliterations are heard: those that an entity's names have in Latin and in Arabic letters
(Bukamal, البوكمال). So "forces" and "crossing", which are translated, are never taken for other words.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from watchlist.edges import Edges
from watchlist.entity import Entity, Name
from watchlist.entries import Entry, entries
from watchlist.find import Hit, encode
from watchlist.fold import ARABIC, PAGE, fold
from watchlist.likeness import ENDING, LISTED, SLIP, SOUND, Likeness, bare, clues, clues_of_text, likeness
from watchlist.spelling import is_article
from watchlist.transliteration import sounds

_LETTER = dict(enumerate(PAGE))
_BASIS = {ENDING: "with an article or ending", SOUND: "reads alike", SLIP: "one letter apart"}
_WORTH = {ENDING: 1.0, SOUND: 0.8, SLIP: 0.6}  # of a listed spelling's score
_SURE = ((4, 7), (2, 9))  # consonants and letters with which a reading is as good as a name; else it asks for company
_SHORT = 500  # letters of a text that is read in any case
_COUNTRIES = tuple(map(encode, (" syri", " iraq", " iran", "سوري", "عراق", "ايران")))
_VARYING = 6  # letters of a Latin word that may
_ARTICLE = 2  # letters
_SHORTEST = 5  # letters of a word of a text that is looked at
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
        self._index: dict[str, list[Entry]] = {}
        for entry in listed:
            for clue in {*clues(entry.word, entry.forgives(entry.anchor))}:
                self._index.setdefault(clue, []).append(entry)
        self._edges = Edges(entry.word for entry in listed)
        self._judged = lru_cache(maxsize=1 << 17)(self._judge)

    def find(self, codes: bytes, known: Sequence[Hit] = ()) -> list[Hit]:
        """Names in other writings than the listed ones, and in those where an ending is joined to them.

        `codes`: a folded text that begins and ends with a space; `known`: the listed spellings in it, which are not
        taken for anything else. A long text that is about none of the countries of the corridor and names nothing for
        sure is not read again for names that nobody listed.
        """
        if not self._index or not self._is_worth_it(codes, known):
            return []
        words = _Words(codes)
        found = [
            name
            for at, word in enumerate(words.codes)
            if len(word) >= _SHORTEST and (judged := self._judged(word))
            for entry, like in judged.likely(at, words)
            if (name := _complete(entry, like, at, words)) and not _is_known(name, known)
        ]
        return [_hit(name, codes) for name in self._nearest(found)]

    def _is_worth_it(self, codes: bytes, known: Sequence[Hit]) -> bool:
        if len(codes) <= _SHORT or any(country in codes for country in _COUNTRIES):
            return True
        return any(hit.key in self._strong for hit in known)

    def _judge(self, code: bytes) -> "_Judged | None":
        """The names that a word may stand for."""
        word = _letters(code)
        if not self._edges.fit(word):
            return None
        near = {entry for clue in clues_of_text(word) for entry in self._index.get(clue, ())}
        alone, beside = [], dict[str, list[tuple[Entry, Likeness]]]()
        for entry in sorted(near):
            like = likeness(word, entry.words[entry.anchor], entry.forgives(entry.anchor), entry.anchor > 0)
            if like and (like.manner != LISTED or sum(entry.heard) > 1 or (entry.anchor and like.start)):
                if (at := entry.neighbour) is None:
                    alone.append((entry, like))
                for clue in set() if at is None else _clues_of_neighbour(entry, at):
                    beside.setdefault(clue, []).append((entry, like))
        return _Judged(alone, beside) if alone or beside else None

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


def _spoken(name: Name) -> str:
    """A name that may be written as it is heard: no abbreviation, and no noun of a description."""
    return "" if name.exact_case or name.described else name.text


def _ordinary(names: Iterable[Name]) -> set[str]:
    """The words that names ask for: what they mean is no name, or is looked for by itself."""
    asked = {word for name in names for one in (*name.requires, *name.excludes) for word in one.words}
    return {bare(folded) for word in asked for folded in fold(word).text.split()}


class _Words:
    """The words of a folded text by their numbers."""

    def __init__(self, codes: bytes) -> None:
        self.codes = codes.split(b" ")

    @cached_property
    def starts(self) -> list[int]:
        """Where each begins."""
        return [0, *(end + at for at, end in enumerate(accumulate(map(len, self.codes)), 1))]

    def word(self, number: int) -> str:
        """That word; "" before the first and after the last."""
        return _letters(self.codes[number]) if 0 <= number < len(self.codes) else ""


@lru_cache(maxsize=65536)
def _letters(codes: bytes) -> str:
    return codes.decode("latin-1").translate(_LETTER)


class _Judged(NamedTuple):
    """The names that a word may stand for, by what must stand beside it."""

    alone: Sequence[tuple[Entry, Likeness]]  # that anything may stand beside
    beside: Mapping[str, Sequence[tuple[Entry, Likeness]]]  # by a clue of the word that must

    def likely(self, at: int, words: _Words) -> Sequence[tuple[Entry, Likeness]]:
        """Those that may stand at that word."""
        if not self.beside:
            return self.alone
        clues = _clues_beside(words.word(_next(at, -1, words))) | _clues_beside(words.word(_next(at, 1, words)))
        return [*self.alone, *(one for clue in clues & self.beside.keys() for one in self.beside[clue])]


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


def _complete(entry: Entry, like: Likeness, at: int, words: _Words) -> _Name | None:
    """The whole name around the word that was recognised; None where the other words of it are missing."""
    likes = [(words.starts[at], like)]
    before, after = range(entry.anchor - 1, -1, -1), range(entry.anchor + 1, len(entry.words))
    for step, places in ((-1, before), (1, after)):
        number = at
        for place in places:
            number = _next(number, step, words)
            other = (
                likeness(word, entry.words[place], entry.forgives(place), place > 0)
                if (word := words.word(number))
                else None
            )
            if other is None or (
                other.manner > ENDING and not entry.heard[place] and not _may_vary(entry.words[place])
            ):
                return None
            likes.append((words.starts[number], other))
    likes.sort()
    manners = [max(one.manner, ENDING * (at > 0 and one.start > 0)) for at, (_, one) in enumerate(likes)]
    if max(manners) == LISTED or manners.count(SLIP) > 1 or not _is_whole([one for _, one in likes], entry):
        return None
    (first, head), (last, tail) = likes[0], likes[-1]
    return _Name(entry.key, first + head.start, last + tail.end, max(manners), sum(one.difference for _, one in likes))


def _may_vary(word: str) -> bool:
    """Whether a word that is no transliteration may be written otherwise beside one that is: Defence, Defense."""
    return len(word) >= _VARYING and word[0] not in ARABIC


def _is_whole(likes: Sequence[Likeness], entry: Entry) -> bool:
    """Whether nothing is joined to the words inside a name, neither in front nor behind."""
    arabic = entry.word[0] in ARABIC
    return not any(one.ending for one in likes[:-1] if arabic) and all(
        one.start in (0, _ARTICLE) for one in likes[1:] if arabic
    )


def _next(number: int, step: int, words: _Words) -> int:
    """The number of the next word: an article between two Latin words is passed over."""
    return number + 2 * step if is_article(words.word(number + step)) else number + step


def _is_known(name: _Name, known: Sequence[Hit]) -> bool:
    """Whether a listed spelling stands there that the name does not wholly contain."""
    return any(
        (hit.start < name.end and name.start < hit.end and not name.start <= hit.start <= hit.end <= name.end)
        or (hit.start, hit.end) == (name.start, name.end)
        for hit in known
    )


def _hit(name: _Name, codes: bytes) -> Hit:
    found = _letters(codes[name.start : name.end]).split()
    letters, consonants = sum(map(len, found)), sum(len(sounds(word).consonants) for word in found)
    sure = name.manner == ENDING
    if name.manner == SOUND:
        sure = any(consonants >= least and letters >= long for least, long in _SURE)
    elif name.manner == SLIP:
        sure = letters >= _SURE_SLIP
    return Hit(name.key, name.start, name.end, _BASIS[name.manner], _WORTH[name.manner], weak=not sure)
