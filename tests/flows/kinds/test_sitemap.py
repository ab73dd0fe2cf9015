"""Sitemaps as sitemaps.org describes them, and Google's extension for news."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from flows.discover import discover
from flows.kinds.sitemap import MOST_CHILDREN
from tests.flows.kinds.written import page, source
from watchlist.page import Failed
from watchlist.source import Listing

SITEMAP = replace(source(), kind="sitemap", url="https://news.example/sitemap.xml")
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://news.example/1?a=1&amp;b=2</loc>
<image:image><image:loc>https://news.example/1.jpg</image:loc></image:image>
<news:news><news:publication><news:name>The Example</news:name><news:language>ar</news:language></news:publication>
<news:publication_date>2026-11-21T08:00:00+03:00</news:publication_date><news:title>فتح المعبر</news:title></news:news>
</url></urlset>"""


def urlset(*urls: tuple[str, str]) -> str:
    rows = "".join(f"<url><loc>{loc}</loc>{f'<lastmod>{mod}</lastmod>' if mod else ''}</url>" for loc, mod in urls)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def index(*maps: tuple[str, str]) -> str:
    rows = "".join(
        f"<sitemap><loc>{loc}</loc>{f'<lastmod>{mod}</lastmod>' if mod else ''}</sitemap>" for loc, mod in maps
    )
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'


def read(body: str | bytes) -> Listing:
    listing = discover(page(body, "application/xml", SITEMAP.url), SITEMAP)
    assert isinstance(listing, Listing)
    return listing


def refused(body: str | bytes) -> str:
    failed = discover(page(body, "application/xml", SITEMAP.url), SITEMAP)
    assert isinstance(failed, Failed)
    return failed.reason


def test_a_news_sitemap_gives_title_and_date() -> None:
    (link,) = read(NEWS).links
    assert (link.url, link.title) == ("https://news.example/1?a=1&b=2", "فتح المعبر")
    assert link.published == datetime(2026, 11, 21, 5, tzinfo=UTC)


def test_newest_changes_come_first_and_old_ones_are_counted() -> None:
    listing = read(urlset(("https://news.example/a", "2026-11-20"), ("https://news.example/b", "2026-11-21"),
                          ("https://news.example/c", "2020-01-01")))  # fmt: skip
    assert [link.url[-1] for link in listing.links] == ["b", "a"]
    assert listing.drops == (("old", 1),)


def test_a_last_change_is_no_date_of_publication() -> None:
    (link,) = read(urlset(("https://news.example/a", "2026-11-21"))).links
    assert link.published is None


def test_an_index_names_its_newest_sitemaps() -> None:
    maps = [(f"/map-{day}.xml", f"2026-11-{day:02}") for day in range(1, 20)]
    listing = read(index(*maps))
    assert [further.url for further in listing.further] == [
        f"https://news.example/map-{day}.xml" for day in range(19, 19 - MOST_CHILDREN, -1)
    ]
    assert not any(further.older for further in listing.further)
    assert "19 sitemaps" in listing.note


def test_an_index_without_dates_is_read_from_its_end() -> None:
    listing = read(index(("/map-1.xml", ""), ("/map-2.xml", "")))
    assert [further.url[-5] for further in listing.further] == ["2", "1"]


def test_a_packed_sitemap_is_unpacked() -> None:
    assert len(read(gzip.compress(NEWS.encode())).links) == 1


def test_a_sitemap_may_be_a_text() -> None:
    assert [link.url for link in read("https://news.example/1\nhttps://news.example/2\n").links] == [
        "https://news.example/1", "https://news.example/2",
    ]  # fmt: skip


def test_entities_are_never_expanded() -> None:
    bomb = '<!DOCTYPE u [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/hostname">]>'
    body = bomb + urlset(("https://news.example/&b;&x;", "2026-11-21"), ("https://news.example/2", ""))
    assert "https://news.example/2" in [link.url for link in read(body).links]
    assert not any("aaaa" in link.url or "hostname" in link.url for link in read(body).links)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "empty"),
        ("<html><title>Log in</title></html>", "not-a-sitemap"),
        ("plain words", "not-a-sitemap"),
        (gzip.compress(bytes(60 * 1024 * 1024)), "too-large"),
        (gzip.compress(NEWS.encode())[:40], "too-large"),
    ],
)
def test_what_is_no_sitemap_says_so(body: str | bytes, reason: str) -> None:
    assert refused(body) == reason


def test_a_sitemap_that_is_cut_short_gives_what_it_has() -> None:
    body = urlset(("https://news.example/1", ""), ("https://news.example/2", ""))[:-40]
    assert read(body).links[0].url == "https://news.example/1"
