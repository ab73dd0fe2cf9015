"""What an alert says: facts frozen when it became due, and their rendering for a channel when it is sent.

What strangers wrote (headlines, snippets) is inert in every format: no markup, no link, no mention of people or groups,
no control or direction-changing characters. What we cannot do without, the source and the link, is never cut off.
"""

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

from storage.times import from_text, to_text, to_text_or_none
from watchlist.article import Article
from watchlist.match import Match
from watchlist.snippet import snippet
from watchlist.source import Source

Format = Literal["text", "markdown", "html"]

NAMED = 3  # entities in a title; the rest is counted
HEADROOM = 80  # code points kept for the headline, as far as the limit allows, before the times and the way to judge
# What hides, turns the direction or cannot be written everywhere. ZWNJ and ZWJ stay: Persian and emoji need them.
_UNWANTED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
_SENSE = re.compile(r"://|@")  # what programs make links and mentions of
_JOINER = "\u2060"  # word joiner: nothing to the eye
_FIRST_STRONG, _POP = "\u2068", "\u2069"  # isolates (Unicode Standard Annex 9): the text finds its own direction
# Markdown has dialects that share no escape (Slack knows no backslash): look-alikes are inert in all of them.
_ANGLES = str.maketrans("<>", "‹›")
_MARKS = str.maketrans("<>[]*_`~|\\", "‹›［］∗ˍˋ∼∣∖")


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a channel takes it."""

    title: str  # plain text; "" where the channel has no titles
    body: str  # in the format that was asked for


def content(
    article: Article,
    matches: Sequence[Match],
    *,
    names: Mapping[str, str],
    source: Source,
    story: int,
    found: datetime,
    review: str = "",
) -> dict[str, object]:
    """The facts of an alert about one article, JSON-able.

    `matches` are those that the route wants to hear of, `names` says what entities are called, by id; `found` is aware;
    `review` is the public address of the review site, where there is one.
    """
    ranked = sorted(matches, key=lambda match: -match.score)
    return {
        "kind": "story",
        "headline": article.title,
        "entities": [
            {
                "id": match.entity,
                "name": names.get(match.entity, match.entity),
                "type": match.type,
                "score": round(match.score, 2),
                "alerts": match.alerts,
                "why": list(match.why),
                "cues": list(match.cues),
                "snippet": snippet(article.title, article.text, match),
            }
            for match in ranked
        ],
        "source": source.name,
        "language": article.language,
        "published": to_text_or_none(article.published),
        "found": to_text(found),
        "url": article.url,
        "story": story,
        "judge": f"{review.rstrip('/')}/landbridge/newest_matches?story_id={story}" if review else "",
    }


def render(
    facts: Mapping[str, Any],
    format: Format = "text",
    *,
    title_limit: int = 250,
    body_limit: int = 32768,
    together: bool = False,
    one_line: bool = False,
) -> Message:
    """The message for a channel that takes so many code points. Without titles (limit 0), the body says it all.

    `together` says that the title counts towards the limit of the body, `one_line` that the channel cuts after a line.
    """
    writer = replace(_WRITERS[format], within=" · ", between=" · ") if one_line else _WRITERS[format]
    story = facts["kind"] == "story"
    title = _story_title(facts) if story else _condition_title(facts)
    blocks, tails = (_story_blocks(facts), _story_tails(facts)) if story else (_condition_blocks(facts), ((),))
    if title_limit <= 0:
        return Message("", writer.fit((_Block(0, "", title, strong=True), *blocks), tails, body_limit))
    title = _cut(title, title_limit)
    return Message(title, writer.fit(blocks, tails, body_limit - (len(title) + 2 if together else 0)))


def trial(route: str, channel: str, now: datetime) -> dict[str, object]:
    """The facts of a test message."""
    return {
        "kind": "trial",
        "headline": f"A test of the channel {channel}: alerts of the route {route} arrive here",
        "detail": f"Sent by `landbridge alerts test` at {_time(to_text(now))}. Nothing has happened.",
    }


@dataclass(frozen=True, slots=True)
class _Block:
    """One line of a message."""

    section: int  # lines of one section stand together
    lead: str  # ours; never cut
    words: str  # from anybody; cut where there is no room
    after: str = ""  # ours; never cut
    strong: bool = False
    quoted: bool = False  # within quotation marks
    link: bool = False  # an address, written so that it can be followed


@dataclass(frozen=True, slots=True)
class _Writer:
    """How a format writes lines."""

    inert: Callable[[str], str]
    strong: str  # with {} where the words stand
    line: str  # likewise
    link: str  # with {} where the address stands, once or twice
    within: str  # between two lines of a section
    between: str  # between two sections

    def fit(self, blocks: Sequence[_Block], tails: Sequence[Sequence[_Block]], limit: int) -> str:
        """As many of the blocks as there is room for, the last one cut at a word, and the fullest tail that fits."""
        wanted = limit - min(HEADROOM, limit // 2)
        tail = next((tail for tail in tails if len(self.write(tail)) <= wanted), None)
        if tail is None:
            tail = next((tail for tail in tails if len(self.write(tail)) <= limit), tails[-1])
        kept: list[_Block] = []
        for block in blocks:
            if len(self.write([*kept, block, *tail])) <= limit:
                kept.append(block)
                continue
            cut = self._shorten(block, limit - len(self.write([*kept, replace(block, words=""), *tail])))
            if cut.words and len(self.write([*kept, cut, *tail])) <= limit:
                kept.append(cut)
            break
        return self.write([*kept, *tail])

    def write(self, blocks: Sequence[_Block]) -> str:
        """The blocks as the format has them."""
        text = ""
        for before, block in zip((None, *blocks), blocks, strict=False):
            if before is not None:
                text += self.within if before.section == block.section else self.between
            text += self._line(block)
        return text

    def _line(self, block: _Block) -> str:
        if block.link:
            address = html.escape(_address(block.words)) if "href" in self.link else _address(block.words)
            followed = self.link.format(*[address] * self.link.count("{}"))
            return self.line.format(f"{self.inert(block.lead)} {followed}".strip())
        words = _isolated(self.inert(_clean(block.words)))
        words = f"“{words}”" if block.quoted else words
        said = " ".join(part for part in (self.inert(block.lead), words, self.inert(block.after)) if part)
        return self.line.format(self.strong.format(said) if block.strong else said)

    def _shorten(self, block: _Block, room: int) -> _Block:
        """The block with as many words as `room` holds once they are written."""
        words = _clean(block.words)
        longest = bisect_left(range(len(words)), True, key=lambda size: len(self.inert(_cut(words, size))) > room - 4)
        return replace(block, words=_cut(words, max(longest - 1, 0)))


def _story_title(facts: Mapping[str, Any]) -> str:
    entities = facts["entities"]
    names = ", ".join(_clean(entity["name"]) for entity in entities[:NAMED])
    more = f" +{len(entities) - NAMED}" if len(entities) > NAMED else ""
    cues = list(dict.fromkeys(cue for entity in entities for cue in entity["cues"]))
    return names + more + (f": {', '.join(cues)}" if cues else "")


def _condition_title(facts: Mapping[str, Any]) -> str:
    if facts["kind"] == "trial":
        return "Landbridge: a test"
    return "Landbridge: all is well again" if facts["closed_at"] else "Landbridge: something is wrong"


def _story_blocks(facts: Mapping[str, Any]) -> tuple[_Block, ...]:
    blocks = [_Block(1, "", facts["headline"], strong=True)]
    for entity in facts["entities"]:
        lead = f"• {_clean(entity['name'])} ({entity['type']}, {entity['score']:.2f}):"
        blocks.append(_Block(2, lead, "; ".join(entity["why"])))
    snippets = _telling((entity["snippet"] for entity in facts["entities"]), facts["headline"])
    blocks += [_Block(3, "", words, quoted=True) for words in snippets]
    return tuple(blocks)


def _telling(snippets: Iterable[str], headline: str) -> list[str]:
    """The snippets that say something new: names that stand near each other have nearly the same surroundings."""
    kept: list[str] = []
    seen = _threes(headline)
    for quoted in snippets:
        threes = _threes(quoted)
        if len(threes - seen) > len(threes) / 2:
            kept.append(quoted)
            seen |= threes
    return kept


def _threes(text: str) -> set[tuple[str, ...]]:
    """Every three words in a row."""
    words = text.split()
    return set(zip(words, words[1:], words[2:], strict=False)) or {tuple(words)}


def _story_tails(facts: Mapping[str, Any]) -> tuple[tuple[_Block, ...], ...]:
    """The ends that a message can have, the fullest first."""
    language = f"[{facts['language']}] " if facts["language"] else ""
    published = f"· published {_time(facts['published'])} " if facts["published"] else ""
    full = _Block(4, "", facts["source"], f"{language}{published}· found {_time(facts['found'])}")
    short = _Block(4, "", facts["source"])
    link = _Block(4, "", facts["url"], link=True)
    if facts["judge"]:
        judge = _Block(4, "Judge it:", facts["judge"], link=True)
    else:
        judge = _Block(4, f"Judge it: landbridge review, story {facts['story']}", "")
    return ((full, link, judge), (full, link), (short, link), (link,))


def _condition_blocks(facts: Mapping[str, Any]) -> tuple[_Block, ...]:
    blocks = [_Block(1, "", facts["headline"], strong=True)]
    if facts["kind"] == "trial":
        return (*blocks, _Block(2, "", facts["detail"]))
    since = f"Since {_time(facts['opened_at'])}" + (f", over {_time(facts['closed_at'])}" if facts["closed_at"] else "")
    return (*blocks, _Block(2, since, ""))


def _time(text: str) -> str:
    return f"{from_text(text):%d %b %Y, %H:%M} UTC"


def _clean(text: str) -> str:
    """One line without anything that hides, turns or cannot be encoded."""
    return " ".join(_UNWANTED.sub("", " ".join(text.split())).split())


def _cut(text: str, limit: int) -> str:
    """At most `limit` code points, cut at a word and marked with … where it was longer."""
    if len(text) <= limit:
        return text
    kept = text[: max(limit - 1, 0)]
    if text[len(kept)] != " " and " " in kept[-40:]:
        kept = kept.rsplit(" ", 1)[0]
    return f"{kept.rstrip()}…" if kept.strip() else ""


def _isolated(text: str) -> str:
    """The text shielded from the direction of what stands around it, where it is written from right to left."""
    turns = any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)
    return f"{_FIRST_STRONG}{text}{_POP}" if turns else text


def _address(url: str) -> str:
    """An http(s) address with everything in it encoded that could end it or mean something to a format."""
    return quote(url, safe="%/:?#!$&;=+,-._")


def _defused(text: str) -> str:
    return _SENSE.sub(lambda found: found[0][0] + _JOINER + found[0][1:], text)


_WRITERS: dict[Format, _Writer] = {
    "text": _Writer(lambda text: _defused(text).translate(_ANGLES), "{}", "{}", "{}", "\n", "\n\n"),
    "markdown": _Writer(lambda text: _defused(text).translate(_MARKS), "*{}*", "{}", "{}", "\n\n", "\n\n"),
    "html": _Writer(
        lambda text: html.escape(_defused(text), quote=False), "<b>{}</b>", '<div dir="auto">{}</div>',
        '<a href="{}">{}</a>', "\n", "\n",
    ),
}  # fmt: skip
