"""The flows as Prefect knows them: a thin layer over `flows.cycle`. Import only with Prefect's environment set."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any, ParamSpec, TypeVar

from prefect import flow, task
from prefect.artifacts import acreate_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed
from prefect.tasks import exponential_backoff

from flows.cycle import run_cycle, run_delivery
from flows.home import Home
from flows.means import AlreadyRunning, Means, gather, utc_now
from flows.report import as_markdown
from flows.reread import reread_pages
from flows.rescan import rescan as rescan_articles
from flows.tidy import tidy_up
from flows.watchdog import remembered, tell_of_files
from storage.leases import LeaseLost
from watchlist.errors import BadInput, Trouble

P = ParamSpec("P")
T = TypeVar("T")

STAGE_SECONDS = 600  # no stage of one batch takes longer, or something is wrong with it


def as_task(name: str, step: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """A step of the cycle as a task of Prefect's, tried again after a passing failure.

    The arguments stay out of Prefect's sight: it would look through them, hash them and keep them.
    """

    async def call(*args: P.args, **kwargs: P.kwargs) -> T:
        @task(
            name=name,
            retries=2,
            retry_delay_seconds=exponential_backoff(2),
            retry_jitter_factor=0.5,
            retry_condition_fn=_worth_another_try,
            timeout_seconds=STAGE_SECONDS,
            cache_policy=NO_CACHE,
            persist_result=False,
        )
        async def run() -> T:
            return await step(*args, **kwargs)

        return await run()

    return call


@flow(name="monitor", persist_result=False, retries=0)
async def monitor(home: str) -> State[Any]:
    """Poll what is due, read what is new, match, store, deliver. Ends in a named state where there is nothing to do."""
    late = _lateness()
    means = gather(Home(Path(home)), None)
    if late > means.settings.watch.every:
        return _left_out(late)
    try:
        report = await run_cycle(means, stage=as_task)
    except AlreadyRunning as error:
        return Completed(name="Held", message=str(error))
    except LeaseLost as error:
        return Completed(name="Overtaken", message=str(error))
    if not report.polled and not report.tally.stored:
        return Completed(name="Idle", message="nothing was due")
    names = {source.id: source.name for source in means.sources}
    await acreate_markdown_artifact(key="cycle", markdown=as_markdown(report, means.watchlist, names))
    counts = {name: count for name, count in report.counts().items() if count}
    return Completed(message=", ".join(f"{count} {name}" for name, count in counts.items()))


@flow(name="deliver", persist_result=False, retries=0)
async def deliver(home: str) -> State[Any]:
    """Send what the ledger still holds: retries, and what a monitor that was killed left behind."""
    late, place = _lateness(), Home(Path(home))
    try:
        means = gather(place, None)
    except BadInput as error:  # the operators are to hear of it, and the other flows say it on the terminal
        await asyncio.to_thread(tell_of_files, place, error.problems, remembered(place), utc_now, os.environ)
        raise
    if late > means.settings.deliver.every:
        return _left_out(late)
    return await _deliver(means)


@flow(name="digest", persist_result=False, retries=0)
async def digest(home: str) -> State[Any]:
    """Make the digests whose hour has come, and send them with whatever else is due."""
    return await _deliver(gather(Home(Path(home)), None))


@flow(name="rescan", persist_result=False, retries=0)
async def rescan(home: str) -> State[Any]:
    """Match stored articles anew where the watchlist changed since. What is found is stored and alerts nobody."""
    place = Home(Path(home))
    means = gather(place, None)
    asked_to_end = Event()

    def go_on(*_: int) -> None:  # called between batches: a thread cannot be cancelled from outside
        if asked_to_end.is_set():
            raise asyncio.CancelledError

    work = asyncio.to_thread(rescan_articles, place, means.matcher, None, utc_now, go_on, held_up=go_on)
    try:
        done = await work
    except AlreadyRunning as error:
        return Completed(name="Held", message=str(error))
    except asyncio.CancelledError:
        asked_to_end.set()
        raise
    if not done.before:
        return Completed(name="Idle", message="every stored article was matched by the watchlist as it stands")
    return Completed(message=done.sentence())


@flow(name="reread", persist_result=False, retries=0)
async def reread(home: str) -> State[Any]:
    """Read pages of matched articles again: edited ones become new versions, removed ones are marked."""
    late = _lateness()
    means = gather(Home(Path(home)), None)
    if late > means.settings.reread.every:
        return _left_out(late)
    try:
        done = await reread_pages(means, stage=as_task)
        if done.alerts:
            await run_delivery(means, stage=as_task)
    except AlreadyRunning as error:
        return Completed(name="Held", message=str(error))
    except LeaseLost as error:
        return Completed(name="Overtaken", message=str(error))
    if not done.read:
        return Completed(name="Idle", message="no page was due")
    return Completed(message=done.sentence())


@flow(name="tidy", persist_result=False, retries=0)
async def tidy(home: str) -> State[Any]:
    """Put the database in order: forget what led to old stories, count old quiet polls, write the log back."""
    means = gather(Home(Path(home)), None)
    try:
        done = await asyncio.to_thread(tidy_up, means.home, means.settings.tidy, utc_now)
    except AlreadyRunning as error:
        return Completed(name="Held", message=str(error))
    except LeaseLost as error:
        return Completed(name="Overtaken", message=str(error))
    return Completed(message=done.sentence())


async def _deliver(means: Means) -> State[Any]:
    try:
        delivered = await run_delivery(means, stage=as_task)
    except LeaseLost as error:
        return Completed(name="Overtaken", message=str(error))
    if delivered is None:
        return Completed(name="Held", message="another delivery is on: what is not in it goes out with the next")
    return Completed(message=delivered.sentence())


def _left_out(late: timedelta) -> State[Any]:
    return Completed(name="Late", message=f"{late.total_seconds():.0f} s late: the next run does the work")


def _lateness() -> timedelta:
    scheduled: datetime | None = flow_run.scheduled_start_time
    return timedelta(0) if scheduled is None else utc_now() - scheduled


async def _worth_another_try(task: object, run: object, state: State[Any]) -> bool:
    """Whether a failed step may be tried again: not where we were overtaken, or where an operator has to act."""
    try:
        await state.aresult()
    except (LeaseLost, Trouble):
        return False
    except Exception:
        return True
    return False
