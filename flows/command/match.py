"""`landbridge match`: what is found in a text, and why."""

import asyncio
import sys
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import cast

import click

from flows.command.main import pass_home
from flows.home import Home
from flows.terminal import harmless
from watchlist.article import Rejected
from watchlist.errors import BadInput, Trouble
from watchlist.explain import answers, explain
from watchlist.load import load_shipped, load_watchlist
from watchlist.matcher import Matcher
from watchlist.page import Failed, Page

_CHUNK = 1 << 16  # bytes that are read at once


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE|URL]…")
@click.option("--jsonl", is_flag=True, help="A filter: one JSON object a line in, one a line out.")
@click.option("--shipped", is_flag=True, help="Use the shipped watchlist alone, whatever the home adds.")
@pass_home
def match(home: Home, files: tuple[str, ...], jsonl: bool, shipped: bool) -> None:
    """Explain what is found in texts: files, pages at a URL, or standard input.

    With --jsonl each line of standard input is an object {"id", "title", "text", "language"}, all but "text" optional,
    and each line of standard output its answer.
    """
    watchlist = load_shipped() if shipped else load_watchlist(home.watchlist)
    matcher = Matcher(watchlist, in_bulk=jsonl)
    if jsonl:
        if files:
            raise BadInput("match --jsonl reads standard input; give it no files")
        raise SystemExit(0 if _filter(matcher) else 1)
    for name, title, text in _texts(files, home):
        if len(files) > 1:
            click.echo(f"== {name}")
        click.echo(harmless(explain(title, text, matcher.match(title, text), watchlist)))


def _filter(matcher: Matcher) -> bool:
    sound = True
    for lines in _arriving(cast(BufferedReader, sys.stdin.buffer)):
        for line, good in answers([raw.decode("utf-8", "surrogateescape") for raw in lines], matcher):
            sys.stdout.buffer.write(line.encode("utf-8") + b"\n")
            sound = sound and good
        sys.stdout.buffer.flush()  # whoever feeds us a line may wait for its answer
    return sound


def _arriving(stream: BufferedReader) -> Iterator[list[bytes]]:
    """The lines of a stream, without their ends, as many at once as have arrived."""
    begun: list[bytes] = []  # of a line whose end is still to come
    while chunk := stream.read1(_CHUNK):
        first, *others = chunk.split(b"\n")
        begun.append(first)
        if others:
            yield [b"".join(begun), *others[:-1]]
            begun = [others[-1]]
    if last := b"".join(begun):
        yield [last]


def _texts(files: tuple[str, ...], home: Home) -> Iterator[tuple[str, str, str]]:
    """Name, title and text of each thing given; standard input where nothing is."""
    if not files:
        yield "standard input", "", _decoded("standard input", sys.stdin.buffer.read())
    for name in files:
        if name == "-":
            yield "standard input", "", _decoded("standard input", sys.stdin.buffer.read())
        elif name.startswith(("http://", "https://")):
            yield name, *_extracted(_fetched(name, home), home)
        elif name.lower().endswith((".html", ".htm")):
            yield name, *_extracted(_saved(Path(name)), home)
        else:
            yield name, "", _decoded(name, _read_file(Path(name)))


def _read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); name a text file or a URL") from error


def _decoded(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput(f"{name}:{line}: not UTF-8; convert it, for instance with iconv") from error


def _saved(path: Path) -> Page:
    """A page that was saved to a file, as if it had just been fetched."""
    from flows.means import utc_now

    body = _read_file(path)
    return Page(path.name, path.name, 200, (("Content-Type", "text/html"),), body, body, utc_now())


def _fetched(url: str, home: Home) -> Page:
    """The page at a URL, fetched as a cycle would. Raises Trouble."""
    from flows.fetch import Fetcher
    from flows.means import fetch_settings, utc_now
    from flows.settings import read_settings

    settings = read_settings(home.settings, None).fetch

    async def ask() -> Page | Failed:
        async with Fetcher(fetch_settings(settings), {}, utc_now) as fetcher:
            return await fetcher.page(url)

    page = asyncio.run(ask())
    if isinstance(page, Failed):
        raise Trouble(f"{url}: {page.detail}")
    return page


def _extracted(page: Page, home: Home) -> tuple[str, str]:
    """Title and text of the article on a page, read as a cycle would. Raises Trouble."""
    from flows.means import make_extractor
    from flows.settings import read_settings

    with make_extractor(read_settings(home.settings, None).extract) as extractor:
        (article,) = extractor.extract([page])
    if isinstance(article, Rejected):
        raise Trouble(f"{page.url}: {article.detail}")
    return article.title, article.text
