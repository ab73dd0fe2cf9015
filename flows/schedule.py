"""The schedule: what a crash left behind is settled, then the flows are served until we are stopped.

Import only with Prefect's environment set (`flows.server`).
"""

import asyncio
import hashlib
import signal
import socket
import subprocess
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.states import Cancelled, Crashed

from flows.home import Home
from flows.monitor import deliver, monitor
from flows.settings import Settings
from watchlist.errors import Trouble

POLL_SECONDS = 10  # how often the runner asks for runs; it asks for those of the next ten seconds too
_UNFINISHED = [StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.CANCELLING, StateType.PAUSED]


async def serve(
    home: Home, settings: Settings, server: subprocess.Popen[bytes] | None, tell: Callable[[str], None]
) -> None:
    """Serve the schedule until SIGINT or SIGTERM. Raises Trouble where the server goes away meanwhile.

    `server` is our own, None where it is somebody else's.
    """
    runner = Runner(name="landbridge", query_seconds=POLL_SECONDS, pause_on_shutdown=False)
    stopped = asyncio.Event()
    deployments = _deployments(home, settings, shared=server is None)
    ids = [await runner.add_deployment(deployment) for deployment in deployments]
    async with get_client() as client:
        settled = await settle(client, ids)
        await client.create_flow_run_from_deployment(ids[0])  # the one late cycle, in place of all that were missed
    if settled:
        tell(f"settled {settled} runs that an earlier serve left behind")
    running = asyncio.create_task(runner.start())
    await asyncio.sleep(0)  # the runner sets a handler of its own, which ends the process in the middle of things
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await _until_stopped(stopped, running, server)
    tell("stopping: the run that is on is ended, and continued by the next serve")
    await runner.astop()
    await asyncio.wait([running], timeout=30)


async def settle(client: PrefectClient, deployments: list[UUID]) -> int:
    """End the runs of our deployments that no living process owns: those under way have crashed, those that were
    missed are cancelled. Returns how many."""
    runs = await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            deployment_id=FlowRunFilterDeploymentId(any_=deployments),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_UNFINISHED)),
        )
    )
    for run in runs:
        missed = run.state_type == StateType.SCHEDULED
        state = Cancelled(message="missed while nothing served") if missed else Crashed(message="its process is gone")
        await client.set_flow_run_state(run.id, state, force=True)
    return len(runs)


async def _until_stopped(
    stopped: asyncio.Event, running: asyncio.Task[None], server: subprocess.Popen[bytes] | None
) -> None:
    signalled = asyncio.create_task(stopped.wait())
    watching = {signalled, running}
    if server is not None:
        watching.add(asyncio.create_task(asyncio.to_thread(server.wait)))
    done, waiting = await asyncio.wait(watching, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting - {running}:
        task.cancel()
    if signalled in done:
        return
    if server is not None and server.poll() is not None:
        raise Trouble(f"Prefect's server ended (status {server.returncode}); start `landbridge serve` again")
    raise Trouble("the Prefect server could not be reached any more; start `landbridge serve` again")


def _deployments(home: Home, settings: Settings, *, shared: bool) -> list[RunnerDeployment]:
    """What is served. On a server shared with others the names tell this machine's home from theirs."""
    place = hashlib.sha256(f"{socket.gethostname()}:{home.path}".encode()).hexdigest()[:8]
    name = f"landbridge-{place}" if shared else "landbridge"

    def every(interval: timedelta) -> dict[str, object]:
        return {"name": name, "interval": interval, "parameters": {"home": str(home.path)}, "concurrency_limit": 1}

    return [
        monitor.to_deployment(**every(settings.watch.every)),
        deliver.to_deployment(**every(settings.deliver.every)),
    ]
