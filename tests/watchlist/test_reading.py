"""The page that tells how a match is read: its example is what the matcher says."""

import re
from pathlib import Path

import pytest

from tests.watchlist.lists import write
from watchlist.explain import explain
from watchlist.load import read_watchlist
from watchlist.match import Match
from watchlist.matcher import Matcher

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "matching.md").read_text(encoding="utf-8")


def block(kind: str) -> str:
    (found,) = re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, tuple[Match, ...]]:
    """What is told of the article on the page, and its matches."""
    own = write(tmp_path_factory.mktemp("page"), place=block("yaml"))
    watchlist = read_watchlist([own, ROOT / "watchlist" / "cues.yaml", ROOT / "watchlist" / "countries.yaml"])
    title, _, text = block("article").strip().partition("\n")
    matches = Matcher(watchlist).match(title, text, "en", country="LB")
    return explain(title, text, matches, watchlist), matches


def test_the_page_shows_what_is_told(example: tuple[str, tuple[Match, ...]]) -> None:
    told, _ = example
    assert told == block("told")


def test_the_parts_on_the_page_add_up_to_the_score(example: tuple[str, tuple[Match, ...]]) -> None:
    _, matches = example
    (match,) = (match for match in matches if match.entity == "al-bukamal")
    rows = re.findall(r"^\| (?:name|context|field|cue|repetition|setting) \|.*\| (−?[\d.]+) \|$", PAGE, re.MULTILINE)
    assert len(rows) == 6
    assert sum(float(part.replace("−", "-")) for part in rows) == pytest.approx(match.score, abs=0.0003)
