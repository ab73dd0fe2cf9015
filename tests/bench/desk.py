"""Where a benchmark places articles in stories, one after the other, as a cycle does."""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from flows.group import Grouper, Placed
from storage.articles import store_article
from storage.database import open_database
from storage.sources import sync_sources
from storage.stories import record_place
from storage.watchlists import record_watchlist
from watchlist.article import Article
from watchlist.entity import Watchlist
from watchlist.match import Match
from watchlist.source import Source

SOURCE = "desk"


class Desk:
    """A context manager with a database of its own; `spent` is what finding and recording stories took, in seconds of
    CPU, the database's included and the storing of the articles not."""

    def __init__(
        self, watchlist: Watchlist, grouper: Grouper, now: datetime, sources: Iterable[str] = (SOURCE,)
    ) -> None:
        self.spent = 0.0
        self._grouper, self._version = grouper, watchlist.version
        self._folder = TemporaryDirectory()
        self.db = open_database(Path(self._folder.name) / "desk.db")
        with self.db.atomic():
            sync_sources(self.db, [Source(name, name, "feed", f"https://{name}/", "", "en", "") for name in sources])
            record_watchlist(self.db, watchlist, now)

    def __enter__(self) -> "Desk":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.db.close()
        self._folder.cleanup()

    def keep(self, article: Article, matches: Sequence[Match], now: datetime) -> None:
        """Store an article as a story of its own, whatever else tells the same."""
        self._store(self._grouper.alone(article, matches, now, SOURCE), article, matches, now, SOURCE)

    def place(
        self, article: Article, matches: Sequence[Match], now: datetime, source: str = SOURCE
    ) -> tuple[Placed, int]:
        """Find the story of an article and store both; returns where it was placed, and the number of its story."""
        began = time.process_time()
        placed = self._grouper.place(self.db, article, matches, now, source)
        self.spent += time.process_time() - began
        return placed, self._store(placed, article, matches, now, source)

    def _store(self, placed: Placed, article: Article, matches: Sequence[Match], now: datetime, source: str) -> int:
        stored = store_article(
            self.db, article, matches, source=source, story=placed.story, watchlist=self._version, now=now
        )
        began = time.process_time()
        record_place(
            self.db, stored.article, stored.story, keys=placed.keys, traits=placed.traits, facts=placed.facts_json,
            grouped=placed.grouped, at=placed.facts.at,
        )  # fmt: skip
        self.spent += time.process_time() - began
        return stored.story
