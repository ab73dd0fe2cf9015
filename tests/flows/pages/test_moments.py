"""The time of publication is exact where the page is, and always UTC."""

from datetime import UTC, datetime

import pytest
from lxml.html import fromstring  # type: ignore[import-untyped, unused-ignore]

from flows.pages.moments import modified, published

FETCHED = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def of(head: str = "", body: str = "", declared: str = "") -> datetime | None:
    tree = fromstring(f"<html><head>{head}</head><body><p>News.</p>{body}</body></html>")
    return published(tree, declared, "https://outlet.example/news/a", FETCHED)


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


@pytest.mark.parametrize("wrong", ["2099-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "yesterday"])
def test_an_impossible_time_does_not_count(wrong: str) -> None:
    assert of(f'<meta property="article:published_time" content="{wrong}">') is None


@pytest.mark.parametrize("text", ["1404-12-10T15:30:00Z", "۱۴۰۴/۱۲/۱۰ ۱۵:۳۰", "١٢ رمضان ١٤٤٧ هـ ١٥:٣٠"])
def test_a_year_of_another_calendar_is_not_a_thousand_years_past(text: str) -> None:
    assert of(f'<meta property="article:published_time" content="{text}">') == datetime(2026, 3, 1, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "۱۰ اسفند ۱۴۰۴ - ۱۵:۳۰",
        "يکشنبه ۱۰ اسفند ۱۴۰۴ ساعت ۱۵:۳۰",
        "الأحد ١٢ رمضان ١٤٤٧ هـ الموافق ١ آذار ٢٠٢٦، ١٥:٣٠",
        "\u200f1 مارس/آذار 2026 15:30",
    ],
)
def test_a_date_line_in_arabic_or_persian_is_read(line: str) -> None:
    assert of(body=f'<div class="news-date">{line}</div>') == datetime(2026, 3, 1, 15, 30, tzinfo=UTC)


def test_an_address_dated_in_the_iranian_calendar_tells_the_day() -> None:
    tree = fromstring("<html><body><p>News.</p></body></html>")
    found = published(tree, "", "https://outlet.example/fa/news/1404/12/10/3271/title", FETCHED)
    assert found == datetime(2026, 3, 1, tzinfo=UTC)


def test_the_time_of_the_last_change_is_told_apart() -> None:
    head = '<meta property="article:modified_time" content="2026-03-01T18:30:00+03:00">'
    tree = fromstring(f"<html><head>{head}</head><body><p>News.</p></body></html>")
    assert modified(tree, "", FETCHED) == datetime(2026, 3, 1, 15, 30, tzinfo=UTC)
    assert modified(tree, "2026-03-02T08:00:00Z", FETCHED) == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_a_page_that_was_never_changed_has_no_such_time() -> None:
    assert modified(fromstring("<p>News.</p>"), "", FETCHED) is None


def test_a_page_without_a_date_has_none() -> None:
    assert of() is None
