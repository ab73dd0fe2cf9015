"""What two articles name and in which words they tell it, beyond what the lexicon knows."""

from collections.abc import Iterator
from functools import cache, lru_cache
from math import fsum, sqrt

from flows.stories.evidence import Evidence
from flows.stories.facts import Facts
from flows.stories.names import same_names
from flows.stories.wording import stem
from flows.stories.wordlist import read_list

MOST_TOLD, MOST_ALIKE = 2.0, 0.6
_PRIOR = 0.5  # added to the entities that each names: one in common is no proof
_NAME = {2: 0.3, 3: 0.6}  # what a name of so many consonants counts; of more, 1
_MUCH, _COMMON = 0.3, 0.25  # of the words: from where on it is a template, and how much more makes it surely one
_FEWEST = 8  # words of a template
_FLASH, _FULLER = 16, 1.6  # words of a flash, and times as many of what follows it and tells every word of it
_FEW = 2.0  # words, added to those of each: one in common is no proof
_UNCOMMON = 0.8  # rarity from which on a word is shown to people


def names(one: Facts, other: Facts) -> Iterator[Evidence]:
    """The entities that both name, and across scripts the names that nobody watches."""
    mine, theirs = one.others & one.foremost, other.others & other.foremost
    if shared := mine & theirs:
        alike = len(shared) / sqrt((len(mine) + _PRIOR) * (len(theirs) + _PRIOR))
        yield Evidence("others", alike, "both name {}", (shared,))
    if one.others and other.others and not one.others & other.others:
        yield Evidence("other actors", 1.0, "one names {}, the other {}", (one.others, other.others))
    if one.is_arabic != other.is_arabic:
        latin, arabic = (other, one) if one.is_arabic else (one, other)
        if found := same_names(latin.names, arabic.words):
            amount = fsum(_NAME.get(consonants, 1.0) for consonants in found.values())
            yield Evidence("name", min(amount, MOST_TOLD), "both name {}", (found,))


def words(one: Facts, other: Facts) -> Iterator[Evidence]:
    """The words of one language that both use: the more, the less common; but nearly all of them is a template."""
    if one.language != other.language:
        return
    if not (shared := one.stems & other.stems):
        return
    rarity = _rarity().get(one.language, {})
    told = fsum(rarity.get(word, 1.0) for word in shared)
    alike = told / sqrt((_telling(one.stems, one.language) + _FEW) * (_telling(other.stems, one.language) + _FEW))
    shown = {word for word in one.words & other.words if rarity.get(stem(word), 1.0) >= _UNCOMMON}
    yield Evidence(
        "words", min(alike, MOST_ALIKE), "both use the words {}" if shown else "both use some words", (shown,)
    )
    fewer, more = sorted((len(one.stems), len(other.stems)))
    wording = len(shared) / sqrt(fewer * more)
    if wording > _MUCH and fewer >= _FEWEST and not (fewer <= _FLASH and more > _FULLER * fewer):
        amount = min((wording - _MUCH) / _COMMON, 1.0)
        yield Evidence("template", amount, "much of the wording is the same, and it is no copy")


@lru_cache(maxsize=4096)
def _telling(words: frozenset[str], language: str) -> float:
    """How much words tell, by their stems."""
    rarity = _rarity().get(language, {})
    return fsum([rarity.get(word, 1.0) for word in words])


@cache
def _rarity() -> dict[str, dict[str, float]]:
    """How much it tells that two texts share a word, by language and stem; 1 of one that is not listed."""
    listed = read_list("rarity.yaml")
    return {
        language: {one: tenths / 10 for tenths, among in graded.items() for one in among.split()}
        for language, graded in listed.items()
    }
