"""The schedule as a Prefect server holds it: what runs, how often, and what a crash left behind.

Import only with Prefect's environment set (`flows.server`).
"""

import hashlib
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
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
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Cancelled, Crashed

from flows.home import Home
from flows.monitor import deliver, monitor
from flows.settings import Settings

FLOWS: dict[str, Flow[Any, Any]] = {flow.name: flow for flow in (monitor, deliver)}
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


async def register(home: Home, settings: Settings, name: str) -> tuple[Served, ...]:
    """Make the server schedule our flows from now on; the monitor comes first."""
    rhythms = [(monitor, settings.watch.every), (deliver, settings.deliver.every)]
    return tuple([await _register(flow, every, home, name) for flow, every in rhythms])


async def _register(flow: Flow[Any, Any], every: timedelta, home: Home, name: str) -> Served:
    deployment = await flow.ato_deployment(name, interval=every, parameters={"home": str(home.path)})
    return Served(flow, await deployment.aapply(), every)


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
