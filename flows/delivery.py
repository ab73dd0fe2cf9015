"""Sending what the ledger holds.

    ledger ── claim ──▶ sending ── render, send ──▶ outcome ── settle ──▶ sent │ retry │ failed │ unknown

Several channels are served side by side, each with one message at a time, in turn: none holds another up. Threads send;
the database belongs to the thread that calls.
"""

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from flows import notify
from flows.message import Manner, render, trial
from flows.pacing import pace
from flows.routes import Channel, Route
from storage import alerts
from storage.deliveries import (
    Claimed,
    Outcome,
    address,
    claim,
    due_channels,
    give_up,
    left,
    settle,
    settle_abandoned,
)
from storage.leases import Lease
from watchlist.errors import BadInput, Trouble

# An Apprise URL, the facts of an alert, and how the route wants messages written
Send = Callable[[str, Mapping[str, Any], Manner], Outcome]

SIDE_BY_SIDE = 16  # channels: their threads wait for the far side nearly all the time


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one delivery came to, and what it left."""

    sent: int = 0
    retried: int = 0  # attempts after which another will be made
    failed: int = 0
    unknown: int = 0  # unanswered, now or by a process that died
    held: int = 0  # left: they wait for a person to unpark their channel
    waiting: int = 0  # left: they are due later, wait for their hour, or there was no time

    def counts(self) -> dict[str, int]:
        """Each count by its name."""
        return asdict(self)

    def sentence(self) -> str:
        """The counts that are not naught, for people; always those that are sent."""
        others = {
            "to be tried again": self.retried,
            "failed": self.failed,
            "unknown": self.unknown,
            "held by parked channels": self.held,
            "waiting": self.waiting,
        }
        return ", ".join([f"{self.sent} sent", *(f"{count} {name}" for name, count in others.items() if count)])


def send_alert(url: str, facts: Mapping[str, Any], manner: Manner) -> Outcome:
    """Write the message as the channel likes it, and send it."""
    shape = notify.shape(url)
    if shape is None:
        return notify.NOT_UNDERSTOOD
    message = render(
        facts,
        shape.format,
        manner,
        title_limit=shape.title_limit,
        body_limit=shape.body_limit,
        together=shape.together,
        one_line=shape.one_line,
    )
    outcome = notify.send(url, message.title, message.body)
    return replace(outcome, detail=f"{outcome.detail}; {message.note}") if message.note else outcome


def deliver(
    db: Database,
    lease: Lease,
    routes: Iterable[Route],
    *,
    now: Callable[[], datetime],
    budget: timedelta,
    environ: Mapping[str, str] = os.environ,
    send: Send = send_alert,
) -> Delivered:
    """Send what is due until nothing is left or the budget is over; what is under way then is waited for.

    First what an earlier owner left as `sending` is settled as unknown. A channel that could not take a message rests
    for the remainder of the run. Raises LeaseLost where another run has taken over: nothing more is written then.
    """
    known = tuple(routes)
    run = _Run(db, lease, known, now, now() + budget, environ, send)
    run.tally["unknown"] += settle_abandoned(db, lease, now())
    for channel in due_channels(db, now()):
        if channel not in run.channels:
            run.tally["failed"] += give_up(db, lease, channel, now())
    with ThreadPoolExecutor(SIDE_BY_SIDE, "deliver") as pool:
        for _ in range(2):  # the second time round, what the operators are to hear about the first
            run.drain(pool)
    held, waiting = left(db)
    tally = run.tally
    return Delivered(
        sent=tally["sent"],
        retried=tally["retry"],
        failed=tally["failed"],
        unknown=tally["unknown"],
        held=held,
        waiting=waiting,
    )


def try_channels(
    routes: Iterable[Route], environ: Mapping[str, str], now: datetime, send: Send = send_alert
) -> tuple[tuple[Channel, Outcome], ...]:
    """Send a test message by each channel of each route, one after another. The ledger knows nothing of them."""
    return tuple(
        (channel, _send(channel, environ, trial(route.name, channel.name, now), send))
        for route in routes
        for channel in route.channels
    )


def _send(channel: Channel, environ: Mapping[str, str], facts: Mapping[str, Any], send: Send) -> Outcome:
    try:
        url = channel.url(environ)
    except BadInput as error:
        return Outcome("failed", str(error), park=True)
    except Trouble as error:  # what holds it does not answer
        return Outcome("retry", str(error))
    return send(url, facts, channel.manner)


@dataclass(slots=True)
class _Run:
    """One delivery under way."""

    db: Database
    lease: Lease
    routes: tuple[Route, ...]
    now: Callable[[], datetime]
    until: datetime
    environ: Mapping[str, str]
    send: Send
    tally: Counter[str] = field(default_factory=Counter)
    resting: set[str] = field(default_factory=set)  # channels that are left alone for the remainder of the run

    @property
    def channels(self) -> dict[str, Channel]:
        return {channel.name: channel for route in self.routes for channel in route.channels}

    @property
    def route_of(self) -> dict[str, Route]:
        return {channel.name: route for route in self.routes for channel in route.channels}

    def drain(self, pool: ThreadPoolExecutor) -> None:
        """Send whatever is due, channel after channel in turn."""
        self._address()
        channels = self.channels
        turn = deque(name for name in due_channels(self.db, self.now()) if name in channels)
        under_way: dict[Future[Outcome], Claimed] = {}
        while turn or under_way:
            while turn and len(under_way) < SIDE_BY_SIDE and self.now() < self.until:
                claimed = self._claim(turn.popleft())
                if claimed is not None:
                    channel = channels[claimed.channel]
                    under_way[pool.submit(_send, channel, self.environ, claimed.content, self.send)] = claimed
            if not under_way:
                return
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                claimed = under_way.pop(future)
                self._settle(claimed, future.result())
                turn.append(claimed.channel)

    def _address(self) -> None:
        for route in self.routes:
            if route.name == alerts.OPERATORS:
                address(self.db, self.lease, route.name, [channel.name for channel in route.channels], self.now())

    def _claim(self, channel: str) -> Claimed | None:
        if channel in self.resting:
            return None
        route = self.route_of[channel]
        allowed = pace(self.db, self.lease, route, channel, self.now())
        if allowed == "nothing":
            return None
        return claim(
            self.db, self.lease, channel, self.now(), digests=allowed == "digests", interval=route.story_interval
        )

    def _settle(self, claimed: Claimed, outcome: Outcome) -> None:
        self.tally[settle(self.db, self.lease, claimed, outcome, self.now())] += 1
        if outcome.kind in ("retry", "unknown"):
            self.resting.add(claimed.channel)
