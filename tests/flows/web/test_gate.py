"""The gate of the browser lets requests through to checked addresses, and few other things."""

import asyncio
from collections.abc import Sequence

import httpcore
import pytest

from flows.web import gate as gates
from flows.web.gate import Gate
from flows.web.network import GuardedNetwork
from tests.flows.loopback import Loopback, Reply
from tests.flows.web.fetching import PUBLIC, Elsewhere, Names

NAMES = {"news.example": [PUBLIC], "inside.example": ["10.0.0.1"], "update.googleapis.com": [PUBLIC]}


def through(port: int, *requests: bytes, most_bytes: int = 1_000_000, allow: bool = False) -> tuple[list[bytes], int]:
    """What the gate answers to each request, on a connection of its own, and how many it refused."""
    network: httpcore.AsyncNetworkBackend = httpcore.AnyIOBackend() if allow else Elsewhere(port)
    guarded = GuardedNetwork(Names(NAMES), network, allow_private=allow)

    async def ask(opened: Gate, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", opened.port)
        try:
            writer.write(request)
            return await asyncio.wait_for(reader.read(), 5)
        except ConnectionError:
            return b""
        finally:
            writer.transport.abort()

    async def go() -> tuple[list[bytes], int]:
        async with Gate(guarded, seconds=1.0, most_bytes=most_bytes) as opened:
            return [await ask(opened, request) for request in requests], opened.refused

    return asyncio.run(go())


def get(url: str, *fields: str, method: str = "GET", body: bytes = b"") -> bytes:
    return "\r\n".join([f"{method} {url} HTTP/1.1", *fields, "", ""]).encode() + body


def statuses(answers: Sequence[bytes]) -> list[int]:
    return [int(answer.split(b" ")[1]) for answer in answers]


def test_a_request_goes_to_its_host_alone_and_once() -> None:
    fields = ("Host: other.example", "Proxy-Connection: keep-alive", "X-Mark: 1", "Connection: keep-alive")
    with Loopback({"news.example/a": Reply(body=b"news")}) as server:
        (answer,), refused = through(server.port, get("http://news.example/a?x=1", *fields))
        (asked,) = server.asked
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"news")
    assert (asked.target, asked.headers["host"], asked.headers["x-mark"]) == ("/a?x=1", "news.example", "1")
    assert asked.headers["connection"] == "close"
    assert "proxy-connection" not in asked.headers
    assert refused == 0


def test_what_a_page_sends_goes_along() -> None:
    with Loopback({"/form": Reply()}) as server:
        through(server.port, get("http://news.example/form", "Content-Length: 4", method="POST", body=b"data beyond"))
        (asked,) = server.asked
    assert (asked.method, asked.body) == ("POST", b"data")


def test_a_tunnel_leads_to_the_host() -> None:
    with Loopback({"/": Reply(body=b"news", length=4)}) as server:
        tunnel = get("news.example:443", method="CONNECT") + get("/", "Host: news.example")
        (answer,), _ = through(server.port, tunnel)
    assert answer.startswith(b"HTTP/1.1 200 Connected\r\n\r\nHTTP/1.1 200 ")
    assert answer.endswith(b"news")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (get("http://127.0.0.1/"), 403),
        (get("http://inside.example/"), 403),
        (get("http://[::ffff:10.0.0.1]/"), 403),
        (get("http://0x7f.1/"), 502),
        (get("127.0.0.1:443", method="CONNECT"), 403),
        (get("169.254.169.254:80", method="CONNECT"), 403),
        (get("http://update.googleapis.com/"), 403),
        (get("update.googleapis.com:443", method="CONNECT"), 403),
        (get("http://unknown.example/"), 502),
        (get("https://news.example/"), 400),
        (get("ftp://news.example/"), 400),
        (get("/"), 400),
        (get("news.example", method="CONNECT"), 200),
        (get("user@news.example:443", method="CONNECT"), 400),
        (get("news.example:0", method="CONNECT"), 400),
        (b"\x16\x03\x01\r\n\r\n", 400),
    ],
)
def test_nothing_else_goes_through(request_: bytes, status: int) -> None:
    with Loopback() as server:
        answers, refused = through(server.port, request_)
        assert server.asked == []
    assert statuses(answers) == [status]
    assert refused == (status != 200)


def test_after_its_bytes_nothing_goes_through() -> None:
    with Loopback({"/": Reply(body=b"x" * 65536, endless=True)}) as server:
        (first, second), _ = through(server.port, get("http://news.example/"), get("http://news.example/"),
                                     most_bytes=200_000)  # fmt: skip
    assert len(first) < 500_000
    assert statuses([second]) == [429]


def test_after_its_connections_nothing_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "_MOST_CONNECTIONS", 2)
    with Loopback({"/": Reply()}) as server:
        answers, refused = through(server.port, *[get("http://news.example/")] * 3)
    assert (statuses(answers), refused) == ([200, 200, 429], 1)


def test_who_says_nothing_is_not_waited_for() -> None:
    with Loopback() as server:
        assert through(server.port, b"GET http://news.ex") == ([b""], 0)


def test_an_endless_head_is_not_read() -> None:
    with Loopback() as server:
        assert through(server.port, b"GET / HTTP/1.1\r\nX: " + b"x" * 200_000) == ([b""], 0)
