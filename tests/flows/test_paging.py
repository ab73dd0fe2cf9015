"""How far a source is read back, and at which pace."""

import asyncio
from collections.abc import Iterable, Set
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.kinds.gdelt import GAP
from flows.paging import Reader, Reading, worth
from flows.polling import SLOW_POLLS, due
from storage.sources import SourceState
from tests.flows.kinds.written import item, rss, source
from tests.flows.loopback import Loopback, Reply
from tests.flows.web.fetching import fetcher
from watchlist.source import Further, Link, Listing

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BEFORE = NOW - timedelta(hours=1)
LINK = Link("s", "https://news.example/1")


def nobody(links: Iterable[Link]) -> Set[str]:
    return set()


def everybody(links: Iterable[Link]) -> Set[str]:
    return {link.url for link in links}


@pytest.mark.parametrize(
    ("links", "since", "known", "wanted"),
    [
        ((LINK,), BEFORE, nobody, True),
        ((LINK,), BEFORE, everybody, False),
        ((LINK,), None, nobody, False),
        ((), BEFORE, nobody, False),
    ],
)
def test_older_pages_are_read_while_all_is_new_to_a_source_that_was_read_before(
    links: tuple[Link, ...], since: datetime | None, known: object, wanted: bool
) -> None:
    older = Further("https://news.example/2", older=True)
    found = tuple(worth(Listing(links, further=(older,)), since, known))  # type: ignore[arg-type]
    assert found == ((older,) if wanted else ())


@pytest.mark.parametrize(
    ("modified", "since", "wanted"),
    [
        (None, BEFORE, True),
        (NOW - timedelta(days=9), None, True),
        (NOW - timedelta(days=9), BEFORE, False),
        (NOW - timedelta(hours=20), BEFORE, True),
    ],
)
def test_a_part_is_read_where_it_may_have_changed(
    modified: datetime | None, since: datetime | None, wanted: bool
) -> None:
    part = Further("https://news.example/2", older=False, modified=modified)
    assert bool(tuple(worth(Listing((), further=(part,)), since, everybody))) == wanted


def test_pages_of_a_feed_that_name_each_other_in_a_circle_have_an_end() -> None:
    with Loopback() as server:
        for number in range(3):
            older = f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="/{(number + 1) % 3}"/>'
            server.replies[f"/{number}"] = Reply(body=rss(item(number), channel=older).encode())

        async def run() -> object:
            async with fetcher() as opened:
                asked = replace(source(), url=server.url("/0"))
                return await Reader(opened).read(asked, NOW, since=BEFORE, known=nobody)

        reading = asyncio.run(run())
        assert isinstance(reading, Reading)
        assert [link.url[-1] for link, _ in reading.links] == ["0", "1", "2"]
        assert server.targets() == ["/0", "/1", "/2"]


def test_a_host_that_wants_seconds_between_requests_gets_them() -> None:
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    with Loopback({"/doc": Reply(body=b"{}")}) as server:
        queries = [replace(source(), kind="gdelt", url=server.url(f"/doc?query={number}")) for number in range(3)]

        async def run() -> None:
            async with fetcher() as opened:
                reader = Reader(opened, wait)
                await asyncio.gather(*(reader.read(query, NOW) for query in queries))

        asyncio.run(run())
    assert len(waits) == 2
    assert all(GAP - 1 < seconds <= GAP for seconds in waits)


def test_of_the_sources_that_are_asked_slowly_those_that_waited_longest_come_first() -> None:
    slow = [
        replace(source(), id=str(number), kind="gdelt", url=f"https://api.gdeltproject.org/?query={number}")
        for number in range(SLOW_POLLS + 2)
    ]
    known = {one.id: SourceState(one.id, "", "", NOW - timedelta(minutes=int(one.id)), 0) for one in slow}
    asked = due([*slow, source()], {**known, "example": SourceState("example", "", "", None, 0)}, NOW, timedelta(0))
    assert [one.id for one in asked] == ["2", "3", "4", "5", "example"]
