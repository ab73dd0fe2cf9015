"""Why a match did or did not alert: each answer from a ledger that came about as in life."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from flows.explaining import Explained, Heard, explain
from flows.settings import read_settings
from storage.database import read_database
from tests.flows.homes import NAMED, SETTINGS, WEAK, Item, Scene
from watchlist.errors import BadInput

MORE = """
[routes.picky]
types = ["base"]
min_score = 0.99
channels = [{ name = "phone", url_file = "desk.url" }]
"""


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with Scene(tmp_path, settings=SETTINGS + MORE) as opened:
        yield opened


def explained(scene: Scene, title: str) -> Explained:
    """What is said of the match in the article of that title."""
    (match,) = scene.rows(f"SELECT match_id FROM newest_matches WHERE title = '{title}'")  # noqa: S608
    db = read_database(scene.home.database)
    try:
        return explain(db, read_settings(scene.home.settings, os.environ).routes, match)
    finally:
        db.close()


def heard(scene: Scene, title: str, route: str = "desk") -> Heard:
    return next(one for one in explained(scene, title).routes if one.route == route)


def test_an_alert_that_was_sent_is_named_with_its_key(scene: Scene) -> None:
    scene.publish("ledger", Item("1", "One", NAMED))
    scene.run()
    told = heard(scene, "One")
    assert told.verdict == "told by alert 1 (story:1:desk:first)"
    assert (told.wants, told.alert, told.key, told.objections) == (True, 1, "story:1:desk:first", ())
    assert told.deliveries[0].startswith("desk/phone: sent at ")


def test_a_route_that_does_not_want_it_says_which_filters_stand_against_it(scene: Scene) -> None:
    scene.publish("ledger", Item("1", "One", NAMED))
    scene.run()
    told = heard(scene, "One", "picky")
    assert told.verdict == "not told: it does not want this"
    assert [objection.partition(":")[0] for objection in told.objections] == ["entities, types", "min_score"]
    assert heard(scene, "One", "operators").objections == ("it hears of the watch itself, never of news",)


def test_a_weak_name_without_company_is_told_to_nobody_and_says_so(scene: Scene) -> None:
    scene.publish("ledger", Item("1", "One", WEAK))
    scene.run()
    told = explained(scene, "One")
    assert "it alerts nobody: a weak name without company is listed only" in told.itself
    assert {one.verdict for one in told.routes} == {"not told"}
    assert not any(one.wants for one in told.routes)


def test_a_copy_joined_its_story_or_came_too_late_to_be_news(scene: Scene) -> None:
    scene.publish("ledger", Item("1", "One", NAMED))
    scene.publish("courier", Item("2", "Two", NAMED))
    scene.site.replies["/2"] = scene.site.replies["/1"]
    scene.run()
    (story,) = scene.rows("SELECT count(DISTINCT story_id) FROM article")
    assert story == 1
    verdicts = {
        title: explain_first(scene, match) for match, title in scene.rows("SELECT match_id, url FROM newest_matches")
    }
    assert sorted(verdict.partition(" (")[0] for verdict in verdicts.values()) == ["told by alert 1", "told by alert 1"]
    assert any("which this article joined before it was sent" in verdict for verdict in verdicts.values())


def explain_first(scene: Scene, match: int) -> str:
    db = read_database(scene.home.database)
    try:
        return explain(db, read_settings(scene.home.settings, os.environ).routes, match).routes[0].verdict
    finally:
        db.close()


def test_what_waits_says_until_when_and_why(scene: Scene) -> None:
    hours = (scene.means().now() - timedelta(hours=1), scene.means().now() + timedelta(hours=3))
    quiet = f'quiet_hours = "{hours[0]:%H:%M}-{hours[1]:%H:%M}"\n'
    scene.write("landbridge.toml", SETTINGS.replace("[routes.desk]\n", f"[routes.desk]\n{quiet}"))
    scene.publish("ledger", Item("1", "One", NAMED))
    scene.run()
    (said,) = heard(scene, "One").deliveries
    assert said == f"desk/phone: held until {hours[1]:%Y-%m-%d %H:%M} UTC (quiet hours)"


def test_a_parked_channel_is_said_to_be_one(tmp_path: Path) -> None:
    with Scene(tmp_path, answers=[401]) as scene:
        scene.publish("ledger", Item("1", "One", NAMED), Item("2", "Two", NAMED))
        scene.run()
        said = {heard(scene, title).deliveries[0].partition(" at ")[0] for title in ("One", "Two")}
        assert said == {"desk/phone: failed", "desk/phone: held: its channel is parked (answered 401)"}


def test_settings_that_are_newer_than_the_match_are_no_riddle(scene: Scene) -> None:
    scene.publish("ledger", Item("1", "One", NAMED))
    scene.run()
    scene.write("landbridge.toml", SETTINGS.replace("[routes.desk]", "[routes.late]"))
    assert heard(scene, "One", "late").verdict == "not told: its settings are newer than this match"


def test_it_is_told_for_people_and_for_programs(scene: Scene) -> None:
    scene.publish("ledger", Item("1", "One", NAMED))
    scene.run()
    told = explained(scene, "One")
    assert told.as_text().splitlines()[0] == "match 1: al-bukamal in “One”"
    assert "route desk: told by alert 1 (story:1:desk:first)" in told.as_text()
    assert told.as_json()["found"] == told.found.isoformat()


def test_a_match_that_does_not_exist_is_said_so(scene: Scene) -> None:
    scene.run()
    db = read_database(scene.home.database)
    with pytest.raises(BadInput, match="there is no match 99; the review site and the view newest_matches show their"):
        explain(db, (), 99)
    db.close()
