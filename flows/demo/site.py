"""The news site of the demonstration: four outlets of our own invention, a quiet one, and one that locked its door.

Everything that a watch meets out there stands on 127.0.0.1: sound feeds and a broken one, a login page where a feed
was, pages that moved, vanished, refuse, hold no text or too much of a tag, an old character set, a robots.txt.
"""

import gzip
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from flows.demo import press
from flows.demo.loopback import Handler, serving
from flows.demo.newsroom import OUTLETS, read_pieces
from flows.demo.press import Answer, Printed
from watchlist.source import Source

LOCKED = "latchkey-courier"
"""Id of the outlet whose feed became a login page."""

QUIET = "saltmarsh-bulletin"
"""Id of the outlet whose feed is sound and has listed nothing new for days."""

_SILENT = {QUIET: "The Saltmarsh Bulletin", LOCKED: "The Latchkey Courier"}  # what they are called

ROBOTS = """User-agent: *
Disallow: /tamarisk-ledger/members/
"""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked of the site, and the answer's status."""

    method: str
    path: str  # with the query
    status: int
    agent: str  # User-Agent, "" where none was sent


class Site:
    """Serves the outlets for as long as the context is open.

    `now` is an aware time: the newest piece was published shortly before it, the oldest some hours before.
    """

    def __init__(self, now: datetime) -> None:
        self._outlets = {outlet.id: outlet for outlet in OUTLETS}
        pieces = read_pieces()
        self._held = {piece.slug: piece for piece in pieces if piece.held}
        self._printed = [
            Printed(piece, self._outlets[piece.outlet], self._local(piece.outlet, now - timedelta(hours=piece.hours)))
            for piece in pieces
            if not piece.held
        ]
        self._modified = {outlet.id: now for outlet in OUTLETS}
        self._began = now
        self._answers: dict[str, Answer] = {}
        self._requests: list[Request] = []
        self._open = ExitStack()
        self.url = ""  # root address, without a slash at the end; set while the site is open

    def __enter__(self) -> Self:
        self.url = self._open.enter_context(serving(handler(self)))
        self._print()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @property
    def requests(self) -> tuple[Request, ...]:
        """Everything that was asked so far, in order."""
        return tuple(self._requests)

    @property
    def printed(self) -> tuple[Printed, ...]:
        """The pieces that stand in the feeds, newest first."""
        return tuple(self._printed)

    def sources(self) -> tuple[Source, ...]:
        """What a watch polls: the four outlets, the quiet one, and the one whose feed is a login page."""
        outlets = tuple(
            Source(
                id=outlet.id,
                name=outlet.name,
                kind="feed",
                url=f"{self.url}/{outlet.id}/{outlet.feed}",
                homepage=f"{self.url}/{outlet.id}/",
                language=outlet.language,
                country=outlet.country,
                owner="invented for the demonstration",
            )
            for outlet in OUTLETS
        )
        silent = tuple(
            Source(
                id=id,
                name=name,
                kind="feed",
                url=f"{self.url}/{id}/feed.xml",
                homepage=f"{self.url}/{id}/",
                language="en",
                country="GB",
                owner="invented for the demonstration",
            )
            for id, name in _SILENT.items()
        )
        return (*outlets, *silent)

    def publish(self, slug: str) -> Printed:
        """Put a piece that was held back into its outlet's feed, dated now. Raises KeyError where none is so called."""
        piece = self._held.pop(slug)
        # Last-Modified counts whole seconds: a change within the same one would go unseen.
        time = max(datetime.now(UTC), self._modified[piece.outlet] + timedelta(seconds=1))
        self._modified[piece.outlet] = time
        printed = Printed(piece, self._outlets[piece.outlet], self._local(piece.outlet, time))
        self._printed.insert(0, printed)
        self._print()
        return printed

    def _local(self, outlet: str, time: datetime) -> datetime:
        return time.astimezone(self._outlets[outlet].zone)

    def _print(self) -> None:
        """Print everything anew, and swap it in at once."""
        shelves: dict[str, list[Printed]] = defaultdict(list)
        for printed in self._printed:
            shelves[printed.piece.outlet].append(printed)
        answers = {
            "/robots.txt": Answer(200, ROBOTS.encode(), "text/plain; charset=utf-8"),
            f"/{LOCKED}/": press.login(),
            f"/{LOCKED}/feed.xml": press.login(),
            f"/{QUIET}/": press.message(200, _SILENT[QUIET]),
            f"/{QUIET}/feed.xml": press.quiet(_SILENT[QUIET], f"{self.url}/{QUIET}", self._began),
        }
        for outlet in OUTLETS:
            shelf = shelves[outlet.id]
            answers[f"/{outlet.id}/"] = press.front(outlet, shelf, self.url)
            answers[f"/{outlet.id}/{outlet.feed}"] = press.feed(outlet, shelf, self.url, self._modified[outlet.id])
            # A piece that came later stands beside no other text: pages stay as they were printed.
            first = [printed for printed in shelf if not printed.piece.held]
            for printed in shelf:
                answers[printed.path] = press.page(printed, first, self.url)
                if printed.listed != printed.path:
                    answers[printed.listed] = press.moved(printed)
        self._answers = answers

    def answer(self, path: str) -> Answer:
        """What stands at a path; its query is not looked at."""
        return self._answers.get(urlsplit(path).path) or press.message(404, "Not found")

    def record(self, request: Request) -> None:
        """Keep what was asked."""
        self._requests.append(request)


def unchanged(answer: Answer, none_match: str, modified_since: str) -> bool:
    """Whether a conditional GET has this answer already. If-None-Match goes before If-Modified-Since (RFC 9110)."""
    if answer.modified is None:
        return False
    if none_match:
        return answer.etag in (tag.strip().removeprefix("W/") for tag in none_match.split(","))
    return bool(modified_since) and parsedate_to_datetime(modified_since) >= answer.modified.replace(microsecond=0)


def handler(site: Site) -> type[Handler]:
    """A request handler that serves the site."""

    class SiteHandler(Handler):
        def do_GET(self) -> None:
            answer = site.answer(self.path)
            known = unchanged(answer, self.headers.get("If-None-Match", ""), self.headers.get("If-Modified-Since", ""))
            status, body = (304, b"") if known else (answer.status, answer.body)
            site.record(Request(self.command, self.path, status, self.headers.get("User-Agent", "")))
            self.send_response(status)
            if answer.modified:
                self.send_header("ETag", answer.etag)
                self.send_header("Last-Modified", format_datetime(answer.modified.astimezone(UTC), usegmt=True))
            if answer.location:
                self.send_header("Location", answer.location)
            if body and "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, mtime=0)
                self.send_header("Content-Encoding", "gzip")
            if status != 304:
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET

    return SiteHandler
