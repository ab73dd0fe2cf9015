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
from prefect.states import Cancelled, Crashed

from flows.home import Home
from flows.monitor import deliver, monitor
from flows.settings import Settings
from watchlist.errors import Trouble

FLOWS: dict[str, Flow[Any, Any]] = {flow.name: flow for flow in (monitor, deliver)}
PROCESSES = ForkContext() if sys.platform.startswith("linux") else SpawnContext()
_UNFINISHED = [StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.CANCELLING, StateType.PAUSED]


@dataclass(frozen=True, slots=True)
class Served:
    """A flow on its rhythm."""

    flow: Flow[Any, Any]
    deployment: UUID
    every: timedelta


def deployment_name(home: Home, *, shared: bool) -> str:
    """What our deployments are called. On a server shared with others the name tells our home from theirs."""
    if not shared:
        return "landbridge"
    place = f"{socket.gethostname()}:{home.path}".encode()
    return f"landbridge-{hashlib.sha256(place).hexdigest()[:8]}"


def register(home: Home, settings: Settings, name: str) -> tuple[Served, ...]:
    """Make the server schedule our flows from now on; the monitor comes first. Raises Trouble.

    A process of its own does it: Prefect starts threads for it, and who has threads cannot fork.
    """
    rhythms = [(monitor, settings.watch.every), (deliver, settings.deliver.every)]
    ours, theirs = Pipe(duplex=False)
    process = PROCESSES.Process(target=_register, args=(theirs, home.path, name, [every for _, every in rhythms]))
    process.start()
    theirs.close()
    try:
        ids = ours.recv()
    except EOFError as error:
        raise Trouble("Prefect's server did not take the schedule; what stands above says why") from error
    finally:
        process.join()
        ours.close()
    return tuple(Served(flow, id, every) for (flow, every), id in zip(rhythms, ids, strict=True))


def _register(answer: Connection, home: Path, name: str, rhythms: Iterable[timedelta]) -> None:
    # said here, else Prefect asks git about the folder that we happen to be in
    release = VersionInfo(type="prefect:simple", version=version("landbridge"))

    async def apply(flow: Flow[Any, Any], every: timedelta) -> UUID:
        deployment = await flow.ato_deployment(
            name,
            interval=every,
            parameters={"home": str(home)},
            version=release.version,
        )
        return await deployment.aapply(version_info=release)

    async def apply_all() -> list[UUID]:
        return [await apply(flow, every) for flow, every in zip(FLOWS.values(), rhythms, strict=True)]

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
