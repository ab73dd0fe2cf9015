import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.database import explain, open_database, read_database, write
from storage.leases import Lease, LeaseLost, acquire
from tests.storage.conftest import NOW
from watchlist.errors import Trouble


def test_a_new_database_is_in_wal_mode_with_foreign_keys(db: Database) -> None:
    assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_opening_again_changes_nothing(path: Path, db: Database) -> None:
    before = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    open_database(path).close()
    assert db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == before


def test_a_view_of_yesterday_becomes_todays(path: Path, db: Database) -> None:
    today = db.execute("SELECT sql FROM sqlite_master WHERE name = 'newest_matches'").fetchone()
    db.execute("DROP VIEW newest_matches")
    db.execute("CREATE VIEW newest_matches AS SELECT 1")
    open_database(path).close()
    assert db.execute("SELECT sql FROM sqlite_master WHERE name = 'newest_matches'").fetchone() == today


def test_processes_that_open_a_new_database_at_once_all_succeed(path: Path) -> None:
    code = "import sys, pathlib; from storage.database import open_database; open_database(pathlib.Path(sys.argv[1]))"
    started = [subprocess.Popen([sys.executable, "-c", code, str(path)]) for _ in range(4)]
    assert [process.wait() for process in started] == [0, 0, 0, 0]


def test_a_database_from_the_future_is_refused(path: Path) -> None:
    db = open_database(path)
    db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('landbridge', '999-future', 'x')"
    )
    db.close()
    with pytest.raises(Trouble, match=r"landbridge\.db: made by a newer Landbridge \(step 999-future\); install"):
        open_database(path)


def test_a_file_that_is_no_database_is_named(path: Path) -> None:
    path.write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(Trouble, match=r"landbridge\.db: this is no sound SQLite database .* restore a copy"):
        open_database(path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="cannot be opened; check that its folder exists"):
        open_database(tmp_path / "nowhere" / "landbridge.db")


def test_reading_needs_a_database(path: Path) -> None:
    with pytest.raises(Trouble, match="there is no database yet"):
        read_database(path)


def test_a_reader_cannot_write(path: Path, db: Database) -> None:
    reader = read_database(path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM source")
    reader.close()


def test_a_failed_transaction_leaves_nothing(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), write(db):
        db.execute("DELETE FROM source")
        raise ZeroDivisionError
    assert db.execute("SELECT count(*) FROM source").fetchone()[0] == 1


def test_a_full_disk_loses_nothing_and_is_said_in_one_line(db: Database, path: Path) -> None:
    """SQLite's own limit on pages gives the same error as a disk without space."""
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(sqlite3.OperationalError) as caught, write(db):
        db.execute("INSERT INTO host (name, robots) VALUES ('h', ?)", ["x" * 100_000])
    assert "the disk is full; free some space" in str(explain(caught.value, path))
    assert db.execute("SELECT count(*) FROM source").fetchone()[0] == 1


def test_writers_wait_for_each_other(path: Path, db: Database) -> None:
    """Four threads that read, then write, all get through: the lock is taken at once."""

    def add() -> None:
        own = open_database(path)
        for _ in range(20):
            with write(own):
                streak = own.execute("SELECT error_streak FROM source").fetchone()[0]
                own.execute("UPDATE source SET error_streak = ?", [streak + 1])
        own.close()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.execute("SELECT error_streak FROM source").fetchone()[0] == 80


def test_who_lost_the_lease_writes_nothing(db: Database) -> None:
    first = acquire(db, "monitor", "host:1:a", NOW)
    assert isinstance(first, Lease)
    db.execute("UPDATE lease SET fence = fence + 1")
    with pytest.raises(LeaseLost), write(db, first):
        pytest.fail("it was let in")


def test_a_read_only_folder_is_explained(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    tmp_path.chmod(0o500)
    with pytest.raises(Trouble, match="cannot be"):
        open_database(tmp_path / "landbridge.db")
