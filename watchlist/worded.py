"""Names whose noun is said otherwise: what distinguishes them, directly beside another noun of the same kind."""

from watchlist.fold import ARABIC
from watchlist.nouns import connects, is_of, joined, kind, leads, makes_another, noun, qualifier
from watchlist.words import Words

_POSSESSIVE = "s"
_REACH = 4  # words from what distinguishes a name to its noun


def with_noun(thing: str, first: int, last: int, words: Words) -> tuple[int, int] | None:
    """From where to where a name stands with a noun of that kind.

    `first` and `last` number the words that distinguish it. None where no such noun stands directly beside them, parted
    by no more than an article, an “of” or a possessive, or where what stands around makes it another thing.
    """
    after, before = words.word(last + 1), words.word(first - 1)
    if words.word(first)[0] in ARABIC:
        number = _before(thing, first, words)
        if number is None or makes_another(words.word(number - 1)):
            return None
    elif (number := _after(thing, last, words)) is not None:
        if noun(before) or _goes_on(words.word(number + 1)):
            return None
    elif (number := _before(thing, first, words)) is None or _goes_on(after):
        return None
    begin = words.starts[number]
    start, end = (begin + joined(words.word(number)), 0) if number < first else (words.starts[first], begin)
    return start, end + len(words.word(number)) if end else words.starts[last] + len(words.word(last))


def may_stand_beside(word: str) -> bool:
    """Whether a folded word may stand directly beside what distinguishes a name that is said with another noun."""
    return word == _POSSESSIVE or bool(noun(word) or qualifier(word)) or connects(word)


def _goes_on(word: str) -> bool:
    return bool(noun(word)) or makes_another(word)


def _before(thing: str, first: int, words: Words) -> int | None:
    """The number of the noun in front: base of Tanf, قاعدة التنف, liwa Fatemiyoun."""
    tied, said = False, list[str]()
    for number in range(first - 1, max(first - 1 - _REACH, 0), -1):
        word = words.word(number)
        if connects(word):
            tied |= is_of(word)
        elif found := noun(word):
            if word[0] not in ARABIC:
                said += filter(None, [qualifier(words.word(number - 1))])
            return number if (tied or leads(word)) and kind(found, said) == thing else None
        elif one := qualifier(word):
            said.append(one)
        else:
            return None
    return None


def _after(thing: str, last: int, words: Words) -> int | None:
    """The number of the noun behind, with what may stand between: Bukamal’s border crossing."""
    said = list[str]()
    for number in range(last + 1, last + 1 + _REACH):
        word = words.word(number)
        if found := noun(word):
            return number if kind(found, said) == thing else None
        if one := qualifier(word):
            said.append(one)
        elif word != _POSSESSIVE or number > last + 1:
            return None
    return None
