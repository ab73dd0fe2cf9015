"""How two versions of an article differ: whether its editors changed it, and what of it, for a person to read."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal
from unicodedata import bidirectional

from watchlist.fold import fold_text

_SENTENCE = 8  # words from which on a line without a full stop is one
_COUNTER = 6  # words below which the numbers of a line are counters and times of day
_SENTENCE_ENDS = '.!?…؟۔。»”"'
_UNKNOWN = "\ufffd"  # how folding writes letters of scripts without names
# What stands before links to other pieces, as it is folded.
_ELSEWHERE = tuple(
    fold_text(label)
    for label in (
        "Read more", "Read also", "Also read", "See also", "Related", "More on this", "Watch",
        "اقرأ المزيد", "اقرأ أيضا", "المزيد", "للمزيد", "شاهد أيضا", "مواضيع ذات صلة", "ذات صلة",
        "بیشتر بخوانید", "همچنین بخوانید", "بخوانید", "مطالب مرتبط", "Devamını oku", "Lire aussi", "Читайте также",
    )
)  # fmt: skip
_TRIPLE = 3  # words that stand together
_MOST_PARAGRAPHS = 1000  # that are compared one by one; what follows counts as one
_MOST_WORDS = 1000  # of a changed passage that are compared one by one
_RELATED = 0.4  # share of words in common from which on a passage was changed, and below which it was replaced
_LONGEST = 4000  # code points of a piece that are shown
_CONTEXT = 1  # paragraphs shown on either side of a change

Kind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a changed passage of several, in the direction of its first letter."""

    direction: Literal["ltr", "rtl"]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Paragraphs that are the same in both and are left out."""

    paragraphs: int


def is_edited(old_title: str, old_text: str, title: str, text: str) -> bool:
    """Whether somebody changed what the piece says: another counter, or other links beside it, are no change."""
    return _words(old_title) != _words(title) or _telling_words(old_text) != _telling_words(text)


def is_another(old_title: str, old_text: str, title: str, text: str) -> bool:
    """Whether these are two different pieces: hardly a word of the titles and no passage of the texts in common."""
    before, now = set(_words(old_title)), set(_words(title))
    return 4 * len(before & now) <= min(len(before), len(now)) and 10 * likeness(old_text, text) < 1


def likeness(old: str, new: str) -> float:
    """The share of the passages of three words of the shorter text that the other has too, in [0, 1]."""
    before, now = _triples(_words(old)), _triples(_words(new))
    return len(before & now) / (min(len(before), len(now)) or 1)


def differ(old: str, new: str) -> tuple[Paragraph | Gap, ...]:
    """The difference between two texts; empty where they say the same.

    Paragraphs are compared by their folded words; within a passage that was changed rather than replaced, word by word.
    """
    before, now = _paragraphs(old), _paragraphs(new)
    keys = [[tuple(_words(paragraph)) for paragraph in side] for side in (before, now)]
    steps = SequenceMatcher(None, keys[0], keys[1]).get_opcodes()
    if all(step[0] == "equal" for step in steps):
        return ()
    told: list[Paragraph | Gap] = []
    for at, (tag, i1, i2, j1, j2) in enumerate(steps):
        if tag == "equal":
            told += _kept(now[j1:j2], first=at == 0, last=at == len(steps) - 1)
        else:
            told += _changed(before[i1:i2], now[j1:j2])
    return tuple(told)


def _telling_words(text: str) -> list[str]:
    """The words of what an editor writes; all of them where nothing looks like a sentence."""
    told: list[str] = []
    beside = False  # whether the line before announced a link
    for line in text.splitlines():
        words = _words(line)
        said = " ".join(words)
        if label := next((label for label in _ELSEWHERE if f"{said} ".startswith(f"{label} ")), ""):
            beside = said == label
            continue
        is_sentence = line.rstrip()[-1:] in _SENTENCE_ENDS if line.strip() else False
        if words and not beside and (is_sentence or len(words) >= _SENTENCE):
            told += words if len(words) >= _COUNTER else [word for word in words if not word.isdigit()]
        beside = beside and not words
    return told or _words(text)


def _words(text: str) -> list[str]:
    folded = fold_text(text)
    return re.findall(r"\w+", text.casefold()) if _UNKNOWN in folded else folded.split()


def _triples(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + _TRIPLE]) for at in range(max(len(words) - _TRIPLE + 1, min(len(words), 1)))}


def _paragraphs(text: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    rest = "\n".join(lines[_MOST_PARAGRAPHS:])
    return [*lines[:_MOST_PARAGRAPHS], *([rest] if rest else [])]


def _kept(paragraphs: Sequence[str], *, first: bool, last: bool) -> list[Paragraph | Gap]:
    """What stands beside a change, and how much is left out of what does not."""
    head = 0 if first else _CONTEXT
    tail = 0 if last else _CONTEXT
    if len(paragraphs) <= head + tail:
        return [_whole("same", one) for one in paragraphs]
    left_out = Gap(len(paragraphs) - head - tail)
    shown = [_whole("same", one) for one in (*paragraphs[:head], *paragraphs[len(paragraphs) - tail :])]
    return [*shown[:head], left_out, *shown[head:]]


def _changed(before: Sequence[str], now: Sequence[str]) -> list[Paragraph | Gap]:
    old, new = _tokens(before), _tokens(now)
    if before and now and max(len(old), len(new)) <= _MOST_WORDS:
        keys = [[word.strip() for word in side] for side in (old, new)]
        matcher = SequenceMatcher(None, keys[0], keys[1])
        if matcher.ratio() >= _RELATED:
            pieces = (piece for step in matcher.get_opcodes() for piece in _pieces(step, old, new))
            return [Paragraph(_direction("".join(new)), _joined(pieces))]
    return [*(_whole("removed", one) for one in before), *(_whole("added", one) for one in now)]


def _pieces(step: tuple[str, int, int, int, int], old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    tag, i1, i2, j1, j2 = step
    if tag == "equal":
        return [Piece("same", "".join(new[j1:j2]))]
    both = (Piece("removed", "".join(old[i1:i2])), Piece("added", "".join(new[j1:j2])))
    return [piece for piece in both if piece.text]


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    runs = groupby(pieces, key=lambda piece: piece.kind)
    return tuple(Piece(kind, _cut("".join(piece.text for piece in run))) for kind, run in runs)


def _tokens(paragraphs: Sequence[str]) -> list[str]:
    """Words, each with the space behind it."""
    return re.findall(r"\S+\s*", "\n".join(paragraphs))


def _whole(kind: Kind, paragraph: str) -> Paragraph:
    return Paragraph(_direction(paragraph), (Piece(kind, _cut(paragraph)),))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _direction(text: str) -> Literal["ltr", "rtl"]:
    """Of the first letter that has one (Unicode Standard Annex 9, rule P2)."""
    strong = (bidirectional(sign) for sign in text)
    return "rtl" if next((one for one in strong if one in ("L", "R", "AL")), "L") != "L" else "ltr"
