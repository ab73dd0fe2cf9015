"""What the pages ask: the database, with rows by the names of their columns, and numbers in what a browser sends."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, TypeVar

from datasette.utils import sqlite_timelimit
from sqlite_utils import Database

DATABASE = "landbridge"  # its name on the site, whatever the file is called: the links in alerts rely on it
_DIGITS = 15  # at most of a number: SQLite holds it

_Answer = TypeVar("_Answer")


async def ask(datasette: Any, question: Callable[[Database], _Answer], *, within: int | None = None) -> _Answer:
    """What a function says of the database. Raises sqlite3.OperationalError where it takes longer than `within`
    milliseconds."""

    def look(connection: Any) -> _Answer:
        with sqlite_timelimit(connection, within) if within else nullcontext():
            return question(Database(connection))

    answer: _Answer = await datasette.get_database(DATABASE).execute_fn(look)
    return answer


def path_of(datasette: Any) -> Path:
    """The file of the database."""
    return Path(datasette.get_database(DATABASE).path)


def rows(db: Database, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> list[dict[str, Any]]:
    """What a query answers."""
    cursor = db.execute(sql, parameters)
    columns = [one[0] for one in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor]


def number(text: str | None) -> int | None:
    """The number that a text is; None where it is none, or too large for any row."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= _DIGITS else None
