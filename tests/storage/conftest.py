"""A database of its own for each test."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.database import open_database, write
from storage.sources import sync_sources
from watchlist.source import Source

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SOURCE = Source("ledger", "The Ledger", "feed", "https://ledger.example/feed", "https://ledger.example", "en", "SY")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "landbridge.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    """An open database that knows one source."""
    opened = open_database(path)
    with write(opened):
        sync_sources(opened, [SOURCE])
    yield opened
    opened.close()
