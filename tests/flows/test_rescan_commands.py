"""`landbridge watchlist diff` and `landbridge rescan` as their user meets them."""

import json
from pathlib import Path

import pytest

from tests.flows.archive import Archive
from tests.flows.test_commands import landbridge
from watchlist.entity import Watchlist
from watchlist.load import load_shipped

OWN = """\
type: place
entities:
  - id: reedtown
    name: Reedtown
    names: {en: [Reedtown]}
"""
SILENCE = "entities: [{id: al-bukamal, silence: true}]\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose articles were matched by the shipped watchlist; two files were written since."""
    path = tmp_path_factory.mktemp("home")
    archive = Archive(path)
    archive.store(load_shipped(), "Trucks reached Reedtown at dawn.", "A convoy left al-Bukamal.", "It rained.")
    archive.close()
    (path / "watchlist").mkdir()
    (path / "watchlist" / "own.yaml").write_text(OWN, encoding="utf-8")
    (path / "watchlist" / "quiet.yaml").write_text(SILENCE, encoding="utf-8")
    return path


def test_diff_says_what_changed_since_the_version_in_use(home: Path) -> None:
    shown = landbridge("watchlist", "diff", home=home)
    assert shown.returncode == 0, shown.stderr
    assert "added    reedtown: Reedtown (place), has 1 name" in shown.stdout
    assert "changed  al-bukamal: al-Bukamal (place)\n  ~ found and not reported any more" in shown.stdout
    assert "entities: 1 added, 0 removed, 1 changed; names: 1 added, 0 removed, 0 changed" in shown.stdout


def test_diff_as_json(home: Path) -> None:
    shown = json.loads(landbridge("watchlist", "diff", "--json", home=home).stdout)
    assert [(row["id"], row["change"]) for row in shown["entities"]] == [
        ("al-bukamal", "changed"),
        ("reedtown", "added"),
    ]
    assert shown["old"] == load_shipped().version


def test_diff_of_a_version_with_itself_says_so_and_lists_what_is_known(home: Path) -> None:
    version = load_shipped().version
    shown = landbridge("watchlist", "diff", version, version[:6], home=home)
    assert f"{version} and {version} say the same" in shown.stdout
    assert f"  {version}  in use from 2026-11-02 06:00 UTC" in shown.stdout


def test_diff_of_an_unknown_version_is_a_question_asked_wrongly(home: Path) -> None:
    shown = landbridge("watchlist", "diff", "zzz", home=home)
    assert shown.returncode == 2
    assert "no version in the database begins with “zzz”" in shown.stderr


def test_diff_needs_a_database(tmp_path: Path) -> None:
    shown = landbridge("watchlist", "diff", home=tmp_path)
    assert shown.returncode == 1
    assert "there is no database yet" in shown.stderr


def test_rescan_shows_first_then_does_then_has_nothing_left(home: Path) -> None:
    first = landbridge("rescan", "--dry-run", home=home)
    assert first.returncode == 0, first.stderr
    assert "3 articles were matched by an older watchlist; the change can affect 2 of them\n\n+1 −1\n" in first.stdout
    assert "Reedtown (reedtown)  +1 −0\n  + News of day 1\n      The Ledger, 2026-11-02" in first.stdout
    assert "      | Trucks reached Reedtown at dawn." in first.stdout
    assert "      - it is not reported any more" in first.stdout
    assert "Nothing was written" in first.stdout
    done = landbridge("rescan", home=home)
    assert "+1 −1" in done.stdout
    assert "Stored as retrospective; nobody was alerted." in done.stdout
    assert "Every stored article was matched by the watchlist as it stands" in landbridge("rescan", home=home).stdout


def test_rescan_as_json_leaves_out_what_is_older(home: Path) -> None:
    (home / "watchlist" / "more.yaml").write_text(OWN.replace("Reedtown", "It rained").replace("reedtown", "rain"))
    none = json.loads(landbridge("rescan", "--dry-run", "--json", "--since", "2027-01-01", home=home).stdout)
    assert (none["new"], none["before"]) == (0, [])
    told = json.loads(landbridge("rescan", "--dry-run", "--json", home=home).stdout)
    assert (told["new"], told["gone"], told["written"]) == (1, 0, False)
    (entity,) = told["entities"]
    assert entity["samples"][0]["snippet"] == "It rained."


def test_doctor_says_what_an_older_watchlist_matched_until_it_is_matched_anew(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.store(Watchlist((), version="aaaa00000001"), "A convoy left al-Bukamal.", "It rained.")
    archive.close()
    said = "2 articles were matched by an older watchlist: `landbridge rescan --dry-run`"
    assert said in landbridge("doctor", home=tmp_path).stdout
    assert landbridge("rescan", home=tmp_path).returncode == 0
    assert "older watchlist" not in landbridge("doctor", home=tmp_path).stdout
