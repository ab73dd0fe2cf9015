"""HTTP/2 where the server speaks it, with one connection for all; HTTP/1.1 where it does not."""

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.fetch import Fetcher
from tests.flows.loopback import Loopback, Reply
from tests.flows.web.certificate import self_signed
from tests.flows.web.fetching import PUBLIC, Elsewhere, Names, fetcher, reason, with_fetcher
from tests.flows.web.http2 import Http2
from watchlist.page import Failed, NotModified, Page

SITE = "https://news.example"
Make = Callable[[int], Fetcher]


@pytest.fixture
def tls(tmp_path: Path) -> tuple[ssl.SSLContext, Make]:
    """The server's side, and what makes a fetcher that trusts it and finds it at a port."""
    context, certificate = self_signed(tmp_path, "news.example")

    def make(port: int) -> Fetcher:
        trusting = ssl.create_default_context(cafile=certificate)
        names = Names({"news.example": [PUBLIC]})
        return fetcher(names=names, network=Elsewhere(port), tls=trusting, max_bytes=1_000_000)

    return context, make


def several(made: Fetcher, *paths: str) -> list[Page | Failed]:
    async def ask(opened: Fetcher) -> list[Page | Failed]:
        return list(await asyncio.gather(*(opened.page(SITE + path) for path in paths)))

    return with_fetcher(made, ask)


def one_by_one(made: Fetcher, *paths: str) -> list[str]:
    async def ask(opened: Fetcher) -> list[str]:
        return [reason(await opened.page(SITE + path)) for path in paths]

    return with_fetcher(made, ask)


def test_a_server_that_speaks_http_2_is_asked_over_one_connection(tls: tuple[ssl.SSLContext, Make]) -> None:
    context, make = tls
    replies = {f"/{n}": Reply(body=b"news %d" % n, headers={"X-Mark": str(n)}, delay=0.05) for n in range(4)}
    with Http2(replies, context) as server:
        found = several(make(server.port), "/0", "/1", "/2", "/3")
        assert server.connections == 1
        assert server.busiest == 2  # no more at a time than the host gets otherwise
        path, headers = server.asked[-1]
    assert [page.body for page in found if isinstance(page, Page)] == [b"news 0", b"news 1", b"news 2", b"news 3"]
    assert {page.header("x-mark") for page in found if isinstance(page, Page)} == {"0", "1", "2", "3"}
    assert (headers[":authority"], headers[":scheme"], path) == ("news.example", "https", "/3")
    assert headers["user-agent"].startswith("Landbridge/")


def test_a_server_that_speaks_http_1_alone_is_asked_that_way(tls: tuple[ssl.SSLContext, Make]) -> None:
    context, make = tls
    with Loopback({f"/{n}": Reply(body=b"news", delay=0.02) for n in range(4)}, tls=context) as server:
        assert [reason(page) for page in several(make(server.port), "/0", "/1", "/2", "/3")] == [""] * 4
        assert server.connections <= 2


def test_a_feed_that_has_not_changed_says_so_over_http_2(tls: tuple[ssl.SSLContext, Make]) -> None:
    context, make = tls
    with Http2({"/feed": Reply(status=304)}, context) as server:
        found = with_fetcher(make(server.port), lambda opened: opened.poll(SITE + "/feed", etag='"1"'))
        assert server.asked[-1][1]["if-none-match"] == '"1"'
    assert isinstance(found, NotModified)


def test_an_endless_body_takes_no_other_page_with_it(tls: tuple[ssl.SSLContext, Make]) -> None:
    context, make = tls
    replies = {"/endless": Reply(body=b"x" * 65536, endless=True), "/after": Reply(body=b"here")}
    with Http2(replies, context) as server:
        assert one_by_one(make(server.port), *["/endless", "/after"] * 3) == ["too-large", ""] * 3


def test_a_connection_that_was_closed_while_idle_is_no_failure_over_http_2(tls: tuple[ssl.SSLContext, Make]) -> None:
    context, make = tls
    with Http2({"/a": Reply(body=b"a"), "/cut": Reply(cut=True), "/b": Reply(body=b"b")}, context) as server:
        first, cut, last = one_by_one(make(server.port), "/a", "/cut", "/b")
        assert (first, cut != "", last) == ("", True, "")
        assert server.targets() == ["/a", "/cut", "/cut", "/b"]


@pytest.mark.parametrize(
    "reply",
    [Reply(headers={":status": "none"}), Reply(body=b"news", headers={"Content-Length": "9"}), Reply(cut=True)],
    ids=["no-number", "wrong-length", "cut"],
)
def test_what_is_not_http_2_is_a_failure(tls: tuple[ssl.SSLContext, Make], reply: Reply) -> None:
    context, make = tls
    with Http2({"/": reply}, context) as server:
        (found,) = several(make(server.port), "/")
    assert isinstance(found, Failed)
    assert found.retry
    assert found.reason in ("protocol", "incomplete")  # a connection that is cut may be reset
