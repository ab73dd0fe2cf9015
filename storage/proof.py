"""Whether the evidence stands as it was taken: each row against the chain, each response against its row."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from storage.evidence import chain, record_ends

_FACTS = ("url", "final_url", "status", "headers", "fetched_at", "sha256", "bytes", "file", "offset", "length")


@dataclass(frozen=True, slots=True)
class Break:
    """Where the evidence does not stand any more."""

    evidence: int  # id of the row
    url: str
    file: str  # name within the evidence folder
    what: str  # one line for people


@dataclass(frozen=True, slots=True)
class Proof:
    """What a walk through the evidence came to."""

    rows: int  # that were looked at, up to the first break
    responses: int  # different ones: a page with several articles stands behind several rows
    bytes: int  # of their bodies, as they came over the wire
    end: str  # the chain's last digest: who keeps it elsewhere can tell later that nothing before it was changed
    broken: Break | None  # the first break; None: it all stands
    uncited: int = 0  # records in the files that no row names: of another database, or rows were taken out


def prove(db: Database, folder: Path, seen: Callable[[int], None] = lambda rows: None) -> Proof:
    """Walk the evidence in the order in which it was taken, up to the first break; `seen` hears of each row."""
    previous, total = "", 0
    known: dict[tuple[str, int], str] = {}  # where a response lies → what its row said when it was looked at
    rows = 0
    for row in _rows(db):
        rows += 1
        seen(rows)
        place = (row["file"], row["offset"])
        what = _row_break(row, previous)
        facts = json.dumps([row[name] for name in _FACTS if name != "url"])
        if not what and known.get(place) != facts:
            what = _response_break(row, folder)
            known[place] = facts
            total += row["bytes"]
        if what:
            broken = Break(row["id"], row["url"], row["file"], what)
            return Proof(rows, len(known), total, previous, broken)
        previous = row["chain"]
    return Proof(rows, len(known), total, previous, None, _uncited(db, folder))


def _rows(db: Database) -> Iterator[dict[str, Any]]:
    cursor = db.execute("SELECT * FROM evidence ORDER BY id")
    columns = [one[0] for one in cursor.description]
    for row in cursor:
        yield dict(zip(columns, row, strict=True))


def _row_break(row: dict[str, Any], previous: str) -> str:
    """What is wrong with a row by itself and after the one before; "" where nothing is."""
    if row["chain"] != chain(previous, [row[name] for name in _FACTS]):
        return "the row, or the one before it, is not the one that was chained: something in it was changed"
    return ""


def _response_break(row: dict[str, Any], folder: Path) -> str:
    """How the response in the archive differs from what the row says; "" where it does not."""
    path = folder / row["file"]
    try:
        with path.open("rb") as file:
            file.seek(row["offset"])
            raw = file.read(row["length"])
    except OSError as error:
        return f"its file cannot be read ({error.strerror})"
    if len(raw) < row["length"]:
        return "its file ends before the response does"
    try:
        record = next(iter(ArchiveIterator(BytesIO(raw))))
        body = record.raw_stream.read()
    except (ArchiveLoadFailed, StopIteration, EOFError, OSError, ValueError) as error:
        return f"what lies there is no WARC record any more ({type(error).__name__})"
    if len(body) != row["bytes"] or hashlib.sha256(body).hexdigest() != row["sha256"]:
        return "the response has another SHA-256 than when it was taken"
    said = (record.rec_headers.get_header("WARC-Target-URI"), record.rec_headers.get_header("WARC-Date"))
    if said != (row["final_url"], row["fetched_at"]):
        return "the record names another address or another time than its row"
    if record.http_headers is not None and not _same_headers(record.http_headers.headers, json.loads(row["headers"])):
        return "the record has other headers than its row"
    return ""


def _same_headers(kept: Sequence[Sequence[str]], said: Sequence[Sequence[str]]) -> bool:
    def told(headers: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
        return [(name.lower().removeprefix("x-archive-orig-"), value.strip()) for name, value in headers]

    return told(kept) == told(said)


def _uncited(db: Database, folder: Path) -> int:
    """How many whole records lie in the files that no row names."""
    cited: dict[str, set[int]] = {}
    for file, end in db.execute('SELECT DISTINCT file, "offset" + length FROM evidence'):
        cited.setdefault(file, set()).add(end)
    return sum(len(set(record_ends(path)) - cited.get(path.name, set())) for path in sorted(folder.glob("*.warc.gz")))
