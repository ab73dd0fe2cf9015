"""A backlog of alerts: what each costs the ledger, in which order they go out, and how long a monitor waits beside it.

    python -m tests.bench.backlog [--alerts 10000]

Sending itself is left out (a channel that answers at once), but for the last line: 300 of them through Apprise to a
receiver on loopback. CPU seconds of this process. The monitor is a second one that writes every 20 ms, beside ten
seconds of delivering by a channel that answers after 3 ms, which is as quick as Apprise is.
"""

import argparse
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import Event, Process, Queue
from multiprocessing.synchronize import Event as Flag
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlite_utils import Database

from flows.delivery import deliver
from flows.demo.receiver import Receiver
from flows.routes import Channel, Route
from storage.alerts import tell
from storage.database import open_database, write
from storage.deliveries import Outcome
from storage.leases import Lease, acquire, release

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
DESK = Route("desk", (Channel("desk/phone", url_env="PHONE"),))
CAPPED = Route("desk", DESK.channels, ceiling=20)
LARGEST_GROWTH = 2.0  # of what one delivery costs, from a hundred that wait to all of them
LONGEST_WAIT = 0.5  # seconds of the monitor for the database


@dataclass(frozen=True, slots=True)
class Run:
    """One delivery of a whole backlog."""

    messages: int
    seconds: float  # of CPU
    in_order: bool


def main() -> None:
    """Measure and print; exit status 1 where a bound is broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--alerts", type=int, default=10_000)
    alerts: int = parser.parse_args().alerts
    small, large = _cost(100), _cost(alerts)
    sent, waits = _beside_a_monitor(alerts)
    each = [run.seconds / run.messages * 1000 for run in (small, large)]
    print(f"100 waiting: {each[0]:.2f} ms each; {alerts:,} waiting: {each[1]:.2f} ms each, in order: {large.in_order}")
    print(f"the monitor beside {sent:,} of them: {len(waits)} writes, longest wait {max(waits) * 1000:.0f} ms")
    capped = _cost(alerts, CAPPED)
    print(f"past a ceiling of 20: {capped.messages} messages for {alerts:,} alerts, {capped.seconds:.2f} s")
    print(f"through Apprise: {_through_apprise(300):.1f} ms each")
    if each[1] > LARGEST_GROWTH * each[0] or max(waits) > LONGEST_WAIT or not large.in_order or capped.messages != 21:
        raise SystemExit(1)


def fill(db: Database, alerts: int) -> None:
    """Make so many alerts about stories of their own due on the desk's phone."""
    with write(db):
        for number in range(alerts):
            row = db.execute("INSERT INTO story (headline, first_at) VALUES ('', '') RETURNING id").fetchone()
            facts: dict[str, object] = {
                "kind": "story", "headline": f"{number}", "source": "Ledger", "language": "en", "published": None,
                "found": "2026-11-21T10:00:00.000Z", "url": f"https://ledger.example/{number}", "story": row[0],
                "judge": "", "entities": [],
            }  # fmt: skip
            tell(
                db, route="desk", channels=["desk/phone"], story=row[0], elements=(), news=(), content=facts, now=NOW
            )  # fmt: skip


def send_all(db: Database, route: Route, *, takes: float = 0.0, budget: timedelta = timedelta(hours=1)) -> Run:
    """Deliver the backlog by a channel that answers after so many seconds."""
    arrived: list[Mapping[str, Any]] = []

    def send(url: str, facts: Mapping[str, Any], *_: object) -> Outcome:
        time.sleep(takes)
        arrived.append(facts)
        return Outcome("sent", "answered 200", 200)

    lease = acquire(db, "deliver", f"elsewhere:{os.getpid()}:x", NOW)
    assert isinstance(lease, Lease)
    started, begun = time.process_time(), time.monotonic()
    deliver(
        db, lease, [route], now=lambda: NOW + timedelta(seconds=time.monotonic() - begun), budget=budget,
        environ={"PHONE": "json://127.0.0.1:9"}, send=send,
    )  # fmt: skip
    spent = time.process_time() - started
    release(db, lease, NOW)
    stories = [int(facts["headline"]) for facts in arrived if facts["kind"] == "story"]
    return Run(len(arrived), spent, stories == sorted(stories))


def _cost(alerts: int, route: Route = DESK) -> Run:
    with TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "landbridge.db")
        fill(db, alerts)
        run = send_all(db, route)
        db.close()
    return run


def _beside_a_monitor(alerts: int) -> tuple[int, list[float]]:
    with TemporaryDirectory() as folder:
        path, ended = Path(folder) / "landbridge.db", Event()
        answer: Queue[str] = Queue()
        db = open_database(path)
        fill(db, alerts)
        monitor = Process(target=_write_on, args=(path, ended, answer))
        monitor.start()
        run = send_all(db, DESK, takes=0.003, budget=timedelta(seconds=10))
        ended.set()
        waits = json.loads(answer.get(timeout=60))
        monitor.join()
        db.close()
    return run.messages, waits


def _write_on(path: Path, ended: Flag, answer: "Queue[str]") -> None:
    """Write as the monitor does, a short transaction at a time; hands over how many seconds each took."""
    db, waits = open_database(path), []
    while not ended.wait(0.02):
        started = time.monotonic()
        with write(db):
            db.execute("INSERT INTO story (headline, first_at) VALUES ('', '')")
        waits.append(time.monotonic() - started)
    answer.put(json.dumps(waits))
    db.close()


def _through_apprise(alerts: int) -> float:
    """Milliseconds of CPU for each message, the receiver's included."""
    with TemporaryDirectory() as folder, Receiver() as phone:
        db = open_database(Path(folder) / "landbridge.db")
        fill(db, alerts)
        lease = acquire(db, "deliver", f"elsewhere:{os.getpid()}:x", NOW)
        assert isinstance(lease, Lease)
        started = time.process_time()
        deliver(
            db, lease, [DESK], now=lambda: NOW, budget=timedelta(hours=1), environ={"PHONE": phone.apprise_url}
        )  # fmt: skip
        spent = time.process_time() - started
        assert len(phone.messages) == alerts
        db.close()
    return spent / alerts * 1000


if __name__ == "__main__":
    main()
