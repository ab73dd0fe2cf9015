"""`landbridge alerts`: the ledger, and what a person may do with it."""

import json
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from flows.command.main import pass_home
from flows.explaining import state_in_words
from flows.home import Home
from flows.means import utc_now
from flows.terminal import harmless
from storage.alerts import STATES, LedgerRow, counts, ledger, rows_of
from storage.database import open_database, read_database
from storage.deliveries import Outcome, parked, unpark
from storage.deliveries import retry as retry_deliveries
from watchlist.errors import BadInput, Trouble

if TYPE_CHECKING:  # loading it takes long
    from flows.routes import Channel, Route

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
            click.echo(f"channel {channel} is parked: {reason}; mend it, then `landbridge alerts test`")
    finally:
        db.close()


@alerts.command()
@click.option("--route", "wanted", help="This route alone.")
@pass_home
def test(home: Home, wanted: str | None) -> None:
    """Send a test message by each channel of each route. Exits 1 where one did not arrive.

    A parked channel by which it arrives sends again from now on.
    """
    from flows.delivery import try_channels

    routes = _routes(home, wanted)
    tried = try_channels(routes, os.environ, utc_now())
    for channel, outcome in tried:
        click.echo(f"{outcome.kind:8} {channel.name}  {outcome.detail}".rstrip())
    for name in _unpark(home, tried):
        click.echo(f"{name} is parked no more; `landbridge alerts retry` sends again what failed meanwhile")
    if any(outcome.kind != "sent" for _, outcome in tried):
        raise SystemExit(1)


@alerts.command()
@click.argument("match", type=int)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_home
def explain(home: Home, match: int, as_json: bool) -> None:
    """Say why MATCH (its id) did or did not alert, route by route, as the settings are now."""
    from flows.explaining import explain as explain_match
    from flows.settings import read_settings

    routes = read_settings(home.settings, None).routes
    db = read_database(home.database)
    try:
        explained = explain_match(db, routes, match)
    finally:
        db.close()
    click.echo(
        json.dumps(explained.as_json(), ensure_ascii=False, indent=2) if as_json else harmless(explained.as_text())
    )


@alerts.command()
@click.argument("route")
@click.option("--preview", "only_shown", is_flag=True, help="Show what it would say now; nothing is written or sent.")
@pass_home
def digest(home: Home, route: str, only_shown: bool) -> None:
    """Make the digest of ROUTE now, of everything since its last one, and send it."""
    from flows.message import render
    from flows.pacing import preview
    from flows.settings import read_settings

    (chosen,) = _routes(home, route)
    review = read_settings(home.settings, None).review.public_url
    if only_shown:
        db = read_database(home.database)
        try:
            message = render(preview(db, chosen, utc_now(), review))
        finally:
            db.close()
        click.echo(harmless(f"{message.title}\n\n{message.body}"))
        return
    if not chosen.timing.digest:
        raise BadInput(
            f'{home.settings}: [routes.{route}] has no digests; give it digest = "0 7 * * *", or look with --preview'
        )
    _send_digest(home, chosen, review)


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


def _routes(home: Home, wanted: str | None) -> "list[Route]":
    """The route that is asked for, or all of them. Raises BadInput and Trouble where there is none."""
    from flows.settings import read_settings

    routes = read_settings(home.settings, os.environ).routes
    if wanted is not None and wanted not in {route.name for route in routes}:
        known = ", ".join(route.name for route in routes) or "none"
        raise BadInput(f"{home.settings}: there is no route {wanted!r}; there are: {known}")
    if not routes:
        raise Trouble(f"{home.settings}: there are no routes; write a [routes.<name>] table with its channels")
    return [route for route in routes if wanted in (None, route.name)]


def _unpark(home: Home, tried: "Iterable[tuple[Channel, Outcome]]") -> list[str]:
    """Unpark the channels by which a message arrived; returns those that were parked."""
    arrived = [channel.name for channel, outcome in tried if outcome.kind == "sent"]
    if not arrived or not home.database.exists():
        return []
    db = open_database(home.database)
    try:
        return [name for name in arrived if unpark(db, name, utc_now())]
    finally:
        db.close()


def _send_digest(home: Home, route: "Route", review: str) -> None:
    from flows.delivery import deliver
    from flows.means import leased
    from flows.pacing import make_digest_now
    from flows.settings import read_settings

    settings = read_settings(home.settings, os.environ)
    read_database(home.database).close()
    with leased(home, "deliver", utc_now) as (db, lease):
        made = make_digest_now(db, lease, route, utc_now(), review)
        if made is None:
            raise Trouble(f"the last digest of {route.name} was made within the minute; wait, or look with --preview")
        delivered = deliver(db, lease, settings.routes, now=utc_now, budget=settings.deliver.budget)
        left = [row for row in rows_of(db, made) if row.state != "sent"]
    click.echo(f"digest {made} made; {delivered.sentence()}")
    for row in left:
        click.echo(harmless(f"{row.channel}: {state_in_words(row)}"))


def _in_words(row: LedgerRow) -> str:
    number = "" if row.delivery is None else f"#{row.delivery}"
    why = f"  ({_why(row)})" if _why(row) else ""
    headline = " ".join(row.headline.split())
    return f"{number:>6}  {row.created_at:%Y-%m-%d %H:%M}  {row.state:11}  {row.channel or row.route}  {headline}{why}"


def _why(row: LedgerRow) -> str:
    if row.state == "held" and row.due_at:
        return f"until {row.due_at:%Y-%m-%d %H:%M} UTC: {row.why}"
    return row.why


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
