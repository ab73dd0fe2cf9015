"""Where a benchmark places articles in stories, one after the other, as a cycle does."""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from flows.group import Placed, alone, place
from storage.articles import store_article
from storage.database import open_database
from storage.sources import sync_sources
from storage.stories import record_place
from storage.times import to_text
from storage.watchlists import record_watchlist
from watchlist.article import Article
from watchlist.entity import Watchlist
from watchlist.match import Match
from watchlist.source import Source

SOURCE = "desk"
_BATCH = 10_000  # articles


class Desk:
    """A context manager with a database of its own; `spent` is what finding and recording stories took, in seconds of
    CPU, the database's included and the storing of the articles not."""

    def __init__(self, watchlist: Watchlist, now: datetime, sources: Iterable[str] = (SOURCE,)) -> None:
        self.spent = 0.0
        self._version = watchlist.version
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

    def fill(self, told: Iterable[tuple[Article, Sequence[Match], datetime]]) -> None:
        """Store articles, each as a story of its own, found at its time: of each what grouping looks at, and nothing
        more. Needs a transaction, and a database without articles."""
        numbered = enumerate(told, 1)
        while batch := [*islice(numbered, _BATCH)]:
            self._fill((id, article, at, alone(article, matches, at, SOURCE)) for id, (article, matches, at) in batch)

    def _fill(self, placed: Iterable[tuple[int, Article, datetime, Placed]]) -> None:
        stories, articles, versions, keys, traits = [], [], [], [], []
        for id, article, at, first in placed:
            found = to_text(at)
            stories.append((id, first.story.headline, found))
            articles.append(
                (id, article.url, SOURCE, id, article.language, found, found, first.facts_json, article.url)
            )
            versions.append((id, article.title, article.text, found))
            keys += [(key, id) for key in first.keys]
            traits += [(trait, id, found) for trait in first.traits]
        insert = self.db.conn.executemany
        insert("INSERT INTO story (id, headline, first_at) VALUES (?, ?, ?)", stories)
        insert(
            "INSERT INTO article (id, url, source_id, story_id, language, published_at, stored_at, facts, key)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            articles,
        )
        insert(
            "INSERT INTO version (article_id, number, title, text, author, from_summary, sha256, read_at)"
            " VALUES (?, 1, ?, ?, '', 0, '', ?)",
            versions,
        )
        insert("INSERT INTO sketch (key, article_id) VALUES (?, ?)", sorted(keys))
        insert("INSERT INTO trait (trait, story_id, at) VALUES (?, ?, ?)", sorted(traits))

    def place(
        self, article: Article, matches: Sequence[Match], now: datetime, source: str = SOURCE
    ) -> tuple[Placed, int]:
        """Find the story of an article and store both; returns where it was placed, and the number of its story."""
        began = time.process_time()
        placed = place(self.db, article, matches, now, source)
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
