"""`landbridge serve`: the schedule, until stopped."""

import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import timedelta
from subprocess import Popen

import click

from flows.command.main import pass_home
from flows.home import Home
from flows.settings import Settings, TidySection
from flows.stop import Stop
from watchlist.errors import Trouble


@click.command()
@pass_home
def serve(home: Home) -> None:
    """Run the schedule until Ctrl-C or SIGTERM.

    Starts a Prefect server of its own on loopback, with its pages, and stops it at the end; with PREFECT_API_URL set it
    serves to that server instead.
    """
    from flows.means import gather, utc_now
    from flows.server import HOST, QUIET, own_environment, own_server
    from flows.watchdog import not_in_silence

    with not_in_silence(home, utc_now, os.environ, seen=sys.stderr.isatty()):
        settings = gather(home, os.environ).settings  # what is wrong is said before anything is started
    shared = os.environ.get("PREFECT_API_URL")
    port = settings.prefect.port
    with Stop() as stop, _only_one(home) as beat:
        os.environ.update(QUIET if shared else own_environment(home, port))
        home.prefect.mkdir(exist_ok=True)
        if settings.rescan.cron or settings.tidy != TidySection():
            from flows.schedule import check_times

            check_times(home, settings)
        if not shared:
            _tell("starting Prefect's server …")
        with nullcontext() if shared else own_server(home, port, os.environ, stop, beat) as server:
            if not stop.requested:
                where = shared or f"http://{HOST}:{port}"
                _serve(home, settings, server, where, stop, beat)
    _tell("stopped")


def _serve(
    home: Home, settings: Settings, server: Popen[bytes] | None, where: str, stop: Stop, beat: Callable[[], None]
) -> None:
    # these read Prefect's settings as they are imported
    from prefect.client.orchestration import get_client

    from flows.dispatch import Dispatcher
    from flows.means import make_ready, utc_now
    from flows.schedule import deployment_name, register, settle
    from flows.watchdog import remember

    def ready() -> bool:
        return remember(home) | make_ready(home)

    def look() -> None:
        beat()
        if server is not None and server.poll() is not None:
            log = home.prefect / "server.log"
            raise Trouble(f"Prefect's server ended (status {server.returncode}; {log}); start `landbridge serve` again")

    name = deployment_name(home, shared=server is None)
    with get_client(sync_client=True, httpx_settings={"timeout": 10}) as client:
        if (error := client.api_healthcheck()) is not None:
            raise Trouble(f"the Prefect server at {where} does not answer ({error}); look after PREFECT_API_URL")
        settled = settle(client, name, utc_now())
        served = register(home, settings, name)
        client.create_flow_run_from_deployment(served[0].deployment)  # the one late cycle, in place of all missed
        _tell(f"serving {home.path}: {', '.join(f'{each.flow.name} {each.when}' for each in served)}")
        if settled:
            _tell(f"settled {settled} runs that an earlier serve left behind")
        _tell(f"runs and schedules: {where}   stop: Ctrl-C")
        longest = settings.watch.budget + settings.deliver.budget + timedelta(minutes=10)
        log = home.prefect / "runs.log"
        Dispatcher(client, served, longest, log, utc_now, _tell, ready).run(stop, look)


@contextmanager
def _only_one(home: Home) -> Iterator[Callable[[], None]]:
    """The lease of serve; yields what keeps it.

    Runs are forked: no thread may renew it, and no database may lie open between two renewals.
    """
    from flows.means import AlreadyRunning, utc_now
    from storage.database import explain, open_database
    from storage.leases import LASTS, Held, LeaseLost, acquire, new_owner, release, renew

    home.prepare()
    with closing(open_database(home.database)) as db:
        lease = acquire(db, "serve", new_owner(), utc_now())
    if isinstance(lease, Held):
        raise AlreadyRunning(home, lease)
    renewed = time.monotonic()

    def beat() -> None:
        nonlocal renewed
        if time.monotonic() - renewed < LASTS.total_seconds() / 4:
            return
        renewed = time.monotonic()
        try:
            with closing(open_database(home.database)) as db:
                renew(db, lease, utc_now())
        except LeaseLost as error:
            raise Trouble(f"{home.path}: another serve has taken over while this one slept; nothing is lost") from error
        except sqlite3.Error as error:
            _tell(str(explain(error, home.database)))
        except Trouble as error:
            _tell(str(error))

    try:
        yield beat
    finally:
        with closing(open_database(home.database)) as db:
            release(db, lease, utc_now())


def _tell(line: str) -> None:
    click.echo(f"landbridge: {line}", err=True)
