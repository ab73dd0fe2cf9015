"""Whether one text is a copy of another: word for word, with another headline, cut off, or lightly edited.

Two pieces written from one template share as much as copies do. What tells them apart is what stands in the same place
of both: another hour, another town, another number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise

from flows.stories.facts import Facts, read_words
from flows.stories.lexicon import lexicon
from flows.stories.numerals import numbers
from flows.stories.sketch import runs
from watchlist.fold import fold_text

SHARED = 0.5  # of the runs of words of the shorter text: of unrelated news a third at most is shared
_FEWEST = 6  # runs: less is a formula
_LONGEST = 400  # words that are compared one by one
_NEARLY_ALL = 0.75  # of the runs: then it is a copy that was edited, and its numbers may have risen
_EDITED, _EDITED_NEARLY_ALL = 2, 4  # places in so many words where a copy may have other words
_CORRECTED = 1  # numbers that a copy may have otherwise in any case: the toll was corrected
_LATER = timedelta(minutes=90)  # what an outlet writes so much later by the same template is about something else
_ENDS = (".", "!", "?", ":", "-", "–", "—")  # after which any word has a capital
_ARTICLES = frozenset({"al", "el"})
_ARABIC_PLACES = ("قرية", "بلدة", "مدينة", "حي", "ناحية", "قضاء", "محلة", "مزرعة", "محافظة")
_PERSIAN_PLACES = ("روستای", "شهر", "شهرک", "شهرستان", "بخش", "استان", "محله")
_KINDS_OF_PLACE = frozenset(map(fold_text, _ARABIC_PLACES + _PERSIAN_PLACES))
_LONGEST_SWAP = 6  # words: a longer one is another sentence


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts have in common."""

    shared: float  # of the runs of the shorter one that the other has too, in [0, 1]
    swapped: tuple[tuple[str, str], ...] = ()  # what stands in one where the other has something else

    @property
    def nearly_all(self) -> bool:
        """Whether so much is the same that one is the other, edited."""
        return self.shared >= _NEARLY_ALL


def likeness(words: Sequence[str], others: Sequence[str]) -> Likeness:
    """What two texts have in common, as folded words in their order; in full where enough is."""
    if words == others:
        return Likeness(float(len(words) > 0))
    mine, theirs = runs(words), runs(others)
    fewer = min(len(mine), len(theirs))
    shared = len(mine & theirs) / fewer if fewer else 0.0
    if shared < SHARED or fewer < _FEWEST:
        return Likeness(shared if fewer >= _FEWEST else float(mine == theirs != set()))
    return Likeness(shared, tuple(_swapped(words[:_LONGEST], others[:_LONGEST])))


def _swapped(words: Sequence[str], others: Sequence[str]) -> list[tuple[str, str]]:
    """What was put in the place of what, between words that both have."""
    steps = SequenceMatcher(None, words, others, autojunk=False).get_opcodes()
    return [
        (" ".join(words[start:end]), " ".join(others[first:last]))
        for step, start, end, first, last in steps
        if step == "replace" and max(end - start, last - first) <= _LONGEST_SWAP
    ]


@dataclass(frozen=True, slots=True)
class Copied:
    """Whether a text is a copy of another."""

    same: bool
    another: bool  # whether it tells something else by the same template
    why: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """What is compared of an article, each part worked out once for all that it is compared with."""

    title: str
    text: str
    facts: Facts
    source: str = ""  # id, "" where unknown

    @cached_property
    def words(self) -> Sequence[str]:
        """Of its text, folded."""
        return read_words(self.text)

    @cached_property
    def titled(self) -> frozenset[str]:
        """The folded words of its title."""
        return frozenset(read_words(self.title))

    @cached_property
    def names(self) -> frozenset[str]:
        """The folded words of its text that are names."""
        return names(self.text)


def judge_copy(piece: Piece, other: Piece) -> Copied:
    """Whether an article is a copy of another, from both as they were published and from what they tell.

    One that was edited throughout is neither a copy nor another piece of news by what is compared here.
    """
    like = likeness(piece.words, other.words)
    if like.shared < SHARED:
        return Copied(False, False, ())
    differs = (*_different(piece.facts, other.facts), *_exchanged(like, piece, other))
    # an outlet seldom tells the same news twice
    if piece.source == other.source != "" and like.swapped and abs(piece.facts.at - other.facts.at) > _LATER:
        differs = (*differs, "the same outlet at another time")
    edited = tuple(_edited(like))
    why = f"{like.shared:.0%} of the shorter text stands in the other", *differs, *edited
    return Copied(not (differs or edited), bool(differs), why)


def _different(one: Facts, other: Facts) -> Iterator[str]:
    """What two pieces from one template tell otherwise."""
    if one.clocks and other.clocks and not one.clocks & other.clocks:
        yield "other times of day"
    if one.days and other.days and not one.days & other.days:
        yield "other days"
    if one.places and other.places and not one.places & other.places:
        yield "other places"


def _exchanged(like: Likeness, piece: Piece, other: Piece) -> Iterator[str]:
    """What stands in one text in the place of something else: a copy is not edited in its names, nor in what the titles
    say. The numbers of a later one may have risen."""
    apart = piece.facts.at != other.facts.at
    later = piece if piece.facts.at > other.facts.at else other
    corrected = 0
    for here, there in like.swapped:
        words, others_words = set(here.split()), set(there.split())
        counts = numbers(here.split()), numbers(there.split())
        before, now = counts if later is other else reversed(counts)
        risen = like.nearly_all and apart and before and now and max(now) > max(before)
        corrected += bool(before and now and before != now and not risen)
        named = piece.names & words and other.names & others_words
        titles = not risen and (piece.titled - other.titled) & words and (other.titled - piece.titled) & others_words
        if named or (titles and not _mean_the_same(here, there, piece.facts.language)):
            yield f"“{here}” in the place of “{there}”"
    if corrected > _CORRECTED:
        yield "other numbers"


def _edited(like: Likeness) -> Iterator[str]:
    """Whether it was edited in more places than a copy is."""
    if len(like.swapped) > (_EDITED_NEARLY_ALL if like.nearly_all else _EDITED):
        yield f"other words in {len(like.swapped)} places"


def _mean_the_same(here: str, there: str, language: str) -> bool:
    """Whether two words are of one concept: lorries, trucks."""
    concepts, _ = lexicon().read(here, language)
    return bool(concepts) and concepts == lexicon().read(there, language)[0]


def names(text: str) -> frozenset[str]:
    """The folded words of a text that are written as names are: with a capital inside a sentence, not in capitals; in
    Arabic letters, which have none, after a word for a kind of place."""
    found = set()
    for before, word in pairwise(text.split()):
        capital = word.lower() != word != word.upper() and not before.endswith(_ENDS)
        kind = fold_text(before)
        if capital or kind in _KINDS_OF_PLACE or kind[1:] in _KINDS_OF_PLACE:  # the letter of a preposition before it
            found.update(fold_text(word).split())
    return frozenset(found - _ARTICLES)
