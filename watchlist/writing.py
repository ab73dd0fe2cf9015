"""How a name is written where it stands: as a hashtag, or as the dateline that a text opens with."""

import re

from watchlist.match import Writing

WRITINGS: tuple[Writing, ...] = ("dateline", "hashtag")
_TAGGED = re.compile(r"#\w*\Z")
# What may stand before a dateline: signs, and words that only say that news follows.
_OPENS = re.compile(
    r"\n[\W_]*(?:(?:خبر عاجل|عاجل|خاص|متابعات|فوری|فوري|breaking|urgent|update)[\W_]*)?\w{0,3}\Z", re.IGNORECASE
)
_OPENS_WITH = 40  # letters at most
# HAJIN, Syria —  هجين |  تدمر:  Al-Mayadin -
_CLOSES = re.compile(r"(?:\s*[,،][^\n,،:—–|-]{1,24}|\s*\([^\n()]{1,40}\))?(?:\s*(?:[:|/—–…\n📍🔴]|\.\.)|\s+-\s)")


def writing(text: str, start: int, end: int) -> Writing | None:
    """How the name is written that stands in a text from `start` to `end`, in code points; None: as any word is."""
    before = text[max(0, start - _OPENS_WITH) : start]
    if _OPENS.search(before if start > _OPENS_WITH else "\n" + before) and _CLOSES.match(text, end):
        return "dateline"
    return "hashtag" if _TAGGED.search(before) else None
