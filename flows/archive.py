"""What a home has stored, brought up to date and opened for reading alone."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from flows.home import Home
from storage.database import open_database, read_database


@contextmanager
def archive(home: Home) -> Iterator[Database]:
    """The database of a home as today's schema has it. Raises Trouble where there is none or it cannot be opened."""
    read_database(home.database).close()  # says so where there is none, rather than make one
    open_database(home.database).close()
    db = read_database(home.database)
    try:
        yield db
    finally:
        db.close()
