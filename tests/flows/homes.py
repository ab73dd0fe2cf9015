"""A home whose sources, pages and channels are on loopback: a real site, a real receiver, a clock that can be moved.

with Scene(tmp_path) as scene:
    scene.publish("ledger", Item("1", "Strike", NAMED))
    report = scene.run()
    assert scene.told() == ["Strike"]
"""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Any
from zlib import crc32

import yaml

from flows.cycle import run_cycle
from flows.demo.receiver import Receiver
from flows.home import Home
from flows.means import Means, utc_now
from flows.report import Report
from flows.settings import read_settings
from flows.sources import load_sources
from storage.database import read_database
from tests.flows.loopback import Asked, Loopback, Reply, Script
from watchlist.entity import Entity, Name, Watchlist
from watchlist.matcher import Matcher

SETTINGS = """
[watch]
failures_before_alarm = 2

[fetch]
allow_private = true
gap = "0s"
timeout = "5s"

[extract]
workers = 1
timeout = "3s"

[routes.desk]
channels = [{ name = "phone", url_file = "desk.url" }]

[routes.operators]
channels = [{ name = "phone", url_file = "operators.url" }]
"""
NAMED = "Residents of al-Bukamal said that the road to the frontier was closed before dawn on Tuesday."
_HOUR = "before dawn"  # made precise in each page, so that each tells news of its own
WEAK = "The weather office in Qaimtown measured more rain in one night than in the whole month before."
PLAIN = "The ferry across the lake was late again, and the council blamed the age of its only engine."
FILLER = (
    "Shopkeepers on the main street opened late because the power had failed during the night.",
    "A spokesman of the municipality said that repairs would take until the end of the week, and asked for patience.",
    "Prices of bread and fuel have risen twice this autumn, and the queues at the bakery are longer than they were.",
)

BROKEN = Reply(status=500)


@cache
def matcher() -> Matcher:
    """A watchlist of two: a name that alerts, and one that needs company."""
    bukamal = Entity("al-bukamal", "place", "al-Bukamal", (Name("al-Bukamal", "en"),))
    qaim = Entity("qaimtown", "place", "Qaimtown", (Name("Qaimtown", "en", strength="weak"),))
    return Matcher(Watchlist((bukamal, qaim), version="0123456789ab"))


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a feed, and what stands behind its address."""

    path: str  # below the site's root, without the slash in front
    title: str
    text: str = PLAIN  # a paragraph of its page
    summary: str = ""
    reply: Script | None = None  # what is answered instead of a page
    link: str = ""  # what the feed writes; "" for the plain address


@dataclass
class Scene:
    """A home in `folder`, its sources "ledger" and "courier", and everything around it, while the context is open."""

    folder: Path
    settings: str = SETTINGS
    answers: Sequence[int | None] = ()  # of the desk's receiver, to the first messages
    delay: float = 0.0  # seconds that the desk's receiver takes to answer
    ahead: timedelta = timedelta(0)  # how far the clock of the cycles runs ahead of the real one
    shelves: dict[str, list[Item]] = field(default_factory=lambda: {"ledger": [], "courier": []})

    def __enter__(self) -> "Scene":
        self.site = Loopback().__enter__()
        self.desk = Receiver(self.answers, self.delay).__enter__()
        self.operators = Receiver().__enter__()
        self.home = Home(self.folder / "home")
        self.home.prepare()  # makes the folder too
        self.write("landbridge.toml", self.settings)
        self.write("desk.url", self.desk.apprise_url)
        self.write("operators.url", self.operators.apprise_url)
        self.list_sources(*self.shelves)
        self.publish("ledger")
        self.publish("courier")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in (self.operators, self.desk, self.site):
            server.__exit__(kind, error, trace)

    def write(self, name: str, text: str) -> None:
        """Write a file of the home."""
        (self.home.path / name).write_text(text, encoding="utf-8")

    def list_sources(self, *ids: str) -> None:
        """Make sources.yaml name these sources alone."""
        rows = [
            {"id": id, "name": f"The {id.title()}", "url": self.site.url(f"/{id}/feed"), "homepage": self.site.url(),
             "language": "en", "country": "SY", "owner": "invented"}
            for id in ids
        ]  # fmt: skip
        self.write("sources.yaml", yaml.safe_dump({"sources": rows}))

    def publish(self, source: str, *items: Item) -> None:
        """Put items into a source's feed, newest first, and what they lead to on the site."""
        self.shelves[source][:0] = items
        shelf = self.shelves[source]
        self.site.replies[f"/{source}/feed"] = _feed(
            [(item.link or self.site.url(f"/{item.path}"), item) for item in shelf]
        )
        for item in items:
            self.site.replies[f"/{item.path}"] = item.reply or page(item)

    def break_feed(self, source: str, reply: Script = BROKEN) -> None:
        """Let a feed's address answer something else until the next publication."""
        self.site.replies[f"/{source}/feed"] = reply

    def means(self) -> Means:
        """The means of this home, with the small watchlist and the scene's clock."""
        return Means(
            self.home,
            read_settings(self.home.settings, os.environ),
            load_sources(self.home.sources),
            matcher().watchlist,
            lambda: utc_now() + self.ahead,
        )

    def run(self, after: timedelta = timedelta(minutes=11)) -> Report:
        """One cycle, `after` the one before: by default when every source is due again."""
        self.ahead += after
        return asyncio.run(run_cycle(self.means()))

    def rows(self, query: str) -> list[Any]:
        """What the database holds: tuples, or bare values where one column is asked for."""
        db = read_database(self.home.database)
        try:
            rows = db.execute(query).fetchall()
        finally:
            db.close()
        return [row[0] if len(row) == 1 else row for row in rows]

    def told(self) -> list[str]:
        """The messages on the desk's channel, in order."""
        return [message.body for message in self.desk.messages]

    def asked(self, path: str) -> int:
        """How often a path of the site was asked for."""
        return sum(asked.path == path for asked in self.site.asked)


def page(item: Item) -> Reply:
    """The page of an item: enough text for an article. What happened before dawn gets an hour of its own."""
    at = crc32(item.path.encode()) % 1440
    text = item.text.replace(_HOUR, f"at {at // 60:02}:{at % 60:02}")
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in (text, *FILLER))
    head = f'<title>{escape(item.title)}</title><meta property="og:title" content="{escape(item.title)}">'
    body = f"<article><h1>{escape(item.title)}</h1>{paragraphs}</article>"
    html = f'<!doctype html><html lang="en"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
    return Reply(body=html.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def _feed(entries: Sequence[tuple[str, Item]]) -> Script:
    rows = "".join(
        f"<item><title>{escape(item.title)}</title><link>{escape(link)}</link>"
        f"<description>{escape(item.summary)}</description></item>"
        for link, item in entries
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title>{rows}</channel></rss>'.encode()
    etag = f'"{hash(body):x}"'
    full = Reply(body=body, headers={"Content-Type": "application/rss+xml", "ETag": etag})

    def answer(asked: Asked) -> Reply:
        known = asked.headers.get("if-none-match") == etag
        return Reply(status=304, headers={"ETag": etag}) if known else full

    return answer
