"""Which sources are asked, and when next."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from flows.polling import LONGEST_WAIT, due, next_poll, until_stale
from flows.rhythm import Rhythm, learn
from flows.settings import WatchSettings
from storage.sources import SourceState
from tests.flows.homes import Scene
from tests.flows.kinds.written import item, rss
from tests.flows.loopback import Reply
from watchlist.source import Source

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TICK = timedelta(minutes=2)
SETTINGS = WatchSettings()


def source(every: timedelta | None = None, *, active: bool = True) -> Source:
    url = "https://ledger.example/feed"
    return Source("ledger", "The Ledger", "feed", url, "https://ledger.example", "en", "SY", every, active=active)


def asked(at: datetime | None, *, active: bool = True) -> bool:
    one = source(active=active)
    return due([one], {"ledger": SourceState("ledger", "", "", at, 0)}, NOW, TICK) == (one,)


def test_a_source_that_was_never_asked_is_due() -> None:
    assert asked(None)


@pytest.mark.parametrize(("seconds", "is_due"), [(-1, True), (0, True), (60, True), (61, False)])
def test_a_source_is_asked_at_the_tick_that_is_nearest_to_its_time(seconds: int, is_due: bool) -> None:
    """Else a rhythm of ten minutes would become twelve whenever a tick comes a second early."""
    assert asked(NOW + timedelta(seconds=seconds)) == is_due


def test_a_source_that_rests_is_never_due() -> None:
    assert not asked(None, active=False)


def wait(one: Source, settings: WatchSettings = SETTINGS, rhythm: Rhythm | None = None) -> timedelta:
    """From one poll, made when it was the source's turn, to the next."""
    turn = next_poll(one, settings, NOW, 0, None, rhythm)
    return next_poll(one, settings, turn, 0, None, rhythm) - turn


def learned(gap: timedelta) -> Rhythm:
    return learn(Rhythm(), [NOW - number * gap for number in range(50, -1, -1)])


def test_a_source_is_asked_in_its_own_rhythm() -> None:
    own = timedelta(hours=6)
    assert wait(source(own), rhythm=learned(TICK)) == own
    assert wait(source()) == SETTINGS.source_every


@pytest.mark.parametrize(
    ("gap", "minutes"),
    [(timedelta(minutes=2), 2), (timedelta(minutes=8), 4), (timedelta(hours=1), 30), (timedelta(days=7), 60)],
)
def test_a_source_without_one_is_asked_at_the_pace_of_its_news_within_the_limits(gap: timedelta, minutes: int) -> None:
    assert abs(wait(source(), rhythm=learned(gap)) - timedelta(minutes=minutes)) < timedelta(seconds=1)


def test_the_user_sets_the_limits() -> None:
    settings = WatchSettings.model_validate({"fastest": "20m", "slowest": "40m"})
    waits = [wait(source(), settings, learned(gap)) for gap in (timedelta(minutes=2), timedelta(days=7))]
    assert waits == [timedelta(minutes=20), timedelta(minutes=40)]


def test_each_failure_doubles_the_wait_up_to_an_hour() -> None:
    waits = [next_poll(source(), SETTINGS, NOW, streak, None) - NOW for streak in range(1, 5)]
    assert waits == [timedelta(minutes=minutes) for minutes in (20, 40, 60, 60)]
    assert next_poll(source(), SETTINGS, NOW, 10_000, None) == NOW + LONGEST_WAIT


def test_a_source_that_is_slower_than_that_keeps_its_own_rhythm() -> None:
    own = timedelta(hours=6)
    assert next_poll(source(own), SETTINGS, NOW, 9, None) == NOW + own


def test_a_source_is_not_asked_before_its_server_allows() -> None:
    later = NOW + timedelta(hours=3)
    assert next_poll(source(), SETTINGS, NOW, 0, later) == later
    assert next_poll(source(), SETTINGS, NOW, 0, NOW) == next_poll(source(), SETTINGS, NOW, 0, None)


@pytest.mark.parametrize(("minutes", "left"), [(5, 5), (45, 45), (600, 60)])
def test_an_answer_that_holds_is_left_alone_as_long_as_the_slowest_source_would_be(minutes: int, left: int) -> None:
    until = until_stale(source(), SETTINGS, NOW, NOW + timedelta(minutes=minutes))
    assert until == NOW + timedelta(minutes=left)


def test_an_answer_that_says_nothing_of_that_is_not_left_alone() -> None:
    assert until_stale(source(), SETTINGS, NOW, None) is None


def test_a_rhythm_of_its_own_goes_before_what_a_server_says() -> None:
    assert until_stale(source(timedelta(minutes=2)), SETTINGS, NOW, NOW + timedelta(hours=1)) is None


def test_a_feed_is_not_asked_before_what_it_said_is_stale(tmp_path: Path) -> None:
    with Scene(tmp_path) as scene:
        held = Reply(body=rss(item(1)).encode(), headers={"ETag": "1", "Cache-Control": "max-age=2400"})
        fresh = Reply(status=304, headers={"Cache-Control": "max-age=3000"})
        scene.site.replies["/feed"] = lambda asked: fresh if "if-none-match" in asked.headers else held
        scene.write("sources.yaml", yaml.safe_dump({"sources": [{"url": scene.site.url("/feed"), "language": "en"}]}))
        waits = []
        for _ in range(2):
            scene.run(after=timedelta(hours=2))
            ((polled, due_at),) = scene.rows("SELECT last_poll_at, due_at FROM source")
            waits.append(datetime.fromisoformat(due_at) - datetime.fromisoformat(polled))
    assert [round(wait.total_seconds() / 60) for wait in waits] == [40, 50]
