"""The story of a cycle, from source to alert and again."""

import gzip
import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from flows.means import AlreadyRunning, leased
from flows.report import Report
from storage.database import open_database
from storage.leases import LASTS, LeaseLost, acquire, new_owner
from storage.links import ATTEMPTS
from tests.flows.homes import NAMED, PLAIN, SETTINGS, WEAK, Item, Scene, page
from tests.flows.loopback import Reply, gzipped, redirect

HEAVY = b"<html><body><div " + b" ".join(b"data-%d=x" % number for number in range(100_000)) + b"></div><p>x</p></body>"
BRIDGE = "The old bridge of al-Bukamal carries traffic again after two months of repairs, the municipality said."
GZIPPED = gzipped(page(Item("zipped", "Zipped", NAMED)).body, {"Content-Type": "text/html; charset=utf-8"})


def rich(scene: Scene) -> None:
    """Publish one item of each kind that a day brings."""
    scene.publish(
        "ledger",
        Item("named", "Named", NAMED),
        Item("weak", "Weak", WEAK),
        Item("plain", "Plain", PLAIN),
        Item("gone", "Gone", reply=Reply(status=404)),
        Item("refused", "Refused", summary=BRIDGE, reply=Reply(status=403)),
        Item("mute", "Mute", reply=Reply(status=403)),
        Item("heavy", "Heavy", reply=Reply(body=HEAVY, headers={"Content-Type": "text/html"})),
        Item("empty", "Empty", reply=Reply(body=b"<html><body></body></html>", headers={"Content-Type": "text/html"})),
        Item("moved", "Moved", reply=redirect("/new-place")),
        Item("zipped", "Zipped", reply=GZIPPED),
        Item("busy", "Busy", reply=Reply(status=500)),
        Item("picture", "Picture", reply=Reply(body=b"\x89PNG", headers={"Content-Type": "image/png"})),
    )
    scene.site.replies["/new-place"] = page(Item("new-place", "Moved", NAMED))
    # the same address as another source writes it
    scene.publish("courier", Item("named", "Named", NAMED, link=scene.site.url("/named?utm_source=rss#top")))


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scene, Report]]:
    """A day of news after its first cycle. Tests look, and change nothing."""
    with Scene(tmp_path_factory.mktemp("day")) as scene:
        rich(scene)
        yield scene, scene.run()


def links(scene: Scene) -> dict[str, tuple[str, str | None]]:
    """State and reason of each link, by the end of its address."""
    rows = scene.rows("SELECT url, state, reason FROM link")
    return {url.rpartition("/")[2]: (state, reason) for url, state, reason in rows}


def test_each_matched_article_is_told_once(day: tuple[Scene, Report]) -> None:
    scene, _ = day
    told = [title for text in scene.told() for title in ("Named", "Moved", "Zipped", "Refused") if title in text]
    assert Counter(told) == {"Named": 1, "Moved": 1, "Zipped": 1, "Refused": 1}
    assert len(scene.told()) == 4


def test_a_weak_name_alone_is_stored_and_does_not_alert(day: tuple[Scene, Report]) -> None:
    scene, _ = day
    matched = (
        "SELECT title, match.alerts FROM match JOIN version ON version.id = version_id WHERE entity_id = 'qaimtown'"
    )
    assert scene.rows(matched) == [("Weak", 0)]
    assert not any("Weak" in text for text in scene.told())


def test_every_link_ends_in_a_state_with_its_reason(day: tuple[Scene, Report]) -> None:
    scene, _ = day
    assert links(scene) == {
        "named": ("stored", None),
        "weak": ("stored", None),
        "plain": ("stored", None),
        "gone": ("dead", "http-404"),
        "refused": ("stored", "http-403"),
        "mute": ("dead", "http-403"),
        "heavy": ("dropped", "hung"),
        "empty": ("dropped", "no-text"),
        "moved": ("stored", None),
        "zipped": ("stored", None),
        "busy": ("retry", "http-500"),
        "picture": ("dropped", "not-html"),
    }


def test_a_summary_that_stands_in_for_a_page_is_marked(day: tuple[Scene, Report]) -> None:
    scene, report = day
    assert scene.rows("SELECT title, text FROM version WHERE from_summary") == [("Refused", BRIDGE)]
    assert report.tally.summaries == {"http-403": 1}


def test_a_redirected_article_lies_under_the_address_that_answered(day: tuple[Scene, Report]) -> None:
    scene, _ = day
    urls = scene.rows("SELECT url FROM article JOIN version ON article_id = article.id WHERE title = 'Moved'")
    assert urls == [scene.site.url("/new-place")]


def test_one_address_from_two_sources_is_one_link_and_one_article(day: tuple[Scene, Report]) -> None:
    scene, _ = day
    assert scene.rows("SELECT count(*) FROM version WHERE title = 'Named'") == [1]
    assert scene.rows("SELECT sum(new), sum(known), sum(listed) FROM poll") == [(12, 1, 13)]
    assert scene.asked("/named") == 1


def test_what_was_listed_is_new_or_known(day: tuple[Scene, Report]) -> None:
    scene, _ = day
    assert scene.rows("SELECT count(*) FROM poll WHERE listed <> new + known") == [0]
    assert scene.rows("SELECT count(*) FROM link") == scene.rows("SELECT sum(new) FROM poll")


def test_nothing_disappears_without_a_row(day: tuple[Scene, Report]) -> None:
    """What was found new is stored, dropped, or waits; each stored link names its article, each article its version."""
    scene, report = day
    counts = report.counts()
    assert counts["links new"] == counts["articles stored"] + counts["dropped"] + counts["to be tried again"]
    assert scene.rows("SELECT count(*) FROM link WHERE state = 'stored' AND article_id IS NULL") == [0]
    assert scene.rows("SELECT count(*) FROM article WHERE id NOT IN (SELECT article_id FROM version)") == [0]


def test_what_a_stored_article_says_can_be_searched(day: tuple[Scene, Report]) -> None:
    scene, _ = day
    found = "SELECT count(*) FROM article_text WHERE article_text MATCH 'bukamal'"
    assert scene.rows(found) == scene.rows("SELECT count(*) FROM match WHERE entity_id = 'al-bukamal'")
    assert scene.rows("SELECT rowid FROM article_text ORDER BY 1") == scene.rows("SELECT id FROM article ORDER BY 1")


def test_evidence_is_kept_of_what_matched_and_of_nothing_else(day: tuple[Scene, Report]) -> None:
    scene, _ = day
    kept = "SELECT title FROM evidence JOIN version ON version.id = version_id ORDER BY title"
    assert scene.rows(kept) == ["Moved", "Named", "Weak", "Zipped"]


def test_evidence_holds_the_bytes_that_the_server_sent(day: tuple[Scene, Report]) -> None:
    scene, _ = day
    sent = {
        scene.site.url("/named"): page(Item("named", "Named", NAMED)).body,
        scene.site.url("/new-place"): page(Item("new-place", "Moved", NAMED)).body,
        scene.site.url("/zipped"): GZIPPED.body,
        scene.site.url("/weak"): page(Item("weak", "Weak", WEAK)).body,
    }
    kept = {}
    for url, sha, file, offset, size in scene.rows('SELECT final_url, sha256, file, "offset", bytes FROM evidence'):
        with (scene.home.evidence / file).open("rb") as stream:
            stream.seek(offset)
            kept[url] = next(iter(ArchiveIterator(stream))).raw_stream.read()
        assert (hashlib.sha256(kept[url]).hexdigest(), len(kept[url])) == (sha, size)
    assert kept == sent
    assert gzip.decompress(kept[scene.site.url("/zipped")]).startswith(b"<!doctype html>")


def test_the_report_is_kept_with_the_cycle(day: tuple[Scene, Report]) -> None:
    scene, report = day
    kept = "SELECT outcome, report ->> '$.counts.\"articles stored\"' FROM cycle"
    assert scene.rows(kept) == [("completed", report.tally.stored)]


def test_no_process_is_left_behind(day: tuple[Scene, Report]) -> None:
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    if not children.exists():
        pytest.skip("children are listed in /proc on Linux alone")
    commands = [Path(f"/proc/{pid}/cmdline").read_text() for pid in children.read_text().split()]
    assert [command for command in commands if "spawn_main" in command] == []


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with Scene(tmp_path) as opened:
        yield opened


def test_a_second_cycle_sends_nothing_and_reads_no_feed_again(scene: Scene) -> None:
    scene.publish("ledger", Item("1", "First", NAMED))
    scene.run()
    before = scene.rows("SELECT count(*) FROM article")
    second = scene.run()
    assert [poll.outcome for poll in second.polled] == ["not modified", "not modified"]
    assert len(scene.told()) == 1
    assert scene.asked("/1") == 1
    assert scene.rows("SELECT count(*) FROM article") == before


def test_an_article_that_comes_later_alerts_alone(scene: Scene) -> None:
    scene.publish("ledger", Item("1", "First", NAMED))
    scene.run()
    scene.publish("ledger", Item("2", "Second", NAMED))
    second = scene.run()
    assert [("First" in text, "Second" in text) for text in scene.told()] == [(True, False), (False, True)]
    assert [(poll.new, poll.known) for poll in second.polled if poll.source == "ledger"] == [(1, 1)]


def test_a_feed_that_has_not_changed_is_not_parsed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.run()
    monkeypatch.setattr("flows.paging.discover", lambda page, source: pytest.fail("parsed"))
    scene.run()


def test_a_source_that_is_not_due_is_left_alone(tmp_path: Path) -> None:
    with Scene(tmp_path, settings=SETTINGS.replace("[watch]", '[watch]\nsource_every = "30d"')) as scene:
        scene.run()
        assert scene.run(after=timedelta(minutes=2)).polled == ()
        assert scene.asked("/ledger/feed") == 1


def test_an_article_listed_under_its_amp_and_mobile_addresses_is_one_link(scene: Scene) -> None:
    site = scene.site.url("")
    scene.publish("ledger", Item("news/1", "One", NAMED))
    forms = ("/amp/news/1", "/news/1/?amp=1&utm_source=x", "/news/1/amp")
    scene.publish("courier", *(Item(f"other-{number}", "One", link=site + form) for number, form in enumerate(forms)))
    scene.run()
    assert scene.rows("SELECT count(*) FROM link") == [1]
    assert scene.rows("SELECT count(*) FROM article") == [1]


def test_redirects_to_two_forms_of_an_address_are_one_article(scene: Scene) -> None:
    scene.publish("ledger", Item("news/1", "One", NAMED))
    scene.publish("courier", Item("short/1", "One", reply=redirect("/news/1/?utm_source=short")))
    scene.site.replies["/news/1/"] = scene.site.replies["/news/1"]
    scene.run()
    assert scene.rows("SELECT state, count(*) FROM link GROUP BY state") == [("stored", 2)]
    assert scene.rows("SELECT count(*) FROM article") == [1]


def test_each_route_that_accepts_an_article_is_told(tmp_path: Path) -> None:
    other = '[routes.maps]\nchannels = [{ name = "wall", url_file = "desk.url" }]\ntypes = ["place"]\n'
    deaf = '[routes.bases]\nchannels = [{ name = "wall", url_file = "desk.url" }]\ntypes = ["base"]\n'
    with Scene(tmp_path, SETTINGS + other + deaf) as scene:
        scene.publish("ledger", Item("1", "First", NAMED))
        scene.run()
        assert len(scene.told()) == 2
        assert scene.rows("SELECT route FROM alert ORDER BY route") == ["desk", "maps"]


def test_a_source_that_keeps_failing_is_told_once_and_once_when_it_is_well(scene: Scene) -> None:
    scene.break_feed("courier")
    for _ in range(4):
        scene.run(after=timedelta(hours=2))
    headlines = [message.body.partition("\n")[0] for message in scene.operators.messages]
    assert len(headlines) == 1
    assert "The Courier has failed 2 times in a row" in headlines[0]
    scene.publish("courier")
    scene.run(after=timedelta(hours=2))
    scene.run(after=timedelta(hours=2))
    assert len(scene.operators.messages) == 2
    assert scene.rows("SELECT reason FROM alert") == ["opened", "closed"]


def test_a_source_that_fails_is_asked_less_and_less_often(scene: Scene) -> None:
    scene.break_feed("courier")
    for _ in range(13):
        scene.run(after=timedelta(minutes=10))
    assert scene.asked("/courier/feed") == 4  # after 10, 20, 40 and 80 minutes
    assert scene.asked("/ledger/feed") == 13


def test_an_alarm_about_a_source_that_is_polled_no_more_ends(scene: Scene) -> None:
    scene.break_feed("courier")
    scene.run()
    scene.run(after=timedelta(hours=2))
    scene.list_sources("ledger")
    scene.run()
    assert scene.rows("SELECT count(*) FROM condition WHERE closed_at IS NULL") == [0]


def test_links_of_a_source_that_was_taken_out_are_read_all_the_same(scene: Scene) -> None:
    scene.publish("courier", Item("1", "First", NAMED, reply=[Reply(status=503), page(Item("1", "First", NAMED))]))
    scene.run()
    scene.list_sources("ledger")
    report = scene.run()
    assert [poll.source for poll in report.polled] == ["ledger"]
    assert len(scene.told()) == 1
    assert scene.rows("SELECT source_id FROM article") == ["courier"]


def test_a_feed_that_asks_us_to_wait_is_left_alone_so_long(scene: Scene) -> None:
    scene.break_feed("ledger", Reply(status=503, headers={"Retry-After": "7200"}))
    scene.run()
    scene.run(after=timedelta(minutes=61))
    assert scene.asked("/ledger/feed") == 1
    scene.run(after=timedelta(minutes=61))
    assert scene.asked("/ledger/feed") == 2


def test_waiting_because_a_host_asks_for_it_is_no_try(tmp_path: Path) -> None:
    """What one address costs the others is time: they are not given up before they were ever asked for."""
    with Scene(tmp_path, SETTINGS.replace("[fetch]", "[fetch]\nper_host = 1")) as scene:
        busy = Reply(status=429, headers={"Retry-After": "10800"})
        scene.publish("ledger", Item("busy", "Busy", reply=busy), *(Item(str(n), f"No {n}", NAMED) for n in range(3)))
        for _ in range(ATTEMPTS + 1):
            scene.run(after=timedelta(minutes=181))
        assert scene.asked("/busy") == ATTEMPTS
        assert links(scene)["busy"] == ("dead", "http-429")
        assert len(scene.told()) == 3


def test_a_canonical_address_that_a_site_gives_to_all_its_pages_hides_none(scene: Scene) -> None:
    front = b'<head><link rel="canonical" href="/news/all">'
    for number in range(3):
        item = Item(f"news/{number}", f"Number {number}", NAMED)
        plain = page(item)
        scene.publish("ledger", replace(item, reply=replace(plain, body=plain.body.replace(b"<head>", front))))
    scene.run()
    assert scene.rows("SELECT title FROM version ORDER BY title") == ["Number 0", "Number 1", "Number 2"]
    assert len(scene.told()) == 3


def test_a_page_at_two_addresses_is_one_article_under_its_canonical_one(scene: Scene) -> None:
    front = b'<head><link rel="canonical" href="/news/1">'
    for path in ("news/1", "print/news-1"):
        item = Item(path, "One", NAMED)
        plain = page(item)
        scene.publish("ledger", replace(item, reply=replace(plain, body=plain.body.replace(b"<head>", front))))
    scene.run()
    assert scene.rows("SELECT url FROM article") == [scene.site.url("/news/1")]
    assert [state for state, _ in scene.rows("SELECT state, reason FROM link")] == ["stored", "stored"]
    assert len(scene.told()) == 1


def test_robots_are_remembered_from_cycle_to_cycle(scene: Scene) -> None:
    scene.site.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /closed/\n")
    scene.publish("ledger", Item("closed/1", "Closed", summary=NAMED))
    scene.run()
    scene.publish("ledger", Item("closed/2", "Closed too"))
    scene.run()
    assert scene.asked("/robots.txt") == 1
    assert links(scene) == {"1": ("stored", "robots"), "2": ("dead", "robots")}
    assert scene.asked("/closed/1") == scene.asked("/closed/2") == 0


def test_what_the_budget_does_not_allow_is_left_for_the_next_cycle(tmp_path: Path) -> None:
    with Scene(tmp_path, SETTINGS.replace("[watch]", '[watch]\nbudget = "1s"')) as scene:
        quick = [Item(f"quick-{number}", f"Quick {number}", NAMED) for number in range(3)]
        late = Item("late", "Late", NAMED)
        scene.publish("ledger", *quick)
        scene.publish("courier", late)
        held = scene.site.replies["/late"]
        assert isinstance(held, Reply)
        scene.site.replies["/late"] = Reply(body=held.body, headers=held.headers, delay=3.0)
        first = scene.run()
        assert (first.tally.stored, first.waiting) == (3, 1)
        scene.site.replies["/late"] = held
        second = scene.run()
        assert (second.tally.stored, second.waiting) == (1, 0)
        assert len(scene.told()) == 4


def test_a_cycle_beside_another_says_so_and_does_nothing(scene: Scene) -> None:
    means = scene.means()
    with leased(scene.home, "monitor", means.now), pytest.raises(AlreadyRunning, match="another monitor is running"):
        scene.run(after=timedelta(0))
    assert scene.site.asked == []


def test_a_run_whose_lease_was_taken_over_writes_nothing_more(scene: Scene) -> None:
    """Another owner takes over while the page is on its way; the first finds out at its next write."""
    scene.publish("ledger", Item("1", "First", NAMED))
    means = scene.means()
    plain = scene.site.replies["/1"]
    assert isinstance(plain, Reply)

    def stolen(asked: object) -> Reply:
        db = open_database(scene.home.database)
        acquire(db, "monitor", new_owner(), means.now() + LASTS + timedelta(seconds=1))
        db.close()
        return plain

    scene.site.replies["/1"] = stolen
    with pytest.raises(LeaseLost):
        scene.run(after=timedelta(0))
    assert scene.rows("SELECT count(*) FROM article UNION ALL SELECT count(*) FROM alert") == [0, 0]
    assert scene.rows("SELECT state FROM link") == ["new"]
    assert list(scene.home.evidence.glob("*")) == []
    assert scene.told() == []
