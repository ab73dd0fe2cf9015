"""A database that grew step by step is the same as one made today."""

from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.database import open_database
from storage.migrations import steps

STEPS = [step.name for step in steps._migrations]


def shape(db: Database) -> list[tuple[str, ...]]:
    """Every table, index, trigger and view as SQLite keeps it."""
    return sorted(db.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall())


def grown(path: Path, until: str) -> Database:
    """A database of an earlier Landbridge, that knew no step from `until` on."""
    db = Database(path)
    steps.apply(db, stop_before=until)
    return db


@pytest.mark.parametrize("until", STEPS[1:])
def test_an_older_database_becomes_what_a_new_one_is(until: str, tmp_path: Path) -> None:
    grown(tmp_path / "old.db", until).close()
    old, new = open_database(tmp_path / "old.db"), open_database(tmp_path / "new.db")
    assert shape(old) == shape(new)
    old.close()
    new.close()


def test_an_older_database_keeps_its_rows_and_says_what_is_known_of_them(tmp_path: Path) -> None:
    """An article with a match was matched by that match's watchlist; of another one nobody knows."""
    with grown(tmp_path / "old.db", "002-rescans").conn as db:
        db.executescript("""
            INSERT INTO source (id, name, kind, url, homepage, language, country, active)
                VALUES ('s', 's', 'feed', '', '', 'en', 'SY', 1);
            INSERT INTO story VALUES (1, '', '2026');
            INSERT INTO watchlist_version VALUES ('abc', '2026-11-01T00:00:00.000Z', 1, 1);
            INSERT INTO entity VALUES ('e', 'place', 'E', 'normal', NULL, NULL, '', 'abc');
            INSERT INTO article VALUES (1, 'u1', 's', 1, 'en', NULL, '2026'), (2, 'u2', 's', 1, 'en', NULL, '2026');
            INSERT INTO version VALUES (1, 1, 1, '', '', '', 0, '', '2026'), (2, 2, 1, '', '', '', 0, '', '2026');
            INSERT INTO match VALUES (1, 1, 1, 'e', 0.5, 'strong', 1, '[]', '[]', '', 'abc', '2026', 0);
        """)
    db.close()
    now = open_database(tmp_path / "old.db")
    assert now.execute("SELECT watchlist_version FROM version ORDER BY id").fetchall() == [("abc",), (None,)]
    assert now.execute("SELECT taken_up_at, content FROM watchlist_version").fetchall() == [
        ("2026-11-01T00:00:00.000Z", None)
    ]
    assert now.execute("SELECT entity_id, gone_in FROM match").fetchall() == [("e", None)]
    assert now.execute("SELECT entity, retrospective FROM newest_matches").fetchall() == [("E", 0)]
    now.close()


def test_links_and_articles_of_an_older_database_are_known_by_the_keys_of_today(tmp_path: Path) -> None:
    """Two links that were told apart by a slash stay two rows; one of them has today's key."""
    with grown(tmp_path / "old.db", "005-rhythm").conn as db:
        db.executescript("""
            INSERT INTO source (id, name, kind, url, homepage, language, country, active)
                VALUES ('s', 's', 'feed', '', '', 'en', 'SY', 1);
            INSERT INTO poll (id, source_id, at, outcome) VALUES (1, 's', '2026', 'listed');
            INSERT INTO link (source_id, poll_id, url, key, title, summary, author, found_at, due_at)
                SELECT 's', 1, value, value, '', '', '', '2026', '2026' FROM json_each('["http://www.one.example/a/",
                "https://two.example/b?c=/", "https://two.example/d", "https://two.example/d/", "file:///inbox/x"]');
            INSERT INTO story VALUES (1, '', '2026', NULL);
            INSERT INTO article (url, source_id, story_id, language, stored_at)
                VALUES ('https://www.one.example/a/', 's', 1, 'en', '2026');
        """)
    db.close()
    now = open_database(tmp_path / "old.db")
    assert [row[0] for row in now.execute("SELECT key FROM link ORDER BY id")] == [
        "https://one.example/a", "https://two.example/b?c=", "https://two.example/d", "https://two.example/d/",
        "file:///inbox/x",
    ]  # fmt: skip
    assert now.execute("SELECT url, key FROM article").fetchall() == [
        ("https://www.one.example/a/", "https://one.example/a")
    ]
    now.close()
