"""Lines of a message as each format has them, as many as a channel has room for."""

import html
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from flows.message.inert import ANGLES, MARKS, address, clean, cut, defused, embedded, isolated, size
from flows.wording import Wording

Format = Literal["text", "markdown", "html", "chat"]  # chat: the few tags of HTML that Telegram knows, lines as in text

_GAP = "\n\u2060\n"  # an empty line that Apprise leaves in what it sends to Telegram
_WEB = re.compile("https?://")
_LANGUAGE = re.compile("[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a message."""

    section: int  # lines of one section stand together
    lead: str = ""  # ours; never cut
    words: tuple[str, ...] = ()  # from anybody; cut where there is no room
    after: str = ""  # ours; never cut
    strong: bool = False
    quoted: bool = False  # within quotation marks
    mixed: bool = False  # whether the words are sentences of ours that quote others
    link: str = ""  # an address, written so that it can be followed
    language: str = ""  # of the words, ISO 639-1, where they are a stranger's


@dataclass(frozen=True, slots=True)
class Writer:
    """How a format writes lines."""

    wording: Wording
    inert: Callable[[str], str]
    strong: str = "{}"  # with {} where the words stand
    within: str = "\n"  # between two lines of a section
    between: str = "\n\n"  # between two sections
    tags: bool = False  # whether addresses lie behind words
    divided: bool = False  # whether lines are elements that say their language and direction

    def fit(self, blocks: Sequence[Block], tails: Sequence[Sequence[Block]], limit: int) -> str:
        """As many of the blocks as there is room for, the last one cut at a word, and the fullest tail that leaves them
        half of it."""
        if size(whole := self.write([*blocks, *tails[0]])) <= limit:
            return whole
        tail = next((tail for tail in tails if size(self.write(tail)) <= limit // 2), None)
        if tail is None:
            tail = next((tail for tail in tails if size(self.write(tail)) <= limit), tails[-1])
        kept: list[Block] = []

        def fits(block: Block) -> bool:
            return size(self.write([*kept, block, *tail])) <= limit

        for block in blocks:
            if fits(block):
                kept.append(block)
                continue
            kept += _shortened(block, fits)
            break
        return self.write([*kept, *tail])

    def fit_whole(self, blocks: Sequence[Block], limit: int) -> str:
        """As many whole blocks as there is room for, and how many are left out: rather without links than left out."""
        if size(whole := self.write(blocks)) <= limit:
            return whole
        bare = [replace(block, link="") if block.words else block for block in blocks]

        def linked(count: int) -> str:
            return self.write([*blocks[:count], *bare[count:]])

        if size(linked(0)) <= limit:
            return linked(_most(len(blocks) - 1, lambda count: size(linked(count)) <= limit))

        def shown(count: int) -> str:
            left = Block(blocks[count].section, self.wording.count("lines more", len(blocks) - count))
            return self.write([*bare[:count], left])

        kept = _most(len(blocks) - 1, lambda count: size(shown(count)) <= limit)
        return shown(kept) if kept else self.fit(blocks[:1], ((),), limit)

    def write(self, blocks: Sequence[Block]) -> str:
        """The blocks as the format has them."""
        text = ""
        for before, block in zip((None, *blocks), blocks, strict=False):
            if before is not None:
                text += self.within if before.section == block.section else self.between
            text += self._line(block)
        if self.divided:
            direction = "rtl" if self.wording.right_to_left else "ltr"
            return f'<div dir="{direction}" lang="{self.wording.language}">{text}</div>'
        return text

    def _line(self, block: Block) -> str:
        words = (self.wording.say("semicolon") if block.mixed else self.wording.say("comma")).join(
            self._inert_words(words, block) for words in block.words
        )
        if block.quoted and words:
            words = f"{self.wording.say('open quote')}{words}{self.wording.say('close quote')}"
        if block.link:
            words = self._linked(words, block.link)
        said = " ".join(part for part in (self.inert(block.lead), words, self.inert(block.after)) if part)
        said = self.strong.format(said) if block.strong else said
        if not self.divided:
            return said
        return f"<div>{said}</div>" if block.lead or block.after else f'<div dir="auto"{_lang(block)}>{said}</div>'

    def _inert_words(self, words: str, block: Block) -> str:
        shield = embedded if block.mixed else isolated
        shown = self.inert(shield(clean(words), self.wording.right_to_left))
        ours = block.lead or block.after  # a line without words of ours says its language itself
        return f'<span dir="auto"{_lang(block)}>{shown}</span>' if self.divided and ours and not block.mixed else shown

    def _linked(self, words: str, link: str) -> str:
        if not _WEB.match(link):  # no address that may be followed: a dropped file, or something that would be run
            return " ".join(part for part in (words, self.inert(clean(link))) if part)
        if not self.tags:
            return " ".join(part for part in (words, address(link)) if part)
        href = html.escape(address(link))
        return f'<a href="{href}">{words or href}</a>'


def writer(format: Format, wording: Wording, *, one_line: bool = False) -> Writer:
    """The writer of a format; with `one_line` all lines are one."""
    made = {
        "text": Writer(wording, lambda text: defused(text).translate(ANGLES)),
        "markdown": Writer(wording, lambda text: defused(text).translate(MARKS), "*{}*", "\n\n"),
        "html": Writer(wording, _escaped, "<b>{}</b>", "", "<br>", tags=True, divided=True),
        "chat": Writer(wording, _escaped, "<b>{}</b>", between=_GAP, tags=True),
    }[format]
    return replace(made, within=" · ", between=" · ") if one_line else made


def _lang(block: Block) -> str:
    return f' lang="{block.language}"' if _LANGUAGE.fullmatch(block.language) else ""


def _escaped(text: str) -> str:
    return html.escape(defused(text), quote=False)


def _most(most: int, fits: Callable[[int], bool]) -> int:
    """The largest of 1 … `most` that fits, where all below one that fits do; 0 where none does."""
    return bisect_left(range(1, most + 1), True, key=lambda count: not fits(count))


def _shortened(block: Block, fits: Callable[[Block], bool]) -> Iterator[Block]:
    """The block with as many of its words as fit, if any do."""
    for count in range(len(block.words) - 1, 0, -1):
        if fits(fewer := replace(block, words=block.words[:count])):
            yield fewer
            return
    words = clean(block.words[0]) if block.words else ""
    longest = bisect_left(
        range(len(words)), True, key=lambda length: not fits(replace(block, words=(cut(words, length),)))
    )
    if shorter := cut(words, longest - 1):
        yield replace(block, words=(shorter,))
