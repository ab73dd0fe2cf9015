"""What a person says of stories stands."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.alerts import tell
from storage.articles import store_article
from storage.database import open_database, write
from storage.sources import sync_sources
from storage.stories import alike, forget_before, merge, record_place, related, split
from storage.watchlists import record_watchlist
from watchlist.article import Article
from watchlist.entity import Watchlist
from watchlist.errors import Trouble
from watchlist.source import Source
from watchlist.story import Story

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "landbridge.db")
    with write(db):
        sync_sources(db, [Source("desk", "Desk", "feed", "https://news.example/feed", "", "en", "SY")])
        record_watchlist(db, Watchlist((), version="0123456789ab"), NOW)
    yield db
    db.close()


def stored(
    db: Database,
    name: str,
    *,
    story: int | None = None,
    keys: tuple[int, ...] = (),
    traits: tuple[str, ...] = (),
    at: datetime = NOW,
) -> tuple[int, int]:
    """An article of that name; its number and that of its story."""
    with write(db):
        article = store_article(
            db, Article(f"https://news.example/{name}", name, f"Text of {name}.", "", "en", at), [], source="desk",
            story=Story(name, story), watchlist="0123456789ab", now=at,
        )  # fmt: skip
        record_place(
            db, article.article, article.story, keys=keys, traits=traits, facts="{}", grouped='{"how": "first"}', at=at
        )
    return article.article, article.story


def told(db: Database, story: int) -> str:
    with write(db):
        return tell(
            db, route="desk", channels=["desk/phone"], story=story, elements=(), news=(), content={}, now=NOW
        ).what  # fmt: skip


def test_those_with_most_keys_in_common_come_first(db: Database) -> None:
    some, _ = stored(db, "some", keys=(1, 2))
    most, _ = stored(db, "most", keys=(1, 2, 3))
    stored(db, "none", keys=(9,))
    assert [member.article for member in alike(db, (1, 2, 3, 4), NOW - DAY)] == [most, some]


def test_what_is_older_than_the_window_is_not_looked_at(db: Database) -> None:
    stored(db, "old", keys=(1,), at=NOW - 9 * DAY)
    assert alike(db, (1,), NOW - 7 * DAY) == ()


def test_stories_of_these_days_come_by_what_they_are_about(db: Database) -> None:
    stored(db, "old", traits=("al-tanf",), at=NOW - 3 * DAY)
    _, both = stored(db, "both", traits=("al-tanf", "al-tanf strike"))
    _, one = stored(db, "one", traits=("al-tanf",))
    found = related(db, ("al-tanf", "al-tanf strike"), NOW - DAY, NOW + DAY)
    assert [members[0].story for members in found] == [both, one]


def test_a_story_is_spoken_for_by_its_first_article_and_its_newest(db: Database) -> None:
    first, story = stored(db, "0", traits=("al-tanf",))
    others = [stored(db, str(number), story=story, traits=("al-tanf",))[0] for number in range(1, 5)]
    (members,) = related(db, ("al-tanf",), NOW - DAY, NOW + DAY)
    assert [member.article for member in members] == [first, *others[-2:]]


def test_an_article_that_is_split_off_has_a_story_of_its_own_and_alerts_nobody(db: Database) -> None:
    _, story = stored(db, "first")
    article, _ = stored(db, "second", story=story)
    assert told(db, story) == "first"
    with write(db):
        new = split(db, article, "mira", NOW)
    assert new != story
    assert told(db, new) == "joined"
    grouped = json.loads(db.execute("SELECT grouped FROM article WHERE id = ?", [article]).fetchone()[0])
    assert grouped["how"] == "person"


def test_an_article_alone_in_its_story_cannot_be_split_off(db: Database) -> None:
    article, _ = stored(db, "only")
    with pytest.raises(Trouble, match="alone"), write(db):
        split(db, article, "mira", NOW)


def test_the_older_of_two_merged_stories_goes_on_with_its_alerts(db: Database) -> None:
    _, old = stored(db, "old", traits=("al-tanf",))
    _, new = stored(db, "new", traits=("al-qaim",))
    told(db, old)
    with write(db):
        assert merge(db, new, old, "mira", NOW) == old
    assert told(db, old) == "joined"
    assert [row[0] for row in db.execute("SELECT DISTINCT story_id FROM article")] == [old]
    assert [members[0].story for members in related(db, ("al-qaim",), NOW - DAY, NOW + DAY)] == [old]


def test_a_story_cannot_be_merged_with_itself_or_with_none(db: Database) -> None:
    _, story = stored(db, "only")
    for other in (story, 99):
        with pytest.raises(Trouble, match="two that exist"), write(db):
            merge(db, story, other, "mira", NOW)


def test_what_a_person_said_is_neither_changed_nor_deleted(db: Database) -> None:
    _, old = stored(db, "old")
    _, new = stored(db, "new")
    with write(db):
        merge(db, old, new, "mira", NOW)
    for statement in ("UPDATE story_word SET author = 'x'", "DELETE FROM story_word"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            db.execute(statement)


def test_what_leads_to_old_articles_is_forgotten(db: Database) -> None:
    stored(db, "old", keys=(1, 2), traits=("al-tanf",), at=NOW - 9 * DAY)
    stored(db, "new", keys=(3,), traits=("al-qaim",))
    with write(db):
        assert forget_before(db, NOW - 7 * DAY) == 3
    assert [row[0] for row in db.execute("SELECT key FROM sketch")] == [3]
