"""Evidence: the response behind each matched article, kept as it came, in WARC files beside the database.

Each record is appended and flushed inside the transaction that cites it, so that only the holder of the lease ever
writes. A record whose transaction never ended is cut off when the archive is opened again, so a file holds just what
the database cites. Rows are chained: each holds a digest over the one before and its own facts, so that a change shows.
"""

import hashlib
import json
import os
import zlib
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from pathlib import Path

from sqlite_utils import Database
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage.times import to_text
from watchlist.errors import Trouble
from watchlist.page import Page

_GZIP = 16 + zlib.MAX_WBITS  # with the header and trailer of gzip
_PIECE = 1 << 20  # bytes read at a time


@dataclass(frozen=True, slots=True)
class Record:
    """Where a response lies in the archive."""

    file: str  # name within the evidence folder
    offset: int  # bytes
    length: int  # bytes, compressed
    sha256: str  # of the body as it came over the wire, hexadecimal


def heal(db: Database, folder: Path) -> None:
    """Cut off what a killed run appended and never cited. Needs a transaction under the lease of whoever writes here.

    A killed run leaves one record at the most, whole or in part. More than one that nobody cites are another
    database's, such as one that was lost or moved away: they stay, and only what is cut short behind them goes.
    """
    cited = dict(db.execute('SELECT file, max("offset" + length) FROM evidence GROUP BY file').fetchall())
    for path in sorted(folder.glob("*.warc.gz")):
        end = cited.get(path.name, 0)
        if path.stat().st_size > end:
            ends = record_ends(path, end)
            os.truncate(path, ends[-1] if len(ends) > 1 else end)


def append(folder: Path, page: Page) -> Record:
    """Add a response to the WARC file of its day, whole or not at all, and see it on the disk.

    Needs the transaction that cites it. Raises Trouble where it cannot be written.
    """
    day = page.fetched_at.astimezone(UTC).date().isoformat()
    path = folder / f"{day}.warc.gz"
    record = _warc_record(page)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        offset = _add(path, record)
    except OSError as error:
        raise Trouble(
            f"{path}: evidence cannot be written ({error.strerror}); free some space or make the file yours, then run"
            " again: nothing that was stored is lost"
        ) from error
    return Record(path.name, offset, len(record), hashlib.sha256(page.raw).hexdigest())


def cite(db: Database, version: int, page: Page, record: Record) -> None:
    """Name the record as the evidence of an article's version. Needs the transaction that stores it."""
    row = db.execute("SELECT chain FROM evidence ORDER BY id DESC LIMIT 1").fetchone()
    headers = json.dumps(page.headers, ensure_ascii=False)
    facts = [page.url, page.final_url, page.status, headers, to_text(page.fetched_at), record.sha256, len(page.raw),
             record.file, record.offset, record.length]  # fmt: skip
    db.execute(
        "INSERT INTO evidence (version_id, url, final_url, status, headers, fetched_at, sha256, bytes, file,"
        ' "offset", length, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        [version, *facts, chain(row[0] if row else "", facts)],
    )


def chain(previous: str, facts: list[object]) -> str:
    """The digest that ties a row to the one before: hexadecimal SHA-256 over its chain and this row's facts."""
    return hashlib.sha256(json.dumps([previous, *facts], ensure_ascii=False).encode()).hexdigest()


def _add(path: Path, record: bytes) -> int:
    """Write the record at the end of the file; returns where it begins."""
    with path.open("ab", buffering=0) as file:
        offset = file.tell()
        try:
            left = memoryview(record)
            while left:  # a disk that runs full takes a part without complaint
                left = left[file.write(left) :]
            os.fsync(file.fileno())
        except OSError:
            file.truncate(offset)
            raise
    return offset


def record_ends(path: Path, start: int = 0) -> list[int]:
    """Where the whole records from `start` on end, in bytes: each is a gzip member of its own."""
    ends: list[int] = []
    with path.open("rb") as file:
        file.seek(start)
        member = zlib.decompressobj(wbits=_GZIP)
        rest = b""
        while piece := rest or file.read(_PIECE):
            try:
                member.decompress(piece)
            except zlib.error:
                break
            rest = member.unused_data
            if member.eof:
                ends.append(file.tell() - len(rest))
                member = zlib.decompressobj(wbits=_GZIP)
    return ends


def _warc_record(page: Page) -> bytes:
    # the body has been put together from its chunks: the header that announced them would mislead readers
    headers = [
        ("X-Archive-Orig-Transfer-Encoding" if name.lower() == "transfer-encoding" else name, value)
        for name, value in page.headers
    ]
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    answered = page.final_url.startswith(("http://", "https://"))  # what else there is was a file of the user's
    record = writer.create_warc_record(
        page.final_url,
        "response" if answered else "resource",
        payload=BytesIO(page.raw),
        length=len(page.raw),
        http_headers=StatusAndHeaders(f"{page.status} OK", headers, protocol="HTTP/1.1") if answered else None,
        warc_content_type="" if answered else page.header("content-type"),
        warc_headers_dict={"WARC-Date": to_text(page.fetched_at)},
    )
    writer.write_record(record)
    return buffer.getvalue()
