"""Delivering the ledger through real Apprise to real receivers: once each, side by side, and never twice."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event, Lock, Thread
from time import monotonic, sleep
from typing import Any

import pytest
from sqlite_utils import Database

from flows import delivery
from flows.delivery import SIDE_BY_SIDE, Delivered, Send, deliver, try_channels
from flows.message import Manner
from flows.routes import Channel, Route
from storage.alerts import counts, ledger, tell
from storage.conditions import open_condition
from storage.database import open_database, write
from storage.deliveries import ABANDONED, Outcome, retry
from storage.leases import LASTS, Held, Lease, LeaseLost, acquire
from tests.flows.loopback import Loopback, Reply, Script
from tests.flows.receivers import Mailbox

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
SECRET = "s3cr3t-t0ken"
SENT = Outcome("sent", "answered 200", 200)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "landbridge.db")
    yield db
    db.close()


def route(*labels: str, name: str = "editors") -> Route:
    return Route(name, tuple(Channel(f"{name}/{label}", url_env=label.upper()) for label in labels))


def environ(**urls: str) -> dict[str, str]:
    return {name.upper(): url for name, url in urls.items()}


def hook(server: Loopback, label: str) -> str:
    return f"json://127.0.0.1:{server.port}/{SECRET}/{label}"


def due(db: Database, route: Route, count: int = 1, now: datetime = NOW) -> None:
    for number in range(count):
        facts = {
            "kind": "story", "headline": f"Headline {number}", "source": "Desk", "language": "en", "published": None,
            "found": "2026-11-21T10:00:00.000Z", "url": "https://desk.example/1", "story": number, "judge": "",
            "entities": [
                {"name": "Al-Bukamal crossing", "type": "crossing", "score": 0.8, "why": [], "cues": [], "snippet": "…"}
            ],
        }  # fmt: skip
        with write(db):
            row = db.execute("INSERT INTO story (headline, first_at) VALUES ('x', 'x') RETURNING id").fetchone()
            channels = [channel.name for channel in route.channels]
            tell(db, route=route.name, channels=channels, story=row[0], content=facts, elements=(), news=(), now=now)


def run(
    db: Database,
    *routes: Route,
    urls: Mapping[str, str] | None = None,
    now: datetime = NOW,
    send: Send | None = None,
) -> Delivered:
    lease = acquire(db, "deliver", f"elsewhere:{os.getpid()}:x", now)
    assert isinstance(lease, Lease)
    options: dict[str, Any] = {} if send is None else {"send": send}
    return deliver(
        db, lease, routes, now=lambda: now, budget=timedelta(seconds=30), environ=urls or {}, **options
    )  # fmt: skip


def served(db: Database, reply: Script, *, count: int = 1) -> tuple[Delivered, Loopback]:
    with Loopback({f"/{SECRET}/phone": reply}) as server:
        due(db, route("phone"), count)
        return run(db, route("phone"), urls=environ(phone=hook(server, "phone"))), server


def test_what_is_due_arrives(db: Database) -> None:
    delivered, server = served(db, Reply(200))
    assert delivered == Delivered(sent=1)
    message = json.loads(server.asked[0].body)
    assert message["title"] == "Al-Bukamal crossing"
    assert message["message"].startswith("Headline 0")


def test_what_arrived_does_not_arrive_again(db: Database) -> None:
    with Loopback({f"/{SECRET}/phone": Reply(200)}) as server:
        due(db, route("phone"), 3)
        for expected in (3, 0, 0):
            assert run(db, route("phone"), urls=environ(phone=hook(server, "phone"))).sent == expected
        assert len(server.asked) == 3


def test_a_channel_gets_its_messages_in_order(db: Database) -> None:
    _, server = served(db, Reply(200), count=5)
    headlines = [json.loads(asked.body)["message"].splitlines()[0] for asked in server.asked]
    assert headlines == [f"Headline {number}" for number in range(5)]


@pytest.mark.parametrize(
    ("reply", "delivered"),
    [
        (Reply(500), Delivered(retried=1, waiting=3)),
        (Reply(429, headers={"Retry-After": "60"}), Delivered(retried=1, waiting=3)),
        (Reply(401), Delivered(failed=1, held=2)),
        (Reply(400), Delivered(failed=3)),
        (Reply(cut=True), Delivered(unknown=1, waiting=2)),
        ([Reply(200), Reply(503), Reply(200)], Delivered(sent=1, retried=1, waiting=2)),
    ],
)
def test_each_outcome_is_counted(db: Database, reply: Script, delivered: Delivered) -> None:
    assert served(db, reply, count=3)[0] == delivered


def test_what_was_not_taken_is_tried_again_when_it_is_due(db: Database) -> None:
    with Loopback({f"/{SECRET}/phone": [Reply(500), Reply(200)]}) as server:
        due(db, route("phone"))
        urls = environ(phone=hook(server, "phone"))
        assert run(db, route("phone"), urls=urls).retried == 1
        assert run(db, route("phone"), urls=urls, now=NOW + timedelta(seconds=30)).sent == 0
        assert run(db, route("phone"), urls=urls, now=NOW + timedelta(seconds=90)).sent == 1


def test_what_was_not_answered_is_sent_again_by_a_person_alone(db: Database) -> None:
    with Loopback({f"/{SECRET}/phone": [Reply(cut=True), Reply(200)]}) as server:
        due(db, route("phone"))
        urls = environ(phone=hook(server, "phone"))
        assert run(db, route("phone"), urls=urls).unknown == 1
        much_later = NOW + timedelta(days=9)
        assert run(db, route("phone"), urls=urls, now=much_later) == Delivered()
        retry(db, much_later)
        assert run(db, route("phone"), urls=urls, now=much_later).sent == 1


def test_a_dead_channel_holds_no_other_up(db: Database) -> None:
    with Loopback({f"/{SECRET}/slow": Reply(200, delay=0.4), f"/{SECRET}/quick": Reply(200)}) as server:
        due(db, route("slow", "gone", "quick"), 3)
        delivered = run(
            db, route("slow", "gone", "quick"),
            urls=environ(slow=hook(server, "slow"), gone="json://gone.invalid/", quick=hook(server, "quick")),
        )  # fmt: skip
        assert delivered == Delivered(sent=6, retried=1, waiting=3)
        slow, quick = ([asked.at for asked in server.asked if asked.path.endswith(name)] for name in ("slow", "quick"))
        assert quick[-1] < slow[-1]


def test_many_channels_that_hang_hold_no_other_up(db: Database) -> None:
    """They are left when their time is over, and what they had is unknown; the other has heard everything by then."""
    silent = [f"silent{number}" for number in range(SIDE_BY_SIDE - 1)]
    replies = {f"/{SECRET}/{label}": Reply(delay=60) for label in silent} | {f"/{SECRET}/well": Reply(200)}
    with Loopback(replies) as server:
        due(db, route(*silent, "well"), 3)
        urls = {label: f"{hook(server, label)}?rto=1" for label in silent} | {"well": hook(server, "well")}
        delivered = run(db, route(*silent, "well"), urls=environ(**urls))
        well = [asked.at for asked in server.asked if asked.path.endswith("/well")]
    assert delivered == Delivered(sent=3, unknown=len(silent), waiting=2 * len(silent))
    assert well[-1] < server.asked[0].at + 1
    assert {row.why for row in ledger(db, states=["unknown"])} == {
        "the request was written, and no answer came (ReadTimeout)"
    }


def test_a_channel_is_never_sent_two_messages_at_a_time(db: Database) -> None:
    with Loopback({f"/{SECRET}/phone": Reply(200, delay=0.05)}) as server:
        due(db, route("phone"), 4)
        run(db, route("phone"), urls=environ(phone=hook(server, "phone")))
        assert (server.busiest, len(server.asked)) == (1, 4)


def test_more_channels_than_threads_are_served_in_turn(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "SIDE_BY_SIDE", 4)
    everybody = route("a", "b", "c", "d", "e", "f")
    order: list[str] = []
    lock = Lock()

    def send(url: str, facts: Mapping[str, Any], manner: Manner) -> Outcome:
        with lock:
            order.append(url)
        return SENT

    due(db, everybody, 10)
    urls = {label: label for label in "ABCDEF"}
    assert run(db, everybody, urls=urls, send=send).sent == 60
    assert set(order[:12]) == set("ABCDEF")


def test_mail_is_a_channel_like_any_other(db: Database) -> None:
    with Mailbox() as mailbox:
        due(db, route("mail"))
        assert run(db, route("mail"), urls=environ(mail=mailbox.url())).sent == 1
    assert mailbox.mails[0]["Subject"] == "Al-Bukamal crossing"
    html, text = mailbox.mails[0].get_body(("html",)), mailbox.mails[0].get_body(("plain",))
    assert html is not None
    assert text is not None
    assert "<b>Headline 0</b>" in html.get_content()
    assert "https://desk.example/1" in text.get_content()


def test_the_operators_hear_of_a_parked_channel_in_the_same_run(db: Database) -> None:
    with Loopback({f"/{SECRET}/phone": Reply(401), f"/{SECRET}/desk": Reply(200)}) as server:
        due(db, route("phone"), 2)
        urls = environ(phone=hook(server, "phone"), desk=hook(server, "desk"))
        operators = route("desk", name="operators")
        assert run(db, route("phone"), operators, urls=urls) == Delivered(sent=1, failed=1, held=1)
        told = json.loads(server.asked[-1].body)
        assert told["title"] == "Landbridge: something is wrong"
        assert "The channel editors/phone is parked (answered 401)" in told["message"]
        assert run(db, route("phone"), operators, urls=urls) == Delivered(held=1)


def test_the_operators_own_dead_channel_causes_no_flood(db: Database) -> None:
    open_condition(db, "source-failing:desk", "it fails", NOW)
    operators = route("desk", name="operators")
    with Loopback({f"/{SECRET}/desk": Reply(400)}) as server:
        for minutes in range(10):
            run(db, operators, urls=environ(desk=hook(server, "desk")), now=NOW + timedelta(minutes=minutes))
        assert len(server.asked) == 2  # what it was about, and that it could not be told


def test_a_missing_secret_parks_its_channel(db: Database) -> None:
    due(db, route("phone"))
    assert run(db, route("phone")) == Delivered(failed=1)
    assert "PHONE is not set" in ledger(db, states=("failed",))[0].why


def test_a_channel_that_is_configured_no_more_fails_what_is_due(db: Database) -> None:
    due(db, route("phone", "mail"))
    with Loopback({f"/{SECRET}/phone": Reply(200)}) as server:
        delivered = run(db, route("phone"), urls=environ(phone=hook(server, "phone")))
    assert delivered == Delivered(sent=1, failed=1)


def test_nothing_new_is_begun_when_the_budget_is_over(db: Database) -> None:
    due(db, route("phone"), 5)
    lease = acquire(db, "deliver", "elsewhere:1:x", NOW)
    assert isinstance(lease, Lease)
    clock = [NOW]

    def send(url: str, facts: Mapping[str, Any], manner: Manner) -> Outcome:
        clock[0] += timedelta(seconds=4)
        return SENT

    delivered = deliver(
        db,
        lease,
        [route("phone")],
        now=lambda: clock[0],
        budget=timedelta(seconds=10),
        environ={"PHONE": "x"},
        send=send,
    )
    assert delivered == Delivered(sent=3, waiting=2)


def test_a_run_that_was_taken_over_writes_nothing_more(db: Database) -> None:
    due(db, route("phone"), 2)

    def send(url: str, facts: Mapping[str, Any], manner: Manner) -> Outcome:
        other = open_database(path(db))
        acquire(other, "deliver", "elsewhere:2:y", NOW + LASTS)
        other.close()
        return SENT

    with pytest.raises(LeaseLost):
        run(db, route("phone"), urls=environ(phone="x"), send=send)
    assert counts(db) == {"sending": 1, "pending": 1}


def test_two_deliverers_at_once_send_nothing_twice(db: Database) -> None:
    """One of them is refused the lease while the other sends everything."""
    file, both, held, sent = path(db), Barrier(2), Event(), []

    def send(url: str, facts: Mapping[str, Any], manner: Manner) -> Outcome:
        assert held.wait(10)
        sent.append(facts["story"])
        return SENT

    def deliverer(number: int) -> None:
        own = open_database(file)
        both.wait(10)
        lease = acquire(own, "deliver", f"elsewhere:{number}:x", NOW)
        if isinstance(lease, Held):
            held.set()
        else:
            deliver(
                own, lease, [route("phone")], now=lambda: NOW, budget=timedelta(seconds=30), environ={"PHONE": "x"},
                send=send,
            )  # fmt: skip
        own.close()

    due(db, route("phone"), 20)
    threads = [Thread(target=deliverer, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(sent) == list(range(20))


SENDER = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from flows.delivery import deliver
from flows.routes import Channel, Route
from storage.database import open_database
from storage.leases import acquire, new_owner

now = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
db = open_database(Path(sys.argv[1]))
route = Route("editors", (Channel("editors/phone", url_env="PHONE"),))
deliver(db, acquire(db, "deliver", new_owner(), now), [route], now=lambda: now, budget=timedelta(seconds=30))
"""


def test_what_was_in_flight_when_the_process_was_killed_is_unknown_and_not_sent_again(db: Database) -> None:
    """A real process, a real SIGKILL, while the receiver keeps it waiting for the answer to the second message."""
    due(db, route("phone"), 3)
    replies = [Reply(200), Reply(200, delay=60), Reply(200)]
    with Loopback({f"/{SECRET}/phone": replies}) as server:
        urls = environ(phone=hook(server, "phone"))
        process = subprocess.Popen(
            [sys.executable, "-c", SENDER, str(path(db))], env={**os.environ, **urls}, cwd=Path(__file__).parents[2]
        )
        try:
            wait_until(lambda: len(server.asked) == 2)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait(10)
        assert counts(db) == {"sent": 1, "sending": 1, "pending": 1}
        assert run(db, route("phone"), urls=urls) == Delivered(sent=1, unknown=1)
        assert run(db, route("phone"), urls=urls, now=NOW + timedelta(days=9)) == Delivered()
        assert [json.loads(asked.body)["message"].splitlines()[0] for asked in server.asked] == [
            "Headline 0", "Headline 1", "Headline 2",
        ]  # fmt: skip
    assert ledger(db, states=("unknown",))[0].why == ABANDONED


def test_no_secret_is_in_the_database(db: Database, tmp_path: Path) -> None:
    with Loopback() as server:
        for reply in (Reply(200), Reply(401), Reply(500), Reply(cut=True)):
            server.replies[f"/{SECRET}/phone"] = reply
            due(db, route("phone", "mail", "nonsense"))
            run(
                db, route("phone", "mail", "nonsense"),
                urls=environ(
                    phone=hook(server, "phone"), mail=f"mailto://x:{SECRET}@mail.invalid", nonsense=f"nonsense://{SECRET}"
                ),
            )  # fmt: skip
            retry(db, NOW)
    assert server.asked
    assert not [file for file in tmp_path.iterdir() if SECRET.encode() in file.read_bytes()]


def test_a_test_message_goes_to_each_channel_and_not_through_the_ledger(db: Database) -> None:
    with Loopback({f"/{SECRET}/phone": Reply(200), f"/{SECRET}/desk": Reply(403)}) as server:
        tried = try_channels(
            [route("phone", "missing"), route("desk", name="operators")],
            environ(phone=hook(server, "phone"), desk=hook(server, "desk")),
            NOW,
        )
        title = json.loads(server.asked[0].body)["title"]
    assert [(channel.name, outcome.kind) for channel, outcome in tried] == [
        ("editors/phone", "sent"),
        ("editors/missing", "failed"),
        ("operators/desk", "failed"),
    ]
    assert title == "Landbridge: a test"
    assert ledger(db) == ()


@pytest.mark.parametrize(
    ("delivered", "sentence"),
    [
        (Delivered(), "0 sent"),
        (
            Delivered(1, 2, 3, 4, 5, 6),
            "1 sent, 2 to be tried again, 3 failed, 4 unknown, 5 held by parked channels, 6 waiting",
        ),
    ],
)
def test_a_delivery_says_what_it_came_to(delivered: Delivered, sentence: str) -> None:
    assert delivered.sentence() == sentence


def path(db: Database) -> Path:
    return Path(next(row[2] for row in db.execute("PRAGMA database_list") if row[1] == "main"))


def wait_until(holds: Callable[[], bool]) -> None:
    end = monotonic() + 20
    while not holds():
        assert monotonic() < end
        sleep(0.01)
