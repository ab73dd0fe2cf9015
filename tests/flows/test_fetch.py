"""Fetching from real servers on loopback: what comes back, whole and within its limits, or the reason why not."""

import asyncio
import gzip
import socket
from datetime import UTC, datetime, timedelta

import pytest

from flows.fetch import Fetcher
from tests.flows.loopback import Asked, Loopback, Reply, gzipped, tagged
from tests.flows.web.fetching import NOW, fetcher, page, reason, with_fetcher
from watchlist.page import Failed, NotModified, Page


def test_a_page_comes_back_with_what_the_server_said() -> None:
    with Loopback({"/news": Reply(body=b"<p>news", headers={"Content-Type": "text/html", "X-Mark": "1"})}) as server:
        found = page(server.url("/news?id=1#part"))
        assert isinstance(found, Page)
        assert (found.status, found.raw, found.body, found.fetched_at) == (200, b"<p>news", b"<p>news", NOW)
        assert (found.url, found.final_url) == (server.url("/news?id=1#part"), server.url("/news?id=1"))
        assert (found.header("content-type"), ("X-Mark", "1") in found.headers) == ("text/html", True)


def test_a_compressed_page_is_kept_as_it_came_beside_what_it_says() -> None:
    with Loopback({"/": gzipped(b"news " * 100)}) as server:
        found = page(server.url())
    assert isinstance(found, Page)
    assert (found.raw, found.body) == (gzip.compress(b"news " * 100, mtime=0), b"news " * 100)


def test_the_request_says_who_reads_and_asks_only_for_what_can_be_decoded() -> None:
    with Loopback({"/": Reply()}) as server:
        page(server.url(), fetcher(user_agent="Landbridge/1 (+press@example.org)"))
        headers = server.asked[-1].headers
        assert headers["host"] == f"127.0.0.1:{server.port}"
    assert (headers["user-agent"], headers["accept-encoding"]) == ("Landbridge/1 (+press@example.org)", "gzip, deflate")


def test_cookies_are_not_kept() -> None:
    with Loopback({"/": Reply(headers={"Set-Cookie": "a=b"})}) as server:

        async def twice(opened: Fetcher) -> None:
            await opened.page(server.url())
            await opened.page(server.url())

        with_fetcher(fetcher(), twice)
        assert all("cookie" not in asked.headers for asked in server.asked)


def test_environment_proxies_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with Loopback({"/": Reply(body=b"direct")}) as server:
        assert isinstance(page(server.url()), Page)


def test_what_was_not_modified_is_not_sent_again() -> None:
    with Loopback({"/feed": tagged(Reply(body=b"<rss/>"), 'W/"1"')}) as server:
        found = with_fetcher(fetcher(), lambda opened: opened.poll(server.url("/feed"), etag='W/"1"'))
    assert found == NotModified(server.url("/feed"), NOW)


def test_the_date_of_the_last_answer_is_sent_along() -> None:
    date = "Fri, 20 Nov 2026 10:00:00 GMT"

    def feed(asked: Asked) -> Reply:
        return Reply(status=304) if asked.headers.get("if-modified-since") == date else Reply(body=b"<rss/>")

    with Loopback({"/feed": feed}) as server:
        found = with_fetcher(fetcher(), lambda opened: opened.poll(server.url("/feed"), last_modified=date))
    assert isinstance(found, NotModified)


def test_a_page_that_is_asked_for_again_is_not_sent_again() -> None:
    with Loopback({"/news": tagged(Reply(body=b"<p>News"), '"1"')}) as server:
        found = with_fetcher(fetcher(), lambda opened: opened.page_again(server.url("/news"), etag='"1"'))
        assert isinstance(found, NotModified)
        assert server.asked[-1].headers["accept"].startswith("text/html")


def test_a_validator_that_no_header_can_hold_is_left_out() -> None:
    with Loopback({"/feed": Reply(body=b"<rss/>")}) as server:
        found = with_fetcher(fetcher(), lambda opened: opened.poll(server.url("/feed"), etag='"a"\r\nX-Evil: 1'))
        assert isinstance(found, Page)
        assert "if-none-match" not in server.asked[-1].headers


def test_not_modified_in_answer_to_no_condition_is_a_failure() -> None:
    with Loopback({"/": Reply(status=304)}) as server:
        assert reason(page(server.url())) == "http-304"


@pytest.mark.parametrize(
    ("status", "retry"),
    [
        *((status, False) for status in (300, 400, 401, 403, 404, 405, 410, 451)),
        *((status, True) for status in (408, 500, 502, 504, 599)),
    ],
)
def test_a_status_says_whether_trying_again_is_worth_it(status: int, retry: bool) -> None:
    with Loopback({"/": Reply(status=status, body=b"no")}) as server:
        found = page(server.url())
    assert isinstance(found, Failed)
    assert (found.reason, found.retry, found.status) == (f"http-{status}", retry, status)


def test_an_endless_body_is_left() -> None:
    with Loopback({"/": Reply(body=b"x" * 65536, endless=True)}) as server:
        found = page(server.url(), fetcher(max_bytes=1_000_000))
    assert found == Failed(server.url(), "too-large", "more than 1000000 bytes, or in very many pieces", retry=False)


def test_a_body_that_announces_too_much_is_not_read() -> None:
    with Loopback({"/": Reply(body=b"x", length=10**12)}) as server:
        assert reason(page(server.url())) == "too-large"


def test_a_body_in_very_many_pieces_is_left() -> None:
    dust = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 60_000
    with Loopback({"/": Reply(verbatim=dust + b"0\r\n\r\n")}) as server:
        assert reason(page(server.url())) == "too-large"


def test_the_length_of_what_was_not_modified_costs_no_connection() -> None:
    with Loopback({"/": Reply(status=304, headers={"Content-Length": "1000000"})}) as server:

        async def twice(opened: Fetcher) -> list[Page | NotModified | Failed]:
            return [await opened.poll(server.url(), etag='"1"') for _ in range(2)]

        assert with_fetcher(fetcher(), twice) == [NotModified(server.url(), NOW)] * 2
        assert server.connections == 1


def test_a_length_that_is_said_twice_is_a_length() -> None:
    with Loopback({"/": Reply(verbatim=b"HTTP/1.1 200 OK\r\nContent-Length: 4, 4\r\n\r\nnews")}) as server:
        assert reason(page(server.url())) == ""


def test_an_endless_body_of_an_error_is_left_too() -> None:
    with Loopback({"/": Reply(status=404, body=b"x" * 65536, endless=True)}) as server:
        assert reason(page(server.url())) == "http-404"


def test_a_slow_drip_ends_at_the_deadline() -> None:
    with Loopback({"/": Reply(body=b"x" * 1000, chunk=1, pause=0.02)}) as server:
        found = page(server.url(), fetcher(total_seconds=0.3))
        began = server.asked[-1].at
        assert asyncio.run(_monotonic()) - began < 2
    assert isinstance(found, Failed)
    assert (found.reason, found.retry) == ("timeout", True)


async def _monotonic() -> float:
    return asyncio.get_running_loop().time()


def test_silence_ends_before_the_deadline() -> None:
    with Loopback({"/": Reply(delay=5)}) as server:
        assert reason(page(server.url(), fetcher(read_seconds=0.2))) == "timeout"


def test_after_a_timeout_other_pages_of_the_host_come() -> None:
    with Loopback({"/slow": Reply(delay=5), "/quick": Reply(body=b"here")}) as server:

        async def both(opened: Fetcher) -> list[Page | Failed]:
            return [await opened.page(server.url("/slow")), await opened.page(server.url("/quick"))]

        slow, quick = with_fetcher(fetcher(total_seconds=0.2, concurrency=1), both)
    assert (reason(slow), reason(quick)) == ("timeout", "")


@pytest.mark.parametrize("reply", [Reply(body=b"short", length=100), Reply(body=b"", length=5)])
def test_a_body_shorter_than_its_length_is_incomplete(reply: Reply) -> None:
    with Loopback({"/": reply}) as server:
        found = page(server.url())
    assert isinstance(found, Failed)
    assert (found.reason, found.retry) == ("incomplete", True)


def test_a_chunked_body_that_breaks_off_is_incomplete() -> None:
    cut = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
    with Loopback({"/": Reply(verbatim=cut)}) as server:
        assert reason(page(server.url())) == "incomplete"


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nBad Header: 1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_not_http_is_a_protocol_failure(answer: bytes) -> None:
    with Loopback({"/": Reply(verbatim=answer)}) as server:
        assert reason(page(server.url())) == "protocol"


def test_a_connection_closed_without_a_word_may_be_tried_again() -> None:
    with Loopback({"/": Reply(cut=True)}) as server:
        found = page(server.url())
    assert isinstance(found, Failed)
    assert found.retry


def test_a_gzip_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(20_000_000))
    with Loopback({"/": Reply(body=bomb, headers={"Content-Encoding": "gzip"})}) as server:
        assert reason(page(server.url(), fetcher(max_decoded_bytes=1_000_000))) == "too-large"


def test_an_encoding_that_was_not_asked_for_is_refused() -> None:
    with Loopback({"/": Reply(body=b"\x0b\x02", headers={"Content-Encoding": "br"})}) as server:
        found = page(server.url())
    assert isinstance(found, Failed)
    assert (found.reason, found.retry) == ("bad-encoding", False)


def test_a_port_where_nobody_listens_refuses() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        found = page(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert isinstance(found, Failed)
    assert (found.reason, found.retry) == ("refused", True)


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_for_time_gets_it(status: int) -> None:
    with Loopback({"/a": Reply(status=status, headers={"Retry-After": "120"}), "/b": Reply()}) as server:
        made = fetcher()

        async def both(opened: Fetcher) -> list[Page | Failed]:
            return [await opened.page(server.url("/a")), await opened.page(server.url("/b"))]

        first, second = with_fetcher(made, both)
        assert server.targets() == ["/a"]
        name = f"http://127.0.0.1:{server.port}"
    until = NOW + timedelta(seconds=120)
    assert isinstance(first, Failed)
    assert isinstance(second, Failed)
    assert (first.reason, first.retry, first.not_before) == (f"http-{status}", True, until)
    assert (second.reason, second.retry, second.not_before) == ("host-asked-to-wait", True, until)
    assert [host.not_before for host in made.hosts() if host.name == name] == [until]


def test_a_captcha_that_comes_with_too_many_requests_is_one_and_the_host_is_left_alone() -> None:
    challenge = Reply(429, b"<title>Just a moment...</title>", {"Content-Type": "text/html", "Retry-After": "120"})
    with Loopback({"/a": challenge, "/b": Reply()}) as server:

        async def both(opened: Fetcher) -> list[str]:
            return [reason(await opened.page(server.url(path))) for path in ("/a", "/b")]

        assert with_fetcher(fetcher(), both) == ["captcha", "host-asked-to-wait"]


def test_an_error_whose_page_is_made_by_scripts_is_that_error() -> None:
    shell = b"<title>Ledger</title><div id=root></div><script src=/app.js></script>"
    with Loopback({"/": Reply(403, shell, {"Content-Type": "text/html"})}) as server:
        assert reason(page(server.url())) == "http-403"


def test_who_waits_for_a_turn_hears_that_the_host_asked_for_time() -> None:
    refusal = Reply(status=429, headers={"Retry-After": "120"}, delay=0.05)
    with Loopback({f"/{n}": refusal for n in range(3)}) as server:

        async def three(opened: Fetcher) -> list[str]:
            found = await asyncio.gather(*(opened.page(server.url(f"/{n}")) for n in range(3)))
            return [reason(each) for each in found]

        reasons = with_fetcher(fetcher(per_host=1), three)
        assert reasons == ["http-429", "host-asked-to-wait", "host-asked-to-wait"]
        assert server.targets() == ["/0"]


def test_a_later_cycle_remembers_that_the_host_asked_for_time() -> None:
    with Loopback({"/a": Reply(status=503, headers={"Retry-After": "120"})}) as server:
        first = fetcher()
        with_fetcher(first, lambda opened: opened.page(server.url("/a")))
        hosts = {host.name: host for host in first.hosts()}
        soon = fetcher(hosts, lambda: NOW + timedelta(seconds=119))
        assert reason(page(server.url("/b"), soon)) == "host-asked-to-wait"
        assert soon.hosts() == ()
        assert reason(page(server.url("/b"), fetcher(hosts, lambda: NOW + timedelta(seconds=120)))) == "http-404"


def test_connections_are_used_again() -> None:
    with Loopback({"/a": Reply(body=b"a"), "/b": Reply(status=404, body=b"no"), "/c": gzipped(b"c")}) as server:

        async def three(opened: Fetcher) -> None:
            for path in ("/a", "/b", "/c"):
                await opened.page(server.url(path))

        with_fetcher(fetcher(), three)
        assert server.connections == 1


def test_a_connection_that_the_server_closed_is_not_used_again() -> None:
    with Loopback({"/": Reply(body=b"news", length=4)}) as server:  # whoever claims a length closes afterwards

        async def twice(opened: Fetcher) -> list[str]:
            first = reason(await opened.page(server.url()))
            await asyncio.sleep(0.1)
            return [first, reason(await opened.page(server.url()))]

        assert with_fetcher(fetcher(), twice) == ["", ""]
        assert server.targets() == ["/", "/"]


def test_a_connection_that_was_closed_while_idle_is_no_failure() -> None:
    with Loopback({"/": [Reply(), Reply(cut=True), Reply(body=b"here")]}) as server:

        async def twice(opened: Fetcher) -> list[str]:
            return [reason(await opened.page(server.url())) for _ in range(2)]

        assert with_fetcher(fetcher(), twice) == ["", ""]
        assert server.connections == 2


def test_what_a_server_says_reaches_no_terminal_unfiltered() -> None:
    reply = Reply(headers={"Content-Encoding": "\u202e\u0085" * 200}, body=b"x")
    with Loopback({"/": reply}) as server:
        found = page(server.url())
    assert isinstance(found, Failed)
    assert len(found.detail) <= 200
    assert found.detail.isprintable()


def test_the_query_of_an_address_is_neither_in_the_detail_nor_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    with Loopback({"/": Reply(status=500)}) as server:
        found = page(server.url("/?token=secret"))
    assert isinstance(found, Failed)
    assert "secret" not in found.detail + caplog.text


def test_times_are_those_of_the_clock_that_was_given() -> None:
    later = datetime(2027, 1, 1, tzinfo=UTC)
    with Loopback({"/": Reply()}) as server:
        found = page(server.url(), fetcher(now=lambda: later))
    assert isinstance(found, Page)
    assert found.fetched_at == later
