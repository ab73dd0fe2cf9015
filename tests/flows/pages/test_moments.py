"""The time of publication is exact where the page is, and always UTC."""

from datetime import UTC, datetime

import pytest
from lxml.html import fromstring  # type: ignore[import-untyped, unused-ignore]

from flows.pages.moments import published, read_moment

FETCHED = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def of(head: str = "", body: str = "", declared: str = "") -> datetime | None:
    tree = fromstring(f"<html><head>{head}</head><body><p>News.</p>{body}</body></html>")
    return published(tree, declared, "https://outlet.example/news/a", FETCHED)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T18:30:00+03:00",
        "2026-03-01T15:30:00Z",
        "2026-03-01T15:30:00.0000000Z",
        "2026-03-01 15:30",
        "Sun, 01 Mar 2026 18:30:00 +0300",
        "٢٠٢٦-٠٣-٠١T١٥:٣٠:٠٠Z",
    ],
)
def test_a_time_is_read_as_aware_utc(text: str) -> None:
    assert read_moment(text) == datetime(2026, 3, 1, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-45", "0001-01-01T00:00:00+14:00", "\0", "9" * 400])
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_moment(text) is None


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:published_time" content="2026-03-01T18:30:00+03:00">', ""),
        ('<meta itemprop="datePublished" content="2026-03-01T15:30:00Z">', ""),
        ("", '<span itemprop="datePublished" content="2026-03-01T15:30:00Z">1 March</span>'),
        ("", '<time pubdate datetime="2026-03-01T15:30:00Z">1 March</time>'),
        ('<meta name="date" content="2026-03-01">', '<time datetime="2026-03-01T15:30:00Z">1 March</time>'),
    ],
)
def test_exact_times_are_found(head: str, body: str) -> None:
    assert of(head, body) == datetime(2026, 3, 1, 15, 30, tzinfo=UTC)


def test_json_ld_comes_first() -> None:
    meta = '<meta property="article:published_time" content="2026-02-01T00:00:01Z">'
    assert of(meta, declared="2026-03-01T15:30:00Z") == datetime(2026, 3, 1, 15, 30, tzinfo=UTC)


def test_a_day_alone_is_midnight() -> None:
    assert of('<meta name="date" content="2026-03-01">') == datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("wrong", ["2099-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1404-12-10T10:00:00Z"])
def test_an_impossible_time_does_not_count(wrong: str) -> None:
    assert of(f'<meta property="article:published_time" content="{wrong}">') is None


def test_a_page_without_a_date_has_none() -> None:
    assert of() is None
