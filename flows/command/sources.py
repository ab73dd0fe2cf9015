"""`landbridge sources`: what is read, and how each one fares."""

import json
from collections import Counter
from datetime import datetime, timedelta

import click

from flows.command.adding import add, export, take
from flows.command.main import pass_home
from flows.home import Home
from flows.means import sources_of, utc_now
from flows.sources import load_sources
from flows.terminal import harmless
from storage.database import open_database, read_database
from storage.health import WORST_FIRST, SourceHealth, health
from watchlist.source import Source

_WIDTH = max(map(len, WORST_FIRST))
_REASONS = 3  # for what was lost, named one by one


@click.group(invoke_without_command=True)
@click.option("--shipped", is_flag=True, help="The list that ships with Landbridge, whatever the home takes of it.")
@click.option("--worst", is_flag=True, help="Those first with which something is amiss.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def sources(ctx: click.Context, shipped: bool, worst: bool, as_json: bool) -> None:
    """List the sources with their health, in a word and in figures of the last week.

    \b
    ok           answers, and brings news in its usual rhythm
    quiet        answers, and has brought nothing for a while
    overdue      answers, and has been silent for longer than its own rhythm explains
    empty        answers, and lists nothing
    unreadable   lists news of which none could be read lately
    walled       serves a captcha, a login or a consent form instead
    broken       failed when it was asked last
    never tried  was not asked yet
    """
    if ctx.invoked_subcommand is None:
        _list(ctx.find_object(Home) or ctx.fail("no home"), shipped, worst, as_json)


def _list(home: Home, shipped: bool, worst: bool, as_json: bool) -> None:
    listed = load_sources(None) if shipped else sources_of(home)
    known: dict[str, SourceHealth] = {}
    if home.database.exists():
        open_database(home.database).close()  # its views must be of today
        db = read_database(home.database)
        known = health(db, utc_now())
        db.close()
    if worst:
        listed = tuple(sorted(listed, key=lambda source: WORST_FIRST.index(_word(source, known.get(source.id)))))
    if as_json:
        rows = [_as_json(source, known.get(source.id)) for source in listed]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    now = utc_now()
    width = max((len(source.id) for source in listed), default=0)
    for source in listed:
        state = known.get(source.id)
        said = f"{_word(source, state):{_WIDTH}}  {source.name}{_in_words(source, state, now)}"
        click.echo(harmless(f"{source.id:{width}}  {source.language:2}  {said}"))
    words = Counter(_word(source, known.get(source.id)) for source in listed)
    summary = ", ".join(f"{words[word]} {word}" for word in WORST_FIRST if words[word])
    click.echo(f"\n{_count(len(listed), 'source')}: {summary}" if listed else "\nno sources")
    click.echo("`landbridge sources check` polls each of them now")


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


def _word(source: Source, state: SourceHealth | None) -> str:
    if not source.active:
        return "off"
    return "never tried" if state is None else state.word


def _in_words(source: Source, state: SourceHealth | None, now: datetime) -> str:
    if not source.active or state is None or state.last_poll is None:
        return ""
    if state.error_streak:
        said = [f"failed {state.times_failed}, {state.last_error}", f"last good {_ago(now, state.last_success)}"]
    else:
        said = [f"answered {_ago(now, state.last_success)}"]
    said.append(f"last new item {_ago(now, state.last_new)}")
    if state.usual and state.rarely_longer:
        said.append(f"usually every {_span(state.usual)}, seldom after more than {_span(state.rarely_longer)}")
    said.append(_count(state.stored, "article"))
    if state.waiting:
        said.append(f"{state.waiting} waiting")
    if state.summaries:
        said.append(f"{state.summaries:.0%} summaries")
    said += [f"{count} {reason}" for reason, count in list(state.drops.items())[:_REASONS]]
    if rest := sum(list(state.drops.values())[_REASONS:]):
        said.append(f"{rest} lost otherwise")
    return ": " + ", ".join(said)


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _span(span: timedelta) -> str:
    minutes = span.total_seconds() / 60
    if minutes < 100:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.0f} h" if minutes < 60 * 48 else f"{minutes / 1440:.0f} days"


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
    return row | {"health": _word(source, state)} | ({} if state is None else state.as_json())
