"""`landbridge sources`: what is read, and how each one fares."""

import json
from datetime import datetime

import click

from flows.command.adding import add, export, take
from flows.command.main import pass_home
from flows.home import Home
from flows.means import sources_of, utc_now
from flows.sources import load_sources
from flows.terminal import harmless
from storage.database import read_database
from storage.health import SourceHealth, health
from watchlist.source import Source


@click.group(invoke_without_command=True)
@click.option("--shipped", is_flag=True, help="The list that ships with Landbridge, whatever the home takes of it.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def sources(ctx: click.Context, shipped: bool, as_json: bool) -> None:
    """List the sources with their health."""
    if ctx.invoked_subcommand is None:
        _list(ctx.find_object(Home) or ctx.fail("no home"), shipped, as_json)


def _list(home: Home, shipped: bool, as_json: bool) -> None:
    listed = load_sources(None) if shipped else sources_of(home)
    known: dict[str, SourceHealth] = {}
    if home.database.exists():
        db = read_database(home.database)
        known = health(db)
        db.close()
    if as_json:
        rows = [_as_json(source, known.get(source.id)) for source in listed]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    now = utc_now()
    width = max((len(source.id) for source in listed), default=0)
    for source in listed:
        click.echo(harmless(f"{source.id:{width}}  {source.language}  {_in_words(source, known.get(source.id), now)}"))
    click.echo(f"\n{len(listed)} sources; `landbridge sources check` polls each of them now")


@sources.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--fix", is_flag=True, help="Write the addresses of sources that moved into sources.yaml.")
@pass_home
def check(home: Home, as_json: bool, fix: bool) -> None:
    """Poll every source now and say what came back, and where those that moved are now: redirects, and what their
    homepage leads to. Nothing is stored, nothing is sent. Exits 1 where one failed.
    """
    import asyncio
    import os

    from flows.checking import Checked, check_sources
    from flows.settings import read_settings
    from flows.sourcefile import change_sources, with_moved

    settings = read_settings(home.settings, os.environ)
    listed = sources_of(home)
    checked: list[Checked] = asyncio.run(check_sources(listed, settings.fetch, utc_now))
    if as_json:
        rows = [
            {"id": row.source, "works": row.works, "links": row.links, "said": row.said, "moved": row.moved or None}
            for row in checked
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        width = max((len(row.source) for row in checked), default=0)
        for row in checked:
            click.echo(harmless(f"{'works ' if row.works else 'FAILED'}  {row.source:{width}}  {row.said}"))
    failed = sum(not row.works for row in checked)
    moved = {row.source: row.moved for row in checked if row.moved}
    if fix and moved:
        change_sources(home.sources, lambda text: with_moved(text, home.sources, moved))
    if not as_json:
        click.echo(f"\n{len(checked) - failed} of {len(checked)} sources work")
        if moved:
            click.echo(f"{len(moved)} moved; " + (f"{home.sources} is mended" if fix else "--fix writes that down"))
    if failed:
        raise SystemExit(1)


sources.add_command(add)
sources.add_command(take, "import")
sources.add_command(export)


def _in_words(source: Source, state: SourceHealth | None, now: datetime) -> str:
    if not source.active:
        return f"off      {source.name}"
    if state is None or state.last_poll is None:
        return f"not yet  {source.name}: never polled"
    if state.error_streak:
        since = f"; last good {_ago(now, state.last_success)}" if state.last_success else "; never read"
        return f"FAILING  {source.name}: {state.times_failed}, {state.last_error}{since}"
    new = f"last new item {_ago(now, state.last_new)}" if state.last_new else "nothing new yet"
    lost = f", {state.dropped} links dropped" if state.dropped else ""
    return f"well     {source.name}: polled {_ago(now, state.last_poll)}, {new}, {state.stored} articles{lost}"


def _ago(now: datetime, then: datetime | None) -> str:
    if then is None:
        return "never"
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 120:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 60 * 48 else f"{minutes // 1440} days ago"


def _as_json(source: Source, state: SourceHealth | None) -> dict[str, object]:
    row: dict[str, object] = {
        "id": source.id, "name": source.name, "kind": source.kind, "url": source.url, "homepage": source.homepage,
        "language": source.language, "country": source.country, "active": source.active, "guess": source.guess,
    }  # fmt: skip
    return row | ({} if state is None else state.as_json())
