"""A route's alerts as feeds that a reader can subscribe to: Atom (RFC 4287) and JSON Feed 1.1.

alerts of a route ── items ──▶ atom │ jsonfeed ──▶ <home>/feeds/<route>.atom, .json ──▶ the review site
"""

import json
import os
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import NAMESPACE_URL, uuid5

from sqlite_utils import Database

from flows.home import Home
from flows.message import Manner, render
from flows.routes import Route
from storage.conditions import close_condition, open_condition, open_conditions
from storage.database import write
from storage.feeds import Told, told
from storage.leases import Lease
from storage.times import to_text

NEWEST = 100  # alerts in a feed
ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"
_FAILING = "feeds-failing:feeds"
_WEB = re.compile(r"https?://[^\s]+")


@dataclass(frozen=True, slots=True)
class Item:
    """One alert as a feed has it."""

    id: str  # a URN
    title: str
    html: str  # inert
    text: str
    url: str  # of the article; "" where there is none of the web
    source: str  # who published it; "" where nobody did
    language: str  # of the article, "" where unknown
    tags: tuple[str, ...]  # names of the entities
    published: datetime  # aware UTC
    updated: datetime  # aware UTC


@dataclass(frozen=True, slots=True)
class Feed:
    """The alerts of a route."""

    route: str
    language: str  # of our own words
    items: tuple[Item, ...]  # newest first
    home: str = ""  # public address of the review site, "" where it has none

    @property
    def title(self) -> str:
        return f"Landbridge: {self.route}"

    def address(self, kind: str) -> str:
        """Where the review site shows the feed to others; "" where it has no public address."""
        return f"{self.home.rstrip('/')}/landbridge/feeds/{self.route}.{kind}" if self.home else ""


def feed_of(db: Database, route: Route, review: str = "", limit: int = NEWEST) -> Feed:
    """The newest alerts of a route, written as its messages are. `review`: public address of the review site."""
    manner = route.channels[0].manner if route.channels else Manner()
    plain = Manner(manner.wording)  # a user's template is for a channel
    items = tuple(_item(one, plain) for one in told(db, route.name, limit))
    return Feed(route.name, manner.wording.language, items, review)


def atom(feed: Feed) -> bytes:
    """The feed as an Atom document."""
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed", {"xml:lang": feed.language})
    _add(root, "id", _urn(feed))
    _add(root, "title", feed.title)
    _add(root, "updated", to_text(updated(item.updated for item in feed.items)))
    _add(_add(root, "author"), "name", "Landbridge")
    if feed.home:
        _add(root, "link", rel="self", type="application/atom+xml", href=feed.address("atom"))
        _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    for item in feed.items:
        entry = _add(root, "entry")
        _add(entry, "id", item.id)
        _add(entry, "title", item.title)
        _add(entry, "published", to_text(item.published))
        _add(entry, "updated", to_text(item.updated))
        if item.source:
            _add(_add(entry, "author"), "name", item.source)
        if item.url:
            _add(entry, "link", rel="alternate", href=item.url)
        for tag in item.tags:
            _add(entry, "category", term=tag)
        _add(entry, "content", item.html, type="html")
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def jsonfeed(feed: Feed) -> bytes:
    """The feed as a JSON Feed."""
    items = [
        {
            "id": item.id,
            "title": item.title,
            "content_html": item.html,
            "content_text": item.text,
            "date_published": to_text(item.published),
            "date_modified": to_text(item.updated),
            "tags": list(item.tags),
            **({"url": item.url} if item.url else {}),
            **({"authors": [{"name": item.source}]} if item.source else {}),
            **({"language": item.language} if item.language else {}),
        }
        for item in feed.items
    ]
    said = {
        "version": JSON_FEED,
        "title": feed.title,
        "language": feed.language,
        **({"home_page_url": feed.home, "feed_url": feed.address("json")} if feed.home else {}),
        "authors": [{"name": "Landbridge"}],
        "items": items,
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def write_feeds(db: Database, home: Home, routes: Iterable[Route], review: str = "") -> tuple[Path, ...]:
    """Write both feeds of each route that wants them, where they have changed, whole or not at all.

    Returns the files that were written. Raises OSError.
    """
    written: list[Path] = []
    for route in routes:
        if route.feed and not _is_written(db, home, route):
            feed = feed_of(db, route, review)
            for kind, body in (("atom", atom(feed)), ("json", jsonfeed(feed))):
                written.append(home.feeds / f"{route.name}.{kind}")
                _replace(written[-1], body, updated(item.updated for item in feed.items))
    return tuple(written)


def keep_feeds(
    db: Database, lease: Lease, home: Home, routes: Iterable[Route], now: datetime, review: str = ""
) -> None:
    """`write_feeds`; where that fails the operators hear of it, once, and whatever else there is to do goes on."""
    try:
        write_feeds(db, home, routes, review)
    except OSError as error:
        detail = f"{home.feeds}: the feeds cannot be written ({error.strerror}); free some space or make it yours"
        with write(db, lease):
            open_condition(db, _FAILING, detail, now)
    else:
        if any(condition.name == _FAILING for condition in open_conditions(db)):
            with write(db, lease):
                close_condition(db, _FAILING, now)


def _item(one: Told, manner: Manner) -> Item:
    facts = one.content
    html, text = render(facts, "html", manner), render(facts, "text", manner)
    story = facts["kind"] == "story"
    url = str(facts.get("url") or "")
    return Item(
        one.id,
        text.title,
        html.body,
        text.body,
        url if _WEB.fullmatch(url) else "",
        str(facts["source"]) if story else "",
        str(facts["language"]) if story else manner.wording.language,
        tuple(dict.fromkeys(entity["name"] for entity in facts["entities"])) if story else (),
        one.created,
        one.updated,
    )


def _urn(feed: Feed) -> str:
    """What tells the feed from others: where it stands, else its route."""
    return uuid5(NAMESPACE_URL, feed.address("atom") or f"landbridge feed {feed.route}").urn


def updated(moments: Iterable[datetime]) -> datetime:
    """When a feed whose entries were updated then was; one without entries was never."""
    return max(moments, default=datetime.fromtimestamp(0, UTC))


def _is_written(db: Database, home: Home, route: Route) -> bool:
    """Whether the files hold what they would hold now: they bear the time of the feed's last update."""
    at = updated(one.updated for one in told(db, route.name, NEWEST)).timestamp()
    settings = home.settings.stat().st_mtime if home.settings.exists() else 0.0
    for kind in ("atom", "json"):
        path = home.feeds / f"{route.name}.{kind}"
        if not path.exists() or abs(path.stat().st_mtime - at) > 0.001 or path.stat().st_ctime < settings:
            return False
    return True


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    if text:
        element.text = text
    return element


def _replace(path: Path, body: bytes, at: datetime) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            os.unlink(file.name)
            raise
    os.chmod(file.name, 0o644)
    os.utime(file.name, (at.timestamp(), at.timestamp()))
    os.replace(file.name, path)
