from dataclasses import replace
from datetime import timedelta

from sqlite_utils import Database

from storage import links
from storage.cycles import begin_cycle
from storage.database import write
from storage.leases import Lease
from storage.sources import record_failure, record_listing, record_not_modified, states, sync_sources
from tests.storage.conftest import NOW, SOURCE
from watchlist.page import Failed, Page
from watchlist.source import Link, Source

OTHER = Source("other", "Other", "feed", "https://other.example/feed", "https://other.example", "ar", "IQ")
LATER = NOW + timedelta(minutes=10)


def link(number: int, source: str = "ledger") -> tuple[str, Link]:
    url = f"https://{source}.example/{number}"
    return url, Link(source, url, f"Title {number}", "Summary", "", NOW)


def listed(db: Database, *numbers: int, source: str = "ledger", etag: str = '"1"') -> int:
    """Record a listing; returns how many links were new."""
    with write(db):
        cycle = begin_cycle(db, Lease("monitor", "me", 1), NOW)
        count = record_listing(
            db, cycle, source, [link(number, source) for number in numbers], [("no-link", 2)],
            etag=etag, last_modified="", detail="", at=NOW, due_at=LATER,
        )  # fmt: skip
    return count.new


def test_links_and_the_sources_state_are_recorded_together(db: Database) -> None:
    assert listed(db, 1, 2, etag='"abc"') == 2
    assert [waiting.link.title for waiting in links.waiting_links(db, NOW, 10)] == ["Title 1", "Title 2"]
    assert states(db)["ledger"].etag == '"abc"'
    assert states(db)["ledger"].due_at == LATER


def test_a_link_that_is_known_is_not_new_again(db: Database) -> None:
    listed(db, 1, 2)
    assert listed(db, 2, 3) == 1


def recorded(db: Database, changed: Link, response: int | None = None) -> str:
    """What one more poll makes of a link."""
    with write(db):
        poll = db.execute("SELECT max(id) FROM poll").fetchone()[0]
        return links.record_link(db, poll, changed.url, changed, LATER, response)


def test_an_item_is_known_by_guid_and_title_under_another_address(db: Database) -> None:
    listed(db, 1)
    item = Link("ledger", "https://ledger.example/a", "Guided", guid="g")
    assert recorded(db, item) == "new"
    again = replace(item, url="https://ledger.example/b")
    assert recorded(db, again) == "renamed"
    assert recorded(db, replace(again, title="Another")) == "new"
    assert recorded(db, replace(again, url="https://elsewhere.example/b")) == "new"


def test_an_item_is_known_by_title_and_moment_but_not_by_title_and_day(db: Database) -> None:
    listed(db, 1)
    _, known = link(1)
    assert recorded(db, replace(known, url="https://ledger.example/again")) == "renamed"
    day = Link("ledger", "https://ledger.example/d1", "Photos", published=NOW.replace(hour=0, minute=0))
    assert recorded(db, day) == "new"
    assert recorded(db, replace(day, url="https://ledger.example/d2")) == "new"


def test_only_a_text_that_is_said_to_be_edited_waits_again(db: Database) -> None:
    listed(db, 1)
    post = Link("ledger", "https://ledger.example/p", "Post", text="One")
    assert recorded(db, post) == "new"
    assert recorded(db, replace(post, text="Two")) == "known"
    assert recorded(db, replace(post, edited=True)) == "known"
    assert recorded(db, replace(post, text="Two", edited=True)) == "edited"
    assert recorded(db, replace(post, text="Two", edited=True)) == "known"


def test_a_response_is_kept_until_its_links_are_settled(db: Database) -> None:
    listed(db, 1)
    page = Page("https://t.me/s/x", "https://t.me/s/x", 200, (("Content-Type", "text/html"),), b"raw", b"raw", NOW)
    with write(db):
        kept = links.keep_response(db, 1, page)
    recorded(db, Link("ledger", "https://ledger.example/p", "Post", text="One"), kept)
    with write(db):
        links.forget_responses(db)
    (waiting,) = [one for one in links.waiting_links(db, LATER, 9) if one.response]
    assert links.read_response(db, kept) == page
    with write(db):
        links.drop(db, waiting.id, "test", "", LATER)
        links.forget_responses(db)
    assert db.execute("SELECT count(*) FROM response").fetchone() == (0,)


def test_what_a_listing_left_out_is_counted(db: Database) -> None:
    listed(db, 1)
    assert db.execute("SELECT reason, count FROM poll_drop").fetchall() == [("no-link", 2)]


def test_sources_take_turns(db: Database) -> None:
    """Five hundred new items of one source do not hold the others up."""
    with write(db):
        sync_sources(db, [SOURCE, OTHER])
    listed(db, *range(50))
    listed(db, 1, source="other")
    first = [waiting.link.source for waiting in links.waiting_links(db, NOW, 2)]
    assert sorted(first) == ["ledger", "other"]


def test_a_retried_link_waits_longer_each_time_and_is_given_up(db: Database) -> None:
    listed(db, 1)
    waits, now = [], NOW
    for _ in range(links.ATTEMPTS):
        (waiting,) = links.waiting_links(db, now, 1)
        with write(db):
            lives = links.retry(db, waiting, "timeout", "no answer", now, None)
        due = db.execute("SELECT due_at > ? FROM link", ["2026-11-21T09:04"]).fetchone()[0]
        assert due or not lives
        if lives:
            assert links.waiting_links(db, now, 1) == []
            now += links.FIRST_WAIT * 2**waiting.attempts
            waits.append(now)
    assert len(waits) == links.ATTEMPTS - 1
    assert db.execute("SELECT state, reason FROM link").fetchone() == ("dead", "timeout")


def test_a_servers_wish_to_wait_is_obeyed(db: Database) -> None:
    listed(db, 1)
    (waiting,) = links.waiting_links(db, NOW, 1)
    with write(db):
        links.retry(db, waiting, "http-429", "asked to wait", NOW, NOW + timedelta(hours=3))
    assert links.waiting_links(db, NOW + timedelta(hours=2), 1) == []
    assert links.waiting_count(db, NOW + timedelta(hours=3)) == 1


def test_a_wait_that_was_no_try_leaves_the_tries_as_they_were(db: Database) -> None:
    listed(db, 1)
    for hours in range(links.ATTEMPTS + 1):
        (waiting,) = links.waiting_links(db, NOW + timedelta(hours=hours), 1)
        with write(db):
            until = NOW + timedelta(hours=hours + 1)
            assert links.retry(db, waiting, "host-asked-to-wait", "asked", NOW, until, tried=False)
    assert db.execute("SELECT state, attempts FROM link").fetchone() == ("retry", 0)


def test_failures_are_counted_until_the_next_success(db: Database) -> None:
    with write(db):
        cycle = begin_cycle(db, Lease("monitor", "me", 1), NOW)
        failed = Failed("https://ledger.example/feed", "timeout", "no answer", retry=True)
        streaks = [record_failure(db, cycle, "ledger", failed, at=NOW, due_at=LATER) for _ in range(3)]
        record_not_modified(db, cycle, "ledger", at=NOW, due_at=LATER)
    assert streaks == [1, 2, 3]
    assert states(db)["ledger"].error_streak == 0


def test_a_source_that_is_listed_no_more_rests(db: Database) -> None:
    with write(db):
        sync_sources(db, [OTHER])
    assert db.execute("SELECT id FROM source WHERE active").fetchall() == [("other",)]


def test_a_source_that_moved_is_asked_afresh(db: Database) -> None:
    listed(db, 1)
    moved = Source("ledger", "The Ledger", "feed", "https://ledger.example/new", "", "en", "SY")
    with write(db):
        sync_sources(db, [moved])
    assert states(db)["ledger"].etag == ""
    assert states(db)["ledger"].due_at is None
