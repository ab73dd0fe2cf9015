"""Listing pages: by a selector, or by what looks like headlines."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from flows.discover import discover
from tests.flows.kinds.written import page, source
from watchlist.page import Failed
from watchlist.source import Further, Listing, Source

FRONT = replace(source(), kind="page", url="https://news.example/")
PATH = "%D9%85%D8%B9%D8%A8%D8%B1-%D8%A7%D9%84%D8%A8%D9%88%D9%83%D9%85%D8%A7%D9%84-%D9%8A%D9%81%D8%AA%D8%AD-%D8%A7%D9%84"
HTML = f"""<!doctype html><html><head><title>The Example</title><link rel="next" href="/page/2"></head><body>
<nav><a href="/2026/11/about-our-house-and-its-history">About our house and its long history</a></nav>
<main>
<article><a href="/2026/11/21/road-closed"><img src="x.jpg" alt=""></a>
 <h2><a href="/2026/11/21/road-closed">The road to the frontier is closed again</a></h2>
 <time datetime="2026-11-21T07:00:00+03:00">7:00</time></article>
<article><h2><a href="https://www.news.example/2026/11/21/lorries">Forty lorries wait at the crossing</a></h2></article>
<article><h2>
 <a href="/ar/{PATH}">معبر البوكمال يفتح أبوابه اليوم أمام الشاحنات</a></h2></article>
<p class="more"><a href="/tag/syria-and-its-neighbours-2026">Everything about Syria and its neighbours</a>
<a href="https://other.example/2026/11/21/far-away">News of another house about another place</a></p>
</main></body></html>"""


def read(html: str = HTML, source: Source = FRONT) -> Listing:
    listing = discover(page(html, "text/html", source.url), source)
    assert isinstance(listing, Listing)
    return listing


def test_headlines_are_found_by_themselves() -> None:
    assert [link.title for link in read().links] == [
        "The road to the frontier is closed again",
        "Forty lorries wait at the crossing",
        "معبر البوكمال يفتح أبوابه اليوم أمام الشاحنات",
    ]


def test_the_time_beside_a_link_is_its_date() -> None:
    first, second, *_ = read().links
    assert first.published == datetime(2026, 11, 21, 4, tzinfo=UTC)
    assert second.published is None


def test_a_selector_names_the_links_or_what_holds_them() -> None:
    assert [link.url for link in read(source=replace(FRONT, select="p.more > a[href^='/tag']")).links] == [
        "https://news.example/tag/syria-and-its-neighbours-2026"
    ]
    assert len(read(source=replace(FRONT, select="article h2")).links) == 3


def test_older_pages_are_named() -> None:
    assert read().further == (Further("https://news.example/page/2", older=True),)


@pytest.mark.parametrize(
    ("body", "select", "reason"),
    [
        ("", "", "empty"),
        (
            "<html><title>Log in</title><form><a href='/2026/11/21/x-y-z'>Forgotten your password? Ask here</a></form>",
            "",
            "no-links",
        ),
        (HTML, "div.gone a", "no-links"),
    ],
)
def test_a_page_that_lists_nothing_says_so(body: str, select: str, reason: str) -> None:
    failed = discover(page(body, "text/html", FRONT.url), replace(FRONT, select=select))
    assert isinstance(failed, Failed)
    assert failed.reason == reason


def test_ten_thousand_elements_within_each_other_are_survived() -> None:
    deep = "<div>" * 10_000 + "</div>" * 10_000
    read(HTML.replace("</main>", "</main>" + deep))


def test_a_line_of_a_megabyte_is_survived() -> None:
    listing = read(
        HTML.replace(
            "</main>",
            "<p>" + "word " * 200_000 + f"<a href='/2026/x-{'y' * 5000}'>Too long an address it is</a></main>",
        )
    )
    assert ("link-too-long", 1) in listing.drops
