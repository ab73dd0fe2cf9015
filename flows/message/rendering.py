"""The message for a channel, out of the facts of an alert."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flows.message import telling
from flows.message.inert import cut, size
from flows.message.writing import Block, Format, Writer, writer
from flows.wording import ENGLISH, Wording


@dataclass(frozen=True, slots=True)
class Manner:
    """How a route wants its messages written."""

    wording: Wording = ENGLISH
    template: Path | None = None  # of the user's; alerts about stories alone are written by it


PLAINLY = Manner()


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a channel takes it."""

    title: str  # plain text; "" where the channel has no titles
    body: str  # in the format that was asked for
    note: str = ""  # for the operator: why the user's template was passed over


def render(
    facts: Mapping[str, Any],
    format: Format = "text",
    manner: Manner = PLAINLY,
    *,
    title_limit: int = 250,
    body_limit: int = 32768,
    together: bool = False,
    one_line: bool = False,
) -> Message:
    """The message for a channel that takes so many UTF-16 code units. Without titles (limit 0), the body says it all.

    `together` says that the title counts towards the limit of the body, `one_line` that the channel cuts after a line.
    An alert is never lost to a template: where that is broken or says too much, the message is the one without it.
    """
    made = writer(format, manner.wording, one_line=one_line)
    title = telling.title(facts, manner.wording)
    note = ""
    if manner.template is not None and facts["kind"] == "story":
        own = _by_template(manner.template, facts, manner.wording, format)
        if isinstance(own, Message):
            own = _titled(own, title, made, title_limit)
            if size(own.body) + (size(own.title) + 2 if together else 0) <= body_limit:
                return own
            own = f"{manner.template}: what it says is longer than the {body_limit} that the channel takes"
        note = own
    blocks, tails = telling.lines(facts, manner.wording)
    if title_limit <= 0:
        blocks, title = (Block(0, title, strong=True), *blocks), ""
    title = cut(title, title_limit)
    room = body_limit - (size(title) + 2 if together and title else 0)
    body = made.fit_whole(blocks, room) if facts["kind"] == "digest" else made.fit(blocks, tails, room)
    return Message(title, body, note)


def _titled(own: Message, title: str, made: Writer, limit: int) -> Message:
    """A template's message with its title, else ours, where the channel has one; else with its own above the body."""
    if limit > 0:
        return replace(own, title=cut(own.title or title, limit))
    heading = made.write([Block(0, words=(own.title,), strong=True)]) + made.between if own.title else ""
    return Message("", heading + own.body)


def _by_template(template: Path, facts: Mapping[str, Any], wording: Wording, format: Format) -> Message | str:
    """The message as the user's template has it, or why there is none."""
    from flows.message.templates import BrokenTemplate, apply  # Jinja takes a moment to import

    try:
        return Message(*apply(template, facts, wording, format))
    except BrokenTemplate as error:
        return str(error)
