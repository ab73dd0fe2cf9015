"""How a value of the database is shown: escaped, in its own direction, and linked to where it leads."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from datasette.utils import tilde_encode
from markupsafe import Markup, escape

from storage.times import from_text, to_text

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_LONGEST = 1200  # code points of a text in a table; its own page shows all
_SHOWN_URL = 60  # code points of an address
_MATCHES = "/landbridge/newest_matches"


def cell(row: Mapping[str, Any], value: object, column: str, table: str | None) -> Markup | None:
    """The cell as HTML; None leaves it to Datasette."""
    if isinstance(value, bytes | dict) or value is None or value == "":
        return None
    if column in _COLUMNS:
        shown = _COLUMNS[column](value, row, table)
        if shown is not None:
            return shown
    if not isinstance(value, str):
        return None
    if _TIME.fullmatch(value):
        return moment(value)
    if is_web(value):
        return outward(value)
    return listed(value) if value.startswith("[") else text(value)


def text(value: str, language: str = "") -> Markup:
    """A text in the direction of its own first letters, which no mark in it can turn for its surroundings."""
    shown = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
    return Markup('<bdi dir="auto"{}>{}</bdi>').format(_language(language), shown)


def marked(value: str, surfaces: Sequence[str] = (), language: str = "") -> Markup:
    """A text with what was found in it highlighted."""
    wanted = sorted({" ".join(surface.split()) for surface in surfaces} - {""}, key=len, reverse=True)
    pieces = re.split(rf"((?:{'|'.join(map(re.escape, wanted))})(?!\w))", value) if wanted else [value]
    shown = [Markup("<mark>{}</mark>").format(piece) if at % 2 else escape(piece) for at, piece in enumerate(pieces)]
    return Markup('<bdi dir="auto"{}>{}</bdi>').format(_language(language), Markup("").join(shown))


def moment(value: str | None) -> Markup:
    """A stored time for people, to the minute. What is no such time is shown as it stands."""
    if not value or not _TIME.fullmatch(value):
        return escape(value or "")
    at = from_text(value)
    return Markup('<time datetime="{}" title="{} UTC">{}</time>').format(
        value, f"{at:%Y-%m-%d %H:%M:%S}", f"{at.day} {at:%b %Y, %H:%M}"
    )


def moment_of(at: datetime) -> Markup:
    """A time (aware) for people, likewise."""
    return moment(to_text(at))


def ago(value: str | None, now: datetime) -> Markup:
    """A stored time as its distance from now, the time itself behind it."""
    if not value:
        return Markup("never")
    seconds = max((now - from_text(value)).total_seconds(), 0)
    steps = ((86400, "day"), (3600, "hour"), (60, "minute"))
    count, unit = next(((int(seconds // size), unit) for size, unit in steps if seconds >= size), (0, ""))
    said = f"{count} {unit}{'' if count == 1 else 's'} ago" if unit else "just now"
    return Markup('<time datetime="{}" title="{} UTC">{}</time>').format(value, f"{from_text(value):%F %T}", said)


def listed(value: str) -> Markup:
    """A list that is kept as JSON, as a list for people."""
    entries = entries_of(value)
    if entries is None:
        return text(value)
    shown = (Markup('<li><bdi dir="auto">{}</bdi></li>').format(entry) for entry in entries)
    return Markup('<ul class="listed">{}</ul>').format(Markup("").join(shown))


def entries_of(value: str | None) -> list[str] | None:
    """The texts of a JSON list; None where it is none."""
    try:
        entries = json.loads(value or "[]")
    except ValueError:
        return None
    return entries if isinstance(entries, list) and all(isinstance(entry, str) for entry in entries) else None


def is_web(value: str) -> bool:
    """Whether this is an address that may be a link: of http or https, and nothing else."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"[\s\x00-\x20]", value)


def outward(value: str, label: str = "", surfaces: Sequence[str] = (), language: str = "") -> Markup:
    """A link that leaves the site and tells nobody whence; only the label where the address is not of the web."""
    shown = marked(label or _short(value), surfaces, language)
    if not is_web(value):
        return shown
    return Markup('<a class="outward" href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>').format(
        value, shown
    )


def matches_link(label: object, **where: object) -> Markup:
    """A link to the matches that are so."""
    return Markup('<a href="{}?{}"><bdi dir="auto">{}</bdi></a>').format(_MATCHES, urlencode(where), label)


def story_link(label: object, story: object) -> Markup:
    """A link to the page of a story."""
    return Markup('<a href="/story/{}"><bdi dir="auto">{}</bdi></a>').format(story, label)


def lamp(value: object) -> Markup:
    """1 and 0 as a full and an empty circle, said aloud as yes and no."""
    word, sign = ("yes", "●") if value else ("no", "○")
    return Markup('<span class="lamp {}" title="{}" role="img" aria-label="{}">{}</span>').format(
        word, word, word, sign
    )


def score(value: object) -> Markup:
    """A score with a bar."""
    return Markup('<span class="score"><meter min="0" max="1" value="{0}">{0}</meter> {0}</span>').format(
        f"{float(str(value)):.2f}"
    )


def chip(value: object, kind: str = "chip") -> Markup:
    """A word of ours from a small set."""
    return Markup('<span class="{} {}">{}</span>').format(kind, re.sub(r"[^a-z]+", "-", str(value).lower()), value)


def _short(url: str) -> str:
    shown = re.sub(r"^https?://(?:www\.)?", "", url)
    return shown if len(shown) <= _SHOWN_URL else f"{shown[: _SHOWN_URL - 1]}…"


def _language(code: str) -> Markup:
    return Markup(' lang="{}"').format(code) if re.fullmatch(r"[a-z]{2,3}", code or "") else Markup("")


def _get(row: Mapping[str, Any], column: str) -> Any:
    return row[column] if column in row.keys() else None  # noqa: SIM118 - a row of SQLite holds values, not columns


def _narrowing(column: str) -> Callable[[object, Mapping[str, Any], str | None], Markup | None]:
    """A name that leads to its matches, where the row says whose name it is."""
    return lambda value, row, table: matches_link(value, **{column: key}) if (key := _get(row, column)) else None


def _record(of: str) -> Callable[[object, Mapping[str, Any], str | None], Markup | None]:
    return lambda value, row, table: Markup('<a href="/landbridge/{}/{}">{}</a>').format(
        of, tilde_encode(str(value)), value
    )


def _snippet(value: object, row: Mapping[str, Any], table: str | None) -> Markup:
    return marked(str(value), entries_of(_get(row, "mentions")) or (), str(_get(row, "language") or ""))


def _title(value: object, row: Mapping[str, Any], table: str | None) -> Markup:
    return outward(str(_get(row, "url") or ""), str(value), (), str(_get(row, "language") or ""))


def _count(value: object, row: Mapping[str, Any], table: str | None) -> Markup | None:
    for column, view in (("entity_id", "matches_by_entity"), ("source_id", "matches_by_source")):
        if table == view and value:
            return matches_link(value, **{column: _get(row, column)})
    return None


_COLUMNS: Mapping[str, Callable[[object, Mapping[str, Any], str | None], Markup | None]] = {
    "entity": _narrowing("entity_id"),
    "source": _narrowing("source_id"),
    "story_id": lambda value, row, table: story_link(value, value),
    "entity_id": _record("entity"),
    "source_id": _record("source"),
    "match_id": _record("match"),
    "replaced_by": _record("match"),
    "article_id": _record("article"),
    "version_id": _record("version"),
    "alert_id": _record("alert"),
    "delivery_id": _record("delivery"),
    "poll_id": _record("poll"),
    "health": lambda value, row, table: chip(value, "state health"),
    "matches": _count,
    "title": _title,
    "snippet": _snippet,
    "score": lambda value, row, table: score(value),
    "alerts": lambda value, row, table: lamp(value),
    "retrospective": lambda value, row, table: lamp(value),
    "active": lambda value, row, table: lamp(value),
    "from_summary": lambda value, row, table: lamp(value),
    "type": lambda value, row, table: chip(value),
    "strength": lambda value, row, table: chip(value),
    "verdict": lambda value, row, table: chip(value),
    "state": lambda value, row, table: chip(value, "state"),
    "outcome": lambda value, row, table: chip(value, "state"),
}
