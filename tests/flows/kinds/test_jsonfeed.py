"""JSON Feed as jsonfeed.org/version/1.1 describes it."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from flows.discover import discover
from tests.flows.kinds.written import page, source
from watchlist.page import Failed
from watchlist.source import Further, Listing, Source

FEED: dict[str, object] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Example",
    "home_page_url": "https://news.example/",
    "next_url": "https://news.example/feed.json?page=2",
    "items": [
        {
            "id": "a-1", "url": "/1", "title": "Gate &amp; road", "summary": "Short.",
            "content_html": "<p>One.</p><p>Two.</p>",
            "date_published": "2026-11-21T08:00:00+03:00", "authors": [{"name": "Desk"}, {"url": "https://x.example"}],
        },
        {"id": 2, "external_url": "https://other.example/2", "content_text": "All there is", "author": {"name": "Old"}},
        "no item",
    ],
}  # fmt: skip


SOURCE = source()


def read(body: object = FEED, source: Source = SOURCE) -> Listing | Failed:
    return discover(page(body if isinstance(body, str) else json.dumps(body), "application/feed+json"), source)


def test_items_are_listed() -> None:
    listing = read()
    assert isinstance(listing, Listing)
    first, second = listing.links
    assert (first.url, first.title, first.summary, first.author, first.guid) == (
        "https://news.example/1", "Gate & road", "Short.", "Desk", "a-1",
    )  # fmt: skip
    assert first.published == datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert (second.url, second.summary, second.author) == ("https://other.example/2", "All there is", "Old")
    assert first.text == ""


def test_the_text_is_taken_where_the_source_says_that_it_is_whole() -> None:
    listing = read(source=replace(source(), content="feed"))
    assert isinstance(listing, Listing)
    assert [link.text for link in listing.links] == ["One.\nTwo.", "All there is"]


def test_the_page_before_is_named() -> None:
    listing = read()
    assert isinstance(listing, Listing)
    assert listing.further == (Further("https://news.example/feed.json?page=2", older=True),)


@pytest.mark.parametrize("body", ["{", '{"items": []}', '{"version": 7}', "[" * 99_999, "{" + '"a":[' * 99_999])
def test_other_json_is_no_feed(body: str) -> None:
    failed = read(body)
    assert isinstance(failed, Failed)
    assert failed.reason == "not-a-feed"


@pytest.mark.parametrize("items", [None, {}, "x", [None, 7, {"url": None, "title": []}]])
def test_items_that_are_none_harm_nobody(items: object) -> None:
    listing = read({**FEED, "items": items})
    assert isinstance(listing, Listing)
    assert listing.links == ()
