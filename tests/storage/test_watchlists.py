"""Versions of the watchlist are kept with what they said."""

from datetime import timedelta

import pytest
from sqlite_utils import Database

from storage.database import write
from storage.watchlists import find_version, record_watchlist, stored_watchlist, used_versions
from tests.storage.conftest import NOW
from watchlist.entity import Entity, Name, Watchlist
from watchlist.errors import BadInput

TOWN = Entity("town", "place", "Town", (Name("Town", "en"),), note="On the river.")
CAMP = Entity("camp", "base", "Camp", (Name("Camp", "en", strength="weak"),))
FIRST = Watchlist((TOWN,), {"strike": {"en": ("raid",)}}, "aaaa00000001")
SECOND = Watchlist((CAMP, TOWN), {}, "bbbb00000002")


def record(db: Database, watchlist: Watchlist, days: int) -> None:
    with write(db):
        record_watchlist(db, watchlist, NOW + timedelta(days=days))


def test_what_a_version_said_can_be_read_again(db: Database) -> None:
    record(db, FIRST, 0)
    record(db, SECOND, 1)
    assert stored_watchlist(db, FIRST.version) == FIRST
    assert stored_watchlist(db, SECOND.version) == SECOND


def test_the_version_in_use_comes_first_even_when_it_is_an_old_one_again(db: Database) -> None:
    for days, watchlist in enumerate((FIRST, SECOND, FIRST)):
        record(db, watchlist, days)
    assert [version.hash for version in used_versions(db)] == [FIRST.version, SECOND.version]
    assert used_versions(db)[0].first_used == NOW
    assert used_versions(db)[0].taken_up == NOW + timedelta(days=2)


def test_entities_are_written_once_for_a_version(db: Database) -> None:
    record(db, FIRST, 0)
    before = db.conn.total_changes
    record(db, FIRST, 1)
    assert db.conn.total_changes == before


def test_a_version_that_was_used_before_contents_were_kept_is_completed(db: Database) -> None:
    record(db, FIRST, 0)
    db.execute("UPDATE watchlist_version SET content = NULL")
    record(db, FIRST, 1)
    assert stored_watchlist(db, FIRST.version) == FIRST


def test_a_content_that_cannot_be_read_is_none(db: Database) -> None:
    record(db, FIRST, 0)
    db.execute("UPDATE watchlist_version SET content = x'00'")
    assert stored_watchlist(db, FIRST.version) is None


def test_a_version_is_found_by_how_its_hash_begins(db: Database) -> None:
    record(db, FIRST, 0)
    record(db, SECOND, 1)
    assert find_version(db, "bb").hash == SECOND.version


def test_a_version_that_is_not_there_is_said_with_those_that_are(db: Database) -> None:
    record(db, FIRST, 0)
    with pytest.raises(BadInput, match="no version in the database begins with “ff”; known: aaaa00000001"):
        find_version(db, "ff")
