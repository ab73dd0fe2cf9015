"""The edition of the rules, by which a version of the watchlist is told from one that was read by other code."""

from dataclasses import replace
from pathlib import Path

import pytest

from watchlist import edition
from watchlist.compare import compare, in_words
from watchlist.content import pack, unpack
from watchlist.entity import Watchlist
from watchlist.load import load_shipped


@pytest.fixture(scope="module")
def shipped() -> Watchlist:
    return load_shipped()


def test_other_code_is_another_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(edition.__file__).parent
    for module in folder.glob("*.py"):
        (tmp_path / module.name).write_bytes(module.read_bytes())
    monkeypatch.setattr(edition, "__file__", str(tmp_path / "edition.py"))
    assert edition.edition.__wrapped__() == edition.edition()
    (tmp_path / "judge.py").write_text("changed = True\n")
    assert edition.edition.__wrapped__() != edition.edition()


def test_other_rules_make_another_version(shipped: Watchlist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchlist.load.edition", lambda: "0123456789ab")
    assert load_shipped().version != shipped.version


def test_a_kept_watchlist_knows_its_rules(shipped: Watchlist) -> None:
    kept = unpack(pack(shipped))
    assert kept is not None
    assert kept.rules == shipped.rules == edition.edition()


def test_other_rules_can_matter_to_every_article(shipped: Watchlist) -> None:
    difference = compare(replace(shipped, rules="0123456789ab"), shipped)
    assert difference.beyond
    assert in_words(difference) == ["and what no entity or cue says: countries, or the rules by which names are found"]
