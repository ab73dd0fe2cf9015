"""Quiet hours hold, a ceiling gathers, digests come once: the ledger's rows, and what arrives at a real receiver."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from flows.delivery import Delivered, deliver
from flows.demo.receiver import Receiver
from flows.pacing import HOUR, make_digest_now, make_due_digests, preview
from flows.routes import Channel, Route
from flows.timing import Timing, read_hours
from storage.alerts import OPERATORS, ledger, rows_of, tell
from storage.conditions import open_condition
from storage.cycles import begin_cycle
from storage.database import open_database, write
from storage.deliveries import Outcome, claim, retry, settle
from storage.leases import LASTS, Lease, LeaseLost, acquire, release

EVENING = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)  # 21:00 in Baghdad
NIGHT = EVENING + timedelta(hours=2)  # 23:00 there
MORNING = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)  # 06:30 there
SEVEN = MORNING + timedelta(minutes=30)
DESK = Route("desk", (Channel("desk/phone", url_env="PHONE"),))
QUIET = replace(DESK, timing=Timing("Asia/Baghdad", read_hours("22:00-06:30")))
DAILY = replace(DESK, timing=Timing("Asia/Baghdad", digest="0 7 * * *"), at_once=False)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "landbridge.db")
    yield db
    db.close()


@pytest.fixture
def phone() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


def held_by(db: Database, now: datetime) -> Lease:
    lease = acquire(db, "deliver", f"elsewhere:{os.getpid()}:x", now)
    assert isinstance(lease, Lease)
    return lease


def story(db: Database, route: Route, headline: str, now: datetime) -> None:
    """A new story becomes due on a route."""
    content: dict[str, object] = {
        "kind": "story", "headline": headline, "source": "Ledger", "language": "en", "published": None,
        "found": "2026-11-21T10:00:00.000Z", "url": f"https://ledger.example/{headline}", "story": 1, "judge": "",
        "entities": [],
    }  # fmt: skip
    with write(db):
        row = db.execute(
            "INSERT INTO story (headline, first_at) VALUES (?, ?) RETURNING id", [headline, "x"]
        ).fetchone()
        tell(
            db, route=route.name, channels=[channel.name for channel in route.channels], story=row[0], elements=(),
            news=(), content=content, now=now, due=route.due(now),
        )  # fmt: skip


def run(db: Database, route: Route, phone: Receiver, now: datetime) -> Delivered:
    """One delivery, digests that are due included, as a cycle does it."""
    lease = held_by(db, now)
    make_due_digests(db, lease, [route], now)
    urls = {"PHONE": phone.apprise_url}
    done = deliver(db, lease, [route], now=lambda: now, budget=timedelta(seconds=30), environ=urls)
    release(db, lease, now)
    return done


def titles(phone: Receiver) -> list[str]:
    """The first line of what arrived, or the name of the digest."""
    return [one.title if "igest" in one.title else one.body.splitlines()[0] for one in phone.messages]


def states(db: Database) -> list[tuple[str, str, str]]:
    rows = reversed(ledger(db, limit=1000))
    return [(row.headline, row.state, row.why) for row in rows if row.route != OPERATORS]


def test_quiet_hours_hold_and_then_deliver_in_order(db: Database, phone: Receiver) -> None:
    for minutes, headline in enumerate(("one", "two", "three")):
        story(db, QUIET, headline, NIGHT + timedelta(minutes=minutes))
    assert run(db, QUIET, phone, NIGHT + timedelta(hours=1)) == Delivered(waiting=3)
    assert [(row.state, row.why, row.due_at) for row in ledger(db)] == [("held", "quiet hours", MORNING)] * 3
    story(db, QUIET, "four", MORNING)
    assert run(db, QUIET, phone, MORNING).sent == 4
    assert titles(phone) == ["one", "two", "three", "four"]


def test_what_was_due_before_the_quiet_hours_began_is_held_too(db: Database, phone: Receiver) -> None:
    """What was not taken in the evening, and what became due before its route had quiet hours."""
    story(db, DESK, "one", EVENING)
    story(db, DESK, "two", NIGHT - timedelta(minutes=1))
    assert run(db, QUIET, phone, NIGHT).sent == 0
    assert run(db, QUIET, phone, MORNING).sent == 2
    assert titles(phone) == ["one", "two"]


def test_what_is_held_still_learns_where_else_its_story_stands(db: Database, phone: Receiver) -> None:
    story(db, QUIET, "one", NIGHT)
    run(db, QUIET, phone, NIGHT)
    joining: dict[str, object] = {"source": "Courier", "headline": "same", "url": "https://courier.example/"}
    with write(db):
        told = tell(
            db, route="desk", channels=["desk/phone"], story=1, elements=(), news=(), content=joining, now=NIGHT + HOUR
        )
    assert told.what == "joined"
    assert "Courier" in str(db.execute("SELECT content FROM alert").fetchall())


@pytest.mark.parametrize(("urgent", "arrives"), [(True, 1), (False, 0)])
def test_the_operators_are_woken_only_where_they_want_to_be(
    db: Database, phone: Receiver, urgent: bool, arrives: int
) -> None:
    operators = replace(QUIET, name=OPERATORS, urgent=urgent)
    with write(db):
        open_condition(db, "source-failing:ledger", "The Ledger cannot be read", NIGHT)
    assert run(db, operators, phone, NIGHT).sent == arrives
    assert run(db, operators, phone, MORNING).sent == 1 - arrives


def capped(ceiling: int) -> Route:
    return replace(DESK, ceiling=ceiling)


def test_what_comes_past_the_ceiling_is_one_digest(db: Database, phone: Receiver) -> None:
    for number in range(10):
        story(db, DESK, f"story {number}", EVENING)
    assert run(db, capped(3), phone, EVENING).sent == 4
    assert len(phone.messages) == 4
    assert titles(phone)[:3] == ["story 0", "story 1", "story 2"]
    rows = states(db)
    assert rows[:3] == [(f"story {number}", "sent", "answered 200") for number in range(3)]
    digest = ledger(db)[0]
    assert rows[3:10] == [(f"story {number}", "sent", f"in digest {digest.alert}") for number in range(3, 10)]
    assert (digest.headline, digest.state) == ("7 more alerts, past 3 messages an hour", "sent")
    assert all(f"story {number}" in phone.messages[3].body for number in range(3, 10))


def test_after_the_digest_the_channel_is_silent_until_the_hour_is_over(db: Database, phone: Receiver) -> None:
    for number in range(3):
        story(db, DESK, f"early {number}", EVENING)
    run(db, capped(2), phone, EVENING)
    later = EVENING + timedelta(minutes=10)
    for number in range(2):
        story(db, DESK, f"late {number}", later)
    assert run(db, capped(2), phone, later).sent == 0
    assert {(row.why, row.due_at) for row in ledger(db, states=["held"])} == {("the route's ceiling", EVENING + HOUR)}
    assert run(db, capped(2), phone, EVENING + HOUR).sent == 2
    assert titles(phone)[-2:] == ["late 0", "late 1"]


def test_each_channel_has_a_ceiling_of_its_own(db: Database, phone: Receiver) -> None:
    two = replace(capped(1), channels=(*DESK.channels, Channel("desk/mail", url_env="PHONE")))
    for number in range(3):
        story(db, two, f"story {number}", EVENING)
    assert run(db, two, phone, EVENING).sent == 4
    assert Counter(row.channel for row in ledger(db, states=["sent"])) == {"desk/phone": 4, "desk/mail": 4}


def test_a_digest_that_is_not_answered_leaves_what_it_carries_unknown(db: Database) -> None:
    with Receiver(answers=[200, None]) as phone:
        for number in range(3):
            story(db, DESK, f"story {number}", EVENING)
        assert run(db, capped(1), phone, EVENING).unknown == 1
        assert [state for _, state, _ in states(db)] == ["sent", "unknown", "unknown", "unknown"]
        retry(db, EVENING + 2 * HOUR)
        assert run(db, capped(1), phone, EVENING + 2 * HOUR).sent == 1
        assert [state for _, state, _ in states(db)] == ["sent"] * 4
        assert len(phone.messages) == 3


def test_what_a_digest_carried_may_be_sent_by_itself_by_a_person(db: Database) -> None:
    with Receiver(answers=[200, None]) as phone:
        for number in range(3):
            story(db, DESK, f"story {number}", EVENING)
        run(db, capped(1), phone, EVENING)
        carried = ledger(db, states=["unknown"])[-1]
        assert carried.delivery is not None
        retry(db, EVENING + 2 * HOUR, [carried.delivery])
        assert run(db, capped(1), phone, EVENING + 2 * HOUR).sent == 1
        assert titles(phone)[-1] == carried.headline


def test_a_digest_whose_process_died_leaves_what_it_carries_unknown(db: Database, phone: Receiver) -> None:
    begun(db, EVENING - timedelta(days=9))
    story(db, DAILY, "one", EVENING)
    lease = held_by(db, SEVEN)
    make_due_digests(db, lease, [DAILY], SEVEN)
    assert claim(db, lease, "desk/phone", SEVEN) is not None
    release(db, lease, SEVEN)
    assert run(db, DAILY, phone, SEVEN + timedelta(minutes=2)) == Delivered(unknown=1)
    assert [state for _, state, _ in states(db)] == ["unknown", "unknown"]
    assert phone.messages == ()


def begun(db: Database, now: datetime) -> None:
    """The watch began."""
    lease = acquire(db, "monitor", "elsewhere:1:x", now)
    assert isinstance(lease, Lease)
    with write(db):
        begin_cycle(db, lease, now)
    release(db, lease, now)


def test_a_route_with_digests_tells_nothing_before_the_hour_and_then_all_in_one(db: Database, phone: Receiver) -> None:
    begun(db, EVENING)
    for number in range(3):
        story(db, DAILY, f"story {number}", EVENING)
    assert run(db, DAILY, phone, NIGHT) == Delivered(waiting=3)
    assert {(row.state, row.why, row.due_at) for row in ledger(db)} == {("held", "the route's digest", SEVEN)}
    assert run(db, DAILY, phone, SEVEN) == Delivered(sent=1)
    assert all(f"story {number}" in phone.messages[0].body for number in range(3))
    assert {row.state for row in ledger(db)} == {"sent"}


def test_a_period_has_one_digest_however_often_its_hour_is_asked_for(db: Database, phone: Receiver) -> None:
    begun(db, EVENING)
    story(db, DAILY, "one", EVENING)
    sent = [run(db, DAILY, phone, SEVEN + timedelta(minutes=minutes)).sent for minutes in (0, 2, 4)]
    assert sent == [1, 0, 0]
    assert run(db, DAILY, phone, SEVEN + timedelta(days=1)).sent == 1


def test_what_comes_after_the_hour_waits_for_the_next_digest(db: Database, phone: Receiver) -> None:
    begun(db, EVENING)
    run(db, DAILY, phone, SEVEN)
    story(db, DAILY, "late", SEVEN + timedelta(seconds=1))
    assert run(db, DAILY, phone, SEVEN + timedelta(hours=23)).sent == 0
    assert run(db, DAILY, phone, SEVEN + timedelta(days=1)).sent == 1
    assert "late" in phone.messages[1].body


def test_a_pause_of_days_makes_one_digest_of_all_of_it(db: Database, phone: Receiver) -> None:
    begun(db, EVENING)
    run(db, DAILY, phone, SEVEN)
    story(db, DAILY, "one", SEVEN + timedelta(hours=1))
    back = SEVEN + timedelta(days=3, hours=5)
    assert run(db, DAILY, phone, back) == Delivered(sent=1)
    assert "one" in phone.messages[1].body
    (content,) = db.execute(
        "SELECT json_extract(content, '$.from', '$.to') FROM alert ORDER BY id DESC LIMIT 1"
    ).fetchone()
    assert content == '["2026-11-22T04:00:00.000Z","2026-11-25T04:00:00.000Z"]'


def test_a_route_that_is_new_gets_no_digest_of_a_time_long_past(db: Database, phone: Receiver) -> None:
    begun(db, EVENING)
    assert run(db, DAILY, phone, SEVEN + timedelta(hours=5)) == Delivered()


def test_a_digest_may_come_beside_alerts_that_go_out_at_once(db: Database, phone: Receiver) -> None:
    begun(db, EVENING)
    both = replace(DAILY, at_once=True)
    story(db, both, "one", EVENING)
    assert run(db, both, phone, EVENING).sent == 1
    assert run(db, both, phone, SEVEN).sent == 1
    assert titles(phone)[0] == "one"
    assert "one" in phone.messages[1].body


def test_a_digest_that_a_person_asks_for_tells_what_is_broken_since_some_seconds(db: Database) -> None:
    begun(db, EVENING)
    with write(db):
        open_condition(db, "disk", "the disk is nearly full", NIGHT + timedelta(seconds=20))
    made = make_digest_now(db, held_by(db, NIGHT), DAILY, NIGHT + timedelta(seconds=40))
    (said,) = db.execute("SELECT content FROM alert WHERE id = ?", [made]).fetchone()
    assert "the disk is nearly full" in said


def test_a_digest_that_a_person_asks_for_takes_what_there_is_and_the_next_goes_on_from_there(
    db: Database, phone: Receiver
) -> None:
    begun(db, EVENING)
    story(db, DAILY, "early", EVENING)
    lease = held_by(db, NIGHT)
    assert make_digest_now(db, lease, DAILY, NIGHT) is not None
    assert make_digest_now(db, lease, DAILY, NIGHT + timedelta(seconds=10)) is None
    release(db, lease, NIGHT)
    story(db, DAILY, "late", NIGHT + timedelta(minutes=1))
    assert run(db, DAILY, phone, SEVEN).sent == 2
    assert ["early" in one.body for one in phone.messages] == [True, False]
    assert ["late" in one.body for one in phone.messages] == [False, True]


def test_a_preview_writes_nothing(db: Database) -> None:
    story(db, DAILY, "one", EVENING)
    before = list(db.conn.iterdump())
    said = preview(db, DAILY, NIGHT)
    assert "one" in str(said["sections"])
    assert list(db.conn.iterdump()) == before


def test_an_alert_that_a_digest_carries_is_amended_no_more(db: Database, phone: Receiver) -> None:
    """The digest says what it said when it was made: what comes afterwards would be lost in it."""
    begun(db, EVENING)
    story(db, DAILY, "one", EVENING)
    lease = held_by(db, SEVEN)
    make_due_digests(db, lease, [DAILY], SEVEN)
    content: dict[str, object] = {"headline": "more", "entities": [{"id": "al-tanf", "name": "al-Tanf"}], "url": "x"}
    with write(db):
        told = tell(
            db, route="desk", channels=["desk/phone"], story=1, elements=["al-tanf"], news=["al-tanf"], content=content,
            now=SEVEN, due=DAILY.due(SEVEN),
        )  # fmt: skip
    assert told.what == "update"
    (row,) = rows_of(db, told.alert)
    assert (row.state, row.due_at) == ("held", SEVEN + timedelta(days=1))


def test_what_was_refused_goes_into_the_digest_too(db: Database, phone: Receiver) -> None:
    for number in range(3):
        story(db, DESK, f"story {number}", EVENING)
    lease = held_by(db, EVENING)
    claimed = claim(db, lease, "desk/phone", EVENING)
    assert claimed is not None
    settle(db, lease, claimed, Outcome("retry", "answered 500", 500), EVENING, lambda: 0.5)
    release(db, lease, EVENING)
    later = EVENING + timedelta(minutes=5)
    assert run(db, capped(1), phone, later).sent == 2
    assert {row.state for row in ledger(db)} == {"sent"}


def test_a_digest_stands_or_falls_as_a_whole(db: Database, phone: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails while it is made leaves nothing half carried, and the next run makes it."""
    begun(db, EVENING)
    story(db, DAILY, "one", EVENING)

    def fails(*_: object) -> None:
        raise OSError("the disk went away")

    with monkeypatch.context() as broken:
        broken.setattr("storage.digests.add_deliveries", fails)
        lease = held_by(db, SEVEN)
        with pytest.raises(OSError, match="the disk went away"):
            make_due_digests(db, lease, [DAILY], SEVEN)
        release(db, lease, SEVEN)
    assert [state for _, state, _ in states(db)] == ["held"]
    assert run(db, DAILY, phone, SEVEN + timedelta(minutes=2)) == Delivered(sent=1)


def test_who_was_overtaken_makes_no_digest(db: Database) -> None:
    begun(db, EVENING)
    late = held_by(db, SEVEN - LASTS)
    held_by_another = acquire(db, "deliver", "elsewhere:2:y", SEVEN + timedelta(seconds=1))
    assert isinstance(held_by_another, Lease)
    with pytest.raises(LeaseLost):
        make_due_digests(db, late, [DAILY], SEVEN)
    assert ledger(db) == ()
