"""`landbridge export`: what was found, for other programs."""

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click
from sqlite_utils import Database

from flows.archive import archive
from flows.command.main import pass_home
from flows.home import Home
from storage.matches import COLUMNS, Wanted, matches, records
from watchlist.errors import BadInput, Trouble

FEEDS = ("atom", "jsonfeed")
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option(
    "--format",
    "format",
    type=click.Choice(["csv", "json", "geojson", *FEEDS, "warc"]),
    default="csv",
    show_default=True,
    help="atom and jsonfeed: the alerts of a route; warc: the responses behind the matches.",
)
@click.option("--route", "route", help="For atom and jsonfeed: whose alerts.")
@click.option("--entity", "entities", multiple=True, metavar="ID", help="Only matches of this entity; repeatable.")
@click.option("--since", type=_DAY, help="Only what was found on that day (UTC) or later.")
@click.option("--until", type=_DAY, help="Only what was found before that day (UTC).")
@click.option("--alerting", is_flag=True, help="Only matches that may alert.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file; default: output.")
@pass_home
def export(
    home: Home,
    format: str,
    route: str | None,
    entities: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    alerting: bool,
    out: Path | None,
) -> None:
    """Write matches as CSV, JSON lines or GeoJSON, their evidence as WARC, or a route's alerts as a feed.

    In CSV, a cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    wanted = Wanted(entities, since and since.replace(tzinfo=UTC), until and until.replace(tzinfo=UTC), alerting)
    if (format in FEEDS) != (route is not None):
        raise BadInput(f"--format {format}: say whose alerts with --route" if format in FEEDS else
                       "--route: feeds alone are of a route; choose --format atom or jsonfeed")  # fmt: skip
    if format in FEEDS and wanted != Wanted():
        raise BadInput(f"--format {format}: a feed holds the newest alerts of its route; leave out the other choices")
    with archive(home) as db:
        _know(db, entities)
        write = _feed(home, db, format, str(route)) if format in FEEDS else _writer(home, db, format, wanted)
        with _output(out) as stream:
            write(stream)


def _know(db: Database, entities: tuple[str, ...]) -> None:
    known = {row[0] for row in db.execute("SELECT id FROM entity")}
    if unknown := [entity for entity in entities if entity not in known]:
        raise BadInput(f"--entity: {', '.join(unknown)} is not watched; `landbridge watchlist list` says what is")


def _writer(home: Home, db: Database, format: str, wanted: Wanted) -> Callable[[BinaryIO], None]:
    if format == "warc":
        return lambda stream: _warc(home, db, wanted, stream)
    lines = {"csv": csv_lines, "json": json_lines, "geojson": geojson_lines}[format]
    return lambda stream: stream.writelines(line.encode() for line in lines(matches(db, wanted)))


def csv_lines(rows: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    """A header and a line for each match; lists are joined by semicolons."""
    from storage.review.inert import inert

    def line(cells: list[object]) -> str:
        written = io.StringIO(newline="")
        csv.writer(written).writerow(inert("" if cell is None else str(cell)) for cell in cells)
        return written.getvalue()

    yield line(list(COLUMNS))
    for row in rows:
        yield line(["; ".join(cell) if isinstance(cell, list) else cell for cell in row.values()])


def json_lines(rows: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    """An object on a line for each match."""
    return (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def geojson_lines(rows: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    """A feature collection (RFC 7946): a point for each match whose entity has a place, else no geometry."""
    yield '{"type": "FeatureCollection", "features": [\n'
    before = ""
    for row in rows:
        at = None if row["latitude"] is None else {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
        properties = {name: value for name, value in row.items() if name not in ("latitude", "longitude")}
        feature = {"type": "Feature", "id": row["match_id"], "geometry": at, "properties": properties}
        yield before + json.dumps(feature, ensure_ascii=False)
        before = ",\n"
    yield "\n]}\n"


def _warc(home: Home, db: Database, wanted: Wanted, stream: BinaryIO) -> None:
    """The records as they lie in the archive: each is a gzip member of its own, so that they stand side by side."""
    for file, offset, length in records(db, wanted):
        path = home.evidence / file
        try:
            with path.open("rb") as kept:
                kept.seek(offset)
                record = kept.read(length)
        except OSError as error:
            raise Trouble(f"{path}: cannot be read ({error.strerror}); `landbridge verify` says what stands") from error
        if len(record) < length:
            raise Trouble(f"{path}: ends before the response does; `landbridge verify` says what stands")
        stream.write(record)


def _feed(home: Home, db: Database, format: str, name: str) -> Callable[[BinaryIO], None]:
    from flows.settings import read_settings
    from flows.syndicate import atom, feed_of, jsonfeed

    settings = read_settings(home.settings, None)
    route = next((route for route in settings.routes if route.name == name), None)
    if route is None:
        known = ", ".join(route.name for route in settings.routes) or "none"
        raise BadInput(f"{home.settings}: there is no route {name!r}; there are: {known}")
    feed = feed_of(db, route, settings.review.public_url)
    return lambda stream: _whole(stream, atom(feed) if format == "atom" else jsonfeed(feed) + b"\n")


def _whole(stream: BinaryIO, body: bytes) -> None:
    stream.write(body)


@contextmanager
def _output(out: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that is put in place when it is whole."""
    if out is None:
        yield sys.stdout.buffer
        return
    half = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with half.open("wb") as stream:
            yield stream
        half.replace(out)
    finally:
        half.unlink(missing_ok=True)
