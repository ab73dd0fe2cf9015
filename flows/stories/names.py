"""Names that nobody watches, known again in another script by their sound.

Latin letters show a name by its capital; Arabic ones do not, so that any word of an Arabic or Persian text may be the
name. Two words are taken for one name where all their consonants may be the same sounds and their vowels are not far
apart. That is less than the watchlist asks for: it is one point among others here, and of two texts only.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import islice, pairwise, product

from flows.stories.wording import content, without_article
from watchlist.fold import fold_text
from watchlist.transliteration import sounds

_ENDS = (".", "!", "?", ":", "-", "–", "—", "”", '"')  # after which any word has a capital
_JOINED = frozenset({"al-", "el-"})
_MOST_READINGS = 8  # of one word
_FEWEST = 2  # consonants of a name
_SHORT = 4  # letters of a name that has no more consonants than that
_MOST_APART = {2: 0.4, 3: 1.2}  # how far the vowels of names with so many consonants may be apart; of more:
_MOST_APART_LONG = 2.5
_UNWRITTEN, _WRITTEN, _OTHER_VOWEL = 0.3, 0.6, 0.8
_SHORT_VOWELS = frozenset("ae")
_SILENT = str.maketrans("", "", "hc")  # sounds that writers leave out
_BREATHED = "H"


def latin_names(text: str) -> frozenset[str]:
    """The folded words of a text written as names are: with a capital inside a sentence, or after an article."""
    found: set[str] = set()
    for before, word in pairwise([".", *text.split()]):
        capital = word[0].isupper() and not word.isupper() and not before.endswith(_ENDS)
        if capital or word[:3].lower() in _JOINED:
            found.update(fold_text(word).split())
    return content(found, "en")


def same_names(latin: frozenset[str], arabic: frozenset[str]) -> dict[str, int]:
    """The Latin names that stand among Arabic words, with the number of their consonants."""
    mine, theirs = _by_sound(latin), _by_sound(arabic)
    return {
        name: len(_heard(name)[1]) - 1
        for key in mine.keys() & theirs.keys()
        for name in mine[key]
        if any(_sound_alike(name, other) for other in theirs[key])
    }


@lru_cache(maxsize=4096)
def _by_sound(words: frozenset[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in words:
        for form in {word, without_article(word)}:
            keys, runs = _heard(form)
            consonants = len(runs) - 1
            if consonants > _FEWEST or (consonants == _FEWEST and len(form) >= _SHORT):
                for key in keys:
                    found.setdefault(key, []).append(form)
    return found


@lru_cache(maxsize=65536)
def _heard(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The consonants of a word as they may be heard, without the breathed ones, and the vowels around them."""
    heard = sounds(word)
    consonants, runs = [], [heard.runs[0]]
    for consonant, run in zip(heard.consonants, heard.runs[1:], strict=True):
        if consonant == _BREATHED:
            runs[-1] += run
        else:
            consonants.append(consonant)
            runs.append(run)
    keys = tuple(map("".join, islice(product(*consonants), _MOST_READINGS)))
    return keys, tuple(run.translate(_SILENT) for run in runs)


def _sound_alike(name: str, other: str) -> bool:
    mine, theirs = _heard(name)[1], _heard(other)[1]
    apart = _apart(mine[0], theirs[0]) + sum(map(_apart, mine[:-1], theirs[:-1]))  # a beginning counts twice
    return apart <= _MOST_APART.get(len(mine) - 1, _MOST_APART_LONG)


def _apart(run: str, other: str) -> float:
    """How far apart the vowels between two consonants are: Arabic seldom writes the short ones."""
    if run == other:
        return 0.0
    if not (run and other):
        return _UNWRITTEN if set(run + other) <= _SHORT_VOWELS else _WRITTEN
    return 0.0 if set(run) & set(other) else _OTHER_VOWEL
