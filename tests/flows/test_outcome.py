"""What becomes of a link is decided by what came of its page."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.outcome import STAND_IN, Drop, Retry, Store, complete, decide
from watchlist.article import Article, Rejected
from watchlist.page import Failed
from watchlist.source import Link, Source

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SOURCE = Source("ledger", "The Ledger", "feed", "https://ledger.example/feed", "https://ledger.example", "ar", "SY")
URL = "https://ledger.example/1?utm_source=rss"
LINK = Link("ledger", URL, "Listed title", "What the feed says", "A. Writer", NOW - timedelta(hours=1))


def article(**changes: object) -> Article:
    facts = {"url": "https://ledger.example/1", "title": "Title", "text": "Text", "author": "Author", "language": "en",
             "published": NOW, **changes}  # fmt: skip
    return Article(**facts)  # type: ignore[arg-type]


def failed(reason: str, *, retry: bool = False, not_before: datetime | None = None) -> Failed:
    return Failed(URL, reason, "a line", retry=retry, not_before=not_before)


def test_an_article_is_stored_under_its_canonical_address() -> None:
    outcome = decide(LINK, SOURCE, article(url="https://LEDGER.example:443/1?fbclid=x#top"))
    assert isinstance(outcome, Store)
    assert outcome.article.url == "https://ledger.example/1"
    assert outcome.stands_in_for is None


def test_what_a_page_does_not_say_is_filled_in_from_its_source() -> None:
    filled = complete(article(title="", author="", language="", published=None), LINK, SOURCE)
    assert (filled.title, filled.author, filled.language) == ("Listed title", "A. Writer", "ar")
    assert filled.published == LINK.published


def test_what_a_page_says_goes_before_what_its_source_says_but_for_the_time() -> None:
    kept = complete(article(), LINK, SOURCE)
    assert (kept.title, kept.author, kept.language) == ("Title", "Author", "en")
    assert kept.published == LINK.published


@pytest.mark.parametrize("reason", sorted(STAND_IN))
def test_the_summary_stands_in_where_the_page_is_refused_or_unreadable(reason: str) -> None:
    for result in (failed(reason), Rejected(reason, "a line")):
        outcome = decide(LINK, SOURCE, result)
        assert isinstance(outcome, Store)
        assert outcome.stands_in_for == reason
        assert outcome.article == Article(
            "https://ledger.example/1", "Listed title", "What the feed says", "A. Writer", "ar", LINK.published,
            from_summary=True,
        )  # fmt: skip


def test_the_longer_of_summary_and_stub_is_kept_of_a_page_behind_a_paywall() -> None:
    short, long = article(text="Wall", paywalled=True), article(text="More than the feed says", paywalled=True)
    summed, stub = decide(LINK, SOURCE, short), decide(LINK, SOURCE, long)
    assert isinstance(summed, Store)
    assert isinstance(stub, Store)
    assert (summed.article.text, summed.stands_in_for) == ("What the feed says", "paywall")
    assert (stub.article.text, stub.stands_in_for) == ("More than the feed says", "paywall")


def test_without_a_summary_nothing_stands_in() -> None:
    bare = Link("ledger", URL, "Listed title")
    assert decide(bare, SOURCE, failed("http-403")) == Drop("http-403", "a line", dead=True)
    assert decide(bare, SOURCE, Rejected("hung", "a line")) == Drop("hung", "a line", dead=False)


def test_a_page_that_is_gone_is_dead_whatever_the_summary_says() -> None:
    assert decide(LINK, SOURCE, failed("http-404")) == Drop("http-404", "a line", dead=True)


def test_a_passing_failure_is_tried_again_when_the_server_allows() -> None:
    later = NOW + timedelta(hours=3)
    outcome = decide(LINK, SOURCE, failed("http-503", retry=True, not_before=later))
    assert outcome == Retry("http-503", "a line", later, tried=True)


def test_what_never_came_is_stood_in_for_by_the_summary_once_it_is_asked_for_no_more() -> None:
    outcome = decide(LINK, SOURCE, failed("http-429", retry=True), last=True)
    assert isinstance(outcome, Store)
    assert (outcome.stands_in_for, outcome.article.from_summary) == ("http-429", True)


def test_without_a_summary_the_last_try_is_one_like_any_other() -> None:
    bare = Link("ledger", URL, "Listed title")
    assert isinstance(decide(bare, SOURCE, failed("timeout", retry=True), last=True), Retry)


def test_a_host_that_asked_us_to_wait_was_not_tried() -> None:
    outcome = decide(LINK, SOURCE, failed("host-asked-to-wait", retry=True, not_before=NOW))
    assert outcome == Retry("host-asked-to-wait", "a line", NOW, tried=False)
    assert decide(LINK, SOURCE, failed("host-asked-to-wait", retry=True, not_before=NOW), last=True) == outcome
