"""The words by which one text is compared with another of its language, or of its script."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from flows.stories.wordlist import read_list
from watchlist.fold import ARABIC, fold_text

_SENTENCE = re.compile(r"(?<=[.!?؟…])\s+|\n+")
_LEAST, _MOST = 60, 320  # letters of what counts as a first sentence; a shorter one is a dateline
_SHORTEST = 3  # letters of a stem
_PREFIXES = tuple(map(fold_text, ("وبال", "وال", "بال", "كال", "فال", "ولل", "لل", "ال")))
_PROCLITICS = tuple(map(fold_text, "وبلفك"))
_ENDINGS = tuple(
    map(
        fold_text, ("هایی", "های", "ها", "تين", "تان", "يين", "يون", "ات", "ون", "ين", "ان", "هم", "ية", "ته", "ة", "ي")
    )
)
_LONG_VOWELS = re.compile("[اوي]")
_FORMS = tuple("متا")  # letters that Arabic puts in front of a root
_ENGLISH = (
    ("ies", "y"), ("ied", "y"), ("ings", ""), ("ing", ""), ("ers", ""), ("er", ""), ("ions", ""), ("ion", ""),
    ("ed", ""), ("es", ""), ("s", ""), ("ly", ""), ("e", ""),
)  # fmt: skip
_INFLECTIONS = {  # an ending, and what stands there in a dictionary
    "en": (
        ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"), ("ing", ""), ("ing", "e"),
        ("ings", ""), ("ly", ""),
    ),
    "ar": (
        ("ات", "ه"), ("ات", ""), ("تين", "ه"), ("تان", "ه"), ("ين", ""), ("ون", ""), ("ان", ""), ("يه", "ي"),
        ("يين", "ي"), ("ا", ""), ("ها", ""), ("تها", "ه"), ("هم", ""), ("تهم", "ه"), ("ته", "ه"), ("ه", ""),
    ),
    "fa": (
        ("ي", ""), ("ان", ""), ("ها", ""), ("هاي", ""), ("هايي", ""), ("اي", ""), ("ات", ""), ("ش", ""), ("شان", ""),
    ),
}  # fmt: skip
_LONGEST = 7  # letters of an English stem


def first_sentence(text: str) -> str:
    """What a text begins with: its first sentence, and the next where that is short."""
    ends = (end.start() for end in _SENTENCE.finditer(text[:_MOST]) if end.start() >= _LEAST)
    return text[: next(ends, _MOST)]


def content(words: Iterable[str], language: str) -> frozenset[str]:
    """The folded words that tell one piece of news from another: no numbers, and none that stand in every one."""
    everyday = _everyday().get(language, frozenset())
    return frozenset(
        word for word in words if len(word) >= _SHORTEST and word not in everyday and not word[0].isdigit()
    )


@cache
def _everyday() -> dict[str, frozenset[str]]:
    listed = read_list("everyday.yaml")
    return {language: frozenset(fold_text(str(word)) for word in words) for language, words in listed.items()}


def stems(words: Iterable[str]) -> frozenset[str]:
    """The stems of folded words."""
    return frozenset(map(stem, words))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """What is left of a folded word without what grammar adds to it. Arabic and Persian, which took many words from
    Arabic, lose the long vowels too, which change in the plural and from form to form."""
    return _arabic(word) if word[0] in ARABIC else _english(word)


def forms(word: str, language: str) -> Iterator[str]:
    """A folded word, and what dictionaries may list it as: without what is joined in front of it, and in the singular.
    `language`: ISO 639-1 code."""
    begun = (word, without_article(word)) if language == "ar" else (word,)
    for one in dict.fromkeys(begun):
        yield one
        for ending, instead in _INFLECTIONS.get(language, _INFLECTIONS["en"]):
            if one.endswith(ending) and len(one) - len(ending) >= _SHORTEST - 1:
                kept = one.removesuffix(ending) + instead
                yield kept
                if kept.isascii() and kept[-1] == kept[-2]:
                    yield kept[:-1]


def _english(word: str) -> str:
    for ending, instead in _ENGLISH:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word.removesuffix(ending) + instead
            break
    if len(word) > _SHORTEST and word[-1] == word[-2]:
        word = word[:-1]
    return word[:_LONGEST]


def _arabic(word: str) -> str:
    word = without_article(word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word.removesuffix(ending)
            break
    root = word[0] + _LONG_VOWELS.sub("", word[1:])
    if len(root) > _SHORTEST and root[0] in _FORMS:
        root = root[1:]
    return root if len(root) >= _SHORTEST else word


def without_article(word: str) -> str:
    """An Arabic word without the article and what is joined in front of it."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST:
            return word.removeprefix(prefix)
    for letter in _PROCLITICS:
        if word.startswith(letter) and len(word) > _SHORTEST + 1:
            return word[1:]
    return word
