"""What is stored goes where a person has put its story meanwhile."""

from dataclasses import replace
from pathlib import Path

from flows.storing import prepare, store
from storage.database import open_database, write
from storage.regrouping import merge
from storage.versions import newest_version
from tests.flows.homes import NAMED, Item, Scene


def test_an_article_goes_where_the_one_beside_it_is_now(tmp_path: Path) -> None:
    """A person merges two stories between the look for one and the transaction that stores the article."""
    with Scene(tmp_path) as scene:
        for path in ("1", "2"):
            scene.publish("ledger", Item(path, "Strike", NAMED))
            scene.run()
        kept, gone = scene.rows("SELECT story_id FROM article ORDER BY id")
        means, db = scene.means(), open_database(scene.home.database)
        copy = replace(newest_version(db, 2).said, url="https://courier.example/2")
        courier = next(source for source in means.sources if source.id == "courier")
        ready = prepare(means, db, copy, courier, means.now())
        assert (ready.placed.how, ready.placed.story.id) == ("copy", gone)
        with write(db):
            merge(db, kept, gone, "mira", means.now())
        with write(db):
            stored, alerts = store(means, db, ready, means.now())
        db.close()
        assert (stored.story, alerts) == (kept, 0)
