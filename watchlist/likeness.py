"""How a word of a text is a word of a name: written as listed, heard alike, or one slip apart."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from watchlist.endings import is_plain, stems
from watchlist.fold import ARABIC
from watchlist.slips import is_one_slip
from watchlist.spelling import starts
from watchlist.transliteration import difference, sounds

LISTED, ENDING, BARE, SOUND, SLIP = range(5)  # how a word is written, the nearest first
_SURE = 4  # consonants of a word that may lack the Arabic article it is listed with
_SURE_INSIDE = 3  # where other words of the name stand before it


class Likeness(NamedTuple):
    """How near a word of a text is to a word of a name, and which of its letters are the name's."""

    manner: int  # LISTED, ENDING (as listed, but for its ending), BARE (but for its article), SOUND or SLIP
    difference: float  # between their sounds
    start: int
    end: int
    ending: bool = False  # whether one was taken off


@lru_cache(maxsize=65536)
def bare(word: str) -> str:
    """A word of a name without its Arabic article."""
    return word[2:] if word.startswith("ال") and len(word) > len("ال") + 2 else word


@lru_cache(maxsize=65536)
def likeness(word: str, name: str, forgiving: bool, inner: bool = False, beside: bool = False) -> Likeness | None:
    """How a word of a text is a word of a name; None where it is not. `forgiving`: a slip is allowed; `inner`:
    other words of the name stand before it, and it may lack its article; `beside`: others must stand beside it."""
    if (word[0] in ARABIC) != (name[0] in ARABIC) or (beside and _differ_in_gender(word, name)):
        return None
    found = [*_whole(word, name, forgiving, inner, beside)]
    if not found:
        found = [_with_ending(one) for stem in stems(word) for one in _whole(stem, name, False, inner, beside)]
    return min(found, default=None)


def _with_ending(one: Likeness) -> Likeness:
    return one._replace(manner=max(one.manner, ENDING), ending=True)


def _whole(word: str, name: str, forgiving: bool, inner: bool, beside: bool) -> Iterator[Likeness]:
    stem = bare(name)
    for start, article in starts(word) or ((0, False),):
        manner = _without_article(stem, inner, beside) if stem != name and not article else LISTED
        if manner is None:
            continue
        base = word[start:]
        begin = start - 2 * (article and stem != name)
        if base == stem:
            yield Likeness(manner, 0.0, begin, len(word))
        elif beside and base[0] in ARABIC and is_plain(base, stem):
            yield Likeness(max(manner, ENDING), 0.0, begin, len(word))
        elif (apart := difference(base, stem, beside)) is not None:
            yield Likeness(SOUND, apart, begin, len(word))
        elif forgiving and _keeps_its_edges(base, stem) and is_one_slip(base, stem):
            yield Likeness(SLIP, 0.0, begin, len(word))


def _differ_in_gender(word: str, name: str) -> bool:
    """Whether an adjective with its article has not the gender of the name's, and says something of another word:
    مؤسسة جهاد البناء الإيرانية is not جهاد البناء الإيراني."""
    return name.startswith("ال") and (word.endswith(name + "ه") or (name[-1] == "ه" and word.endswith(name[:-1])))


def _without_article(stem: str, inner: bool, beside: bool) -> int | None:
    """How a word is written that lacks the article it is listed with; None where it is another word without it."""
    consonants = len(sounds(stem).consonants)
    if inner and consonants >= _SURE_INSIDE:
        return ENDING
    return BARE if beside else LISTED if consonants >= _SURE else None


def _keeps_its_edges(word: str, name: str) -> bool:
    """A slip spares the first letter, and in Arabic the last, which makes another word: سليمان, سليماني."""
    return word[0] == name[0] and (word[0] not in ARABIC or word[-1] == name[-1])
