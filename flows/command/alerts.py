"""`landbridge alerts`: the ledger, and what a person may do with it."""

import json
import os

import click

from flows.command.main import pass_home
from flows.home import Home
from flows.means import utc_now
from flows.terminal import harmless
from storage.alerts import STATES, LedgerRow, counts, ledger
from storage.database import open_database, read_database
from storage.deliveries import parked
from storage.deliveries import retry as retry_deliveries
from watchlist.errors import BadInput, Trouble

SHOWN_STATES = [*STATES, "held", "unaddressed"]


@click.group(invoke_without_command=True)
@click.option("--state", "states", multiple=True, type=click.Choice(SHOWN_STATES), help="Only these.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="How many of the newest.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def alerts(ctx: click.Context, states: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Show the ledger of alerts, newest first."""
    if ctx.invoked_subcommand is not None:
        return
    home = ctx.ensure_object(Home)
    db = read_database(home.database)
    try:
        rows = ledger(db, states=states, limit=limit)
        if as_json:
            click.echo(json.dumps([_as_json(row) for row in rows], ensure_ascii=False, indent=2))
            return
        for row in rows:
            click.echo(harmless(_in_words(row)))
        total = ", ".join(f"{count} {state}" for state, count in sorted(counts(db).items()) if count)
        click.echo(f"\n{total or 'no alerts yet'}")
        for channel, reason in parked(db).items():
            click.echo(f"channel {channel} is parked: {reason}; mend it, then `landbridge alerts retry`")
    finally:
        db.close()


@alerts.command()
@click.option("--route", "wanted", help="This route alone.")
@pass_home
def test(home: Home, wanted: str | None) -> None:
    """Send a test message by each channel of each route. Exits 1 where one did not arrive."""
    from flows.delivery import try_channels
    from flows.settings import read_settings

    routes = read_settings(home.settings, os.environ).routes
    if wanted is not None and wanted not in {route.name for route in routes}:
        known = ", ".join(route.name for route in routes) or "none"
        raise BadInput(f"{home.settings}: there is no route {wanted!r}; there are: {known}")
    if not routes:
        raise Trouble(f"{home.settings}: there are no routes; write a [routes.<name>] table with its channels")
    tried = try_channels([route for route in routes if wanted in (None, route.name)], os.environ, utc_now())
    for channel, outcome in tried:
        click.echo(f"{outcome.kind:8} {channel.name}  {outcome.detail}".rstrip())
    if any(outcome.kind != "sent" for _, outcome in tried):
        raise SystemExit(1)


@alerts.command()
@click.argument("deliveries", nargs=-1, type=int)
@pass_home
def retry(home: Home, deliveries: tuple[int, ...]) -> None:
    """Make failed and unknown DELIVERIES due again; all of them where none is named. Parked channels send again.

    An alert whose fate is unknown may have arrived: sending it again is your choice.
    """
    read_database(home.database).close()
    db = open_database(home.database)
    try:
        count = retry_deliveries(db, utc_now(), deliveries or None)
    finally:
        db.close()
    click.echo(f"{count} made due; `landbridge run` or the schedule sends them")


def _in_words(row: LedgerRow) -> str:
    number = "" if row.delivery is None else f"#{row.delivery}"
    why = f"  ({row.why})" if row.why else ""
    headline = " ".join(row.headline.split())
    return f"{number:>6}  {row.created_at:%Y-%m-%d %H:%M}  {row.state:11}  {row.channel or row.route}  {headline}{why}"


def _as_json(row: LedgerRow) -> dict[str, object]:
    return {
        "alert": row.alert,
        "delivery": row.delivery,
        "created": row.created_at.isoformat(),
        "route": row.route,
        "channel": row.channel,
        "state": row.state,
        "why": row.why or None,
        "attempts": row.attempts,
        "due": row.due_at and row.due_at.isoformat(),
        "settled": row.settled_at and row.settled_at.isoformat(),
        "headline": row.headline,
        "reason": row.reason,
    }
