"""A route's alerts as feeds: what a reader's program makes of them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from sqlite_utils import Database

from flows.home import Home
from flows.message import Manner
from flows.routes import Channel, Route
from flows.syndicate import atom, feed_of, jsonfeed, keep_feeds, write_feeds
from flows.wording import Wording
from storage.alerts import tell
from storage.conditions import open_conditions
from storage.database import open_database, write
from storage.leases import Lease, acquire
from tests.storage.conftest import SOURCE

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
EDITORS = Route("editors", (Channel("editors/phone", "PHONE"),), feed=True)
HEADLINE = '<script>alert("x")</script> غارة & \x07 ]]> قصف'


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def db(home: Home) -> Iterator[Database]:
    opened = open_database(home.database)
    opened.execute("INSERT INTO story (id, headline, first_at) VALUES (1, 'x', 'x'), (2, 'y', 'y')")
    yield opened
    opened.close()


def content(headline: str = HEADLINE, at: datetime = NOW, **more: Any) -> dict[str, Any]:
    entity = {"id": "al-bukamal", "name": "al-Bukamal", "names": {"ar": "البوكمال"}, "type": "place", "score": 0.8,
              "alerts": True, "why": ["“البوكمال” in the text: a strong name"], "seen": [], "cues": ["strike"],
              "snippet": "قال <b>شهود</b> إن غارة وقعت قرب البوكمال", "place": [34.45, 40.92]}  # fmt: skip
    return {"kind": "story", "headline": headline, "entities": [entity], "source": SOURCE.name, "country": "SY",
            "language": "ar", "published": None, "found": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "url": "https://ledger.example/1?a=1&b=2", "story": 1, "judge": "", **more}  # fmt: skip


def alert(db: Database, story: int = 1, at: datetime = NOW, **more: Any) -> None:
    with write(db):
        tell(
            db, route="editors", channels=["editors/phone"], story=story, elements=["al-bukamal"], news=[],
            content=content(at=at, **more), now=at,
        )  # fmt: skip


def test_an_atom_reader_finds_each_alert_escaped(db: Database) -> None:
    alert(db)
    read = feedparser.parse(atom(feed_of(db, EDITORS)))
    assert not read.bozo
    assert read.feed.title == "Landbridge: editors"
    (entry,) = read.entries
    assert entry.title == "al-Bukamal: strike"
    assert entry.link == "https://ledger.example/1?a=1&b=2"
    assert entry.author == "The Ledger"
    assert [tag.term for tag in entry.tags] == ["al-Bukamal"]
    assert entry.updated_parsed[:5] == (2026, 11, 21, 9, 30)


def test_the_markup_of_strangers_stays_text(db: Database) -> None:
    alert(db)
    feed = feed_of(db, EDITORS)
    assert "&lt;script&gt;" in feed.items[0].html
    assert "<script" not in feed.items[0].html
    assert b"\x07" not in atom(feed)
    assert "<script" not in feedparser.parse(atom(feed)).entries[0].content[0].value


def test_the_json_feed_has_what_version_1_1_asks_for(db: Database) -> None:
    """https://www.jsonfeed.org/version/1.1/: version, title, items; of an item id and content; dates of RFC 3339."""
    alert(db)
    read = json.loads(jsonfeed(feed_of(db, EDITORS, "https://review.example/")))
    assert read["version"] == "https://jsonfeed.org/version/1.1"
    assert read["title"] == "Landbridge: editors"
    assert read["feed_url"] == "https://review.example/landbridge/feeds/editors.json"
    (item,) = read["items"]
    assert item["id"].startswith("urn:uuid:")
    assert item["content_html"]
    assert item["content_text"]
    assert item["url"] == "https://ledger.example/1?a=1&b=2"
    assert datetime.fromisoformat(item["date_published"]) == NOW
    assert item["authors"] == [{"name": "The Ledger"}]
    assert item["language"] == "ar"


def test_an_id_stays_and_the_time_moves_when_another_source_joins(db: Database) -> None:
    alert(db)
    before = feed_of(db, EDITORS).items[0]
    alert(db, at=NOW + timedelta(minutes=5), source="Another")
    after = feed_of(db, EDITORS).items[0]
    assert (after.id, after.published) == (before.id, before.published)
    assert (before.updated, after.updated) == (NOW, NOW + timedelta(minutes=5))
    assert "Also in 1 other source: Another" in after.text


def test_ids_differ_and_the_newest_is_first(db: Database) -> None:
    alert(db)
    alert(db, story=2, at=NOW + timedelta(hours=1), headline="Second")
    items = feed_of(db, EDITORS).items
    assert len({item.id for item in items}) == 2
    assert [item.published for item in items] == [NOW + timedelta(hours=1), NOW]


def test_an_address_that_is_not_of_the_web_is_no_link(db: Database) -> None:
    alert(db, url="javascript:alert(1)")
    feed = feed_of(db, EDITORS)
    assert feed.items[0].url == ""
    assert "<a" not in feed.items[0].html.split("Map:")[0]
    assert "url" not in json.loads(jsonfeed(feed))["items"][0]


def test_a_feed_is_in_the_language_of_its_route(db: Database) -> None:
    alert(db)
    arabic = Route("editors", (Channel("editors/phone", "PHONE", manner=Manner(Wording("ar"))),), feed=True)
    read = feedparser.parse(atom(feed_of(db, arabic)))
    assert read.entries[0].title == "البوكمال: قصف أو هجوم"
    assert '<div dir="rtl" lang="ar">' in feed_of(db, arabic).items[0].html


def test_a_feed_without_alerts_is_a_feed(db: Database) -> None:
    assert not feedparser.parse(atom(feed_of(db, EDITORS))).bozo
    assert json.loads(jsonfeed(feed_of(db, EDITORS)))["items"] == []


def test_files_are_written_for_the_routes_that_want_them_and_only_when_something_changed(
    db: Database, home: Home
) -> None:
    alert(db)
    quiet = Route("quiet", (Channel("quiet/phone", "PHONE"),))
    assert [path.name for path in write_feeds(db, home, [EDITORS, quiet])] == ["editors.atom", "editors.json"]
    assert write_feeds(db, home, [EDITORS, quiet]) == ()
    alert(db, story=2, at=NOW + timedelta(hours=1))
    assert len(write_feeds(db, home, [EDITORS])) == 2
    assert len(json.loads((home.feeds / "editors.json").read_text(encoding="utf-8"))["items"]) == 2
    assert sorted(path.name for path in home.feeds.iterdir()) == ["editors.atom", "editors.json"]


def test_feeds_that_cannot_be_written_are_told_once_and_again_when_they_can(db: Database, home: Home) -> None:
    lease = acquire(db, "deliver", "tests", NOW)
    assert isinstance(lease, Lease)
    home.feeds.write_text("a file in the way", encoding="utf-8")
    for _ in range(2):
        keep_feeds(db, lease, home, [EDITORS], NOW)
    (condition,) = open_conditions(db)
    assert condition.name == "feeds-failing:feeds"
    assert condition.detail.startswith(f"{home.feeds}: the feeds cannot be written (")
    home.feeds.unlink()
    keep_feeds(db, lease, home, [EDITORS], NOW)
    assert open_conditions(db) == ()
