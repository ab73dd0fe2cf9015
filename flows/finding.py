"""Finding what lists the articles of a site: from its address to sources that were tried.

address ── a feed, a sitemap, a channel? ──▶ offered as it is
        └─ a page ──▶ its declared feeds, linked ones, usual places, sitemaps of robots.txt, itself ── tried ──▶ offers
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from lxml import etree, html  # type: ignore[import-untyped, unused-ignore]

from flows.decoding import decode
from flows.fetch import Fetcher
from flows.kinds.markup import root
from flows.kinds.plain import plain
from flows.kinds.telegram import CHANNEL, ask_telegram
from flows.pages.language import tell_language
from flows.paging import Reader, Reading
from flows.sources import bad_address, slug
from watchlist.page import Failed, Page
from watchlist.source import Link, Source

MOST_TRIED = 14  # addresses of one site
ENOUGH = 4  # offers

_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
_FEED_LINK = re.compile(r"(?:^|[/._?=&-])(?:rss|feed|feeds|atom|rdf)(?:$|[/._?=&-])|feed\.json$", re.I)
_NO_NEWS_FEED = re.compile(r"comment|/(?:tag|author|search)/|podcast", re.I)
_USUAL_FEEDS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/feed.json")
_USUAL_SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml")
_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.I | re.M)
_TELEGRAM, _GDELT = ("t.me", "telegram.me"), "api.gdeltproject.org"


@dataclass(frozen=True, slots=True)
class Offer:
    """A source that was tried and works."""

    source: Source
    links: tuple[Link, ...]  # what it lists now
    note: str = ""  # what was wrong with it and mended


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page of a site says of itself."""

    homepage: str  # its canonical address
    name: str
    language: str  # as it says, ISO 639-1, "" where it does not
    feeds: tuple[str, ...]  # addresses that may be feeds, likeliest first


async def find_sources(fetcher: Fetcher, url: str, now: datetime) -> tuple[Offer, ...] | Failed:
    """The sources behind an address that a person gave, best first, each tried once; none where nothing lists news.

    Failed where the address itself cannot be had. No more than a few requests, under the rules of every fetch.
    """
    reader = Reader(fetcher)
    if told := _told_by_address(url):
        only = await _try(reader, Front(url, "", "", ()), told, url, now)
        return (only,) if isinstance(only, Offer) else only
    page = await fetcher.poll(url)
    if isinstance(page, Failed):
        return page
    if not isinstance(page, Page):
        return Failed(url, "not-modified", "answered 304 though nothing was asked for", retry=True)
    front = read_front(page)
    if not _is_html(page):
        for kind in ("feed", "sitemap"):
            given = await _try(reader, front, kind, url, now)
            if isinstance(given, Offer):
                return (given,)
    maps = _sitemaps(fetcher, front)
    tried = [*(("feed", feed) for feed in front.feeds), *(("sitemap", sitemap) for sitemap in maps)][:MOST_TRIED]
    offers: dict[tuple[str, ...], Offer] = {}  # by what they list: many addresses lead to one feed
    for kind, address in [*tried, ("page", page.final_url)]:
        if len(offers) < ENOUGH:
            offer = await _try(reader, front, kind, address, now)
            if isinstance(offer, Offer) and offer.links:
                offers.setdefault(tuple(link.url for link in offer.links[:5]), offer)
    return tuple(offers.values())


def _told_by_address(url: str) -> str:
    """The kind of a source that its address alone tells, or ""."""
    parts = urlsplit(url)
    if parts.hostname in _TELEGRAM and CHANNEL.fullmatch(parts.path):
        return "telegram"
    return "gdelt" if parts.hostname == _GDELT else ""


def _is_html(page: Page) -> bool:
    text = root(decode(page.body[:4096], page.header("content-type")))
    return re.match(r"<(?:html|head|body|!doctype html)\b", text, re.I) is not None


def read_front(page: Page) -> Front:
    """What a page says of the site that it belongs to."""
    base = page.final_url
    text = root(decode(page.body, page.header("content-type")))
    try:
        tree = html.document_fromstring(text) if text else None
    except (etree.ParserError, etree.XMLSyntaxError):
        tree = None
    if tree is None:
        return Front(urljoin(base, "/"), "", "", tuple(urljoin(base, usual) for usual in _USUAL_FEEDS))
    metas = {
        str(meta.get("property") or meta.get("name") or "").lower(): str(meta.get("content") or "").strip()
        for meta in tree.iter("meta")
    }
    language = re.match(r"[a-z]{2}(?=$|[-_])", str(tree.get("lang") or "").lower())
    title = metas.get("og:site_name") or next((str(found.text_content()) for found in tree.iter("title")), "")
    feeds = dict.fromkeys([*_declared(tree, base), *_linked(tree, base), *(urljoin(base, u) for u in _USUAL_FEEDS)])
    likely = sorted(feeds, key=lambda feed: bool(_NO_NEWS_FEED.search(urlsplit(feed).path)))
    return Front(_homepage(tree, metas, base), plain(title, 100), language[0] if language else "", tuple(likely))


def _homepage(tree: html.HtmlElement, metas: Mapping[str, str], base: str) -> str:
    """The address that the site gives its own page, where that is on the same site."""
    declared = [link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    for written in (*declared, metas.get("og:url", "")):
        url = _joined(base, written)
        if url and _site(url) == _site(base) and not bad_address(url):
            return url
    return base


def _declared(tree: html.HtmlElement, base: str) -> Iterator[str]:
    for link in tree.iter("link"):
        kinds = (link.get("rel") or "").lower().split()
        if "alternate" in kinds and (link.get("type") or "").lower().split(";")[0].strip() in _FEED_TYPES:
            yield from filter(None, [_joined(base, link.get("href") or "")])


def _linked(tree: html.HtmlElement, base: str) -> Iterator[str]:
    for anchor in tree.iter("a"):
        url = _joined(base, anchor.get("href") or "")
        if url and _site(url) == _site(base) and _FEED_LINK.search(urlsplit(url).path + "?" + urlsplit(url).query):
            yield url


def _joined(base: str, written: str) -> str:
    try:
        url = urljoin(base, written.strip()) if written.strip() else ""
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) and not bad_address(url) else ""


def _site(url: str) -> str:
    return ".".join((urlsplit(url).hostname or "").split(".")[-2:])


def _sitemaps(fetcher: Fetcher, front: Front) -> list[str]:
    """Where sitemaps are: those that robots.txt names, of news first, then the usual places."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(front.homepage))
    rules = next((host.robots for host in fetcher.hosts() if host.name == origin), "")
    named = [url for written in _SITEMAP.findall(rules)[:50] if (url := _joined(front.homepage, written))]
    named.sort(key=lambda url: "news" not in url.lower())
    return list(dict.fromkeys([*named[:3], *(urljoin(front.homepage, usual) for usual in _USUAL_SITEMAPS)]))


async def _try(reader: Reader, front: Front, kind: str, url: str, now: datetime) -> Offer | Failed:
    """Read a source once, as a cycle would."""
    asked = Source("found", "", kind, url, front.homepage, front.language, "")
    reading = await reader.read(asked, now)
    if not isinstance(reading, Reading):
        return reading if isinstance(reading, Failed) else Failed(url, "not-modified", "answered 304", retry=True)
    links = tuple(link for link, _ in reading.links)
    at = url if kind in ("telegram", "gdelt") else reading.page.final_url
    host = urlsplit(front.homepage).hostname or ""
    title = reading.title if kind in ("feed", "telegram") else ""
    name = plain(front.name or title or host, 100)
    made = Source(
        id=slug(name) or slug(urlsplit(at).path if kind == "telegram" else host),
        name=name,
        kind=kind,
        url=ask_telegram(Source("", "", kind, url, "", "", "")) if kind == "telegram" else at,
        homepage=front.homepage,
        language=_language(links, front.language),
        country="",
    )
    return Offer(made, links, "; ".join(reading.notes))


def _language(links: Sequence[Link], said: str) -> str:
    sample = "\n".join(f"{link.title} {link.summary[:200]} {link.text[:200]}" for link in links[:20])
    return tell_language(sample, said or "en") if sample.strip() else said
