"""The schedule as a Prefect server holds it: what runs, how often, and what a crash left behind.

Import only with Prefect's environment set (`flows.server`).
"""

import asyncio
import hashlib
import socket
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, SpawnContext
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType, VersionInfo
from prefect.client.schemas.schedules import CronSchedule
from prefect.states import Cancelled, Crashed

from flows.home import Home
from flows.monitor import deliver, digest, monitor, reread, rescan, tidy
from flows.settings import Settings, located
from watchlist.errors import BadInput, Trouble

FLOWS: dict[str, Flow[Any, Any]] = {flow.name: flow for flow in (monitor, deliver, digest, rescan, reread, tidy)}
PROCESSES = ForkContext() if sys.platform.startswith("linux") else SpawnContext()
_NIGHTLY = "30 3 * * *"
_UNFINISHED = [StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.CANCELLING, StateType.PAUSED]


Hour = tuple[str, str]  # a cron line and the IANA name of its time zone
Rhythm = timedelta | str | tuple[Hour, ...] | None  # a span, a cron line in UTC, hours; None: a person starts it


@dataclass(frozen=True, slots=True)
class Served:
    """A flow on its rhythm."""

    flow: Flow[Any, Any]
    deployment: UUID
    rhythm: Rhythm

    @property
    def when(self) -> str:
        """When it runs, in words."""
        if isinstance(self.rhythm, timedelta):
            seconds = self.rhythm.total_seconds()
            return f"every {seconds / 60:g} min" if seconds >= 60 else f"every {seconds:g} s"
        if isinstance(self.rhythm, tuple):
            return "at " + ", ".join(f"“{cron}” {zone}" for cron, zone in self.rhythm)
        return f"at “{self.rhythm}” UTC" if self.rhythm else "when you start it"


def deployment_name(home: Home, *, shared: bool) -> str:
    """What our deployments are called. On a server shared with others the name tells our home from theirs."""
    if not shared:
        return "landbridge"
    place = f"{socket.gethostname()}:{home.path}".encode()
    return f"landbridge-{hashlib.sha256(place).hexdigest()[:8]}"


def check_times(home: Home, settings: Settings) -> None:
    """Raises BadInput where the settings name a time that is none."""
    problems = []
    for section, cron in (("rescan", settings.rescan.cron), ("tidy", settings.tidy.cron)):
        try:
            CronSchedule(cron=cron or _NIGHTLY)
        except ValueError:
            said = f"“{cron}” is no time; write minute, hour, day, month and weekday: {_NIGHTLY}"
            problems.append(f"[{section}] cron: {said}")
    if problems:
        raise BadInput(*located(home.settings, problems))


def register(home: Home, settings: Settings, name: str) -> tuple[Served, ...]:
    """Make the server schedule our flows from now on; the monitor comes first. Raises Trouble.

    A process of its own does it: Prefect starts threads for it, and who has threads cannot fork.
    """
    rhythms: list[Rhythm] = [
        settings.watch.every, settings.deliver.every, _digest_hours(settings) or None, settings.rescan.cron or None,
        settings.reread.every, settings.tidy.cron or None,
    ]  # fmt: skip
    ours, theirs = Pipe(duplex=False)
    process = PROCESSES.Process(target=_register, args=(theirs, home.path, name, rhythms))
    process.start()
    theirs.close()
    try:
        ids = ours.recv()
    except EOFError as error:
        raise Trouble("Prefect's server did not take the schedule; what stands above says why") from error
    finally:
        process.join()
        ours.close()
    return tuple(Served(*each) for each in zip(FLOWS.values(), ids, rhythms, strict=True))


def _register(answer: Connection, home: Path, name: str, rhythms: Iterable[Rhythm]) -> None:
    # said here, else Prefect asks git about the folder that we happen to be in
    release = VersionInfo(type="prefect:simple", version=version("landbridge"))

    async def apply(flow: Flow[Any, Any], rhythm: Rhythm) -> UUID:
        deployment = await flow.ato_deployment(
            name,
            interval=rhythm if isinstance(rhythm, timedelta) else None,
            schedules=[CronSchedule(cron=cron, timezone=zone) for cron, zone in _hours(rhythm)] or None,
            parameters={"home": str(home)},
            version=release.version,
        )
        return await deployment.aapply(version_info=release)

    async def apply_all() -> list[UUID]:
        return [await apply(flow, rhythm) for flow, rhythm in zip(FLOWS.values(), rhythms, strict=True)]

    answer.send(asyncio.run(apply_all()))


def settle(client: SyncPrefectClient, name: str, now: datetime) -> int:
    """End the runs of our deployments that no living process owns: those under way have crashed, those that were
    missed are cancelled. Returns how many."""
    left = [run for run in _unfinished(client, name) if not _is_ahead(run, now)]
    for run in left:
        missed = run.state_type == StateType.SCHEDULED
        state: State[Any] = (
            Cancelled(message="missed while nothing served") if missed else Crashed(message="its process is gone")
        )
        client.set_flow_run_state(run.id, state, force=True)
    return len(left)


def _hours(rhythm: Rhythm) -> tuple[Hour, ...]:
    if isinstance(rhythm, str):
        return ((rhythm, "UTC"),)
    return rhythm if isinstance(rhythm, tuple) else ()


def _digest_hours(settings: Settings) -> tuple[Hour, ...]:
    """When routes have their digests, each hour once."""
    timings = [route.timing for route in settings.routes if route.timing.digest]
    return tuple(dict.fromkeys((timing.digest, timing.zone) for timing in timings))


def _unfinished(client: SyncPrefectClient, name: str) -> Iterable[FlowRun]:
    """All of them: the server hands out a page at a time."""
    wanted = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_UNFINISHED)))
    ours = DeploymentFilter(name=DeploymentFilterName(any_=[name]))
    found: list[FlowRun] = []
    while page := client.read_flow_runs(flow_run_filter=wanted, deployment_filter=ours, offset=len(found)):
        found += page
    return found


def _is_ahead(run: FlowRun, now: datetime) -> bool:
    start = run.next_scheduled_start_time
    return run.state_type == StateType.SCHEDULED and start is not None and start > now
