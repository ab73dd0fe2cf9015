"""robots.txt decides what is read, is asked for once a day, and has its own ways of failing."""

import asyncio
import ssl
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import process_time
from typing import Any

import httpcore
import pytest

from flows.fetch import Fetcher
from flows.web import robots
from flows.web.robots import Rules
from tests.flows.loopback import Loopback, Reply, gzipped, redirect
from tests.flows.web.certificate import self_signed
from tests.flows.web.fetching import NOW, PUBLIC, Elsewhere, Names, fetcher, page, reason, with_fetcher
from watchlist.host import Host
from watchlist.page import Failed, Page

CLOSED = Reply(body=b"User-agent: *\nDisallow: /private")


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /news", False),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /\nAllow: /news", True),
        ("User-agent: landbridge\nAllow: /\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: LandBridge/2.0\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: landbridges\nDisallow: /", True),
        ("User-agent: other\nUser-agent: landbridge # us\nDisallow: /", False),
        ("User-agent: other\nDisallow: /", True),
        ("\ufeffUser-agent: *\nDisallow: /news", False),
        ("User-agent: *\nDisallow: /*.html$", False),
        ("<html>not found</html>", True),
    ],
)
def test_rules_are_read_as_the_standard_has_it(text: str, allowed: bool) -> None:
    assert Rules(text, "landbridge").allow("http://a.example/news/1.html") is allowed


@pytest.mark.parametrize(
    ("text", "delay"),
    [("", 0), ("User-agent: *\nCrawl-delay: 2.5", 2.5), ("User-agent: *\nCrawl-delay: 9999", 30)]
    + [(f"User-agent: *\nCrawl-delay: {nonsense}", 0) for nonsense in ("-1", "inf", "nan", "soon")],
)
def test_a_delay_is_granted_within_reason(text: str, delay: float) -> None:
    assert Rules(text, "landbridge").delay == delay


@pytest.mark.parametrize("kind", ["other{}", "landbridge/{}", "landbridge*{}", "*{}"])
def test_a_file_of_many_readers_and_rules_takes_no_time(kind: str) -> None:
    readers = "".join(f"User-agent: {kind.format(n)}\nUseragent {n}\n" for n in range(6_000))
    rules = "".join(f"Allow: /{n}\n" for n in range(20_000))
    began = process_time()
    Rules((readers + rules)[: robots.MAX_BYTES], "landbridge").allow("http://a.example/")
    assert process_time() - began < 3


def test_what_robots_txt_forbids_is_not_asked_for() -> None:
    with Loopback({"/robots.txt": CLOSED, "/private/a": Reply(), "/a": Reply()}) as server:
        found = page(server.url("/private/a"))
        assert server.targets(robots=True) == ["/robots.txt"]
        assert reason(page(server.url("/a"))) == ""
    assert isinstance(found, Failed)
    assert (found.reason, found.retry) == ("robots", False)


def test_feeds_are_asked_for_under_the_same_rules() -> None:
    with Loopback({"/robots.txt": CLOSED}) as server:
        assert reason(with_fetcher(fetcher(), lambda opened: opened.poll(server.url("/private/feed")))) == "robots"


def test_a_redirect_into_what_is_forbidden_is_not_followed() -> None:
    with Loopback({"/robots.txt": CLOSED, "/a": redirect("/private/a")}) as server:
        assert reason(page(server.url("/a"))) == "robots"
        assert server.targets() == ["/a"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_where_there_is_no_robots_txt_all_is_allowed(status: int) -> None:
    with Loopback({"/robots.txt": Reply(status=status, body=CLOSED.body), "/private": Reply()}) as server:
        made = fetcher()
        assert reason(page(server.url("/private"), made)) == ""
    assert [(host.robots, host.robots_status, host.robots_read_at) for host in made.hosts()] == [("", status, NOW)]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_error_forbids_everything_for_now(status: int) -> None:
    with Loopback({"/robots.txt": Reply(status=status), "/": Reply()}) as server:
        found = page(server.url())
        assert server.targets() == []
    assert isinstance(found, Failed)
    assert (found.reason, found.retry, found.url) == ("robots-unreachable", True, server.url())


def test_after_a_server_error_robots_txt_is_left_alone_for_a_while() -> None:
    with Loopback({"/robots.txt": [Reply(status=500), Reply(status=404)], "/": Reply()}) as server:
        clock = [NOW]

        async def thrice(opened: Fetcher) -> list[str]:
            reasons = [reason(await opened.page(server.url())), reason(await opened.page(server.url()))]
            clock[0] += timedelta(minutes=5)
            return [*reasons, reason(await opened.page(server.url()))]

        reasons = with_fetcher(fetcher(now=lambda: clock[0]), thrice)
        assert server.targets(robots=True) == ["/robots.txt", "/robots.txt", "/"]
    assert reasons == ["robots-unreachable", "robots-unreachable", ""]


def test_a_host_that_is_down_is_reported_as_such() -> None:
    with Loopback() as server:
        url = server.url("/a")
    found = page(url)
    assert isinstance(found, Failed)
    assert (found.reason, found.url) == ("refused", url)


def test_robots_txt_may_be_elsewhere() -> None:
    replies = {"/robots.txt": redirect("/moved.txt"), "/moved.txt": CLOSED}
    with Loopback(replies) as server:
        assert reason(page(server.url("/private"))) == "robots"


def test_redirects_of_robots_txt_that_lead_nowhere_allow_all() -> None:
    replies = {"/robots.txt": redirect("/1"), **{f"/{n}": redirect(f"/{n + 1}") for n in range(1, 9)}}
    with Loopback({**replies, "/private": Reply()}) as server:
        assert reason(page(server.url("/private"))) == ""
        assert server.targets(robots=True) == ["/robots.txt", "/1", "/2", "/3", "/4", "/5", "/private"]


LONG = CLOSED.body + b"\n" + b"# more\n" * 200_000


@pytest.mark.parametrize("reply", [Reply(body=LONG), gzipped(LONG)], ids=["plain", "gzip"])
def test_of_an_overlong_robots_txt_the_beginning_counts(reply: Reply) -> None:
    with Loopback({"/robots.txt": reply, "/private": Reply()}) as server:
        made = fetcher()
        assert reason(page(server.url("/private"), made)) == "robots"
    assert len(made.hosts()[0].robots) == robots.MAX_BYTES


def test_robots_txt_is_asked_for_once_however_many_wait_for_it() -> None:
    with Loopback({"/robots.txt": Reply(delay=0.1), **{f"/{n}": Reply() for n in range(5)}}) as server:

        async def five(opened: Fetcher) -> list[Page | Failed]:
            return await asyncio.gather(*(opened.page(server.url(f"/{n}")) for n in range(5)))

        assert {reason(found) for found in with_fetcher(fetcher(), five)} == {""}
        assert server.targets(robots=True).count("/robots.txt") == 1


def test_what_was_remembered_holds_for_a_day() -> None:
    with Loopback({"/robots.txt": Reply(), "/private": Reply()}) as server:
        name = f"http://127.0.0.1:{server.port}"
        host = Host(name, CLOSED.body.decode(), 200, NOW - timedelta(hours=24) + timedelta(seconds=1))
        assert reason(page(server.url("/private"), fetcher({name: host}))) == "robots"
        assert server.asked == []
        later = fetcher({name: host}, lambda: NOW + timedelta(seconds=1))
        assert reason(page(server.url("/private"), later)) == ""
        assert later.hosts() == (replace(host, robots="", robots_read_at=NOW + timedelta(seconds=1)),)


def test_old_rules_hold_on_while_there_are_no_newer() -> None:
    with Loopback({"/robots.txt": Reply(status=500), "/private": Reply(), "/a": Reply()}) as server:
        name = f"http://127.0.0.1:{server.port}"
        host = Host(name, CLOSED.body.decode(), 200, NOW - timedelta(days=2))
        made = fetcher({name: host})

        async def both(opened: Fetcher) -> list[str]:
            return [reason(await opened.page(server.url(path))) for path in ("/private", "/a")]

        assert with_fetcher(made, both) == ["robots", ""]
        assert server.targets(robots=True) == ["/robots.txt", "/a"]
        assert made.hosts() == ()


class ByPort(Elsewhere):
    """A far side where http and https are servers of their own."""

    def __init__(self, http: int, https: int) -> None:
        super().__init__(http)
        self.https = https

    async def connect_tcp(self, host: str, port: int, *rest: Any, **named: Any) -> httpcore.AsyncNetworkStream:
        where = self if port == 80 else Elsewhere(self.https)
        return await Elsewhere.connect_tcp(where, host, port, *rest, **named)


def test_http_and_https_of_one_host_have_rules_of_their_own(tmp_path: Path) -> None:
    context, certificate = self_signed(tmp_path, "news.example")
    trusting = ssl.create_default_context(cafile=certificate)
    with Loopback({"/robots.txt": CLOSED}) as plain, Loopback({"/private": Reply()}, tls=context) as secure:
        names, network = Names({"news.example": [PUBLIC]}), ByPort(plain.port, secure.port)
        made = fetcher(names=names, network=network, tls=trusting)

        async def both(opened: Fetcher) -> list[str]:
            return [reason(await opened.page(f"{scheme}://news.example/private")) for scheme in ("http", "https")]

        assert with_fetcher(made, both) == ["robots", ""]
    assert {host.name for host in made.hosts()} == {"http://news.example", "https://news.example"}
