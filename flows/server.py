"""A Prefect server of our own: on loopback, its state under the home, telling nobody anything."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import httpx

from flows.home import Home
from flows.stop import Stop
from watchlist.errors import Trouble

HOST = "127.0.0.1"
START_SECONDS = 90.0  # the first start migrates Prefect's database
STOP_SECONDS = 5.0

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_LIBC = ctypes.CDLL(None) if sys.platform.startswith("linux") else None

# Settings that hold for the server, for us and for every flow run. https://docs.prefect.io/v3/api-ref/settings-ref
QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "",
    "PREFECT_CLI_PROMPT": "false",
}
_OWN = {
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    # A small machine idles most of the day: what looks round every five seconds for things we do not use looks less.
    "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS": "60",
    "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS": "300",
    "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS": "60",
    "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_LOOP_SECONDS": "60",
    "PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS": "60",
    "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED": "false",  # it looks after work pools: there are none
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",  # automations: there are none
}


def own_environment(home: Home, port: int) -> dict[str, str]:
    """What the environment has to say for everything that talks to our own server."""
    return {
        **QUIET,
        **_OWN,
        "PREFECT_HOME": str(home.prefect),
        "PREFECT_API_URL": f"http://{HOST}:{port}/api",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home.prefect / 'prefect.db'}",
    }


@contextmanager
def own_server(
    home: Home, port: int, environ: Mapping[str, str], stop: Stop, beat: Callable[[], None]
) -> Iterator[subprocess.Popen[bytes]]:
    """A running server, stopped at the end; healthy, unless `stop` was requested meanwhile.

    `beat` is called again and again while it comes up. Raises Trouble where the port is taken or it does not come up.
    """
    _refuse_taken(home, port)
    log = home.prefect / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - the command is ours
            [sys.executable, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app", "--host", HOST,
             "--port", str(port), "--timeout-keep-alive", "60", "--timeout-graceful-shutdown", "3",
             "--log-level", "warning"],
            env={**environ, "PREFECT__SERVER_FINAL": "1"}, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True,  # Ctrl-C reaches us alone: the runs end first, then the server
            preexec_fn=partial(die_with, os.getpid()),
        )  # fmt: skip
    try:
        _await_health(process, port, log, stop, beat)
        yield process
    finally:
        _stop(process)


def die_with(parent: int) -> None:
    """For a child, before it does anything: have the kernel end it when its parent is gone, however that came.

    On Linux alone; elsewhere what a killed parent leaves behind is ended by hand.
    """
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)


def _refuse_taken(home: Home, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Trouble(
                f"port {port} on {HOST} cannot be used ({error.strerror});"
                f" set another in {home.settings}: [prefect] port, or stop what uses it"
            ) from error


def _await_health(process: subprocess.Popen[bytes], port: int, log: Path, stop: Stop, beat: Callable[[], None]) -> None:
    deadline = time.monotonic() + START_SECONDS
    with httpx.Client(trust_env=False, timeout=2) as client:
        while not stop.requested and time.monotonic() < deadline:
            if process.poll() is not None:
                raise Trouble(f"Prefect's server ended at once (status {process.returncode}); {log} says why")
            beat()
            with suppress(httpx.TransportError):  # it does not listen yet
                if client.get(f"http://{HOST}:{port}/api/health").status_code == httpx.codes.OK:
                    return
            stop.wait(0.2)
    if not stop.requested:
        raise Trouble(f"Prefect's server was not healthy after {START_SECONDS:.0f} s; {log} says why")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
