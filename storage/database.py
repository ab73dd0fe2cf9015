"""Opening the database, and the one way to write to it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from storage import migrations
from storage.leases import Lease, check
from watchlist.errors import Trouble

BUSY_SECONDS = 30.0  # how long a writer waits for another; transactions here last milliseconds


def open_database(path: Path) -> Database:
    """The database at `path`, made or migrated where needed, with WAL and foreign keys on.

    Raises Trouble, in one line with its remedy, where the file cannot be opened or written, is no SQLite database
    or was made by a newer Landbridge.
    """
    with _explained(path):
        db = _connect(f"file:{_quoted(path)}?mode=rwc")
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")  # what stands as written must outlive a power cut
            migrations.migrate(db)
        except BaseException:
            db.close()
            raise
    return db


def read_database(path: Path) -> Database:
    """The existing database at `path`, for reading alone. Raises Trouble likewise, and where there is none."""
    if not path.exists():
        raise Trouble(f"{path}: there is no database yet; `landbridge run` makes one")
    with _explained(path):
        db = _connect(f"file:{_quoted(path)}?mode=ro")
        try:
            migrations.refuse_newer(db)
        except BaseException:
            db.close()
            raise
    return db


@contextmanager
def write(db: Database, lease: Lease | None = None) -> Iterator[None]:
    """One short transaction. With a lease, it is refused (LeaseLost) once another run has taken that lease over."""
    db.execute("BEGIN IMMEDIATE")
    try:
        if lease is not None:
            check(db, lease)
        yield
    except BaseException:
        if db.conn.in_transaction:  # a full disk has rolled back already
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def explain(error: sqlite3.Error, path: Path) -> Trouble:
    """A failure of SQLite in an operator's words."""
    text = str(error)
    if "disk is full" in text:
        return Trouble(f"{path}: the disk is full; free some space, then run again: nothing that was stored is lost")
    if "disk I/O error" in text:
        return Trouble(
            f"{path}: the disk did not take or give what it should ({text}); check the disk, its quota and the limits"
            " of this user, then run again: nothing that was stored is lost"
        )
    if "readonly" in text or "read-only" in text:
        return Trouble(f"{path}: the database cannot be written; check the owner and mode of the file and its folder")
    if "unable to open" in text:
        return Trouble(f"{path}: the database cannot be opened; check that its folder exists and may be written")
    if "not a database" in text or "malformed" in text:
        return Trouble(
            f"{path}: this is no sound SQLite database ({text}); restore a copy, or move it away to start anew"
        )
    if "locked" in text:
        return Trouble(f"{path}: another program holds the database locked; close it, then run again")
    return Trouble(f"{path}: {text}")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, path) from error


def _connect(uri: str) -> Database:
    # isolation_level=None: nothing is begun behind our back; check_same_thread: one caller at a time sees to it itself
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    return Database(connection)


def _quoted(path: Path) -> str:
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
