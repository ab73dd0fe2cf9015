"""Alerts become due once, with a delivery for each channel, in the transaction of their story."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.alerts import counts, ledger, record
from storage.database import open_database, write
from storage.deliveries import Outcome, claim, settle
from storage.leases import Lease, acquire

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
FACTS: dict[str, object] = {"kind": "story", "headline": "غارة على معبر البوكمال"}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "landbridge.db")
    yield db
    db.close()


def story(db: Database) -> int:
    row = db.execute("INSERT INTO story (headline, first_at) VALUES ('x', 'x') RETURNING id").fetchone()
    return int(row[0])


def alert(
    db: Database, number: int, channels: tuple[str, ...] = ("editors/phone",), route: str = "editors"
) -> int | None:
    with write(db):
        return record(db, route=route, channels=channels, story=number, content=FACTS, now=NOW)


def test_an_alert_is_due_at_once_on_each_channel(db: Database) -> None:
    alert(db, story(db), ("editors/phone", "editors/mail"))
    rows = ledger(db)
    assert [(row.channel, row.state, row.due_at) for row in rows] == [
        ("editors/mail", "pending", NOW),
        ("editors/phone", "pending", NOW),
    ]
    assert {row.headline for row in rows} == {"غارة على معبر البوكمال"}


def test_a_story_alerts_a_route_once(db: Database) -> None:
    number = story(db)
    assert alert(db, number) is not None
    assert alert(db, number) is None
    assert counts(db) == {"pending": 1}


def test_another_route_hears_of_the_same_story(db: Database) -> None:
    number = story(db)
    alert(db, number)
    assert alert(db, number, ("desk/mail",), route="desk") is not None


def test_an_alert_stands_or_falls_with_its_transaction(db: Database) -> None:
    def fails_after_the_alert() -> None:
        with write(db):
            number = story(db)
            record(db, route="editors", channels=("editors/phone",), story=number, content=FACTS, now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails_after_the_alert()
    assert ledger(db) == ()


def test_the_ledger_shows_the_states_that_are_asked_for(db: Database) -> None:
    lease = acquire(db, "deliver", "host:1:x", NOW)
    assert isinstance(lease, Lease)
    for _ in range(3):
        alert(db, story(db))
    claimed = claim(db, lease, "editors/phone", NOW)
    assert claimed is not None
    settle(db, lease, claimed, Outcome("unknown", "no answer"), NOW)
    assert [(row.state, row.why) for row in ledger(db, states=("unknown",))] == [("unknown", "no answer")]
    assert len(ledger(db, states=("pending",))) == 2
    assert len(ledger(db, limit=1)) == 1


def test_what_a_parked_channel_holds_up_is_shown_as_held(db: Database) -> None:
    lease = acquire(db, "deliver", "host:1:x", NOW)
    assert isinstance(lease, Lease)
    for _ in range(3):
        alert(db, story(db))
    claimed = claim(db, lease, "editors/phone", NOW)
    assert claimed is not None
    settle(db, lease, claimed, Outcome("failed", "answered 401", 401, park=True), NOW)
    assert counts(db) == {"failed": 1, "held": 2}
    assert [(row.state, row.why) for row in ledger(db, states=("held",))] == [("held", "answered 401")] * 2


def test_what_a_channel_asked_for_shows_in_the_ledger(db: Database) -> None:
    lease = acquire(db, "deliver", "host:1:x", NOW)
    assert isinstance(lease, Lease)
    alert(db, story(db))
    alert(db, story(db))
    claimed = claim(db, lease, "editors/phone", NOW)
    assert claimed is not None
    settle(db, lease, claimed, Outcome("retry", "answered 429", 429, timedelta(hours=1)), NOW, lambda: 0.5)
    assert {row.due_at for row in ledger(db)} == {NOW + timedelta(hours=1)}
