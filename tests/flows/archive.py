"""A home with stored articles, without any news site: what a rescan and the checks of the watchlist work on."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.home import Home
from storage.articles import store_article
from storage.database import open_database, write
from storage.sources import sync_sources
from storage.watchlists import record_watchlist
from watchlist.article import Article
from watchlist.entity import Watchlist
from watchlist.matcher import Matcher
from watchlist.source import Source
from watchlist.story import Story

START = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
LEDGER = Source("ledger", "The Ledger", "feed", "https://ledger.example/feed", "https://ledger.example", "en", "SY")


class Archive:
    """Stores articles as cycles would, a day apart."""

    def __init__(self, path: Path) -> None:
        self.home = Home(path)
        self.db = open_database(self.home.database)
        with write(self.db):
            sync_sources(self.db, [LEDGER])
        self._days = 0

    def close(self) -> None:
        self.db.close()

    def store(self, watchlist: Watchlist, *texts: str) -> list[int]:
        """Store each text as an article that this watchlist matches; returns the ids of their versions."""
        matcher = Matcher(watchlist)
        return [self._store(matcher, text) for text in texts]

    def _store(self, matcher: Matcher, text: str) -> int:
        self._days += 1
        now = START + timedelta(days=self._days)
        article = Article(f"https://ledger.example/{self._days}", f"News of day {self._days}", text, "", "en", now)
        with write(self.db):
            record_watchlist(self.db, matcher.watchlist, now)
            stored = store_article(
                self.db, article, matcher.match(article.title, text, "en", country=LEDGER.country), source="ledger",
                story=Story(article.title), watchlist=matcher.watchlist.version, now=now,
            )  # fmt: skip
        return stored.version

    def held(self) -> list[tuple[int, str, int]]:
        """Version, entity, and whether it is retrospective, of each match that holds."""
        return self.db.execute(
            "SELECT version_id, entity_id, retrospective FROM match WHERE gone_in IS NULL ORDER BY 1, 2"
        ).fetchall()
