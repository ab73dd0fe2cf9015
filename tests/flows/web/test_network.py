"""Names, connections and TLS: only a checked address is ever connected to."""

import asyncio
import os
import socket
import ssl
import threading
from pathlib import Path

import pytest

from flows.fetch import Fetcher
from tests.flows.loopback import Loopback, Reply
from tests.flows.web.certificate import self_signed
from tests.flows.web.fetching import PUBLIC, Elsewhere, Names, fetcher, page, reason, with_fetcher
from watchlist.page import Failed, Page


def test_a_private_address_is_not_connected_to() -> None:
    with Loopback({"/": Reply()}) as server:
        found = page(server.url(), fetcher(allow_private=False))
        assert server.connections == 0
    assert isinstance(found, Failed)
    assert (found.reason, found.retry) == ("private-address", False)


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f.0.0.1", "[::ffff:127.0.0.1]"])
def test_other_ways_of_writing_loopback_are_not_connected_to(host: str) -> None:
    with Loopback({"/": Reply()}) as server:
        assert reason(page(server.url(host=host), fetcher(allow_private=False))) == "private-address"
        assert server.connections == 0


def test_what_is_connected_to_is_what_was_checked() -> None:
    with Loopback({"news.example/": Reply(body=b"news")}) as server:
        names, network = Names({"news.example": ["10.0.0.1", PUBLIC]}), Elsewhere(server.port)
        found = page("http://news.example/", fetcher(names=names, network=network))
    assert isinstance(found, Page)
    assert network.connected == [PUBLIC]
    assert names.asked == ["news.example"]


def test_a_name_that_turns_to_a_private_address_is_not_followed_there() -> None:
    closing = Reply(headers={"Connection": "close"})  # so that each request connects anew
    with Loopback({"/": closing, "/robots.txt": closing}) as server:
        names, network = Names({"news.example": [[PUBLIC], [PUBLIC], ["127.0.0.1"]]}), Elsewhere(server.port)

        async def twice(opened: Fetcher) -> list[Page | Failed]:
            return [await opened.page("http://news.example/"), await opened.page("http://news.example/")]

        first, second = with_fetcher(fetcher(names=names, network=network), twice)
    assert (reason(first), reason(second)) == ("", "private-address")
    assert network.connected == [PUBLIC, PUBLIC]


def test_an_address_that_refuses_leaves_the_next_one_its_chance() -> None:
    with Loopback({"/": Reply(body=b"news")}) as server:
        names, network = (
            Names({"news.example": ["2606:4700::1", PUBLIC]}),
            Elsewhere(server.port, dead=["2606:4700::1"]),
        )
        assert reason(page("http://news.example/", fetcher(names=names, network=network))) == ""


def test_an_address_that_is_silent_leaves_the_next_one_its_time() -> None:
    with Loopback({"/": Reply(body=b"news")}) as server:
        network = Elsewhere(server.port, silent=["2606:4700::1"])
        names = Names({"news.example": ["2606:4700::1", PUBLIC]})
        made = fetcher(names=names, network=network, connect_seconds=0.2, total_seconds=0.19)
        assert reason(page("http://news.example/", made)) == ""


def test_a_host_of_which_every_address_is_silent_is_a_timeout() -> None:
    network = Elsewhere(0, silent=[PUBLIC], dead=["8.8.8.8"])
    made = fetcher(names=Names({"news.example": [PUBLIC, "8.8.8.8"]}), network=network, connect_seconds=0.1)
    assert reason(page("http://news.example/", made)) == "timeout"


@pytest.mark.parametrize("known", [{}, {"news.example": []}])
def test_a_name_without_an_address_is_a_failure_of_names(known: dict[str, list[str]]) -> None:
    found = page("http://news.example/", fetcher(names=Names(known)))
    assert isinstance(found, Failed)
    assert (found.reason, found.retry) == ("dns", True)


def test_a_silent_name_server_ends_at_the_limit() -> None:
    async def silent(host: str, port: int) -> list[str]:
        await asyncio.sleep(5)
        return []

    assert reason(page("http://news.example/", fetcher(names=silent, connect_seconds=0.1))) == "timeout"


def test_a_certificate_that_nobody_signed_is_refused(tmp_path: Path) -> None:
    server_side, _ = self_signed(tmp_path, "news.example")
    with Loopback({"/": Reply()}, tls=server_side) as server:
        names, network = Names({"news.example": [PUBLIC]}), Elsewhere(server.port)
        found = page("https://news.example/", fetcher(names=names, network=network))
        assert server.asked == []
    assert isinstance(found, Failed)
    assert (found.reason, found.retry) == ("tls", True)


def test_tls_that_turns_to_rubbish_is_a_failure_of_tls(tmp_path: Path) -> None:
    server_side, certificate = self_signed(tmp_path, "news.example")
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def rubbish() -> None:
            raw, _ = listening.accept()
            with server_side.wrap_socket(raw, server_side=True) as secured:
                secured.recv(4096)
                os.write(secured.fileno(), b"no TLS at all" * 100)

        server = threading.Thread(target=rubbish)
        server.start()
        network = Elsewhere(listening.getsockname()[1])
        trusting = ssl.create_default_context(cafile=certificate)
        made = fetcher(names=Names({"news.example": [PUBLIC]}), network=network, tls=trusting)
        assert reason(page("https://news.example/", made)) == "tls"
        server.join()


def test_a_certificate_must_be_for_the_name_that_was_asked_for(tmp_path: Path) -> None:
    server_side, certificate = self_signed(tmp_path, "news.example")
    trusting = ssl.create_default_context(cafile=certificate)
    with Loopback({"/": Reply(body=b"safe")}, tls=server_side) as server:
        names = Names({"news.example": [PUBLIC], "other.example": [PUBLIC]})

        async def both(opened: Fetcher) -> list[Page | Failed]:
            return [await opened.page("https://news.example/"), await opened.page("https://other.example/")]

        right, wrong = with_fetcher(fetcher(names=names, network=Elsewhere(server.port), tls=trusting), both)
    assert isinstance(right, Page)
    assert right.body == b"safe"
    assert reason(wrong) == "tls"
