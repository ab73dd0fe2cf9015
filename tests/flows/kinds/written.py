"""Pages and sources that the tests of discovery are made of."""

from datetime import UTC, datetime

from watchlist.page import Page
from watchlist.source import Source

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def source(language: str = "en") -> Source:
    return Source(
        id="example",
        name="Example",
        kind="feed",
        url="https://news.example/feed.xml",
        homepage="https://news.example/",
        language=language,
        country="SY",
    )


def page(
    body: str | bytes, content_type: str = "application/rss+xml", url: str = "https://news.example/feed.xml"
) -> Page:
    raw = body.encode() if isinstance(body, str) else body
    return Page(url, url, 200, (("Content-Type", content_type),), raw, raw, NOW)


def rss(items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>', channel: str = "") -> str:
    opening = '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Example</title>'
    return f"{head}{opening}<link>https://news.example/</link>{channel}{items}</channel></rss>"


def item(number: int = 1, extra: str = "") -> str:
    return f"<item><title>News {number}</title><link>https://news.example/{number}</link>{extra}</item>"


def atom(entries: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Example</title>{entries}</feed>'
