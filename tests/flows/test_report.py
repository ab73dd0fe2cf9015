"""The report of a cycle says what was found, and everything that was not."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flows.batch import Found, Tally
from flows.delivery import Delivered
from flows.polling import Polled
from flows.report import SHOWN, Report, as_markdown, as_text
from flows.reread import Reread
from tests.flows.homes import NAMED, WEAK, matcher
from watchlist.article import Article

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NAMES = {"ledger": "The Ledger", "courier": "The Courier"}
POLLS = (
    Polled("ledger", "listed", new=6, known=2, dropped=1, detail="not well-formed"),
    Polled("courier", "failed", reason="http-500", detail="ledger.example answered 500"),
    Polled("wire", "not modified"),
)


def found(title: str, text: str, alerts: int = 1) -> Found:
    article = Article("https://ledger.example/1", title, text, "", "en", NOW)
    return Found(article, "ledger", tuple(matcher().match(title, text, "en")), 7, alerts)


def report(*matched: Found, **changes: object) -> Report:
    tally = Tally(5, 4, 1, Counter({"http-403": 1}), 1, Counter({"no-text": 2, "http-404": 1}), list(matched))
    whole = Report(NOW, NOW + timedelta(seconds=2), POLLS, tally, 3, Delivered(sent=1))
    return replace(whole, **changes)  # type: ignore[arg-type]


def text(of: Report) -> str:
    return as_text(of, matcher().watchlist, NAMES)


def test_every_count_of_the_cycle_is_there() -> None:
    assert report(found("Named", NAMED), found("Weak", WEAK)).counts() == {
        "sources polled": 3,
        "not modified": 1,
        "failed": 1,
        "links new": 6,
        "links known": 2,
        "entries left out": 1,
        "pages fetched": 5,
        "articles stored": 4,
        "of them from summaries": 1,
        "stored already": 1,
        "dropped": 3,
        "to be tried again": 1,
        "waiting": 3,
        "articles with matches": 2,
        "of them alerting": 1,
        "pages read again": 0,
        "pages edited": 0,
        "pages removed": 0,
        "pages back": 0,
        "pages missed": 0,
        "pages not readable now": 0,
        "pages left for later": 0,
    }


def test_pages_that_were_read_again_have_a_line_where_there_were_any() -> None:
    done = Reread(Counter({"unchanged": 2, "edited": 1}), removed=1)
    assert "  again     3 read again, 1 edited, 1 removed\n" in text(replace(report(), reread=done))
    assert "again  " not in text(report())


def test_a_report_for_programs_is_json() -> None:
    said = json.loads(json.dumps(report(found("Named", NAMED)).as_json()))
    assert said["dropped"] == {"no-text": 2, "http-404": 1}
    assert said["failing"] == {"courier": "http-500: ledger.example answered 500"}
    assert said["mended"] == {"ledger": "not well-formed"}
    assert said["matches"][0]["entities"][0]["entity"] == "al-bukamal"
    assert said["delivered"]["sent"] == 1


def test_what_alerts_is_shown_with_its_place_its_reason_and_its_words() -> None:
    said = text(report(found("Named", NAMED)))
    assert "● Named" in said
    assert "The Ledger [en]  https://ledger.example/1" in said
    assert "why: " in said
    assert "“Residents of al-Bukamal said" in said


def test_what_does_not_alert_is_shown_apart() -> None:
    said = text(report(found("Weak", WEAK, alerts=0)))
    assert said.index("Seen, but no alert") < said.index("○ Weak")
    assert "“Qaimtown” could be Qaimtown" in said
    assert "Found" not in said


def test_what_was_lost_is_counted_by_reason() -> None:
    said = text(report())
    assert "2  no-text" in said
    assert "1  http-404" in said
    assert "1  http-403" in said


def test_a_source_that_failed_is_named_with_what_it_said() -> None:
    assert "The Courier: ledger.example answered 500" in text(report())


def test_a_long_day_is_cut_and_the_rest_counted() -> None:
    said = text(report(*(found(f"Named {number}", NAMED) for number in range(SHOWN + 2))))
    assert said.count("●") == SHOWN
    assert "and 2 more" in said


def test_a_delivery_that_another_sees_to_is_said_so() -> None:
    assert "another delivery is on" in text(report(delivered=None))


def test_strangers_words_cannot_leave_the_code_block_of_an_artifact() -> None:
    hostile = found("````\n# Not ours <script>alert(1)</script>", NAMED)
    markdown = as_markdown(report(hostile), matcher().watchlist, NAMES)
    assert markdown.count("````") == 2
    assert markdown.startswith("````text\n")
    assert markdown.endswith("````\n")
