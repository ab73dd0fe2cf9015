"""Fetching: addresses in; pages, the news that nothing changed, or failures out. Polite, bounded, and never inward.

address → robots.txt → a turn → one exchange → judged ─┬▶ Page │ NotModified │ Failed
   ▲                                                   └▶ Redirect ─┐
   └────────────────────────────────────────────────────────────────┘
"""

import asyncio
import os
import ssl
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from urllib.parse import urlsplit

import httpcore

from flows.web import robots
from flows.web.address import Address, read_address
from flows.web.answer import Answer, Redirect, Request, behind, judge, wait_until
from flows.web.browser import Browser, find_browser
from flows.web.exchange import Exchange
from flows.web.failure import failed
from flows.web.manners import FetchSettings, user_agent
from flows.web.network import GuardedNetwork, Resolve, SystemResolver
from flows.web.politeness import Turns
from flows.web.proxies import ByProxy, Proxy, read_proxy
from flows.web.walls import SCRIPT, wall, wants_rendering
from watchlist.errors import BadInput
from watchlist.host import Host
from watchlist.page import Failed, NotModified, Page
from watchlist.source import Source

__all__ = ["FetchSettings", "Fetcher", "user_agent"]

_FEEDS = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_PAGES = "text/html, application/xhtml+xml, */*;q=0.5"
_ROBOTS_PAUSE = timedelta(minutes=5)  # before a robots.txt that could not be had is asked for again
# What kept us from robots.txt and says more of the host than that it did.
_TELLING = {"dns", "refused", "timeout", "tls", "private-address", "host-asked-to-wait", "proxy", "captcha"}


class Fetcher:
    """The reader of the outside world for one cycle; an async context manager.

    `hosts` is what earlier cycles remembered, by name; `now` gives the time, aware UTC. The far side of the network can
    be replaced: `resolve` looks names up, `network` connects to addresses that passed the check, `tls` verifies.
    `environ` is where sources say that their proxies are named; `browser` the path of a Chromium, None for the one that
    is installed.
    """

    def __init__(
        self,
        settings: FetchSettings,
        hosts: Mapping[str, Host],
        now: Callable[[], datetime],
        *,
        resolve: Resolve | None = None,
        network: httpcore.AsyncNetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
        environ: Mapping[str, str] = os.environ,
        browser: str | None = None,
    ) -> None:
        self._settings = settings
        self._remembered = hosts
        self._now = now
        self._servers: dict[str, _Server] = {}
        self._turns = Turns(settings.per_host, settings.concurrency)
        self._closing = AsyncExitStack()
        if resolve is None:
            resolve = SystemResolver(settings.concurrency)
            self._closing.callback(resolve.close)
        self._resolve, self._network, self._tls = resolve, network or httpcore.AnyIOBackend(), tls
        self._environ, self._browser = environ, browser
        self._browsing = asyncio.Semaphore(1)
        self._ways: dict[Proxy | None, _Way] = {}

    async def __aenter__(self) -> "Fetcher":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._closing.aclose()

    async def poll(
        self, url: str, *, etag: str = "", last_modified: str = "", source: Source | None = None
    ) -> Page | NotModified | Failed:
        """Ask whether a source has anything new; the validators are those of its last answer, "" where it had none."""
        return await self._ask_again(url, _FEEDS, etag, last_modified, source)

    async def page(self, url: str, *, source: Source | None = None) -> Page | Failed:
        """Fetch an article's page, by the way that its source prescribes."""
        return await self._get(self._request(url, ("Accept", _PAGES)), source)

    async def page_again(
        self, url: str, *, etag: str = "", last_modified: str = "", source: Source | None = None
    ) -> Page | NotModified | Failed:
        """Fetch a page that was read before; the validators are as with `poll`."""
        return await self._ask_again(url, _PAGES, etag, last_modified, source)

    async def _ask_again(
        self, url: str, accept: str, etag: str, last_modified: str, source: Source | None
    ) -> Page | NotModified | Failed:
        validators = (("If-None-Match", etag.strip()), ("If-Modified-Since", last_modified.strip()))
        # Validators are a server's words: what could not stand in a header again is left out.
        sent = tuple((name, value) for name, value in validators if value and value.isascii() and value.isprintable())
        found = await self._get(self._request(url, ("Accept", accept), *sent), source)
        if isinstance(found, Failed) and found.status == 304 and sent:
            return NotModified(url, self._now(), found.not_before)
        return found

    async def _get(self, request: Request, source: Source | None) -> Page | Failed:
        """Fetch, and see whether what came is what was wanted or stands before it."""
        try:
            proxy = read_proxy(source, self._environ) if source else None
        except BadInput as error:
            return failed(request.url, "proxy", error.problems[0], retry=True)
        way = await self._way(proxy)
        found = await self._follow(request, way)
        if not isinstance(found, Page):
            return found
        reason = wall(found)
        if source and source.render and reason in (None, SCRIPT) and wants_rendering(found):
            found = await self._render(found, way)
            reason = wall(found) if isinstance(found, Page) else None
        if isinstance(found, Page) and reason:
            return behind(reason, request.url, urlsplit(found.final_url).netloc, found.status)
        return found

    async def _render(self, page: Page, way: "_Way") -> Page | Failed:
        """The page as a browser shows it; where none is installed, one that says something as it is."""
        host, program = urlsplit(page.final_url).netloc, self._browser or find_browser()
        if program is None:
            line = f"{host}: no Chromium is installed that could render it"
            return failed(page.url, SCRIPT, line, retry=False) if wall(page) else page
        # One at a time: each takes the memory of many pages.
        async with self._browsing, self._turns.turn(host, self._settings.gap_seconds):
            browser = Browser(self._settings, way.network, program)
            return await browser.render(page.url, page.final_url, self._now())

    async def _way(self, proxy: Proxy | None) -> "_Way":
        """How hosts are reached through a proxy, or directly."""
        if proxy not in self._ways:
            network = ByProxy(proxy, self._network) if proxy else self._network
            guarded = GuardedNetwork(
                self._resolve, network, allow_private=self._settings.allow_private,
                named=proxy is not None and proxy.trusted,
            )  # fmt: skip
            exchange = Exchange(self._settings, guarded, self._tls)
            self._ways[proxy] = _Way(guarded, exchange, " by proxy" if proxy else "")
            await self._closing.enter_async_context(exchange)
        return self._ways[proxy]

    def hosts(self) -> tuple[Host, ...]:
        """The hosts of which something new is to be remembered."""
        known = self._remembered
        return tuple(s.host for name, s in self._servers.items() if s.host != known.get(name, Host(name)))

    def _request(self, url: str, *headers: tuple[str, str]) -> Request:
        return Request(url, headers, self._settings.max_bytes, self._settings.max_decoded_bytes)

    async def _follow(self, request: Request, way: "_Way", *, obey_robots: bool = True) -> Page | Failed:
        """Go from address to address until one answers; each is checked as if it were the first."""
        most = self._settings.max_redirects if obey_robots else robots.MAX_REDIRECTS
        goal, status, seen = request.url, None, set[str]()
        for _ in range(most + 1):
            address = read_address(goal)
            if isinstance(address, Failed):
                return replace(address, url=request.url)
            if address.url in seen:
                return failed(
                    request.url, "redirect-loop", f"{address.name} redirects in a circle", retry=False, status=status
                )
            seen.add(address.url)
            found = await self._ask(address, request, way, obey_robots=obey_robots)
            if not isinstance(found, Redirect):
                return found
            goal, status = found.url, found.status
        return failed(request.url, "too-many-redirects", f"more than {most} redirects", retry=False, status=status)

    async def _ask(
        self, address: Address, request: Request, way: "_Way", *, obey_robots: bool
    ) -> Page | Failed | Redirect:
        """One hop: whether we may, then our turn, then the exchange and what it means."""
        server = self._server(address.origin + way.mark)
        if waiting := self._waiting(server, request.url):
            return waiting
        gap = self._settings.gap_seconds
        if obey_robots:
            rules = await self._rules(server, address, way)
            if isinstance(rules, Failed):
                return replace(rules, url=request.url)
            if not rules.allow(address.url):
                return failed(request.url, "robots", f"robots.txt of {address.name} does not allow it", retry=False)
            gap = max(gap, rules.delay)
        async with self._turns.turn(address.name, gap):
            if waiting := self._waiting(server, request.url):  # another answer may have said so meanwhile
                return waiting
            answer = await way.exchange.get(address, request)
        if isinstance(answer, Failed):
            return answer
        self._heed(server, answer)
        return judge(answer, request, address, self._now())

    def _server(self, name: str) -> "_Server":
        if name not in self._servers:
            self._servers[name] = _Server(self._remembered.get(name, Host(name)))
        return self._servers[name]

    def _waiting(self, server: "_Server", url: str) -> Failed | None:
        until = server.host.not_before
        if until is None or until <= self._now():
            return None
        detail = f"{server.host.name} asked for no requests before {until:%Y-%m-%d %H:%M:%S} UTC"
        return failed(url, "host-asked-to-wait", detail, retry=True, not_before=until)

    def _heed(self, server: "_Server", answer: Answer) -> None:
        until = wait_until(answer, self._now())
        if until and (server.host.not_before is None or until > server.host.not_before):
            server.host = replace(server.host, not_before=until)

    async def _rules(self, server: "_Server", address: Address, way: "_Way") -> robots.Rules | Failed:
        """The host's rules: as remembered, or asked for once however many wait for them."""
        async with server.lock:
            now = self._now()
            if server.rules is not None and now < server.rules_until:
                return server.rules
            trouble = None
            if not robots.is_fresh(server.host, now):
                trouble = await self._read_robots(server, address, way)
                now = self._now()
            # What was known before is used on while nothing newer can be had (RFC 9309, 2.4).
            if trouble is None or robots.is_known(server.host):
                server.rules = robots.Rules(server.host.robots, self._settings.product)
            else:
                server.rules = trouble
            server.rules_until = now + (robots.FRESH if trouble is None else _ROBOTS_PAUSE)
            return server.rules

    async def _read_robots(self, server: "_Server", address: Address, way: "_Way") -> Failed | None:
        """Ask for robots.txt and remember what it says; a Failed where that settled nothing."""
        url = replace(address, target="/robots.txt").url
        request = Request(url, (), robots.MAX_BYTES, robots.MAX_BYTES, cut=True)
        found = await self._follow(request, way, obey_robots=False)
        server.host = robots.learn(server.host, found, self._now())
        if isinstance(found, Page) or robots.has_none(found):
            return None
        if found.reason in _TELLING:
            return found
        return replace(found, reason="robots-unreachable", detail=f"robots.txt: {found.detail}", retry=True)


@dataclass(frozen=True, slots=True)
class _Way:
    """How hosts are reached."""

    network: GuardedNetwork
    exchange: Exchange
    mark: str  # which tells what is remembered of a host that was reached this way


class _Server:
    """What is known of one host in this cycle."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.lock = asyncio.Lock()  # held while robots.txt is asked for
        self.rules: robots.Rules | Failed | None = None  # None: nobody asked yet
        self.rules_until = datetime.min.replace(tzinfo=UTC)  # until when they hold
