"""What an answer means for an article that was read before, and when its page is asked for next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.revision import CONFIRM, FIRST_WAIT, TRIES, Judged, judge, leads_to_front, next_standing
from storage.versions import DueReading, NewestVersion, Validators
from watchlist.article import Article, Rejected
from watchlist.page import Failed, NotModified

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
AFTER = (HOUR, 6 * HOUR, 24 * HOUR)
URL = "https://ledger.example/road"
SAID = Article(URL, "Road closed", "The road to the river was closed before dawn, drivers said.", "A", "en", NOW)
NEWEST = NewestVersion(1, 1, SAID, "SY", "ledger", "w", {"al-bukamal": True}, "{}")
DUE = DueReading(NEWEST, URL, NOW - HOUR, 0, None, None, Validators("", "", ""))
REWRITTEN = replace(SAID, title="Convoy crosses in daylight", text="Forty lorries went over unhindered by noon today.")


def outcome(came: Article | Rejected | Failed | NotModified, *, names: bool = False) -> str:
    return judge(DUE, came, lambda article: names).outcome


def test_what_a_page_does_not_say_any_more_was_not_changed() -> None:
    assert outcome(replace(SAID, title="", author="", published=None)) == "unchanged"


def test_first_lines_that_are_written_anew_under_the_same_address_are_an_edit() -> None:
    assert outcome(REWRITTEN, names=True) == "edited"


def test_another_piece_that_names_nothing_or_calls_itself_otherwise_is_none() -> None:
    assert outcome(REWRITTEN, names=False) == "missing"
    assert outcome(replace(REWRITTEN, url="https://ledger.example/"), names=True) == "missing"


def test_a_paywall_that_was_put_up_meanwhile_says_nothing_of_the_text() -> None:
    stub = replace(SAID, text="The road to the river was closed.", paywalled=True)
    assert outcome(stub) == "failed"
    was = replace(DUE, newest=replace(NEWEST, said=replace(SAID, paywalled=True)))
    assert judge(was, stub, lambda article: True).outcome == "edited"


@pytest.mark.parametrize("reason", ["http-403", "http-500", "timeout", "robots", "captcha", "dns"])
def test_only_an_answer_that_says_so_makes_a_page_missing(reason: str) -> None:
    assert outcome(Failed(URL, reason, "", True)) == "failed"
    assert outcome(Rejected("no-text", "")) == "failed"


@pytest.mark.parametrize(
    ("answered", "front"),
    [
        ("https://ledger.example/", True),
        ("https://ledger.example", True),
        ("https://ledger.example/ar/", True),
        ("https://ledger.example/index.php", True),
        ("https://ledger.example/?p=12", False),
        ("https://ledger.example/news/road", False),
    ],
)
def test_a_front_page_is_known_by_its_address(answered: str, front: bool) -> None:
    assert leads_to_front(URL, answered) is front
    assert not leads_to_front(answered, answered)


def test_a_page_that_was_missed_is_looked_for_again_soon() -> None:
    standing = next_standing(DUE, Judged("missing"), AFTER, NOW)
    assert (standing.again, standing.gone_since, standing.removed) == (NOW + CONFIRM, NOW, None)


def test_what_fails_is_tried_again_after_growing_waits_or_when_the_server_allows() -> None:
    waits = [next_standing(replace(DUE, tries=n), Judged("failed"), AFTER, NOW).again for n in range(TRIES - 1)]
    assert waits == [NOW + FIRST_WAIT * 2**n for n in range(TRIES - 1)]
    later = NOW + 3 * HOUR
    assert next_standing(DUE, Judged("failed", not_before=later), AFTER, NOW).again == later


def test_a_host_that_asked_us_to_wait_costs_no_try() -> None:
    until = NOW + HOUR / 2
    standing = next_standing(DUE, Judged("failed", "host-asked-to-wait", not_before=until), AFTER, NOW)
    assert (standing.again, standing.tries) == (until, 0)


def test_a_failure_keeps_what_is_known_of_the_page() -> None:
    missed = replace(DUE, gone_since=NOW - HOUR, removed=NOW - HOUR, tries=TRIES - 1)
    standing = next_standing(missed, Judged("failed"), AFTER, NOW)
    assert (standing.gone_since, standing.removed) == (NOW - HOUR, NOW - HOUR)
    assert standing.again == DUE.stored + 6 * HOUR
