"""Versions of an article in the database: what holds, what is found, and which pages are read again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.articles import StoredArticle, store_article, store_version
from storage.database import open_database, write
from storage.evidence import Record, cite
from storage.sources import record_listing, sync_sources
from storage.versions import due_count, due_readings, newest_version, plan_readings
from storage.watchlists import record_watchlist
from watchlist.article import Article
from watchlist.entity import Entity, Name, Watchlist
from watchlist.matcher import Matcher
from watchlist.page import Page
from watchlist.source import Link, Source
from watchlist.story import Story

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
URL = "https://ledger.example/road"
MATCHER = Matcher(
    Watchlist((Entity("reedtown", "place", "Reedtown", (Name("Reedtown", "en"),)),), version="aaaa00000001")
)
ARTICLE = Article(URL, "Road closed", "Trucks reached Reedtown.", "", "en", NOW, modified=NOW, paywalled=True)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = open_database(tmp_path / "landbridge.db")
    with write(made):
        sync_sources(made, [Source("ledger", "L", "feed", "https://ledger.example/feed", "", "en", "SY")])
        record_watchlist(made, MATCHER.watchlist, NOW)
        made.execute("INSERT INTO cycle (id, flow, fence, started_at) VALUES (1, 'monitor', 1, '2026')")
        record_listing(
            made, 1, "ledger", [(URL, Link("ledger", URL, "Road closed"))], [], etag="", last_modified="", detail="",
            at=NOW, due_at=NOW,
        )  # fmt: skip
    yield made
    made.close()


def store(db: Database, article: Article = ARTICLE, *, evidence: str = URL) -> StoredArticle:
    with write(db):
        matches = MATCHER.match(article.title, article.text, "en")
        stored = store_article(
            db, article, matches, source="ledger", story=Story("Road"), watchlist="aaaa00000001", now=NOW
        )
        headers = (("ETag", '"1"'), ("Last-Modified", "Sat, 21 Nov 2026 08:00:00 GMT"))
        page = Page(evidence, evidence, 200, headers, b"", b"", NOW)
        cite(db, stored.version, page, Record("f", 0, 1, "00"))
        db.execute("UPDATE link SET article_id = ?, state = 'stored'", [stored.article])
    return stored


def edit(db: Database, text: str) -> StoredArticle:
    changed = replace(ARTICLE, text=text)
    with write(db):
        matches = MATCHER.match(changed.title, text, "en")
        return store_version(db, 1, changed, matches, watchlist="aaaa00000001", now=NOW + HOUR)


def plan(db: Database, now: datetime) -> int:
    with write(db):
        plan_readings(db, HOUR, 24 * HOUR, now)
    return len(due_readings(db, now, 10))


def test_a_version_keeps_what_its_page_says_of_itself(db: Database) -> None:
    store(db)
    newest = newest_version(db, 1)
    assert newest.said == ARTICLE
    assert (newest.held, newest.watchlist, newest.number) == ({"reedtown": True}, "aaaa00000001", 1)


def test_each_version_has_its_own_matches_and_only_those_of_the_newest_hold(db: Database) -> None:
    store(db)
    edit(db, "Many trucks reached Reedtown.")
    edit(db, "It rained.")
    former = db.execute("SELECT match_id, gone_in_version, replaced_by FROM former_matches ORDER BY 1").fetchall()
    assert former == [(1, 2, 2), (2, 3, None)]
    assert db.execute("SELECT count(DISTINCT found_at), count(DISTINCT version_id) FROM match").fetchone() == (1, 2)
    assert newest_version(db, 1).held == {}


def test_a_page_is_due_its_hour_after_it_was_stored_with_the_validators_of_its_answer(db: Database) -> None:
    store(db)
    assert (plan(db, NOW), due_count(db, HOUR, 24 * HOUR, NOW)) == (0, 0)
    assert due_count(db, HOUR, 24 * HOUR, NOW + HOUR) == 1
    [due] = due_readings(db, NOW + HOUR, 10)
    assert (due.url, due.stored, due.validators.etag) == (URL, NOW, '"1"')


def test_what_its_source_carries_whole_has_no_page_to_read_again(db: Database) -> None:
    store(db, evidence="https://ledger.example/feed")
    assert due_count(db, HOUR, 24 * HOUR, NOW + HOUR) == 0
    assert plan(db, NOW + HOUR) == 0
    assert db.execute("SELECT due_at FROM reread").fetchall() == [(None,)]


def test_an_article_that_was_stored_long_ago_is_not_planned_any_more(db: Database) -> None:
    store(db)
    assert plan(db, NOW + 49 * HOUR) == 0


def test_an_article_that_names_nothing_is_not_planned(db: Database) -> None:
    store(db, replace(ARTICLE, text="It rained."))
    assert plan(db, NOW + 2 * HOUR) == 0
