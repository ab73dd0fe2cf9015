"""Rows as the pages show them: by the names of their columns."""

from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database


def rows(db: Database, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> list[dict[str, Any]]:
    """What a query answers."""
    cursor = db.execute(sql, parameters)
    columns = [one[0] for one in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor]
