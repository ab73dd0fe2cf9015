"""Plain text out of what strangers wrote as HTML, text or something between."""

import html
import re

# A tag begins with a letter, so that "5 < 6" stays; whatever opens and never closes is cut with the rest.
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,30})[^<>]*>|<!--.*?(?:-->|\Z)|<[!?][^<>]*>", re.DOTALL)
_HIDDEN = re.compile(r"<((?i:script|style|iframe|svg))\b[^<>]*>.*?(?:</(?i:\1)\s*>|\Z)", re.DOTALL)
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q",
     "s", "small", "span", "strong", "sub", "sup", "u")
)  # fmt: skip
# Control characters, overrides of the direction of writing (they can make a text read as another), halves of
# surrogate pairs and non-characters. The joiners and marks that Persian and Arabic need are not among them.
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def plain(text: str, limit: int) -> str:
    """One line of plain text of at most `limit` code points, cut at a word and marked with “…” where it was longer.

    Tags and comments are left out (block elements part words, inline ones do not), character references are resolved,
    white space is folded. What comes out is text, not HTML: it must be escaped before it is shown as such.
    """
    if "<" in text or "&" in text:
        text = text[: 4 * limit + 2048]  # as much markup around the words as real pages have, and no more
        if "<" in text:
            text = _TAG.sub(_gap, _HIDDEN.sub(" ", text))
        if "&" in text:
            text = html.unescape(text)
    if not text.isprintable():
        text = _UNWANTED.sub("", " ".join(text.split()))
    while "  " in text:  # four times as fast as splitting, where there is little to fold
        text = text.replace("  ", " ")
    text = text.strip()
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept[-40:] else kept) + "…"


def paragraphs(text: str, limit: int) -> str:
    """The same of a whole text: lines where blocks and breaks part it, none empty, of `limit` code points in all."""
    text = _HIDDEN.sub(" ", text[: 4 * limit + 2048])
    lines = (plain(line, limit) for line in _TAG.sub(_break, text).splitlines())
    return "\n".join(filter(None, lines))[:limit]


def _break(tag: re.Match[str]) -> str:
    return "" if (tag[2] or "").lower() in _INLINE else "\n"


def _gap(tag: re.Match[str]) -> str:
    return "" if (tag[2] or "").lower() in _INLINE else " "
