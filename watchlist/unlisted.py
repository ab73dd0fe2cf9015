"""Listed names in writings that nobody listed: other transliterations, a slip of the finger, an ending joined on.

    words ── outlines ──▶ those that a name may be told by ── judge ──▶ likenesses ── complete ──▶ hits

Only words that are transliterations are heard: those that an entity's names have in Latin and in Arabic letters
(Bukamal, البوكمال). So "forces" and "crossing", which are translated, are never taken for other words.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation

from watchlist.entity import Entity, Name, companies
from watchlist.entries import Entry, entries
from watchlist.find import Hit, encode
from watchlist.fold import ARABIC, fold
from watchlist.likeness import BARE, ENDING, LISTED, SLIP, SOUND, Likeness, bare
from watchlist.nouns import settles
from watchlist.transliteration import sounds
from watchlist.vocabulary import Likely, Vocabulary, another
from watchlist.worded import with_noun
from watchlist.words import Words, letters

_WORDED = SLIP + 1  # how a name is written whose nouns are said otherwise
_BASIS = {
    ENDING: "with an article or ending",
    BARE: "without its article",
    SOUND: "reads alike",
    SLIP: "one letter apart",
    _WORDED: "in other words",
}
_WORTH = {ENDING: 1.0, BARE: 0.8, SOUND: 0.8, SLIP: 0.6, _WORDED: 0.8}  # of a listed spelling's score
_SURE = ((4, 7), (2, 9))  # consonants and letters with which a reading is as good as a name; else it asks for company
_SHORT = 500  # letters of a text that is read in any case
_COUNTRIES = BytesAhoCorasick(
    [encode(country) for country in (" syri", " iraq", " iran", "سوري", "عراق", "ايران")],
    implementation=Implementation.DFA,
)
_ARTICLE = 2  # letters
_SURE_SLIP = 11  # letters with which a slip is
_SURE_ALONE = 10  # letters of a Latin word that reads alike: English has a shorter one for many (Sincere, Sinjar)


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
        self._sure = frozenset(
            key for key, (entity, name) in enumerate(names) if name.strength == "strong" and not entity.decoy
        )
        listed = entries([(entity.id, _spoken(name)) for entity, name in names], _ordinary(name for _, name in names))
        self._vocabulary = Vocabulary(listed)

    def find(self, codes: bytes, known: Sequence[Hit] = ()) -> list[Hit]:
        """Names in other writings than the listed ones, and in those where an ending is joined to them.

        `codes`: a folded text that begins and ends with a space; `known`: the listed spellings in it, which are not
        taken for anything else. A long text that is about none of the countries of the corridor and names nothing for
        sure is not read again for names that nobody listed.
        """
        if not self._is_worth_it(codes, known):
            return []
        split = codes.split(b" ")
        likely = self._vocabulary.likely(split)
        if not likely:
            return []
        words = Words(codes, split)
        found = [name for at, some in likely for name in self._names(at, some, words, known)]
        return [_hit(name, codes) for name in self._nearest(found)]

    def _names(self, at: int, likely: Sequence[Likely], words: Words, known: Sequence[Hit]) -> Iterator[_Name]:
        """Those of the names that a word may stand for whose other words are all there."""
        named = self._named(words.starts[at], words.starts[at + 1], known)
        for entry, like in likely:
            if (
                self._owners[entry.key] not in named
                and (name := _complete(entry, like, at, words))
                and not _is_known(name, known)
            ):
                yield name

    def _named(self, start: int, end: int, known: Sequence[Hit]) -> set[str]:
        """Whose listed names share letters with a stretch of the text."""
        return {self._owners[hit.key] for hit in known if hit.start < end and start < hit.end}

    def _is_worth_it(self, codes: bytes, known: Sequence[Hit]) -> bool:
        if len(codes) <= _SHORT or any(hit.key in self._sure for hit in known):
            return True
        return bool(_COUNTRIES.find_matches_as_indexes(codes))

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
    asked = {word for one in companies(names) for word in one.words}
    return {bare(folded) for word in asked for folded in fold(word).text.split()}


def _complete(entry: Entry, like: Likeness, at: int, words: Words) -> _Name | None:
    """The whole name around the word that was recognised; None where the other words of it are missing."""
    likes = [(at, like)]
    before, after = range(entry.at - 1, -1, -1), range(entry.at + 1, len(entry.words))
    for step, places in ((-1, before), (1, after)):
        number = at
        for place in places:
            number = words.next(number, step)
            other = another(entry, place, words.word(number))
            if other is None:
                return None
            likes.append((number, other))
    likes.sort()
    manners = [max(one.manner, ENDING * (at > 0 and one.start > 0)) for at, (_, one) in enumerate(likes)]
    if manners.count(SLIP) > 1 or not _is_whole([one for _, one in likes], entry):
        return None
    (first, head), (last, tail) = likes[0], likes[-1]
    manner, apart = max(manners), sum(one.difference for _, one in likes)
    if BARE in manners and any(settles(words.word(number)) for number, _ in likes):
        return None
    span = words.starts[first] + head.start, words.starts[last] + tail.end
    if entry.thing:
        sure = manner < SLIP and _tells(manner, [words.word(number) for number, _ in likes]) and not tail.ending
        whole = with_noun(entry.thing, first, last, words) if sure and head.start in (0, _ARTICLE) else None
        return _Name(entry.key, *whole, _WORDED, apart) if whole else None
    return _Name(entry.key, *span, manner, apart) if manner > LISTED else None


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
    found = letters(codes[name.start : name.end]).split()
    sure = name.manner != _WORDED and _tells(name.manner, found) and not _is_like_a_word(name.manner, found)
    return Hit(name.key, name.start, name.end, _BASIS[name.manner], _WORTH[name.manner], weak=not sure)


def _is_like_a_word(manner: int, found: Sequence[str]) -> bool:
    """Whether what reads like a name may well be a word of a European language."""
    return manner == SOUND and len(found) == 1 and found[0][0].isascii() and len(found[0]) < _SURE_ALONE


def _tells(manner: int, found: Sequence[str]) -> bool:
    """Whether words that are written so are as good as the name."""
    long = sum(map(len, found))
    if manner == SLIP:
        return long >= _SURE_SLIP
    consonants = sum(len(sounds(word).consonants) for word in found)
    return manner < BARE or (manner > BARE and any(consonants >= least and long >= most for least, most in _SURE))
