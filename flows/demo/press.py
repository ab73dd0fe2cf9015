"""The press of the demonstration: pieces in, the bytes of their feeds and pages out."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows.demo.newsroom import Outlet, Piece

RELATED = 4
"""How many other headlines stand beside a text, as on the pages of most newspapers."""

ATTRIBUTES = 100_000
"""On one tag of the heavy page: trafilatura 2.3 worked on as many for over 20 seconds."""

TEMPLATES = Path(__file__).parent / "templates"

_words = yaml.safe_load((TEMPLATES / "words.yaml").read_text(encoding="utf-8"))
_templates = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["rfc822"] = format_datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site says to a GET."""

    status: int
    body: bytes
    content_type: str
    location: str = ""  # where a redirect leads
    modified: datetime | None = None  # aware; sent as Last-Modified

    @property
    def etag(self) -> str:
        """A strong validator made of the body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass(frozen=True, slots=True)
class Printed:
    """A piece that went to press."""

    piece: Piece
    outlet: Outlet
    published: datetime  # aware, in the outlet's zone

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/{self.piece.outlet}/{self.piece.section}/{self.piece.slug}"

    @property
    def listed(self) -> str:
        """The path that the feed gives: another one where the page has moved."""
        return f"/{self.piece.outlet}/old/{self.piece.slug}" if self.piece.serve == "redirect" else self.path

    @property
    def summary(self) -> str:
        """What the feed says of it; it says that it is invented there as well."""
        return f"{self.piece.summary or self.piece.paragraphs[0]} {self.outlet.note}"


def feed(outlet: Outlet, printed: Iterable[Printed], base: str, modified: datetime) -> Answer:
    """The outlet's feed: RSS, Atom, or the broken RSS of the wire."""
    kind = "application/atom+xml" if outlet.template == "atom.xml" else "application/rss+xml"
    text = _templates.get_template(outlet.template).render(
        outlet=outlet, printed=list(printed), base=base, modified=modified.astimezone(outlet.zone)
    )
    return Answer(200, text.encode(), f"{kind}; charset=utf-8", modified=modified)


def front(outlet: Outlet, printed: Iterable[Printed], base: str) -> Answer:
    """The outlet's front page, which names its feed as browsers expect it."""
    text = _templates.get_template("front.html").render(
        outlet=outlet, printed=list(printed), base=base, words=_words[outlet.language]
    )
    return Answer(200, text.encode(), "text/html; charset=utf-8")


def page(printed: Printed, others: Iterable[Printed], base: str) -> Answer:
    """The page of a piece, or what is there in its stead."""
    serve, charset = printed.piece.serve, printed.piece.charset
    if serve == "gone":
        return message(404, "Not found")
    if serve == "refused":
        return message(403, "Readers from your network are not served")
    text = _templates.get_template("gallery.html" if serve == "images" else "page.html").render(
        printed=printed,
        piece=printed.piece,
        outlet=printed.outlet,
        related=[other for other in others if other.piece != printed.piece][:RELATED],
        base=base,
        words=_words[printed.outlet.language],
        attributes=ATTRIBUTES if serve == "heavy" else 0,
    )
    return Answer(200, text.encode(charset, errors="xmlcharrefreplace"), f"text/html; charset={charset}")


def message(status: int, words: str) -> Answer:
    """A page that says one thing, such as an error."""
    text = _templates.get_template("message.html").render(words=words)
    return Answer(status, text.encode(), "text/html; charset=utf-8")


def login() -> Answer:
    """What a feed's address answers after its outlet put up a wall: 200, HTML, and not one entry."""
    text = _templates.get_template("login.html").render()
    return Answer(200, text.encode(), "text/html; charset=utf-8")


def quiet(name: str, base: str, now: datetime) -> Answer:
    """A sound feed that has listed nothing new for nine days."""
    issues = [(12 - number, now - timedelta(days=9 + 11 * number)) for number in range(3)]
    text = _templates.get_template("quiet.xml").render(name=name, base=base, issues=issues)
    return Answer(200, text.encode(), "application/rss+xml; charset=utf-8", modified=issues[0][1])


def moved(printed: Printed) -> Answer:
    """The answer at the address that a feed still gives for a page that has moved."""
    return Answer(301, b"", "text/html; charset=utf-8", location=printed.path)
