"""The demonstration shows what it says: told once, updated, held, and a source that died."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from flows.demo.newsroom import read_pieces
from flows.demo.receiver import Message
from flows.demo.show import Shown, show
from flows.home import Home
from storage.database import read_database


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shown, list[str], Path]:
    """What it came to, what it said, and its home."""
    said: list[str] = []
    home = Home(tmp_path_factory.mktemp("demo"))
    return show(home, said.append, "landbridge"), said, home.path


def about(messages: Sequence[Message], title: str) -> list[str]:
    return [message.title for message in messages if title in message.body]


def test_an_event_that_four_outlets_tell_in_three_languages_is_told_once(
    shown: tuple[Shown, list[str], Path],
) -> None:
    titles = [piece.title for piece in read_pieces() if piece.event == "heri-strike" and not piece.held]
    assert len(titles) == 4
    db = read_database(shown[2] / "landbridge.db")
    stories = db.execute(
        "SELECT DISTINCT story_id FROM article JOIN version ON article_id = article.id"
        " WHERE title IN (SELECT value FROM json_each(?))",
        [json.dumps(titles)],
    ).fetchall()
    first = db.execute("SELECT id FROM alert WHERE route = 'desk' AND reason = 'first' AND story_id = ?", stories[0])
    assert (len(stories), len(first.fetchall())) == (1, 1)
    db.close()


def test_nothing_repeats_in_the_second_cycle(shown: tuple[Shown, list[str], Path]) -> None:
    report = shown[0].second
    assert (report.tally.stored, report.delivered.sent if report.delivered else 0) == (0, 0)


def test_a_new_fact_is_an_update(shown: tuple[Shown, list[str], Path]) -> None:
    result, _, _ = shown
    assert [found.article.title for found in result.third.tally.found] == [
        "al-Qaim crossing shut to lorries after night raid burns trucks at al-Heri"
    ]
    (update,) = about(result.desk, "al-Qaim crossing shut")
    assert update.startswith("Update: ")


def test_what_came_in_quiet_hours_is_told_after_them(shown: tuple[Shown, list[str], Path]) -> None:
    result, said, _ = shown
    assert len(result.night) > 1
    assert any("has quiet hours now: 0 messages came in them" in line for line in said)


def test_the_operators_hear_of_the_source_that_died_once(shown: tuple[Shown, list[str], Path]) -> None:
    assert len(about(shown[0].operators, "The Latchkey Courier")) == 1


def test_what_is_said_names_no_secret(shown: tuple[Shown, list[str], Path]) -> None:
    _, said, home = shown
    urls = [path.read_text(encoding="utf-8").strip() for path in (home / "secrets").iterdir()]
    assert len(urls) == 3
    assert not [url for url in urls if any(url in line for line in said)]
