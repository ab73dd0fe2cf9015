"""Whether two words could be writings of one Arabic or Persian name.

A word is taken for its consonants, each of which may stand for several sounds (g for Ghain, Qaf or Jim), and for the
vowels between them, which writers hear, write and leave out as they like. Two words read alike where the consonants
agree one by one and the differences between the vowels stay small.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from watchlist.fold import ARABIC

_LATIN = re.compile(r"tsch|dsch|sch|tch|dj|dh|kh|gh|sh|ch|th|zh|ph|ck|[bcdfgjklmnpqrstxz]|[aeiouywvh]+")
_ARABIC = re.compile(r"[بتثجحخدذرزسشصضطظغفقكلمنپچژگڤ]|[اويهع]+")
# What each consonant is heard as, first of all as the first: X stands for Shin, Q for Kha, C for the ch of church.
HEARD = {
    "b": "B", "d": "D", "f": "F", "k": "K", "l": "L", "m": "M", "n": "N", "p": "P", "r": "R", "t": "T",
    "ck": "K", "q": "KG", "c": "KJCS", "g": "GJK", "gh": "GK", "kh": "Q", "x": "QK", "ph": "F", "th": "TS", "dh": "DZ",
    "sh": "XS", "sch": "XS", "ch": "XC", "tch": "C", "tsch": "C", "dj": "J", "dsch": "J", "zh": "JZ", "s": "SX",
    "z": "ZSD", "j": "JC",
    "ب": "B", "پ": "BP", "ت": "T", "ط": "T", "ث": "ST", "س": "S", "ص": "S", "ش": "X", "ز": "Z", "ذ": "ZD", "ظ": "Z",
    "ض": "ZD", "د": "D", "ر": "R", "ح": "H", "خ": "Q", "ق": "KG", "ك": "KG", "گ": "GKJ", "غ": "GK", "ج": "JG",
    "چ": "CJX", "ژ": "JZ", "ف": "F", "ڤ": "F", "ل": "L", "م": "M", "ن": "N",
}  # fmt: skip
_VOWELS = str.maketrans("aeiyouwvhاويهع", "aeiiuuuuhauihc")  # c: Ayn, which Persian and Turkish ears do not hear
_DIGRAPHS = (("ee", "i"), ("oo", "u"), ("ou", "u"))
_MOST_READINGS = 24  # of one word
_AGAINST = {"ae": 0.25, "ei": 0.25, "ai": 0.75, "eu": 1.0}  # one vowel heard for another; else _FAR
_ALONE = {"a": 0.5, "e": 0.5, "i": 1.0, "u": 1.25, "h": 0.75, "c": 0.5}  # a vowel where the other word has none
_FAR = 1.5
_BESIDE = {"a": 0.5, "e": 0.25, "i": 0.25, "u": 1.0, "h": 0.25, "c": 0.2}  # more where there are others: ay for e
_OTHER_SOUND = 0.5
# Arabic has no letter for g, and each writes another: گولانی, غولاني, جولاني; to a Persian ear ق and غ are one.
_G = {"گق": 0.2, "گك": 0.2, "گغ": 0.2, "غج": 0.4, "غق": 0.4}
_FOREIGN = {HEARD[pair[at]] + HEARD[pair[1 - at]]: apart for pair, apart in _G.items() for at in (0, 1)}
_SHORT_ARABIC = 3  # letters of a word in which another letter makes another word: تنك, تنگ
_BEFORE = 2  # times as much weighs what stands before the first consonant
_ENDING = 2.0  # where only one of the words ends in i or u, or Arabic ones end otherwise: Soleiman, Soleimani
_MOST = {2: 0.3, 3: 0.45}  # difference between words of that many consonants; of more:
_MOST_SHORT_ARABIC = 0.2
_SHORT, _MOST_SHORT = 5, 0.2  # letters of a Latin word with two consonants, and how far it may differ: Quriyah, Korea
_MOST_BESIDE = {False: 0.75, True: 0.45}  # of a word, Latin or Arabic, that other words of its name stand beside
_PER_LATIN, _PER_ARABIC = 0.3, 0.2  # Arabic letters leave less to the ear


class Sounds(NamedTuple):
    """A word taken apart: a run of vowels, possibly empty, before, between and after its consonants."""

    consonants: tuple[str, ...]  # each as the sounds that it may stand for
    runs: tuple[str, ...]  # one more than consonants


@lru_cache(maxsize=65536)
def sounds(word: str) -> Sounds:
    """The sounds of a folded word of Latin or Arabic letters; a doubled consonant counts as one."""
    consonants: list[str] = []
    runs = [""]
    for unit in (_ARABIC if word[:1] in ARABIC else _LATIN).findall(word):
        heard = HEARD.get(unit)
        if not heard:
            runs[-1] += _run(unit)
        elif not (consonants and not runs[-1] and consonants[-1] == heard):
            consonants.append(heard)
            runs.append("")
    return Sounds(tuple(consonants), tuple(runs))


@lru_cache(maxsize=4096)
def _run(vowels: str) -> str:
    """A run of vowels as it is heard, each vowel once."""
    for digraph, single in _DIGRAPHS:
        vowels = vowels.replace(digraph, single)
    run = vowels.translate(_VOWELS)
    return "".join(letter for at, letter in enumerate(run) if not run[:at].endswith(letter))


def is_heard_as(one: str, other: str) -> bool:
    """Whether two consonants, each given as the sounds that it may stand for, may stand for one sound."""
    return not set(one).isdisjoint(other)


def readings(word: str) -> Iterator[str]:
    """The keys under which a word is looked up: two words that read alike have one in common."""
    return islice(map("".join, product(*sounds(word).consonants)), _MOST_READINGS)


@lru_cache(maxsize=65536)
def difference(word: str, other: str, beside: bool = False) -> float | None:
    """How far apart two folded words sound, 0 for the same sounds; None where they do not read alike. `beside`: other
    words of the same name stand beside them, and they may differ by more."""
    one, two = sounds(word), sounds(other)
    if len(one.consonants) != len(two.consonants):
        return None
    total = 0.0
    foreign = word[0] in ARABIC and min(len(word), len(other)) > _SHORT_ARABIC
    for mine, theirs in zip(one.consonants, two.consonants, strict=True):
        if not is_heard_as(mine, theirs):
            return None
        if mine[0] != theirs[0]:
            total += _FOREIGN.get(mine + theirs, _OTHER_SOUND) if foreign else _OTHER_SOUND
    total += _BEFORE * _between(one.runs[0], two.runs[0])
    total += sum(map(_between, one.runs[1:-1], two.runs[1:-1]))
    total += _at_the_end(one.runs[-1], two.runs[-1], word[0] in ARABIC)
    most = _most(len(one.consonants), word[0] in ARABIC)
    if len(one.consonants) <= min(_MOST) and min(len(word), len(other)) <= _SHORT:
        most = _MOST_SHORT
    if beside and len(one.consonants) >= min(_MOST):
        most = max(most, _MOST_BESIDE[word[0] in ARABIC])
    return total if total <= most else None


def _most(consonants: int, arabic: bool) -> float:
    if arabic and consonants <= max(_MOST):
        return _MOST_SHORT_ARABIC
    return _MOST.get(max(consonants, min(_MOST)), consonants * (_PER_ARABIC if arabic else _PER_LATIN))


def _at_the_end(run: str, other: str, arabic: bool) -> float:
    if arabic:
        return 0.0 if _final(run) == _final(other) else _ENDING
    run, other = run.removesuffix("h"), other.removesuffix("h")
    if (not run or not other) and set(run + other) & {"i", "u"}:
        return _ENDING
    return _between(run, other)


def _final(run: str) -> str:
    """سوريه is سوريا; but كرابله is not كربلا."""
    return run[:-1] + "a" if run.endswith("ih") else run


@lru_cache(maxsize=65536)
def _between(run: str, other: str) -> float:
    """The least that turns one run of vowels into the other."""
    if run == other:
        return 0.0
    if not run or not other:
        return sum(_ALONE[vowel] for vowel in run or other)
    rows = [sum(map(_BESIDE.__getitem__, other[:at])) for at in range(len(other) + 1)]
    for vowel in run:
        before, rows = rows, [rows[0] + _BESIDE[vowel]]
        for at, theirs in enumerate(other):
            changed, dropped, added = before[at] + _against(vowel, theirs), before[at + 1], rows[at]
            rows.append(min(changed, dropped + _BESIDE[vowel], added + _BESIDE[theirs]))
    return rows[-1]


def _against(vowel: str, other: str) -> float:
    return 0.0 if vowel == other else _AGAINST.get("".join(sorted((vowel, other))), _FAR)
