"""`landbridge stories`: which articles tell the same piece of news, why, and a person's word on it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser

import click
from sqlite_utils import Database

from flows.command.main import pass_home
from flows.home import Home
from flows.means import utc_now
from flows.terminal import counted, harmless
from storage.database import open_database, read_database, write
from storage.regrouping import merge, split
from storage.stories import Stood, Told, newest_stories, read_story
from storage.times import to_text, to_text_or_none

_author = click.option("--author", default=getuser, help="Who says so. Default: the user of this machine.")


@click.group(invoke_without_command=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="How many of the newest.")
@click.option("--many", is_flag=True, help="Only stories of several articles.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def stories(ctx: click.Context, limit: int, many: bool, as_json: bool) -> None:
    """Show the newest stories, and why their articles are in them."""
    if ctx.invoked_subcommand is not None:
        return
    with _reading(ctx.ensure_object(Home)) as db:
        newest = newest_stories(db, limit=limit, at_least=2 if many else 1)
    _show(newest, as_json)


@stories.command()
@click.argument("story", type=int)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_home
def show(home: Home, story: int, as_json: bool) -> None:
    """Show one story."""
    with _reading(home) as db:
        _show((read_story(db, story),), as_json)


@stories.command(name="split")
@click.argument("article", type=int)
@_author
@pass_home
def split_off(home: Home, article: int, author: str) -> None:
    """Say that an article is no part of its story: it gets one of its own. Alerts nobody."""
    with _writing(home) as db:
        story = split(db, article, author, utc_now())
    click.echo(f"article {article} is story {story} now")


@stories.command(name="merge")
@click.argument("story", type=int)
@click.argument("other", type=int)
@_author
@pass_home
def merge_two(home: Home, story: int, other: int, author: str) -> None:
    """Say that two stories are one: both go on in the older, with its alerts. Alerts nobody."""
    with _writing(home) as db:
        kept = merge(db, story, other, author, utc_now())
        articles = len(read_story(db, kept).articles)
    click.echo(f"stories {story} and {other} are story {kept} now, of {counted(articles, 'article')}")


@contextmanager
def _reading(home: Home) -> Iterator[Database]:
    db = read_database(home.database)
    try:
        yield db
    finally:
        db.close()


@contextmanager
def _writing(home: Home) -> Iterator[Database]:
    read_database(home.database).close()  # there must be one already
    db = open_database(home.database)
    try:
        with write(db):
            yield db
    finally:
        db.close()


def _show(found: tuple[Stood, ...], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_as_json(story) for story in found], ensure_ascii=False, indent=2))
        return
    click.echo(harmless("\n".join(map(_in_words, found)) or "no stories yet"))


def _in_words(story: Stood) -> str:
    merged = f", merged into story {story.merged_into}" if story.merged_into else ""
    head = f"story {story.id}, {counted(len(story.articles), 'article')}{merged}: {story.headline}"
    return "\n".join([head, *(line for article in story.articles for line in _lines(article))])


def _lines(article: Told) -> Iterator[str]:
    yield f"  article {article.article}  {article.source} [{article.language}]  {article.title}"
    beside = f" as article {article.beside}" if article.beside else ""
    if article.how not in ("", "first"):
        yield f"      {article.how}{beside}: {'; '.join(article.why)}"


def _as_json(story: Stood) -> dict[str, object]:
    return {
        "id": story.id,
        "headline": story.headline,
        "first_at": to_text(story.first_at),
        "merged_into": story.merged_into,
        "articles": [
            {
                "id": article.article, "title": article.title, "source": article.source, "language": article.language,
                "published": to_text_or_none(article.published), "url": article.url, "how": article.how,
                "why": list(article.why), "beside": article.beside,
            }
            for article in story.articles
        ],
    }  # fmt: skip
