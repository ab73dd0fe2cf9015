"""`landbridge verify`: what was taken is told from what was changed since."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.database import write
from storage.evidence import append, cite
from storage.proof import Proof, prove
from tests.storage.test_evidence import keep, page, stored


@pytest.fixture
def folder(db: Database, tmp_path: Path) -> Path:
    """Evidence of three responses."""
    folder = tmp_path / "evidence"
    for number in range(3):
        keep(db, folder, page(f"<p>{number}</p>".encode(), f"https://ledger.example/{number}"))
    return folder


def change(db: Database, sql: str) -> None:
    with write(db):
        db.execute(sql)


def broken(proof: Proof) -> tuple[int, str]:
    assert proof.broken is not None
    return proof.broken.evidence, proof.broken.what


def test_what_stands_as_it_was_taken_is_proven(db: Database, folder: Path) -> None:
    seen: list[int] = []
    proof = prove(db, folder, seen.append)
    assert (proof.rows, proof.responses, proof.broken, proof.uncited) == (3, 3, None, 0)
    assert proof.end == db.execute("SELECT chain FROM evidence ORDER BY id DESC").fetchone()[0]
    assert seen == [1, 2, 3]


def test_nothing_is_proven_of_nothing(db: Database, tmp_path: Path) -> None:
    assert prove(db, tmp_path) == Proof(0, 0, 0, "", None)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE evidence SET sha256 = '00' WHERE id = 2",
        "UPDATE evidence SET fetched_at = '2020-01-01T00:00:00.000Z' WHERE id = 2",
        "UPDATE evidence SET headers = '[]' WHERE id = 2",
        "UPDATE evidence SET chain = 'x' WHERE id = 2",
    ],
)
def test_a_row_that_was_changed_breaks_the_chain_there(db: Database, folder: Path, sql: str) -> None:
    change(db, sql)
    assert broken(prove(db, folder))[0] == 2


def test_a_row_that_was_taken_out_breaks_the_chain_after_it(db: Database, folder: Path) -> None:
    change(db, "DELETE FROM evidence WHERE id = 2")
    assert broken(prove(db, folder))[0] == 3


def test_the_last_row_that_was_taken_out_leaves_a_record_that_nobody_names(db: Database, folder: Path) -> None:
    change(db, "DELETE FROM evidence WHERE id = 3")
    proof = prove(db, folder)
    assert (proof.rows, proof.broken, proof.uncited) == (2, None, 1)


def test_a_response_that_was_replaced_is_another(db: Database, folder: Path) -> None:
    """A forger writes a sound record of the same length in place of the one that was taken."""
    (file,) = folder.glob("*.warc.gz")
    offset, length = db.execute('SELECT "offset", length FROM evidence WHERE id = 2').fetchone()
    forged = append(folder / "forged", page(b"<p>9</p>", "https://ledger.example/1"))
    record = (folder / "forged" / forged.file).read_bytes()
    kept = file.read_bytes()
    file.write_bytes(kept[:offset] + record[:length].ljust(length, b"\0") + kept[offset + length :])
    evidence, what = broken(prove(db, folder))
    assert evidence == 2
    assert "SHA-256" in what or "no WARC record" in what


def test_a_record_of_the_same_body_from_elsewhere_is_another(db: Database, tmp_path: Path) -> None:
    taken = page()
    record = append(tmp_path, replace(taken, final_url="https://other.example/"))
    with write(db):
        cite(db, stored(db, taken.url), taken, record)
    assert broken(prove(db, tmp_path))[1] == "the record names another address or another time than its row"


def test_other_headers_than_those_of_the_row_are_seen(db: Database, tmp_path: Path) -> None:
    taken = page()
    record = append(tmp_path, replace(taken, headers=(*taken.headers, ("X-Later", "1"))))
    with write(db):
        cite(db, stored(db, taken.url), taken, record)
    assert broken(prove(db, tmp_path))[1] == "the record has other headers than its row"


def test_a_file_that_is_gone_or_cut_short_is_seen(db: Database, folder: Path) -> None:
    (file,) = folder.glob("*.warc.gz")
    file.write_bytes(file.read_bytes()[:-5])
    assert broken(prove(db, folder)) == (3, "its file ends before the response does")
    file.unlink()
    assert broken(prove(db, folder)) == (1, "its file cannot be read (No such file or directory)")


def test_several_rows_may_stand_for_one_response(db: Database, tmp_path: Path) -> None:
    taken = page()
    record = append(tmp_path, taken)
    for url in ("https://ledger.example/a", "https://ledger.example/b"):
        with write(db):
            cite(db, stored(db, url), replace(taken, url=url), record)
    proof = prove(db, tmp_path)
    assert (proof.rows, proof.responses, proof.bytes, proof.broken) == (2, 1, len(taken.raw), None)


def test_a_dropped_file_is_proven_too(db: Database, tmp_path: Path) -> None:
    keep(db, tmp_path, replace(page(), url="inbox:00ff", final_url="inbox:00ff", raw=b"words"))
    assert prove(db, tmp_path).broken is None
