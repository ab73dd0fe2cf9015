"""`landbridge watchlist check`: mistakes in the files, and names that find more than they mean."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from flows.archive import archive
from flows.command.main import pass_home
from flows.command.progress import Progress
from flows.corpus import Passage, read_corpus
from flows.home import Home
from flows.terminal import harmless
from storage.rescans import stored_texts
from watchlist.collisions import collisions
from watchlist.danger import Census, NameCount, own_entities, suspects
from watchlist.entity import Watchlist
from watchlist.load import load_shipped, load_watchlist
from watchlist.matcher import Matcher


@dataclass(frozen=True, slots=True)
class Counted:
    """The names that were counted over one lot of texts."""

    where: str  # "articles of corpus.jsonl", "stored articles"
    census: Census


@click.command()
@click.option(
    "--corpus", "corpora", multiple=True, metavar="FILE",
    type=click.Path(path_type=Path), help="Count the names over the texts of a JSON-lines file (.gz too).",
)  # fmt: skip
@click.option("--stored", is_flag=True, help="Count the names over your stored articles.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="How many names of each list.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_home
def check(home: Home, corpora: tuple[Path, ...], stored: bool, limit: int, as_json: bool) -> None:
    """Check the shipped list and your own files; every mistake is named with its file and line.

    Then say which names of yours look dangerous: short ones, and those that share their words with another entity's.
    With --corpus or --stored, which names of the whole list are found how often, and in what company. In a corpus that
    is not about the corridor, nearly everything that is found is found wrongly. Exits 2 where a file is wrong, else 0.
    """
    listed = load_watchlist(home.watchlist)
    looks = _looks(listed)
    matcher = Matcher(listed, in_bulk=True) if corpora or stored else None
    counted = [] if matcher is None else list(_counted(home, matcher, corpora, stored))
    if as_json:
        click.echo(json.dumps(_as_json(listed, looks, counted), ensure_ascii=False, indent=2))
    else:
        click.echo(harmless("\n".join(_in_words(listed, looks, counted, limit))))


def _looks(listed: Watchlist) -> list[str]:
    """What the user's own names look like, in words."""
    own = own_entities(listed, load_shipped())
    mine = {(entity.id, name) for entity in own for name in entity.names}
    met = (
        one for one in (collisions(listed) if own else ()) if {(one.entity, one.name), (one.other, one.rival)} & mine
    )
    return [*map(str, suspects(own, listed.entities)), *map(str, met)]


def _counted(home: Home, matcher: Matcher, corpora: Iterable[Path], stored: bool) -> Iterator[Counted]:
    for path in corpora:
        yield Counted(f"articles of {path.name}", _census(matcher, read_corpus(path)))
    if stored:
        with archive(home) as db:
            texts = (Passage(one.title, one.text, one.language, one.country) for one in stored_texts(db))
            yield Counted("stored articles", _census(matcher, texts))


def _census(matcher: Matcher, passages: Iterable[Passage]) -> Census:
    census = Census()
    with Progress() as progress:
        for one in passages:
            census.add(one.title, one.text, matcher.match(one.title, one.text, one.language, country=one.country))
            if census.articles % 100 == 0:
                progress.show(census.articles)
    return census


def _in_words(listed: Watchlist, looks: list[str], counted: list[Counted], limit: int) -> Iterator[str]:
    entities = [entity for entity in listed.entities if not entity.decoy]
    names = sum(len(entity.names) for entity in entities)
    yield f"{len(entities)} entities, {names:,} names, no mistakes; version {listed.version}"
    if looks:
        yield "\nOf your own names, these look dangerous:"
        yield from (f"  {line}" for line in looks[:limit])
        if len(looks) > limit:
            yield f"  and {len(looks) - limit} more; --limit shows them"
    for lot in counted:
        ranked = lot.census.ranked()
        yield f"\nFound in {lot.census.articles:,} {lot.where}: {len(ranked)} name{'s' if len(ranked) != 1 else ''}"
        for one in ranked[:limit]:
            yield f"  {one.in_words(lot.census.articles, lot.where)}"
            if one.advice(lot.census.articles):
                yield f"      | {one.sample}"
        if len(ranked) > limit:
            yield f"  and {len(ranked) - limit} more; --limit shows them"


def _as_json(listed: Watchlist, looks: list[str], counted: list[Counted]) -> dict[str, object]:
    return {
        "version": listed.version,
        "entities": sum(not entity.decoy for entity in listed.entities),
        "names": sum(len(entity.names) for entity in listed.entities if not entity.decoy),
        "looks_dangerous": looks,
        "counted": [
            {
                "where": lot.where,
                "articles": lot.census.articles,
                "names": [_count_as_json(one, lot.census.articles) for one in lot.census.ranked()],
            }
            for lot in counted
        ],
    }


def _count_as_json(one: NameCount, articles: int) -> dict[str, object]:
    return {
        "entity": one.entity,
        "name": one.name,
        "strength": one.strength,
        "articles": one.articles,
        "alerting": one.alerting,
        "alone": one.alone,
        "advice": one.advice(articles),
        "sample": one.sample,
    }
