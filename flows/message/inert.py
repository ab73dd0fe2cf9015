"""Strangers' words made inert: no markup, no link, no mention of people or groups, nothing that hides or turns."""

import re
import unicodedata
from urllib.parse import quote

# What hides, turns the direction or cannot be written everywhere. ZWNJ and ZWJ stay: Persian and emoji need them.
_UNWANTED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
_SENSE = re.compile(r"://|@")  # what programs make links and mentions of
_JOINER = "\u2060"  # word joiner: nothing to the eye
_FIRST_STRONG, _POP = "\u2068", "\u2069"  # isolates (Unicode Standard Annex 9): the text finds its own direction
_ARABIC = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe"  # with Hebrew: letters written from right to left
_RIGHT_TO_LEFT = re.compile(f"[{_ARABIC}](?:[{_ARABIC}\\s\u200c\u200d–-]*[{_ARABIC}])?")
_LEFT_TO_RIGHT = re.compile(r"[A-Za-z\u00c0-\u024f](?:[\w\s`'’./–-]*[A-Za-z\u00c0-\u024f0-9])?", re.ASCII)
# Markdown has dialects that share no escape (Slack knows no backslash): look-alikes are inert in all of them.
ANGLES = str.maketrans("<>", "‹›")
MARKS = str.maketrans("<>[]*_`~|\\", "‹›［］∗ˍˋ∼∣∖")


def clean(text: str) -> str:
    """One line without anything that hides, turns or cannot be encoded."""
    return " ".join(_UNWANTED.sub("", " ".join(text.split())).split())


def defused(text: str) -> str:
    """The text with nothing in it that programs make a link or a mention of."""
    return _SENSE.sub(lambda found: found[0][0] + _JOINER + found[0][1:], text)


def cut(text: str, limit: int) -> str:
    """At most `limit` code points, cut at a word and marked with … where it was longer."""
    if len(text) <= limit:
        return text
    kept = text[: max(limit - 1, 0)]
    if text[len(kept)] != " " and " " in kept[-40:]:
        kept = kept.rsplit(" ", 1)[0]
    return f"{kept.rstrip()}…" if kept.strip() else ""


def isolated(text: str, right_to_left: bool = False) -> str:
    """The text shielded from the direction of what stands around it, where it is not written in that direction."""
    other = ("L",) if right_to_left else ("R", "AL")
    turns = any(unicodedata.bidirectional(char) in other for char in text)
    return f"{_FIRST_STRONG}{text}{_POP}" if turns else text


def address(url: str) -> str:
    """An http(s) address with everything in it encoded that could end it or mean something to a format."""
    return quote(url, safe="%/:?#!$&;=+,-._", errors="replace")


def embedded(text: str, right_to_left: bool = False) -> str:
    """A sentence of ours with each run of the other direction in it shielded: the sentence keeps its own."""
    runs = _LEFT_TO_RIGHT if right_to_left else _RIGHT_TO_LEFT
    return runs.sub(lambda run: f"{_FIRST_STRONG}{run[0]}{_POP}", text)


def size(text: str) -> int:
    """The length as channels count it that count least kindly: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
