"""One cycle, from the sources that are due to the alerts that are sent. This module alone knows the order.

    due sources ── poll ──▶ new links, recorded
                                │
    waiting links ── fetch ──▶ pages ── extract ──▶ articles ── match, group, store ──▶ pending alerts
                                                                                             │
                                                               ledger ── deliver ──▶ sent │ retry │ failed │ unknown

The order is the same whoever runs it: `landbridge run` and `demo` call it as it is, the schedule passes a `stage` that
makes each step a task of Prefect's.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from flows.alarms import forget_unwatched
from flows.batch import Batch, Tally
from flows.delivery import Delivered, deliver
from flows.fetch import Fetcher
from flows.heartbeat import beating
from flows.means import AlreadyRunning, Means, fetch_settings, leased, make_extractor
from flows.pacing import make_due_digests
from flows.polling import Polled, Poller, due
from flows.report import Report
from flows.reread import Reread, read_again
from flows.stage import Stage, plainly
from flows.syndicate import keep_feeds
from flows.terminal import counted
from flows.watchdog import watch_over
from storage.cycles import begin_cycle, end_cycle
from storage.database import write
from storage.evidence import heal
from storage.leases import Lease
from storage.links import waiting_count, waiting_links
from storage.sources import read_hosts, record_hosts, states, stored_sources, sync_sources
from storage.watchlists import record_watchlist

Tell = Callable[[str], None]

BATCH = 100  # links read together: enough to keep both cores busy, little enough to stop within the budget


def quietly(line: str) -> None:
    """Nobody is there to be told."""


async def run_cycle(means: Means, *, stage: Stage = plainly, tell: Tell = quietly, rereads: bool = False) -> Report:
    """Run one cycle under the lease of the monitor, then deliver. With `rereads`, what is left of its budget goes to
    pages that are to be read again.

    `tell` hears of the progress, a line at a time. Raises AlreadyRunning, Trouble, and LeaseLost where another run has
    taken over meanwhile.
    """
    with leased(means.home, "monitor", means.now) as (db, lease):
        started = means.now()
        cycle = _begin(means, db, lease, started)
        async with beating(means, db, lease):
            polled, tally = await _watch(means, db, lease, cycle, started, stage, tell)
        until = started + means.settings.watch.budget
        reread = await read_again(means, db, lease, until, stage=stage) if rereads else Reread()
        waiting = waiting_count(db, means.now())
        watched = Report(started, means.now(), tuple(polled), tally, waiting, reread=reread)
        with write(db, lease):
            end_cycle(db, cycle, watched.as_json(), means.now())
    tell("delivering")
    return replace(watched, delivered=await run_delivery(means, stage=stage), ended=means.now())


async def run_delivery(means: Means, *, stage: Stage = plainly) -> Delivered | None:
    """Send what the ledger holds, under a lease of its own; None where another delivery is on and sees to it."""

    async def send() -> Delivered:
        return await asyncio.to_thread(_deliver, means)

    try:
        return await stage("deliver", send)()
    except AlreadyRunning:
        return None


def _deliver(means: Means) -> Delivered:
    with leased(means.home, "deliver", means.now) as (db, lease):
        settings = means.settings
        watch_over(db, lease, means.home, settings, means.now())
        make_due_digests(db, lease, settings.routes, means.now(), settings.review.public_url)
        delivered = deliver(db, lease, settings.routes, now=means.now, budget=settings.deliver.budget)
        keep_feeds(db, lease, means.home, settings.routes, means.now(), settings.review.public_url)
        return delivered


def _begin(means: Means, db: Database, lease: Lease, started: datetime) -> int:
    """Settle what a killed cycle left behind, and make the database know today's sources and watchlist."""
    with write(db, lease):
        heal(db, means.home.evidence)
        cycle = begin_cycle(db, lease, started)
        sync_sources(db, means.sources)
        forget_unwatched(db, means.sources, started)
        record_watchlist(db, means.watchlist, started)
    return cycle


async def _watch(
    means: Means, db: Database, lease: Lease, cycle: int, started: datetime, stage: Stage, tell: Tell
) -> tuple[list[Polled], Tally]:
    watch, known = means.settings.watch, states(db)
    asked = due(means.sources, known, started, watch.every)
    polled: list[Polled] = []
    tally = Tally()
    if not asked and not waiting_count(db, means.now()):
        return polled, tally
    async with Fetcher(fetch_settings(means.settings.fetch), read_hosts(db), means.now) as fetcher:
        if asked:
            tell(f"polling {counted(len(asked), 'source')}")
            poller = Poller(db, lease, cycle, fetcher, watch, known, started)
            polled = await stage("poll", poller.poll_all)(asked)
        await _read(means, db, lease, fetcher, tally, started + watch.budget, stage, tell)
        with write(db, lease):
            record_hosts(db, fetcher.hosts())
    return polled, tally


async def _read(
    means: Means, db: Database, lease: Lease, fetcher: Fetcher, tally: Tally, until: datetime, stage: Stage, tell: Tell
) -> None:
    """Read the waiting links, batch by batch, until none is left or the time is up."""
    sources = stored_sources(db) | {source.id: source for source in means.sources}
    with make_extractor(means.settings.extract) as extractor:
        while (left := until - means.now()) > timedelta(0):
            batch = Batch(means, db, lease, sources, waiting_links(db, means.now(), BATCH), tally)
            if not batch.waiting:
                return
            tell(f"reading {counted(len(batch.waiting), 'article')}")
            await stage("fetch", batch.fetch)(fetcher, left)
            await stage("extract", batch.extract)(extractor)
            await stage("store", batch.store)()
