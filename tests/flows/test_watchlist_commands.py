"""`landbridge watchlist import` and `check`, and the user's own files, as their user meets them."""

import gzip
import json
from pathlib import Path

import pytest

from flows.corpus import read_corpus
from flows.home import Home
from flows.importing import plan_import, prove
from tests.flows.archive import Archive
from tests.flows.test_commands import landbridge
from watchlist.errors import BadInput
from watchlist.load import load_shipped, load_watchlist
from watchlist.matcher import Matcher

TABLE = """\
name,type,language,id,strength
Lantern Hill Works,facility,en,lantern-hill,
تل الفانوس,facility,,lantern-hill,
Orrin Vale Tamarisk,person,,,
Tamarisk,person,,orrin-vale-tamarisk,
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "Own List.csv"
    path.write_text(TABLE.replace(",,,\nTam", ",,orrin-vale-tamarisk,\nTam"), encoding="utf-8")
    return path


def found(home: Path, text: str) -> dict[str, bool]:
    """The entities that a text names by the watchlist of a home, and whether they alert."""
    return {match.entity: match.alerts for match in Matcher(load_watchlist(home / "watchlist")).match("", text)}


def test_an_imported_table_is_found_by_the_next_match(table: Path, tmp_path: Path) -> None:
    done = landbridge("watchlist", "import", table, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "2 entities, 4 names, 1 of them weak" in done.stdout
    assert "  “Tamarisk” (en, orrin-vale-tamarisk): one word of a person's name" in done.stdout
    assert f"written  {tmp_path}/watchlist/own-list-facility.yaml" in done.stdout
    assert found(tmp_path, "Tamarisk drove to Lantern Hill Works.") == {
        "lantern-hill": True,
        "orrin-vale-tamarisk": True,
    }
    assert found(tmp_path, "The tamarisk is in flower.") == {"orrin-vale-tamarisk": False}


def test_a_dry_run_prints_what_would_be_written_and_writes_nothing(table: Path, tmp_path: Path) -> None:
    shown = landbridge("watchlist", "import", table, "--dry-run", home=tmp_path)
    assert f"# {tmp_path}/watchlist/own-list-person.yaml\n# Imported from Own List.csv by" in shown.stdout
    assert "  - {text: Tamarisk, strength: weak}" in shown.stdout
    assert not (tmp_path / "watchlist").exists()


def test_an_import_that_the_watchlist_would_not_bear_is_refused(table: Path, tmp_path: Path) -> None:
    plan = plan_import(Home(tmp_path), table, None, "english")
    with pytest.raises(BadInput, match=r"watchlist/own-list-person\.yaml:8: “english” is no language code"):
        prove(Home(tmp_path), plan)


def test_an_import_replaces_nothing_unless_forced(table: Path, tmp_path: Path) -> None:
    landbridge("watchlist", "import", table, home=tmp_path)
    again = landbridge("watchlist", "import", table, home=tmp_path)
    assert again.returncode == 2
    assert "own-list-facility.yaml: exists already; --force replaces it" in again.stderr
    table.write_text("name,type\nLantern Hill Works,base\n", encoding="utf-8")
    forced = landbridge("watchlist", "import", table, "--force", home=tmp_path)
    assert forced.returncode == 0, forced.stderr
    assert [path.name for path in (tmp_path / "watchlist").iterdir()] == ["own-list.yaml"]
    assert load_watchlist(tmp_path / "watchlist").entity("lantern-hill-works").type == "base"


def test_a_file_of_ones_own_is_never_taken_for_an_earlier_import(table: Path, tmp_path: Path) -> None:
    (tmp_path / "watchlist").mkdir()
    own = tmp_path / "watchlist" / "own-list-notes.yaml"
    own.write_text("# Imported from memory.\nentities: [{id: al-bukamal, priority: low}]\n", encoding="utf-8")
    assert landbridge("watchlist", "import", table, home=tmp_path).returncode == 0
    assert own.exists()


def test_followthemoney_adds_names_to_the_watched_entity_of_the_same_item(tmp_path: Path) -> None:
    own(
        tmp_path,
        "type: militia\nentities: [{id: reed-guards, name: Reed Guards, names: {en: [Reed Guards]},"
        " references: [{wikidata: Q999999991}]}]\n",
    )
    names = ["Reed Guards", "Wanderers of the Lantern"]
    rows = [
        {"id": "Q999999991", "schema": "Organization", "caption": "Reed Guards", "properties": {"name": names}},
        {"id": "xx-2", "schema": "Address", "caption": "x", "properties": {}},
    ]
    (tmp_path / "list.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    done = landbridge("watchlist", "import", tmp_path / "list.jsonl.gz", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "left out: 1 of schema Address" in done.stdout
    assert found(tmp_path, "Wanderers of the Lantern") == {"reed-guards": True}


def test_a_wrong_row_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("name,type\nLantern Hill,town\n")
    shown = landbridge("watchlist", "import", tmp_path / "list.csv", home=tmp_path)
    assert shown.returncode == 2
    assert "list.csv:2: unknown type “town”" in shown.stderr
    assert not (tmp_path / "watchlist").exists()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("list.xml", b"<a/>", "unknown kind of list"), ("list.csv", b"name\n\xff\n", "list.csv:2: not UTF-8"),
        ("list.jsonl", b"", "nothing in it can be watched"), ("list.csv.gz", b"plain", "cannot be read"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_is_said_in_one_line(name: str, data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput) as caught:
        plan_import(Home(tmp_path), tmp_path / name, None, "en")
    (line,) = caught.value.problems
    assert said in line


def own(home: Path, text: str) -> None:
    (home / "watchlist").mkdir()
    (home / "watchlist" / "own.yaml").write_text(text, encoding="utf-8")


def test_the_users_files_add_override_and_silence(tmp_path: Path) -> None:
    own(
        tmp_path,
        "type: place\nentities:\n"
        "  - {id: reedtown, name: Reedtown, names: {en: [Reedtown]}}\n"
        "  - {id: al-bukamal, name: Bukamal of ours, names: {en: [Bulrush City]}}\n"
        "  - {id: deir-ez-zor, silence: true}\n",
    )
    assert found(tmp_path, "From Reedtown to Bulrush City and Deir ez-Zor.") == {"reedtown": True, "al-bukamal": True}
    assert landbridge("watchlist", "show", "al-bukamal", home=tmp_path).stdout.startswith("Bukamal of ours  (place")
    listed = json.loads(landbridge("watchlist", "list", "--json", home=tmp_path).stdout)
    assert {row["id"] for row in listed} & {"reedtown", "deir-ez-zor"} == {"reedtown"}


def test_check_says_which_names_of_ones_own_look_dangerous(tmp_path: Path) -> None:
    own(tmp_path, "type: militia\nentities: [{id: reeds, name: Reeds, names: {en: [Reeds, Hezbollah of Reedtown]}}]\n")
    shown = landbridge("watchlist", "check", home=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "  “Reeds” (strong, reeds): one short word of 5 letters; make it weak or give it company" in shown.stdout
    assert "“Hezbollah of Reedtown” (reeds) holds “Hezbollah”" in shown.stdout


def test_check_counts_names_over_a_corpus(tmp_path: Path) -> None:
    own(
        tmp_path,
        "type: place\nentities: [{id: reedtown, name: Reedtown, names:"
        " {en: [Reedtown], ar: [{text: مدينة القصب, strength: weak}]}}]\n",
    )
    rows = [{"text": "Rain in Reedtown."}] * 6 + [{"title": "مطر في مدينة القصب", "language": "ar"}]
    (tmp_path / "corpus.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    shown = landbridge("watchlist", "check", "--corpus", tmp_path / "corpus.jsonl.gz", home=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "“Reedtown” (strong, reedtown): in 6 of 7 articles of corpus.jsonl.gz, 6 without any other" in shown.stdout
    assert (
        "“مدينة القصب” (weak, reedtown): in 1 of 7 articles of corpus.jsonl.gz, 0 with company: rightly" in shown.stdout
    )


def test_check_counts_names_over_the_stored_articles_as_json(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.store(load_shipped(), *["Rain in Reedtown."] * 3)
    archive.close()
    own(tmp_path, "type: place\nentities: [{id: reedtown, name: Reedtown, names: {en: [Reedtown]}}]\n")
    shown = json.loads(landbridge("watchlist", "check", "--stored", "--json", home=tmp_path).stdout)
    (lot,) = shown["counted"]
    assert (lot["where"], lot["articles"]) == ("stored articles", 3)
    assert [(row["name"], row["articles"], row["alone"]) for row in lot["names"]] == [("Reedtown", 3, 3)]


@pytest.mark.parametrize(
    ("line", "said"),
    [("{", "not JSON"), ("[]", "not an object"), ('{"id": 1}', "no `text`"), ('{"text": 5}', "no `text`")],
)
def test_a_line_of_a_corpus_that_is_wrong_is_named(line: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"text": "Rain."}\n' + line + "\n")
    with pytest.raises(BadInput, match=rf"corpus\.jsonl:2: {said}"):
        list(read_corpus(tmp_path / "corpus.jsonl"))


def test_check_exits_2_where_a_file_is_wrong(tmp_path: Path) -> None:
    shown = landbridge("watchlist", "check", "--corpus", tmp_path / "none.jsonl", home=tmp_path)
    assert shown.returncode == 2
    assert "none.jsonl: cannot be read (No such file or directory); name a file of JSON lines" in shown.stderr
