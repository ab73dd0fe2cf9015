"""`landbridge sources add`, `import` and `export`: lists of sources grow, and go elsewhere."""

import asyncio
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.command.main import pass_home
from flows.home import Home
from flows.means import fetch_settings, sources_of, utc_now
from flows.opml import read_opml, write_opml
from flows.settings import FetchSection, read_settings
from flows.sourcefile import change_sources, with_sources
from flows.sources import bad_address, slug
from flows.terminal import harmless
from flows.web.canonical import canonical
from watchlist.errors import Trouble
from watchlist.page import Failed
from watchlist.source import Link, Source

if TYPE_CHECKING:
    from flows.finding import Offer

SHOWN = 5  # items of a preview


@click.command()
@click.argument("url")
@click.option("--yes", is_flag=True, help="Add the first of what is found, without asking.")
@click.option("--name", default="", help="What the source is called.")
@click.option("--language", default="", help="ISO 639-1: en, ar, fa … (default: told from what it lists)")
@click.option("--country", default="", help="ISO 3166-1: SY, IQ, IR …")
@pass_home
def add(home: Home, url: str, yes: bool, name: str, language: str, country: str) -> None:
    """Find what lists the articles behind URL (a site, a feed, a sitemap, a channel), show what it would bring, and add
    it to sources.yaml.
    """
    url = url if "://" in url else f"https://{url}"
    if what := bad_address(url):
        raise click.UsageError(f"the address {what}; write it like https://news.example/")
    settings = read_settings(home.settings, os.environ)
    offers = asyncio.run(_find(url, settings.fetch))
    if isinstance(offers, Failed):
        raise Trouble(f"{url}: {offers.detail}")
    if not offers:
        raise Trouble(f"{url}: nothing there lists articles; name a feed, a sitemap or a section page of the site")
    for number, offer in enumerate(offers, 1):
        _show(number, offer)
    chosen = offers[0 if yes else _choose(len(offers))]
    known = sources_of(home)
    source = replace(chosen.source, country=country, language=language or chosen.source.language)
    source = replace(source, name=name or source.name, id=slug(name) or source.id)
    if old := next((one for one in known if canonical(one.url) == canonical(source.url)), None):
        raise Trouble(f"{source.url}: is listed already, as {old.id}")
    source = replace(source, id=_unused(source.id, (one.id for one in known)))
    home.prepare()
    change_sources(home.sources, lambda text: with_sources(text, [source]))
    click.echo(harmless(f"\nAdded {source.id} to {home.sources}; the next cycle reads it"))


async def _find(url: str, section: FetchSection) -> "tuple[Offer, ...] | Failed":
    from flows.fetch import Fetcher
    from flows.finding import find_sources

    async with Fetcher(fetch_settings(section), {}, utc_now) as fetcher:
        return await find_sources(fetcher, url, utc_now())


def _show(number: int, offer: "Offer") -> None:
    source = offer.source
    note = f" ({offer.note})" if offer.note else ""
    click.echo(harmless(f"{number}. {source.kind}  {source.url}{note}"))
    click.echo(
        harmless(f"   {source.name}, {source.homepage}, language {source.language or '?'}, {len(offer.links)} items")
    )
    for link in offer.links[:SHOWN]:
        click.echo(harmless(f"     {_day(link)}  {link.title or link.url}"[:160]))


def _day(link: Link) -> str:
    return f"{link.published:%Y-%m-%d %H:%M}" if link.published else "without a date"


def _choose(count: int) -> int:
    """The index of the offer that the person wants."""
    if not sys.stdin.isatty():
        raise Trouble("nobody is there to be asked; add --yes to take the first")
    wanted: int = click.prompt("Which one is to be added?", type=click.IntRange(1, count), default=1)
    click.confirm(f"Add number {wanted}?", default=True, abort=True)
    return wanted - 1


def _unused(id: str, taken: Iterable[str]) -> str:
    """The id, with a number where it is another source's."""
    known, made, number = set(taken), id or "source", 2
    while made in known:
        made, number = f"{(id or 'source')[:60]}-{number}", number + 1
    return made


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be added, and write nothing.")
@pass_home
def take(home: Home, file: Path, dry_run: bool) -> None:
    """Add the feeds of an OPML file, as feed readers export it, to sources.yaml. Nothing is asked of the network."""
    outlines = read_opml(file.read_bytes(), str(file))
    known = sources_of(home)
    addresses, ids = {canonical(source.url) for source in known}, {source.id for source in known}
    new: list[Source] = []
    for outline in outlines:
        if what := bad_address(outline.url):
            click.echo(harmless(f"left out  {outline.url[:120]}: the address {what}"))
        elif canonical(outline.url) in addresses:
            click.echo(harmless(f"known     {outline.url}"))
        else:
            homepage = "" if bad_address(outline.homepage) else outline.homepage
            id = _unused(slug(outline.title) or slug(outline.url.partition("://")[2]), ids)
            new.append(Source(id, outline.title or id, "feed", outline.url, homepage, outline.language, ""))
            addresses.add(canonical(outline.url))
            ids.add(id)
            click.echo(harmless(f"new       {id}  {outline.url}"))
    if new and not dry_run:
        home.prepare()
        change_sources(home.sources, lambda text: with_sources(text, new))
    said = "would be added" if dry_run else f"added to {home.sources}"
    click.echo(f"\n{len(new)} of {len(outlines)} feeds {said}")


@click.command()
@click.option("--opml", is_flag=True, help="As OPML, for feed readers: the feeds alone. (default: as sources.yaml)")
@pass_home
def export(home: Home, opml: bool) -> None:
    """Write the sources of this home to standard output."""
    listed: Sequence[Source] = sources_of(home)
    click.echo(write_opml(listed) if opml else with_sources("", listed), nl=False)
