"""`landbridge serve`: the schedule, until stopped."""

import asyncio
import os
from contextlib import nullcontext

import click

from flows.command.main import pass_home
from flows.home import Home


@click.command()
@pass_home
def serve(home: Home) -> None:
    """Run the schedule until Ctrl-C or SIGTERM.

    Starts a Prefect server of its own on loopback, with its pages, and stops it at the end; with PREFECT_API_URL set it
    serves to that server instead.
    """
    from flows.means import gather, leased, utc_now
    from flows.server import HOST, QUIET, own_environment, own_server

    means = gather(home, os.environ)
    settings = means.settings
    shared = os.environ.get("PREFECT_API_URL")
    port = settings.prefect.port
    with leased(home, "serve", utc_now):
        os.environ.update(QUIET if shared else own_environment(home, port))
        if not shared:
            _tell("starting Prefect's server …")
        with nullcontext() if shared else own_server(home, port, os.environ) as server:
            from flows.schedule import serve as serve_schedule  # reads Prefect's settings as it is imported

            _tell(f"serving {home.path}: monitor every {_short(settings.watch.every.total_seconds())}, deliver every")
            _tell(f"runs and schedules: {shared or f'http://{HOST}:{port}'}   stop: Ctrl-C")
            asyncio.run(serve_schedule(home, settings, server, _tell))
    _tell("stopped")


def _tell(line: str) -> None:
    click.echo(f"landbridge: {line}", err=True)


def _short(seconds: float) -> str:
    return f"{seconds / 60:g} min" if seconds >= 60 else f"{seconds:g} s"
