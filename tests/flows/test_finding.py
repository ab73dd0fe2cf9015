"""A site's address is enough to find what lists its articles."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from flows.finding import MOST_TRIED, Offer, find_sources
from tests.flows.kinds.preview import Post, preview
from tests.flows.kinds.test_sitemap import urlset
from tests.flows.kinds.written import rss
from tests.flows.loopback import Loopback, Reply, redirect
from tests.flows.web.fetching import fetcher
from watchlist.page import Failed

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def site() -> Iterator[Loopback]:
    with Loopback() as opened:
        yield opened


def front(head: str = "", body: str = "") -> Reply:
    html = f'<!doctype html><html lang="ar-SY"><head><title>Front</title>{head}</head><body>{body}</body></html>'
    return Reply(body=html.encode(), headers=HTML)


def find(url: str) -> tuple[Offer, ...]:
    async def run() -> tuple[Offer, ...] | Failed:
        async with fetcher() as opened:
            return await find_sources(opened, url, NOW)

    found = asyncio.run(run())
    assert not isinstance(found, Failed), found
    return found


def news(*titles: str) -> Reply:
    items = "".join(
        f"<item><title>{title}</title><link>https://news.example/{title}</link>"
        "<pubDate>Sat, 21 Nov 2026 09:00:00 GMT</pubDate></item>"
        for title in titles
    )
    return Reply(body=rss(items).encode(), headers={"Content-Type": "application/rss+xml"})


def test_a_declared_feed_comes_first(site: Loopback) -> None:
    site.replies["/"] = front('<link rel="alternate" type="application/rss+xml" href="/the.xml">')
    site.replies["/the.xml"] = news("قصف على البوكمال في ريف دير الزور", "فتح المعبر اليوم")
    first, *_ = find(site.url("/"))
    assert (first.source.kind, first.source.url, len(first.links)) == ("feed", site.url("/the.xml"), 2)
    assert first.source.language == "ar"
    assert first.source.name == "Front"


def test_a_feed_that_is_only_linked_or_in_its_usual_place_is_found(site: Loopback) -> None:
    site.replies["/"] = front(body='<a href="/en/rss-all">RSS</a>')
    site.replies["/en/rss-all"] = news("linked")
    site.replies["/feed"] = news("usual")
    assert [offer.source.url for offer in find(site.url("/"))] == [site.url("/en/rss-all"), site.url("/feed")]


def test_a_feed_of_comments_comes_last(site: Loopback) -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{p}">' for p in ("/comments/feed", "/news")
    )
    site.replies["/"] = front(links)
    site.replies["/comments/feed"] = news("comment")
    site.replies["/news"] = news("news")
    assert [offer.source.url for offer in find(site.url("/"))] == [site.url("/news"), site.url("/comments/feed")]


def test_one_feed_under_many_addresses_is_offered_once(site: Loopback) -> None:
    site.replies["/"] = front()
    site.replies["/feed"] = site.replies["/rss"] = news("same")
    assert len(find(site.url("/"))) == 1


def test_the_news_sitemap_of_robots_txt_is_found(site: Loopback) -> None:
    site.replies["/"] = front()
    site.replies["/robots.txt"] = Reply(
        body=f"Sitemap: {site.url('/all.xml')}\nSitemap: {site.url('/news-1.xml')}".encode()
    )
    site.replies["/news-1.xml"] = Reply(body=urlset(("https://news.example/1", "2026-11-21")).encode())
    (only,) = find(site.url("/"))
    assert (only.source.kind, only.source.url) == ("sitemap", site.url("/news-1.xml"))


def test_where_there_is_neither_the_page_itself_is_read(site: Loopback) -> None:
    site.replies["/"] = front(
        body="".join(f'<a href="/2026/11/21/{n}">A headline about the road, number {n}</a>' for n in range(5))
    )
    (only,) = find(site.url("/"))
    assert (only.source.kind, len(only.links)) == ("page", 5)


def test_the_canonical_homepage_is_kept_and_a_strangers_is_not(site: Loopback) -> None:
    site.replies["/start"] = redirect("/")
    site.replies["/feed"] = news("x")
    site.replies["/"] = front(f'<link rel="canonical" href="{site.url("/home")}">')
    assert find(site.url("/start"))[0].source.homepage == site.url("/home")
    site.replies["/"] = front('<link rel="canonical" href="https://other.test/">')
    assert find(site.url("/start"))[0].source.homepage == site.url("/")


@pytest.mark.parametrize("path", ["/feed.xml", "/map.xml"])
def test_the_address_of_a_feed_or_sitemap_is_taken_as_it_is(site: Loopback, path: str) -> None:
    site.replies["/feed.xml"] = news("x")
    site.replies["/map.xml"] = Reply(body=urlset(("https://news.example/1", "")).encode())
    (only,) = find(site.url(path))
    assert only.source.url == site.url(path)
    assert site.targets() == [path] * len(site.targets())


def test_a_channel_is_known_by_its_address(site: Loopback) -> None:
    site.replies["t.me/s/frontier_desk"] = Reply(body=preview([Post(1, "Words")]).encode(), headers=HTML)

    class Everywhere:
        async def __call__(self, host: str, port: int) -> list[str]:
            return ["127.0.0.1"]

    async def run() -> tuple[Offer, ...] | Failed:
        async with fetcher(names=Everywhere()) as opened:
            return await find_sources(opened, f"http://t.me:{site.port}/frontier_desk", NOW)

    (only,) = asyncio.run(run())  # type: ignore[misc]
    assert (only.source.kind, only.source.name) == ("telegram", "Frontier Desk")
    assert only.source.url.endswith("/s/frontier_desk")


def test_a_site_that_names_a_thousand_feeds_is_asked_for_a_few(site: Loopback) -> None:
    site.replies["/"] = front(
        "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}">' for n in range(1000))
    )
    assert find(site.url("/")) == ()
    assert len(site.targets()) <= MOST_TRIED + 2


def test_a_site_that_cannot_be_had_says_why(site: Loopback) -> None:
    site.replies["/"] = Reply(status=403)

    async def run() -> tuple[Offer, ...] | Failed:
        async with fetcher() as opened:
            return await find_sources(opened, site.url("/"), NOW)

    found = asyncio.run(run())
    assert isinstance(found, Failed)
    assert found.reason == "http-403"
