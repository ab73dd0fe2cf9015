"""`landbridge run`: one cycle now."""

import asyncio
import json
import os
import sys

import click

from flows.command.main import pass_home
from flows.home import Home


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@pass_home
def run(home: Home, as_json: bool) -> None:
    """Run one cycle now and print its report.

    Polls the sources that are due, reads what is new, stores every match and sends what is to be sent. Exits 0 when the
    cycle was completed, failing sources and all.
    """
    from flows.cycle import run_cycle
    from flows.means import gather, utc_now
    from flows.report import as_text
    from flows.watchdog import not_in_silence

    with not_in_silence(home, utc_now, os.environ, seen=sys.stderr.isatty()):
        means = gather(home, os.environ)
    report = asyncio.run(run_cycle(means, tell=progress, rereads=True))
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        click.echo(as_text(report, means.watchlist, {source.id: source.name for source in means.sources}))


def progress(line: str) -> None:
    """Say what is going on, where a person is looking."""
    if sys.stderr.isatty():
        click.echo(f"… {line}", err=True)
