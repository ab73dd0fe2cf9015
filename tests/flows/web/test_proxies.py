"""Sources that are asked through a proxy: what the proxy is told, and what nobody is told of it."""

import logging
import ssl
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from flows.fetch import Fetcher, FetchSettings
from flows.web.network import Resolve
from flows.web.proxies import Proxy, read_proxy
from tests.flows.loopback import Loopback, Reply
from tests.flows.web.certificate import self_signed
from tests.flows.web.fetching import NOW, PUBLIC, Names, reason, with_fetcher
from tests.flows.web.http2 import Http2
from tests.flows.web.proxying import LoopbackProxy
from watchlist.errors import BadInput
from watchlist.host import Host
from watchlist.page import Failed, Page
from watchlist.source import Source

SOURCE = Source("s", "S", "feed", "http://news.example/feed", "", "en", "SY", proxy_env="WAY")
TRUSTED = replace(SOURCE, trust_proxy=True)
NAMES = {"news.example": [PUBLIC], "inside.example": ["10.0.0.1"]}
BOTH = pytest.mark.parametrize("scheme", ["socks5", "http"])


def made(
    environ: Mapping[str, str], *, names: Resolve | None = None, tls: ssl.SSLContext | None = None,
    hosts: Mapping[str, Host] | None = None, **settings: float,
) -> Fetcher:  # fmt: skip
    """A Fetcher that may not ask private addresses, whatever its proxies are."""
    chosen = FetchSettings(gap_seconds=0.0, total_seconds=5.0, **settings)  # type: ignore[arg-type]
    return Fetcher(chosen, hosts or {}, lambda: NOW, resolve=names or Names(NAMES), tls=tls, environ=environ)


def page(url: str, fetcher: Fetcher, source: Source = SOURCE) -> Page | Failed:
    return with_fetcher(fetcher, lambda opened: opened.page(url, source=source))


@BOTH
def test_the_proxy_is_told_the_address_that_was_checked(scheme: str) -> None:
    with Loopback({"news.example/": Reply(body=b"news")}) as server, LoopbackProxy(scheme, server.port) as proxy:
        found = page("http://news.example/", made({"WAY": proxy.url}))
        assert isinstance(found, Page)
        assert found.body == b"news"
        assert set(proxy.asked) == {(PUBLIC, 80)}
        assert {asked.headers["host"] for asked in server.asked} == {"news.example"}


@BOTH
def test_a_trusted_proxy_is_told_the_name_and_nobody_else_is(scheme: str) -> None:
    names = Names({})
    with Loopback({"hidden.onion/": Reply(body=b"news")}) as server, LoopbackProxy(scheme, server.port) as proxy:
        found = page("http://hidden.onion/", made({"WAY": proxy.url}, names=names), TRUSTED)
        assert set(proxy.asked) == {("hidden.onion", 80)}
    assert reason(found) == ""
    assert names.asked == []


@BOTH
@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("http://inside.example/", SOURCE),
        ("http://127.0.0.1/", SOURCE),
        ("http://169.254.169.254/latest/", TRUSTED),
        ("http://[::1]/", TRUSTED),
    ],
)
def test_no_proxy_is_asked_for_a_private_address(scheme: str, url: str, source: Source) -> None:
    with LoopbackProxy(scheme, 9) as proxy:
        assert reason(page(url, made({"WAY": proxy.url}), source)) == "private-address"
        assert proxy.asked == []


@BOTH
def test_through_a_proxy_tls_is_for_the_name_and_may_be_http_2(scheme: str, tmp_path: Path) -> None:
    context, certificate = self_signed(tmp_path, "news.example")
    trusting = ssl.create_default_context(cafile=certificate)
    names = Names({**NAMES, "other.example": [PUBLIC]})
    with Http2({"/": Reply(body=b"safe")}, context) as server, LoopbackProxy(scheme, server.port) as proxy:
        found = page("https://news.example/", made({"WAY": proxy.url}, tls=trusting))
        wrong = page("https://other.example/", made({"WAY": proxy.url}, tls=trusting, names=names))
        assert proxy.asked[0] == (PUBLIC, 443)
    assert isinstance(found, Page)
    assert found.body == b"safe"
    assert reason(wrong) == "tls"


@BOTH
def test_a_proxy_that_wants_a_login_gets_it(scheme: str) -> None:
    with Loopback({"/": Reply()}) as server, LoopbackProxy(scheme, server.port, login="me:s3cret") as proxy:
        assert reason(page("http://news.example/", made({"WAY": proxy.url}))) == ""


@BOTH
@pytest.mark.parametrize("address", ["{scheme}://me:wr0ng@127.0.0.1:{port}", "{scheme}://127.0.0.1:{port}"])
def test_what_fails_at_a_proxy_tells_neither_its_address_nor_its_login(
    scheme: str, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with LoopbackProxy(scheme, 9, login="me:s3cret") as proxy:
        found = page("http://news.example/", made({"WAY": address.format(scheme=scheme, port=proxy.port)}))
    assert isinstance(found, Failed)
    assert (found.reason, found.retry) == ("proxy", True)
    for secret in ("me:", "wr0ng", str(proxy.port), "127.0.0.1"):
        assert secret not in found.detail + caplog.text


@BOTH
def test_a_proxy_that_does_not_connect_is_a_failure_of_the_proxy(scheme: str) -> None:
    with LoopbackProxy(scheme, 9, refuses=True) as proxy:
        found = page("http://news.example/", made({"WAY": proxy.url}))
    assert isinstance(found, Failed)
    assert found.reason == "proxy"
    assert "does not connect" in found.detail


@BOTH
@pytest.mark.parametrize("says", [b"SSH-2.0\r\n", b"\x05\x00\x05\x00\x00\x09", b"HTTP/1.1 x\r\n\r\n", b"x" * 99999])
def test_what_is_no_proxy_is_a_failure_of_the_proxy(scheme: str, says: bytes) -> None:
    with LoopbackProxy(scheme, 9, says=says) as proxy:
        found = page("http://news.example/", made({"WAY": proxy.url}, connect_seconds=0.3))
    assert reason(found) in ("proxy", "timeout")


@BOTH
def test_where_no_proxy_listens_nothing_is_asked_directly(scheme: str) -> None:
    with Loopback({"/": Reply()}) as server:
        assert reason(page(f"http://news.example:{server.port}/", made({"WAY": f"{scheme}://127.0.0.1:9"}))) == "proxy"
        assert server.asked == []


@pytest.mark.parametrize("environ", [{}, {"WAY": " "}, {"WAY": "ftp://me:s3cret@p.example"}, {"WAY": "s3cret"}])
def test_without_the_proxy_that_is_named_nothing_is_asked_directly(environ: dict[str, str]) -> None:
    found = page("http://news.example/", made(environ))
    assert isinstance(found, Failed)
    assert (found.reason, found.retry) == ("proxy", True)
    assert "$WAY" in found.detail
    assert "s3cret" not in found.detail


def test_sources_with_and_without_a_proxy_go_their_own_ways() -> None:
    with Loopback({"/": Reply()}) as server, LoopbackProxy("socks5", server.port) as proxy:
        fetcher = Fetcher(
            FetchSettings(gap_seconds=0.0, allow_private=True), {}, lambda: NOW, environ={"WAY": proxy.url}
        )

        async def both(opened: Fetcher) -> None:
            await opened.page(server.url())
            await opened.page(server.url(), source=SOURCE)
            await opened.poll(server.url(), source=SOURCE)

        with_fetcher(fetcher, both)
        assert proxy.asked == [("127.0.0.1", server.port)]
        assert server.connections == 2
        assert server.targets(robots=True) == ["/robots.txt", "/", "/robots.txt", "/", "/"]
        origin = server.url().rstrip("/")
    assert {host.name for host in fetcher.hosts()} == {origin, f"{origin} by proxy"}


def test_a_proxy_is_read_from_the_file_that_names_it(tmp_path: Path) -> None:
    file = tmp_path / "tor.url"
    file.write_text("socks5h://me:s%40crt@[::1]\n")
    source = replace(SOURCE, proxy_env="", proxy_file=str(file), trust_proxy=True)
    proxy = read_proxy(source, {})
    assert proxy == Proxy("socks5", "::1", 1080, ("me", "s@crt"), trusted=True)
    assert "s@crt" not in repr(proxy)
    file.unlink()
    with pytest.raises(BadInput, match="no address of a proxy there"):
        read_proxy(source, {})


@pytest.mark.parametrize(
    "text", ["socks5://:99", "http://p.example:99999", "http://[::1", "socks5://" + "u" * 256 + "@p"]
)
def test_an_address_that_is_none_of_a_proxy_is_not_repeated(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_proxy(SOURCE, {"WAY": text})
    assert text not in caught.value.problems[0]
