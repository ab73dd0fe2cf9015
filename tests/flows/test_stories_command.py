"""`landbridge stories` as its user meets it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.articles import store_article
from storage.database import open_database, write
from storage.sources import sync_sources
from storage.stories import record_place
from storage.watchlists import record_watchlist
from tests.flows.test_commands import landbridge
from watchlist.article import Article
from watchlist.entity import Watchlist
from watchlist.source import Source
from watchlist.story import Story

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
WHY = '{"how": "same event", "why": ["both at al-heri (+3.1)"], "beside": 1}'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a story of two articles and one of one."""
    db = open_database(tmp_path / "landbridge.db")
    with write(db):
        sync_sources(db, [Source("desk", "The Desk", "feed", "https://news.example/feed", "", "en", "SY")])
        record_watchlist(db, Watchlist((), version="0123456789ab"), NOW)
        for number, (title, story, grouped) in enumerate(
            [("Lorries burn", None, '{"how": "first"}'), ("شاحنات تحترق", 1, WHY), ("A ferry is late", None, "{}")]
        ):
            article = Article(f"https://news.example/{number}", title, f"Text {number}.", "", "en", NOW)
            stored = store_article(
                db, article, [], source="desk", story=Story(title, story), watchlist="0123456789ab", now=NOW
            )
            record_place(
                db, stored.article, stored.story, keys=(), traits=(), facts="{}", grouped=grouped, at=NOW
            )  # fmt: skip
    db.close()
    return tmp_path


def test_stories_say_why_their_articles_are_in_them(home: Path) -> None:
    shown = landbridge("stories", home=home)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.splitlines() == [
        "story 2, 1 article: A ferry is late",
        "  article 3  The Desk [en]  A ferry is late",
        "story 1, 2 articles: Lorries burn",
        "  article 1  The Desk [en]  Lorries burn",
        "  article 2  The Desk [en]  شاحنات تحترق",
        "      same event as article 1: both at al-heri (+3.1)",
    ]


def test_stories_of_several_articles_alone(home: Path) -> None:
    shown = json.loads(landbridge("stories", "--many", "--json", home=home).stdout)
    assert [(story["id"], [article["how"] for article in story["articles"]]) for story in shown] == [
        (1, ["first", "same event"])
    ]


def test_a_person_splits_and_merges(home: Path) -> None:
    split = landbridge("stories", "split", "2", "--author", "mira", home=home)
    assert split.stdout == "article 2 is story 3 now\n"
    merged = landbridge("stories", "merge", "3", "2", "--author", "mira", home=home)
    assert merged.stdout == "stories 3 and 2 are story 2 now, of 2 articles\n"
    (story,) = json.loads(landbridge("stories", "show", "2", "--json", home=home).stdout)
    assert story["articles"][0]["why"] == ["story 3 was merged into this one by mira"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("split", "3"), "article 3 is alone in its story already"),
        (("split", "99"), "there is no article 99"),
        (("merge", "1", "1"), "two that exist are needed"),
        (("show", "99"), "there is no story 99"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(home: Path, asked: tuple[str, ...], said: str) -> None:
    shown = landbridge("stories", *asked, home=home)
    assert shown.returncode == 1
    assert said in shown.stderr
    assert shown.stderr.count("\n") == 1
