"""The spellings of a listed name that need no listing: what writers put, leave out or join inside a name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, product
from typing import NamedTuple

from watchlist.abbreviations import shortened
from watchlist.fold import ARABIC, fold
from watchlist.letters import APOSTROPHES

_SUN = ("sh", "th", "dh", "t", "d", "r", "z", "s", "n")  # before these the l of the article is spoken as they are
_LATIN_ARTICLE = re.compile(r"(?:[aeiu]l|[aeiu](?:sh|th|dh|[tdrzsn]))")
_INSIDE = re.compile(rf"(?<=[^\W\d_])[{re.escape(APOSTROPHES)}](?=[^\W\d_])(?!s\b)")
_MOST_VARIANTS = 96  # of one name, so that a long name cannot swell the automaton
_SHORT = 4  # letters: a shorter Latin name is too common a word to be taken without its article
_EZAFE = ("e", "i", "ye", "yi")  # between two words: Hashd-e Shaabi
_MOST_JOINED = 3  # words of a name that is also written as one
_ARABIC_LEADS = tuple(map("".join, product(("", "و", "ف"), ("", "ب", "ك", "ل"))))  # and / so, by / like / for
WITHOUT_ARTICLE = frozenset(_ARABIC_LEADS)
WITH_ARTICLE = frozenset(
    {lead + "ال" for lead in _ARABIC_LEADS if not lead.endswith("ل")} | {"لل", "ولل", "فلل"}  # ل + ال is written لل
)
LONGEST_LEAD = 5  # letters joined in front of a name: وبال…
_PLURALS = ("هاي", "ها")  # in Persian, before an ezafe and without one; spoken they lose their ه …
_KEEPING = "اه"  # … but after these letters
# Stems of foreign words that Arabic writes in several ways: militia, America.
_FOREIGN = (("ميليشي", "مليشي", "ميلشي", "ملشي"), ("امريك", "اميرك"))
_ENDINGS = (("يون", "يين"), ("يين", "يون"))  # nominative and oblique of unit names: الفاطميون, الفاطميين


class Spelling(NamedTuple):
    """One folded form of a name, without the article at its head."""

    text: str  # letters of PAGE and single spaces
    arabic: bool  # in Arabic script, where proclitics are joined to it
    article: bool  # the listed name begins with an article
    bare: bool  # it may also stand without that article


def is_findable(name: str) -> bool:
    """Whether a name has letters, and none that PAGE does not know."""
    return _folded(name) != ""


def spellings(name: str) -> tuple[Spelling, ...]:
    """Every form under which a listed name is looked for; none where the name is not findable."""
    folded = _folded(name)
    if not folded:
        return ()
    tokens = folded.split(" ")
    if any(letter in ARABIC for letter in folded):
        return tuple(_arabic(tokens))
    return (*_latin(tokens), *_torn(name, folded))


@lru_cache(maxsize=65536)
def _folded(name: str) -> str:
    folded = fold(name).text.strip()
    return "" if "\ufffd" in folded else folded


def _arabic(tokens: list[str]) -> Iterator[Spelling]:
    article = tokens[0].startswith("ال") and len(tokens[0]) > 4
    if article:
        tokens = [tokens[0][2:], *tokens[1:]]
    for inflected in _limited(product(*map(_arabic_forms, tokens))):
        for text in _joined(inflected):
            yield Spelling(text, arabic=True, article=article, bare=not article)
    spoken = _spoken(tokens)
    if spoken != tokens:
        yield Spelling(" ".join(spoken), arabic=True, article=article, bare=not article)


def _spoken(tokens: Sequence[str]) -> list[str]:
    """The words with the plural of Persian as it is spoken: نیروای سوریه, حشدیا."""
    words: list[str] = []
    for token in tokens:
        if token in _PLURALS and words and words[-1][-1] not in _KEEPING:
            words[-1] += token[1:]
        elif len(token) > _SHORT + 1 and token.endswith("هاي") and token[-4] not in _KEEPING:
            words.append(token[:-3] + token[-2:])
        else:
            words.append(token)
    return words


def _arabic_forms(token: str) -> tuple[str, ...]:
    if token == "ابو":  # noqa: S105 - the kunya and its cases
        return "ابو", "ابي", "ابا"
    for stems in _FOREIGN:
        if written := next((stem for stem in stems if stem in token), ""):
            return tuple(token.replace(written, stem) for stem in stems)
    for ending, other in _ENDINGS:
        if token.endswith(ending) and len(token) > len(ending) + 2:
            return token, token.removesuffix(ending) + other
    return (token,)


def _latin(tokens: list[str]) -> Iterator[Spelling]:
    article = len(tokens) > 1 and _is_article(tokens[0], tokens[1])
    if article:
        tokens = tokens[1:]
    bare = not article or len("".join(tokens)) >= _SHORT
    seen = set()
    for words in _limited(product(*_latin_slots(tokens))):
        for text in _joined([word for word in words if word]):
            if text not in seen:
                seen.add(text)
                yield Spelling(text, arabic=False, article=article, bare=bare)
    for text in _shortened(tokens):
        if text not in seen:
            seen.add(text)
            yield Spelling(text, arabic=False, article=article, bare=bare)


def _torn(name: str, folded: str) -> Iterator[Spelling]:
    """A Latin name whose apostrophes were lost, and left their places: Kata ib Hezbollah."""
    torn = _folded(_INSIDE.sub(" ", name))
    if torn not in (folded, ""):
        first, _, rest = torn.partition(" ")
        article = _is_article(first, rest)
        bare = not article or len(rest) > _SHORT
        yield Spelling(rest if article else torn, arabic=False, article=article, bare=bare)


def _shortened(tokens: list[str]) -> Iterator[str]:
    """The words with spaces, any of them written short."""
    slots = [(token, *shortened(token, alone=len(tokens) == 1)) for token in tokens]
    if any(len(slot) > 1 for slot in slots):
        yield from map(" ".join, _limited(product(*slots)))


def _latin_slots(tokens: list[str]) -> list[tuple[str, ...]]:
    """For each word the ways to write it; an article inside a name in all its forms, joined, or left out."""
    slots: list[tuple[str, ...]] = []
    articles = sum(_is_article(one, two) for one, two in pairwise(tokens[1:]))
    skip = False
    for at, token in enumerate(tokens):
        if skip:
            skip = False
        elif 0 < at < len(tokens) - 1 and _is_article(token, tokens[at + 1]):
            forms = _article_forms(token, tokens[at + 1]) if articles == 1 else (token, "al")
            following = tokens[at + 1]
            joined = [form + gap + following for form in dict.fromkeys(forms) for gap in (" ", "")]
            slots.append((*joined, following))
            skip = True
        else:
            slots.append((token,))
    return slots


def _is_article(token: str, following: str) -> bool:
    if not _LATIN_ARTICLE.fullmatch(token) or len(following) < 2:
        return False
    return token[1:] == "l" or following.startswith(token[1:])


def _article_forms(token: str, following: str) -> tuple[str, ...]:
    sun = next((letters for letters in _SUN if following.startswith(letters)), "")
    assimilated = tuple(vowel + sound for sound in dict.fromkeys((sun, sun[:1])) if sound for vowel in "ae")
    return (token, "al", "el", *assimilated)


def _joined(words: Iterable[str]) -> Iterator[str]:
    """The words with spaces, without any, and, where there are few, with each of the spaces left out."""
    spaced = " ".join(words)
    yield spaced
    gaps = spaced.count(" ")
    if gaps:
        yield spaced.replace(" ", "")
    if gaps == 2:
        first, second, third = spaced.split(" ")
        yield f"{first}{second} {third}"
        yield f"{first} {second}{third}"


def _limited(variants: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    for _, variant in zip(range(_MOST_VARIANTS), variants, strict=False):
        yield variant


def joins(prefix: str, stem: str) -> bool:
    """Whether these Latin letters before a name are its article written as one word with it: alYaarubiyah, Ettanf."""
    return prefix in ("al", "el") or (prefix[:1] in ("a", "e") and prefix[1:] in _SUN and stem.startswith(prefix[1:]))


def forms(name: str) -> tuple[tuple[str, ...], ...]:
    """The words of a listed name without its articles, each Arabic one with its own, in every way to join them.

    None for a name that is not all of Latin or all of Arabic letters.
    """
    tokens = _folded(name).split()
    if not tokens or not ("".join(tokens).isascii() or all(letter in ARABIC for token in tokens for letter in token)):
        return ()
    ways = [tuple(tokens)] if tokens[0][0] in ARABIC else [*_without_articles(tokens)]
    if 1 < len(tokens) <= _MOST_JOINED:
        ways += [("".join(way),) for way in ways]
    return tuple(dict.fromkeys(way for way in ways if way))


def _without_articles(tokens: list[str]) -> Iterator[tuple[str, ...]]:
    """The words without articles; and with each article that stands inside the name joined to the word after it."""
    articles = [_is_article(one, two) or one in _EZAFE for one, two in pairwise(tokens)] + [False]
    yield tuple(token for token, article in zip(tokens, articles, strict=True) if not article)
    if any(articles[1:]):
        parted = "".join(
            token + ("" if article and at else " ")
            for at, (token, article) in enumerate(zip(tokens, articles, strict=True))
        )
        yield tuple(parted.split()[articles[0] :])


def is_article(word: str) -> bool:
    """Whether a Latin word is an article in any of its forms, al, el, ez, ash, or the Persian ezafe."""
    return word in _EZAFE or bool(_LATIN_ARTICLE.fullmatch(word))


@lru_cache(maxsize=65536)
def starts(word: str) -> tuple[tuple[int, bool], ...]:
    """Where a name may begin in a folded word, behind what is joined in front of it, and whether behind an article."""
    if word[0] in ARABIC:
        leads = [word[:at] for at in range(min(LONGEST_LEAD, len(word) - 2))]
        places = [
            (len(lead), lead in WITH_ARTICLE) for lead in leads if lead in WITHOUT_ARTICLE or lead in WITH_ARTICLE
        ]
        return tuple(places)
    joined = len(word) > _SHORT + 2 and joins(word[:2], word[2:])
    return ((0, False), (2, True)) if joined else ((0, False),)
