"""The far side of many channels, each with manners of its own: it takes, refuses, hangs up or hangs, and remembers.

It learns what a message tells from the message: headlines are numbered, digests list them, and the routes write all
else by a template that says more.
"""

import asyncio
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType

from tests.flows.loopback import Asked, Loopback, Reply
from tests.flows.receivers import Mailbox, free_port

TEMPLATE = "{{ headline }}: story {{ story }} news {{ news | join(' ') }}."
ROUTES: Mapping[str, tuple[str, ...]] = {
    "desk": ("phone", "busy", "broken", "hanging"),
    "editors": ("vanishing", "slow", "mail"),
    "night": ("wrong", "nobody"),
    "crowd": ("phone", "vanishing"),
    "regular": ("phone", "vanishing"),
    "sleepers": ("phone", "broken"),
    "patient": ("phone", "broken"),
    "operators": ("pager",),
}
FILTERS: Mapping[str, frozenset[str]] = {"editors": frozenset(("kataib-hezbollah",))}  # entities; else all
CEILING = 2  # messages an hour, of "crowd"
INTERVAL = timedelta(hours=6)  # between two messages about a story, of "patient"
NEVER = frozenset(("night/wrong", "night/nobody"))  # a wrong token, and a port on which nobody listens
HASTY = "desk/hanging"  # a channel that is not waited for long
DELAY = 0.05  # seconds that a message is under way, so that some kills find one there
PATIENCE = 1.0  # seconds that the sender waits for the hanging channel: on a busy machine it may miss an answer
OFTEN = 0.25  # share of the messages that a channel with bad manners does not take at once

_TAKEN, _HANGS = Reply(delay=DELAY), Reply(delay=60)
_BROKEN = (Reply(status=500, delay=DELAY), Reply(status=503, delay=DELAY))
_VANISHES = Reply(cut=True, delay=DELAY)
_MANNERS: Mapping[str, tuple[Reply, ...]] = {
    "busy": (
        Reply(status=429, headers={"Retry-After": "1"}),
        Reply(status=429, body=b'{"parameters": {"retry_after": 1}}'),
    ),
    "broken": _BROKEN,
    "vanishing": (_VANISHES,),
    "mail": (_VANISHES, *_BROKEN),
    "slow": (Reply(delay=10 * DELAY),),
    "hanging": (_HANGS,),
}
_REPORT = re.compile(r"Report (\d{5})")
_STORY = re.compile(r"story (\d+) news ([^.]*)\.")


@dataclass(frozen=True, slots=True)
class Message:
    """A message that arrived."""

    channel: str  # "route/label"
    told: tuple[str, ...]  # the numbers of the headlines in it
    alert: tuple[int, frozenset[str]] | None  # its story and what is new in it; None for digests and the operators'
    title: str
    text: str
    at: datetime  # by the clock of the runs, aware UTC
    taken: bool  # whether the sender may have to think so: neither refused nor put off
    answered: bool


@dataclass(frozen=True, slots=True)
class Paces:
    """When the routes may speak that may not always."""

    quiet: tuple[timedelta, timedelta] = (timedelta(minutes=40), timedelta(minutes=100))  # from the beginning
    cron: str = "0 * * * *"  # of the digests of "regular"
    every: timedelta = timedelta(hours=1)  # the same


def numbers(text: str) -> tuple[str, ...]:
    """The numbers of the headlines in a text."""
    return tuple(_REPORT.findall(text))


class FarSide(Loopback):
    """A context manager that listens on 127.0.0.1; `now` is the clock of the runs."""

    def __init__(self, chance: random.Random, now: Callable[[], datetime], paces: Paces) -> None:
        super().__init__()
        self.paces = paces
        self.quiet = tuple((now() + after).replace(second=0, microsecond=0) for after in paces.quiet)
        self.messages: list[Message] = []
        self.calm = False  # whether everybody takes whatever comes
        self._chance = chance
        self._now = now
        self._post = _Post(self)
        for route, labels in ROUTES.items():
            for label in labels:
                self.replies[f"/{route}/{label}"] = self._receive

    def __enter__(self) -> "FarSide":
        super().__enter__()
        self._post.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._post.__exit__(kind, error, trace)
        super().__exit__(kind, error, trace)

    def settings(self, home: Path) -> str:
        """The routes to this side, for the settings of a home; its files are written beside them."""
        (home / "told.txt.j2").write_text(TEMPLATE)
        return "\n".join(self._tables(home))

    def took(self, channel: str) -> list[Message]:
        """What a channel took, in order."""
        return [message for message in self.messages if message.channel == channel and message.taken]

    def arrive(self, channel: str, title: str, text: str) -> Reply:
        """Take note of a message; returns what is to be answered."""
        reply = self._manner(channel.partition("/")[2])
        said = _STORY.search(text)
        alert = (int(said[1]), frozenset(said[2].split())) if said else None
        answered = not reply.cut and reply is not _HANGS
        told = numbers(text)
        self.messages.append(
            Message(channel, told, alert, title, text, self._now(), reply.status == 200 or reply.cut, answered)
        )
        return reply

    def _tables(self, home: Path) -> Iterator[str]:
        for route, labels in ROUTES.items():
            for label in labels:
                (home / f"{route}-{label}.url").write_text(self._url(route, label))
            channels = ", ".join(f'{{ name = "{label}", url_file = "{route}-{label}.url" }}' for label in labels)
            yield f'[routes.{route}]\nchannels = [{channels}]\ntemplate = "told.txt.j2"'
            yield self._pace(route)
            if route in FILTERS:
                yield f"entities = {json.dumps(sorted(FILTERS[route]))}"

    def _pace(self, route: str) -> str:
        start, end = self.quiet
        return {
            "crowd": f"ceiling = {CEILING}",
            "regular": f'digest = "{self.paces.cron}"',
            "sleepers": f'quiet_hours = "{start:%H:%M}-{end:%H:%M}"',
            "patient": f'story_interval = "{INTERVAL.total_seconds():g}s"',
        }.get(route, "")

    def _url(self, route: str, label: str) -> str:
        if label == "mail":
            return self._post.url()
        port = free_port() if label == "nobody" else self.port
        return f"json://127.0.0.1:{port}/{route}/{label}" + (f"?rto={PATIENCE}" if label == "hanging" else "")

    def _receive(self, asked: Asked) -> Reply:
        body = json.loads(asked.body)
        return self.arrive(asked.path.removeprefix("/"), body["title"], body["message"])

    def _manner(self, label: str) -> Reply:
        if label == "wrong":
            return Reply(status=401)
        if self.calm or self._chance.random() >= OFTEN:
            return _TAKEN
        return self._chance.choice(_MANNERS.get(label, (_TAKEN,)))


class _Post(Mailbox):
    """The mail server of the far side."""

    def __init__(self, far: FarSide) -> None:
        super().__init__()
        self._far = far

    async def answer(self, mail: EmailMessage) -> str:
        plain = mail.get_body(("plain",))
        assert plain is not None
        reply = self._far.arrive("editors/mail", mail["Subject"], " ".join(plain.get_content().split()))
        await asyncio.sleep(reply.delay)
        return "" if reply.cut else {200: "250 OK"}.get(reply.status, "451 later")
