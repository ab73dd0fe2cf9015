"""The newsroom of the demonstration: four invented outlets and the pieces that they print.

A piece is a file, `articles/<outlet>/<slug>.md`: YAML between two lines of dashes, then the text, paragraphs apart by
an empty line. What a watch has to make of it stands in the same file, so that a test can hold the one to the other.
"""

from dataclasses import dataclass, replace
from datetime import UTC, timedelta, timezone
from pathlib import Path
from typing import Any, Literal

import pydantic
import yaml

ARTICLES = Path(__file__).parent / "articles"

Subject = Literal["watched", "look-alike", "other"]
Serve = Literal["page", "redirect", "gone", "refused", "images", "heavy"]


@dataclass(frozen=True, slots=True)
class Outlet:
    """A newspaper that exists nowhere else."""

    id: str  # slug, the first part of its paths and the name of its folder
    name: str  # in its own language
    language: str  # ISO 639-1 code
    country: str  # ISO 3166-1 alpha-2 code
    feed: str  # file name of its feed
    template: str  # what prints the feed
    zone: timezone  # in which it dates its pieces
    motto: str  # in its own language
    desk: str  # whom it names as author, in its own language: no person
    note: str  # says that a piece is invented, in its own language

    @property
    def direction(self) -> str:
        """The direction of its script, as HTML spells it."""
        return "rtl" if self.language in {"ar", "fa"} else "ltr"


ENGLISH_NOTE = "This is a demonstration article; the events are invented."

OUTLETS = (
    Outlet(
        id="tamarisk-ledger",
        name="The Tamarisk Ledger",
        language="en",
        country="GB",
        feed="feed.xml",
        template="rss.xml",
        zone=UTC,
        motto="News from the dry country",
        desk="Ledger desk",
        note=ENGLISH_NOTE,
    ),
    Outlet(
        id="daftar-al-nakhil",
        name="دفتر النخيل",
        language="ar",
        country="IQ",
        feed="atom.xml",
        template="atom.xml",
        zone=timezone(timedelta(hours=3)),
        motto="أخبار البادية والمدن",
        desk="هيئة التحرير",
        note="هذا نص تجريبي، وأحداثه من نسج الخيال.",
    ),
    Outlet(
        id="daftar-e-rah",
        name="دفتر راه",
        language="fa",
        country="IR",
        feed="rss.xml",
        template="rss.xml",
        zone=timezone(timedelta(hours=3, minutes=30)),
        motto="خبرهای راه و شهر",
        desk="تحریریهٔ دفتر راه",
        note="این یک نوشتهٔ نمایشی است و رویدادهای آن ساختگی است.",
    ),
    Outlet(
        id="waymark-wire",
        name="Waymark Wire",
        language="en",
        country="GB",
        feed="wire.xml",
        template="broken.xml",
        zone=UTC,
        motto="Short, plain, on time",
        desk="Waymark desk",
        note=ENGLISH_NOTE,
    ),
)


@pydantic.dataclasses.dataclass(frozen=True, slots=True, config=pydantic.ConfigDict(extra="forbid"))
class Piece:
    """One article, how it is served, and what has to be found in it."""

    outlet: str  # id of the outlet
    slug: str  # unique among all pieces
    title: str  # plain text
    paragraphs: tuple[str, ...]  # plain text
    section: str  # slug, part of its path
    hours: float  # how long before the opening of the site it was published
    summary: str = ""  # what the feed says of it; empty: the first paragraph
    subject: Subject = "watched"  # "look-alike": what it names only resembles what is watched; "other": nothing does
    alerts: tuple[str, ...] = ()  # ids of entities that have to be found, with an alert
    quiet: tuple[str, ...] = ()  # ids of entities that may be found but must not alert
    event: str = ""  # shared by the pieces that tell the same event
    text_of: str = ""  # slug of the piece whose text this one copies
    serve: Serve = "page"  # what a reader gets who follows the link
    charset: str = "utf-8"  # of the page
    held: bool = False  # whether it waits until it is published by name


def read_piece(path: Path) -> Piece:
    """Read one piece. Raises pydantic.ValidationError where its front matter is not what a piece holds."""
    head, _, text = path.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
    front: dict[str, Any] = yaml.safe_load(head)
    paragraphs = tuple(" ".join(block.split()) for block in text.split("\n\n") if block.strip())
    return Piece(outlet=path.parent.name, slug=path.stem, paragraphs=paragraphs, **front)


def read_pieces(folder: Path = ARTICLES) -> tuple[Piece, ...]:
    """Every piece of every outlet, those that are held back included, newest first."""
    pieces = {piece.slug: piece for piece in map(read_piece, sorted(folder.glob("*/*.md")))}
    whole = (
        replace(piece, paragraphs=pieces[piece.text_of].paragraphs) if piece.text_of else piece
        for piece in pieces.values()
    )
    return tuple(sorted(whole, key=lambda piece: (piece.hours, piece.slug)))
