"""Alerts become due once, with a delivery for each channel, in the transaction of their story."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from storage.alerts import counts, ledger, tell
from storage.database import open_database, write
from storage.deliveries import Outcome, claim, settle
from storage.leases import Lease, acquire, release

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
        told = tell(
            db, route=route, channels=channels, story=number, content=FACTS, elements=(), news=(), now=NOW
        )  # fmt: skip
        return told.alert if told.what == "first" else None


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
            tell(db, route="editors", channels=(), story=number, elements=(), news=(), content=FACTS, now=NOW)
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


def brought(
    db: Database, number: int, *news: str, elements: tuple[str, ...] = (), minutes: int = 0, source: str = "Ledger"
) -> str:
    content: dict[str, object] = {
        "kind": "story",
        "headline": f"Word of {source}",
        "source": source,
        "url": f"https://{source}.example/",
    }
    content["entities"] = [{"id": id} for id in (*elements, *news)]
    with write(db):
        return tell(
            db, route="editors", channels=["editors/phone"], story=number, elements=elements, news=news,
            content=content, now=NOW + timedelta(minutes=minutes), quiet=timedelta(minutes=30),
        ).what  # fmt: skip


def sent(db: Database, minutes: int = 0) -> None:
    now = NOW + timedelta(minutes=minutes)
    lease = acquire(db, "deliver", f"host:{minutes}:x", now)
    assert isinstance(lease, Lease)
    while claimed := claim(db, lease, "editors/phone", now):
        settle(db, lease, claimed, Outcome("sent"), now)
    release(db, lease, now)


def said(db: Database) -> list[dict[str, Any]]:
    return [json.loads(row[0]) for row in db.execute("SELECT content FROM alert ORDER BY id")]


def test_what_a_story_brings_before_it_is_sent_joins_the_one_message(db: Database) -> None:
    number = story(db)
    told = [
        brought(db, number, "al-tanf", source="Ledger"),
        brought(db, number, "al-tanf", source="Mirror"),
        brought(db, number, "al-tanf", "strike", source="Courier"),
    ]
    assert told == ["first", "joined", "amended"]
    (content,) = said(db)
    assert [also["source"] for also in content["also"]] == ["Mirror", "Courier"]
    assert [entity["id"] for entity in content["entities"]] == ["al-tanf", "strike"]


def test_what_is_new_in_a_story_that_was_sent_is_an_update(db: Database) -> None:
    number = story(db)
    brought(db, number, "al-tanf")
    sent(db)
    assert brought(db, number, "al-tanf", minutes=40) == "joined"
    assert brought(db, number, "al-qaim", minutes=40) == "update"
    assert [(row.reason, row.state) for row in ledger(db)] == [("update:al-qaim", "pending"), ("first", "sent")]
    assert said(db)[1]["news"] == ["al-qaim"]


def test_the_updates_of_one_cycle_are_one_message(db: Database) -> None:
    number = story(db)
    brought(db, number, "al-tanf")
    sent(db)
    brought(db, number, "al-qaim", minutes=40)
    assert brought(db, number, "closure", minutes=40) == "amended"
    assert said(db)[1]["news"] == ["al-qaim", "closure"]


def test_what_an_article_has_beside_its_headline_is_no_news_later(db: Database) -> None:
    number = story(db)
    brought(db, number, "al-tanf", elements=("al-qaim",))
    sent(db)
    assert brought(db, number, "al-qaim", minutes=40) == "joined"


def test_an_update_waits_until_the_story_has_been_quiet(db: Database) -> None:
    number = story(db)
    brought(db, number, "al-tanf")
    sent(db)
    brought(db, number, "al-qaim", minutes=10)
    assert ledger(db)[0].due_at == NOW + timedelta(minutes=30)


def test_each_key_of_a_message_has_a_row(db: Database) -> None:
    number = story(db)
    brought(db, number, "al-tanf", elements=("strike",))
    keys = {row[0] for row in db.execute("SELECT key FROM told")}
    assert keys == {f"story:{number}:editors:{what}" for what in ("first", "update:al-tanf", "update:strike")}
