"""Where listed names and phrases stand in a folded text, as whole words.

One automaton holds every spelling of every name, so that ten times the names do not cost ten times the time. It finds
where a spelling ends with a word; Python looks only at these few places, to judge what stands before them.
"""

import codecs
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple, Protocol

from ahocorasick_rs import BytesAhoCorasick, Implementation

from watchlist.fold import HEBREW, PAGE, SPACE
from watchlist.spelling import LONGEST_LEAD, WITH_ARTICLE, WITHOUT_ARTICLE, Spelling, joins, spellings

_CODE: Any = codecs.charmap_build(PAGE.replace("\ufffd", "\ufffe"))  # which stands for no letter at all
_LETTER = dict(enumerate(PAGE))
_LETTERS_IN_FULL_TABLE = 2_000_000  # of patterns; some 250 bytes of table for each
_WORTH_A_TABLE = 2  # letters of text for each of a pattern
# and; in, from, with, to, whose last letter joins nothing, so that a space is easily left out
_PERSIAN_LEADS = frozenset(map("".join, product(("", "و"), ("در", "از", "با", "تا"))))
_WITHOUT_ARTICLE = WITHOUT_ARTICLE | _PERSIAN_LEADS
_WITH_ARTICLE = WITH_ARTICLE | {lead + "ال" for lead in _PERSIAN_LEADS}
_BEFORE_LAM = frozenset({"ل", "ول", "فل"})  # للاذقية: three lams are written as two
_HEBREW_LEADS = frozenset(map("".join, product(("", "ו", "ש"), ("", "ב", "ל", "מ", "ה", "כ")))) | {"מה", "שב"}
_ARTICLE_WORDS = ("al", "el", "ul", "il")


def encode(text: str) -> bytes:
    """A folded text in the bytes of PAGE. Raises UnicodeEncodeError for a letter that PAGE does not have."""
    return codecs.charmap_encode(text, "strict", _CODE)[0]


Place = tuple[int, int, int]  # a pattern, and the letters it stands at: from, to


class Hit(NamedTuple):
    """A listed text, found."""

    key: int  # which: its place among the texts that were given
    start: int  # first letter of the name as it is listed, in the folded text; no proclitic, no unlisted article
    end: int  # after its last letter
    basis: str = ""  # what the match rests on where the spelling is not listed: "one letter apart"
    likeness: float = 1.0  # how much of a listed spelling's score such a match is worth, in (0, 1]
    weak: bool = False  # whether it asks for company although the name is a strong one


class Finds(Protocol):
    """Whatever looks for names in a folded text: the seam for ways to find spellings that nobody listed."""

    def find(self, codes: bytes, known: Sequence[Hit] = ()) -> list[Hit]:
        """Where names stand in a folded text that begins and ends with a space, in any order; `known`: where listed
        spellings do."""


class Finder:
    """Looks for many names at once. Any thread may use it."""

    def __init__(self, *lists: Iterable[str], in_bulk: bool = False) -> None:
        """`lists`: names or phrases as a person writes them; each list is asked for by itself. `in_bulk`: whether much
        will be read, so that some 100 MB for a faster table are well spent."""
        numbers: dict[bytes, int] = {}
        owned = [_owners(texts, numbers) for texts in lists]
        joined = {pattern for owners in owned for pattern, owning in owners.items() if any(map(_may_be_joined, owning))}
        self.lists = tuple(Listing(owners, joined) for owners in owned)
        # What nothing is joined to begins with its space: in the middle of words there is nothing to look for then.
        patterns = {pattern: letters if pattern in joined else b" " + letters for letters, pattern in numbers.items()}
        self._digits = frozenset(pattern for pattern, letters in patterns.items() if _has_no_letters(letters))
        latin = {pattern: letters for pattern, letters in patterns.items() if letters.isascii()}
        others = {one: letters for one, letters in patterns.items() if one in self._digits or one not in latin}
        self._latin, self._others = _Automaton(latin, in_bulk=in_bulk), _Automaton(others)

    def find(self, codes: bytes) -> list[Hit]:
        """Every text of the first list in a folded text that begins and ends with a space; overlapping ones are
        included."""
        return self.lists[0].whole(codes, self.places(codes))

    def places(self, codes: bytes) -> list[Place]:
        """Where any of the texts may stand, in order of where they end. What is in Latin letters is looked for by
        itself, in a narrower table, and nothing where there are no letters of its kind; what is but digits with
        either."""
        if codes.isascii():
            return self._latin.places(codes)
        others = self._others.places(codes)
        if not codes.islower():
            return others
        latin = [place for place in self._latin.places(codes) if place[0] not in self._digits]
        return sorted(latin + others, key=_end) if latin and others else latin or others


class _Automaton:
    """Patterns by number, looked for all at once."""

    def __init__(self, patterns: Mapping[int, bytes], *, in_bulk: bool = False) -> None:
        """`in_bulk`: whether they may have the full table, which reads some 1.5 times as fast as the small one where it
        is read without a pause, takes ten times as long to build, and leaves the processor's cache to nothing else."""
        self._numbers = list(patterns)
        self._patterns = list(patterns.values())
        small = Implementation.ContiguousNFA
        self._automaton = BytesAhoCorasick(self._patterns, implementation=small) if patterns else None
        self._read = 0  # letters
        letters = sum(map(len, self._patterns))
        worth_it = in_bulk and letters <= _LETTERS_IN_FULL_TABLE
        self._worth_a_table = _WORTH_A_TABLE * letters if worth_it else 0  # letters; 0: never

    def places(self, codes: bytes) -> list[Place]:
        """Where each stands. The full table is built once that has become worth its while."""
        if self._automaton is None:
            return []
        before, self._read = self._read, self._read + len(codes)
        if before < self._worth_a_table <= self._read:
            self._automaton = BytesAhoCorasick(self._patterns, implementation=Implementation.DFA)
        found = self._automaton.find_matches_as_indexes(codes, overlapping=True)
        return [(self._numbers[pattern], start, end) for pattern, start, end in found] if found else found


def _has_no_letters(pattern: bytes) -> bool:
    return pattern.isascii() and not pattern.islower()


def _end(place: Place) -> tuple[int, int]:
    _, start, end = place
    return end, start  # of those that end together the longest first


_Owner = tuple[int, Spelling]  # whose a pattern is: the key of a text, and which spelling of it
_Owners = dict[int, list[_Owner]]  # by pattern
# Whether letters may be joined in front of a pattern; whose it is: keys of texts, and texts that begin with an article.
_Ready = tuple[bool, Sequence[int], Sequence[_Owner]]


class Listing:
    """One of the lists that a finder looks for."""

    def __init__(self, owners: _Owners, joined: Container[int]) -> None:
        self._owners = owners
        self._joined = joined
        self._ready: dict[int, _Ready] = {}
        self._by_key: dict[int, list[int]] = {}
        for pattern, owning in owners.items():
            for key, _ in owning:
                self._by_key.setdefault(key, []).append(pattern)
        self._reaching = lru_cache(maxsize=65536)(self._reach)

    def patterns(self, keys: Iterable[int]) -> frozenset[int]:
        """What the texts of these keys are looked for by."""
        return frozenset(pattern for key in keys for pattern in self._by_key.get(key, ()))

    def patterns_of(self, keys: Collection[int]) -> dict[int, frozenset[int]]:
        """The patterns that only texts of these keys are looked for by, with whose they are."""
        owners = {pattern: frozenset(key for key, _ in self._owners[pattern]) for pattern in self.patterns(keys)}
        return {pattern: owning for pattern, owning in owners.items() if owning.issubset(keys)}

    def whole(self, codes: bytes, places: Iterable[Place]) -> list[Hit]:
        """Which texts of the list stand at these places of a folded text, as whole words."""
        hits: list[Hit] = []
        for pattern, start, end in places:
            if pattern not in self._owners:
                continue
            joined, plain, articles = self._ready.get(pattern) or self._make_ready(pattern)
            if not joined:
                start += 1  # after its space
            elif codes[start - 1] != SPACE:
                word = codes.rfind(b" ", max(0, start - LONGEST_LEAD - 1), start) + 1
                if word:  # else in the middle of a longer word
                    reaches = self._reaching(pattern, codes[word:start])
                    hits += [Hit(key, start - reach, end - 1) for key, reach in reaches]
                continue
            for key in plain:
                hits.append(Hit(key, start, end - 1))
            for key, spelling in articles:
                first = _with_article(codes, start, spelling)
                if first is not None:
                    hits.append(Hit(key, first, end - 1))
        return hits

    def _make_ready(self, pattern: int) -> _Ready:
        """What is to be known of a pattern that was met, so that one look is enough for it from now on."""
        owning = self._owners[pattern]
        articles = [(key, one) for key, one in owning if one.article and not one.arabic]
        self._ready[pattern] = pattern in self._joined, [key for key, one in owning if not one.article], articles
        return self._ready[pattern]

    def _reach(self, pattern: int, before: bytes) -> tuple[tuple[int, int], ...]:
        """The texts of a pattern that the letters joined in front of it leave standing: key, letters that belong to
        the name."""
        prefix = before.decode("latin-1").translate(_LETTER)
        reaches = ((key, _reach(prefix, spelling)) for key, spelling in self._owners[pattern])
        return tuple((key, reach) for key, reach in reaches if reach is not None)


def _owners(texts: Iterable[str], numbers: dict[bytes, int]) -> _Owners:
    """Whose each pattern is; patterns that have no number get the next."""
    owners: _Owners = {}
    for key, text in enumerate(texts):
        for spelling in spellings(text):
            pattern = numbers.setdefault(encode(spelling.text + " "), len(numbers))
            owners.setdefault(pattern, []).append((key, spelling))
    return owners


def _may_be_joined(owner: _Owner) -> bool:
    """Whether letters may be written in front of a spelling in one word with it."""
    _, spelling = owner
    return spelling.arabic or spelling.article or spelling.text[0] in HEBREW


def _reach(prefix: str, spelling: Spelling) -> int | None:
    """How many of the letters joined in front of a spelling belong to the name; None: it is another word."""
    if spelling.arabic:
        return _arabic_reach(prefix, spelling)
    if prefix[0] in HEBREW:
        return 0 if prefix in _HEBREW_LEADS else None
    return len(prefix) if spelling.article and joins(prefix, spelling.text) else None


def _arabic_reach(prefix: str, spelling: Spelling) -> int | None:
    if prefix in _WITH_ARTICLE:
        return 2 if spelling.article else 0
    if not spelling.article:
        return 0 if prefix in _WITHOUT_ARTICLE else None
    return 1 if prefix in _BEFORE_LAM and spelling.text.startswith("ل") else None


def _with_article(codes: bytes, start: int, spelling: Spelling) -> int | None:
    """Where a Latin name begins whose article is a word of its own; None where it must have one and has none."""
    word = codes.rfind(b" ", max(0, start - 5), start - 1) + 1
    if word and _is_article(codes[word : start - 1].decode("latin-1"), spelling.text):
        return word
    return start if spelling.bare else None


def _is_article(word: str, stem: str) -> bool:
    return word in _ARTICLE_WORDS or joins(word, stem)
