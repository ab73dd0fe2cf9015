"""A query to GDELT, as its DOC 2.0 API answers (blog.gdeltproject.org/gdelt-doc-2-0-api-debuts)."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from flows.discover import KINDS, discover
from flows.kinds.gdelt import MOST, OVERLAP
from tests.flows.kinds.written import NOW, page, source
from watchlist.page import Failed
from watchlist.source import Listing

QUERY = replace(source(), kind="gdelt", url="https://api.gdeltproject.org/api/v2/doc/doc?query=%22Abu%20Kamal%22")


def article(number: int, seen: str = "20261121T093000Z", title: str = "Convoy seen near the river") -> dict[str, str]:
    return {
        "url": f"https://news.example/{number}", "url_mobile": "", "title": title, "seendate": seen,
        "socialimage": "", "domain": "news.example", "language": "English", "sourcecountry": "Syria",
    }  # fmt: skip


def read(body: str, url: str = QUERY.url) -> Listing | Failed:
    return discover(page(body, "application/json", url), QUERY)


def asked(since: datetime | None) -> dict[str, list[str]]:
    return parse_qs(urlsplit(KINDS["gdelt"].ask(QUERY, since, NOW)).query)


def test_articles_are_listed_with_title_and_time() -> None:
    listing = read(json.dumps({"articles": [article(1)]}))
    assert isinstance(listing, Listing)
    (link,) = listing.links
    assert (link.url, link.title) == ("https://news.example/1", "Convoy seen near the river")
    assert link.published == datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    assert listing.further == ()


def test_nothing_found_is_a_listing_without_links() -> None:
    listing = read("{}")
    assert isinstance(listing, Listing)
    assert listing.links == ()


def test_control_characters_and_stray_backslashes_do_not_hide_an_answer() -> None:
    body = json.dumps({"articles": [article(1, title="NAME")]}).replace("NAME", "Army \\ police \t at the gate")
    listing = read(body)
    assert isinstance(listing, Listing)
    assert listing.links[0].title == "Army \\ police at the gate"


@pytest.mark.parametrize(
    "body",
    ["Please limit requests to one every 5 seconds", "Your query was too short or too long.", "", "[]", "[" * 9999],
)
def test_words_in_place_of_an_answer_are_a_failure_that_repeats_them(body: str) -> None:
    failed = read(body)
    assert isinstance(failed, Failed)
    assert failed.reason == "refused-query"
    assert body[:30] in failed.detail


def test_the_window_begins_a_little_before_the_last_good_poll() -> None:
    since = NOW - timedelta(hours=3)
    query = asked(since)
    assert query["startdatetime"] == [(since - OVERLAP).strftime("%Y%m%d%H%M%S")]
    assert query["enddatetime"] == ["20261121120000"]
    assert (query["mode"], query["format"], query["maxrecords"]) == (["artlist"], ["json"], ["250"])
    assert query["query"] == ['"Abu Kamal"']


def test_a_first_look_goes_back_a_day_and_none_beyond_three_months() -> None:
    assert asked(None)["startdatetime"] == ["20261120120000"]
    assert asked(NOW - timedelta(days=900))["startdatetime"] > ["20260820000000"]


def test_a_full_answer_names_the_rest_of_its_window() -> None:
    url = KINDS["gdelt"].ask(QUERY, None, NOW)
    articles = [article(number, f"20261121T{9 - number // 100:02}3000Z") for number in range(MOST)]
    listing = read(json.dumps({"articles": articles}), url)
    assert isinstance(listing, Listing)
    (rest,) = listing.further
    query = parse_qs(urlsplit(rest.url).query)
    assert (query["startdatetime"], query["enddatetime"]) == (["20261120120000"], ["20261121073000"])
    assert not rest.older


def test_an_answer_of_one_second_is_not_asked_for_for_ever() -> None:
    url = KINDS["gdelt"].ask(QUERY, None, NOW)
    articles = [article(number, "20261121T120000Z") for number in range(MOST)]
    listing = read(json.dumps({"articles": articles}), url)
    assert isinstance(listing, Listing)
    assert listing.further == ()
