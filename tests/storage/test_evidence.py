import errno
import gzip
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database
from warcio.archiveiterator import ArchiveIterator

from storage.articles import store_article
from storage.database import write
from storage.evidence import append, chain, cite, heal
from tests.storage.conftest import NOW
from watchlist.article import Article
from watchlist.errors import Trouble
from watchlist.page import Page
from watchlist.story import Story

BODY = "<p>قصف على البوكمال</p>".encode()


def page(body: bytes = BODY, url: str = "https://ledger.example/1") -> Page:
    raw = gzip.compress(body)
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"))
    return Page(url, url, 200, headers, raw, body, NOW)


def stored(db: Database, url: str) -> int:
    """A version to cite evidence for."""
    article = Article(url, "Title", "Text", "", "en", NOW)
    return store_article(db, article, (), source="ledger", story=Story("Title"), watchlist="x", now=NOW).version


def keep(db: Database, folder: Path, kept: Page) -> None:
    record = append(folder, kept)
    with write(db):
        cite(db, stored(db, kept.url), kept, record)


def test_the_response_is_kept_as_it_came(db: Database, tmp_path: Path) -> None:
    keep(db, tmp_path / "evidence", page())
    file, offset, sha = db.execute('SELECT file, "offset", sha256 FROM evidence').fetchone()
    with (tmp_path / "evidence" / file).open("rb") as stream:
        stream.seek(offset)
        record = next(iter(ArchiveIterator(stream)))
        raw = record.raw_stream.read()
    assert raw == page().raw
    assert sha == hashlib.sha256(raw).hexdigest()
    assert record.rec_headers.get_header("WARC-Target-URI") == "https://ledger.example/1"
    assert record.rec_headers.get_header("WARC-Date") == "2026-11-21T09:00:00.000Z"
    assert record.http_headers.get_header("Content-Encoding") == "gzip"


def test_the_headers_are_in_the_row(db: Database, tmp_path: Path) -> None:
    keep(db, tmp_path, page())
    assert json.loads(db.execute("SELECT headers FROM evidence").fetchone()[0])[0] == ["Content-Type", "text/html"]


def test_a_record_that_was_never_cited_is_cut_off(db: Database, tmp_path: Path) -> None:
    keep(db, tmp_path, page())
    (file,) = tmp_path.glob("*.warc.gz")
    sound = file.read_bytes()
    append(tmp_path, page(url="https://ledger.example/2"))
    file.write_bytes(file.read_bytes()[:-7])  # killed in the middle of a write
    heal(db, tmp_path)
    assert file.read_bytes() == sound


def test_records_of_a_database_that_was_moved_away_stay(db: Database, tmp_path: Path) -> None:
    """A new database next to the old evidence cites nothing of it; starting anew must not cost the archive."""
    for number in range(3):
        append(tmp_path, page(url=f"https://ledger.example/{number}"))
    (file,) = tmp_path.glob("*.warc.gz")
    whole = file.read_bytes()
    file.write_bytes(whole + whole[:99])  # and one that was being written
    heal(db, tmp_path)
    assert file.read_bytes() == whole
    keep(db, tmp_path, page(url="https://ledger.example/new"))
    with file.open("rb") as stream:
        assert [record.rec_type for record in ArchiveIterator(stream)] == ["response"] * 4


def test_a_record_that_cannot_be_written_whole_leaves_nothing(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(db, tmp_path, page())
    (file,) = tmp_path.glob("*.warc.gz")
    sound = file.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("storage.evidence.os.fsync", full)
    with pytest.raises(
        Trouble, match=r"warc\.gz: evidence cannot be written \(No space left on device\); free some space"
    ):
        append(tmp_path, page(url="https://ledger.example/2"))
    assert file.read_bytes() == sound


def test_records_of_one_day_share_a_file_that_reads_from_end_to_end(db: Database, tmp_path: Path) -> None:
    for number in range(3):
        keep(db, tmp_path, page(url=f"https://ledger.example/{number}"))
    (file,) = tmp_path.glob("*.warc.gz")
    with file.open("rb") as stream:
        assert [record.rec_type for record in ArchiveIterator(stream)] == ["response"] * 3


def test_each_row_is_chained_to_the_one_before(db: Database, tmp_path: Path) -> None:
    for number in range(2):
        keep(db, tmp_path, page(url=f"https://ledger.example/{number}"))
    rows = db.execute(
        'SELECT url, final_url, status, headers, fetched_at, sha256, bytes, file, "offset", length, chain FROM evidence'
    ).fetchall()
    assert rows[0][-1] == chain("", list(rows[0][:-1]))
    assert rows[1][-1] == chain(rows[0][-1], list(rows[1][:-1]))


def test_a_file_that_was_dropped_is_a_resource_and_no_response(db: Database, tmp_path: Path) -> None:
    file = replace(page(url="inbox:00ff"), headers=(("Content-Type", "text/plain"),), raw=b"words")
    keep(db, tmp_path, file)
    (path,) = tmp_path.glob("*.warc.gz")
    with path.open("rb") as stream:
        ((kind, target, content, read),) = [
            (one.rec_type, one.rec_headers["WARC-Target-URI"], one.content_type, one.content_stream().read())
            for one in ArchiveIterator(stream)
        ]
    assert (kind, target, content, read) == ("resource", "inbox:00ff", "text/plain", b"words")
