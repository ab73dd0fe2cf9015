"""A batch may be broken off and taken up again: what is settled is not settled twice, what is not waits."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from flows.batch import Batch, Tally
from flows.extract import Extractor
from flows.fetch import Fetcher
from flows.means import fetch_settings, leased
from flows.storing import store
from storage.links import waiting_links
from storage.sources import stored_sources
from tests.flows.homes import NAMED, Item, Scene
from tests.flows.loopback import Reply


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A scene with two links that wait: nothing of them was read, as the time was up."""
    with Scene(tmp_path) as opened:
        settings = opened.home.settings.read_text()
        opened.write("landbridge.toml", settings.replace("[watch]", '[watch]\nbudget = "0s"'))
        opened.publish("ledger", Item("1", "One", NAMED), Item("2", "Two", NAMED))
        assert opened.run().waiting == 2
        yield opened


class Work:
    """A batch with all it needs, as a cycle would have it."""

    def __init__(self, scene: Scene) -> None:
        self.means = scene.means()
        self.tally = Tally()

    def batch(self, db: Database, lease: object) -> Batch:
        waiting = waiting_links(db, self.means.now(), 10)
        return Batch(self.means, db, lease, stored_sources(db), waiting, self.tally)  # type: ignore[arg-type]

    def fetcher(self) -> Fetcher:
        return Fetcher(fetch_settings(self.means.settings.fetch), {}, self.means.now)


def test_a_stage_that_is_run_again_does_nothing_twice(scene: Scene) -> None:
    work = Work(scene)

    async def go(batch: Batch) -> None:
        async with work.fetcher() as fetcher:
            with Extractor(workers=1) as extractor:
                for _ in range(2):
                    await batch.fetch(fetcher, timedelta(seconds=5))
                for _ in range(2):
                    await batch.extract(extractor)
        for _ in range(2):
            await batch.store()

    with leased(scene.home, "monitor", work.means.now) as (db, lease):
        asyncio.run(go(work.batch(db, lease)))
    assert scene.asked("/1") == scene.asked("/2") == 1
    assert (work.tally.fetched, work.tally.stored, work.tally.duplicates) == (2, 2, 0)
    assert scene.rows("SELECT count(*) FROM alert") == [2]


def test_storing_goes_on_where_it_was_broken_off(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second article fails once; the first is not stored again, the second is not forgotten."""
    work = Work(scene)
    real, failures = store, iter([None, OSError("passing")])

    def stumble(*arguments: object) -> object:
        if error := next(failures, None):
            raise error
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("flows.batch.store", stumble)

    async def go(batch: Batch) -> None:
        async with work.fetcher() as fetcher:
            await batch.fetch(fetcher, timedelta(seconds=5))
        with Extractor(workers=1) as extractor:
            await batch.extract(extractor)
        with pytest.raises(OSError, match="passing"):
            await batch.store()
        await batch.store()

    with leased(scene.home, "monitor", work.means.now) as (db, lease):
        asyncio.run(go(work.batch(db, lease)))
    assert scene.rows("SELECT title FROM version ORDER BY title") == ["One", "Two"]
    assert scene.rows("SELECT count(*) FROM alert") == [2]
    assert work.tally.stored == 2
    [(end,)] = [scene.rows('SELECT max("offset" + length), sum(length) FROM evidence')]
    [file] = scene.home.evidence.iterdir()
    assert end == (file.stat().st_size, file.stat().st_size)


def test_pages_that_were_fetched_and_not_read_wait(scene: Scene) -> None:
    work = Work(scene)

    async def go(batch: Batch) -> None:
        async with work.fetcher() as fetcher:
            await batch.fetch(fetcher, timedelta(seconds=5))
        await batch.store()

    with leased(scene.home, "monitor", work.means.now) as (db, lease):
        asyncio.run(go(work.batch(db, lease)))
    assert scene.rows("SELECT DISTINCT state FROM link") == ["new"]


def test_what_is_not_there_when_the_time_is_up_waits(scene: Scene) -> None:
    work = Work(scene)
    scene.site.replies["/2"] = Reply(delay=5.0)

    async def go(batch: Batch) -> None:
        async with work.fetcher() as fetcher:
            await batch.fetch(fetcher, timedelta(seconds=0.3))

    with leased(scene.home, "monitor", work.means.now) as (db, lease):
        batch = work.batch(db, lease)
        asyncio.run(go(batch))
    assert [waiting.link.title for waiting in batch.waiting if waiting.id in batch.results] == ["One"]
    assert work.tally.fetched == 1


def test_what_is_under_way_ends_when_the_stage_is_cancelled(scene: Scene) -> None:
    work = Work(scene)
    scene.site.replies["/1"] = scene.site.replies["/2"] = Reply(delay=5.0)

    async def go(batch: Batch) -> int:
        async with work.fetcher() as fetcher:
            stage = asyncio.create_task(batch.fetch(fetcher, timedelta(seconds=5)))
            await asyncio.sleep(0.1)
            stage.cancel()
            with pytest.raises(asyncio.CancelledError):
                await stage
            return len(asyncio.all_tasks()) - 1

    with leased(scene.home, "monitor", work.means.now) as (db, lease):
        assert asyncio.run(go(work.batch(db, lease))) == 0
