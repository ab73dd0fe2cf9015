"""The far side of many channels, each with manners of its own: it takes, refuses, hangs up, and remembers what it took.

It learns which alert a message is from the message: the routes write by a template that says so.
"""

import json
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.flows.loopback import Asked, Loopback, Reply
from tests.flows.receivers import free_port

TEMPLATE = "story {{ story }} news {{ news | join(' ') }}."
ROUTES: Mapping[str, tuple[str, ...]] = {
    "desk": ("phone", "busy", "broken"),
    "editors": ("vanishing", "slow"),
    "night": ("wrong", "nobody"),
    "operators": ("pager",),
}
FILTERS: Mapping[str, frozenset[str]] = {"editors": frozenset(("kataib-hezbollah",))}  # entities; else all
NEVER = frozenset(("night/wrong", "night/nobody"))  # a wrong token, and a port on which nobody listens
DELAY = 0.05  # seconds that a message is under way, so that some kills find one there
OFTEN = 0.25  # share of the messages that a channel with bad manners does not take at once

_TOLD = re.compile(r"story (\d+) news ([^.]*)\.")


@dataclass(frozen=True, slots=True)
class Message:
    """A message that arrived."""

    channel: str  # "route/label"
    alert: tuple[int, frozenset[str]] | None  # number of its story and what is new in it; None where it is no story's
    text: str
    taken: bool  # whether the sender may have to think so: neither refused nor put off
    answered: bool


class FarSide(Loopback):
    """A context manager that listens on 127.0.0.1."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.messages: list[Message] = []
        self.calm = False  # whether everybody takes whatever comes
        self._chance = chance
        for route, labels in ROUTES.items():
            for label in labels:
                self.replies[f"/{route}/{label}"] = self._receive

    def settings(self, home: Path) -> str:
        """The routes to this side, for the settings of a home; its files are written beside them."""
        (home / "told.txt.j2").write_text(TEMPLATE)
        return "\n".join(self._tables(home))

    def took(self, channel: str) -> list[Message]:
        """What a channel took, in order."""
        return [message for message in self.messages if message.channel == channel and message.taken]

    def _tables(self, home: Path) -> Iterator[str]:
        for route, labels in ROUTES.items():
            for label in labels:
                port = free_port() if f"{route}/{label}" == "night/nobody" else self.port
                (home / f"{route}-{label}.url").write_text(f"json://127.0.0.1:{port}/{route}/{label}")
            channels = ", ".join(f'{{ name = "{label}", url_file = "{route}-{label}.url" }}' for label in labels)
            yield f'[routes.{route}]\nchannels = [{channels}]\ntemplate = "told.txt.j2"'
            if route in FILTERS:
                yield f"entities = {json.dumps(sorted(FILTERS[route]))}"

    def _receive(self, asked: Asked) -> Reply:
        channel = asked.path.removeprefix("/")
        reply = self._manner(channel.partition("/")[2])
        body = json.loads(asked.body)
        said = _TOLD.search(body["message"])
        alert = (int(said[1]), frozenset(said[2].split())) if said else None
        taken = reply.status == 200 or reply.cut
        self.messages.append(Message(channel, alert, f"{body['title']}\n{body['message']}", taken, not reply.cut))
        return reply

    def _manner(self, label: str) -> Reply:
        if label == "wrong":
            return Reply(status=401)
        if not self.calm and self._chance.random() < OFTEN:
            if label == "busy":
                asked = Reply(status=429, headers={"Retry-After": "1"})
                return self._chance.choice([asked, Reply(status=429, body=b'{"parameters": {"retry_after": 1}}')])
            if label == "broken":
                return Reply(status=self._chance.choice([500, 503]), delay=DELAY)
            if label == "vanishing":
                return Reply(cut=True, delay=DELAY)
            if label == "slow":
                return Reply(delay=10 * DELAY)
        return Reply(delay=DELAY)
