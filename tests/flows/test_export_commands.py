"""`landbridge export` and `landbridge verify`, over what one cycle found."""

import asyncio
import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from click.testing import CliRunner, Result
from warcio.archiveiterator import ArchiveIterator

from flows.command.export import geojson_lines
from flows.command.main import commands
from flows.home import Home
from storage.review.site import Site
from tests.flows.homes import NAMED, SETTINGS, Item, Scene, matcher
from watchlist.errors import BadInput

FORMULA = '=HYPERLINK("https://evil.example")'


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    settings = SETTINGS.replace("[routes.desk]", "[routes.desk]\nfeed = true")
    with Scene(tmp_path_factory.mktemp("export"), settings) as scene:
        scene.publish("ledger", Item("1", FORMULA, NAMED), Item("2", "The ferry was late"))
        scene.run()
        yield scene.home


def ask(home: Home, *words: str) -> Result:
    return CliRunner().invoke(commands, ["--home", str(home.path), *words])


def test_csv_has_a_line_for_each_match_and_no_formula(home: Home) -> None:
    (row,) = csv.DictReader(io.StringIO(ask(home, "export").stdout))
    assert (row["entity"], row["language"], row["alerts"]) == ("al-Bukamal", "en", "True")
    assert row["title"] == f"'{FORMULA}"
    assert row["evidence_sha256"]


def test_json_has_an_object_for_each_match(home: Home) -> None:
    (line,) = ask(home, "export", "--format", "json").stdout.splitlines()
    row = json.loads(line)
    assert row["entity_id"] == "al-bukamal"
    assert row["title"] == FORMULA
    assert row["mentions"] == ["al-Bukamal"]


def test_geojson_is_a_feature_collection(home: Home) -> None:
    read = json.loads(ask(home, "export", "--format", "geojson").stdout)
    assert read["type"] == "FeatureCollection"
    (feature,) = read["features"]
    assert feature["geometry"] is None  # the small watchlist of this test knows no coordinates
    assert feature["properties"]["entity"] == "al-Bukamal"


def test_a_match_of_a_place_is_a_point() -> None:
    row = {"match_id": 1, "entity": "al-Bukamal", "latitude": 34.45, "longitude": 40.92}
    (feature,) = json.loads("".join(geojson_lines(iter([row]))))["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [40.92, 34.45]}
    assert json.loads("".join(geojson_lines(iter([row, row]))))["type"] == "FeatureCollection"
    assert json.loads("".join(geojson_lines(iter([]))))["features"] == []


def test_warc_holds_the_responses_behind_the_matches(home: Home, tmp_path: Path) -> None:
    out = tmp_path / "evidence.warc.gz"
    assert ask(home, "export", "--format", "warc", "--out", str(out)).exit_code == 0
    with out.open("rb") as stream:
        bodies = [record.content_stream().read() for record in ArchiveIterator(stream)]
    assert len(bodies) == 1
    assert b"HYPERLINK" in bodies[0]
    assert [path.name for path in tmp_path.iterdir()] == ["evidence.warc.gz"]


def test_a_routes_alerts_are_a_feed(home: Home) -> None:
    read = feedparser.parse(ask(home, "export", "--route", "desk", "--format", "atom").stdout_bytes)
    assert [entry.title for entry in read.entries] == ["al-Bukamal"]
    read = json.loads(ask(home, "export", "--route", "desk", "--format", "jsonfeed").stdout)
    assert [item["title"] for item in read["items"]] == ["al-Bukamal"]


@pytest.mark.parametrize(
    "choice",
    [
        ("--since", "2999-01-01"),
        ("--until", "2000-01-01"),
    ],
)
def test_what_is_exported_can_be_narrowed(home: Home, choice: tuple[str, str]) -> None:
    assert ask(home, "export", "--format", "json", *choice).stdout == ""
    assert ask(home, "export", "--format", "json", "--entity", "al-bukamal", "--alerting").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "atom"), "say whose alerts with --route"),
        (("--route", "desk"), "feeds alone are of a route"),
        (("--route", "nobody", "--format", "atom"), "there is no route 'nobody'; there are: desk, operators"),
        (("--entity", "atlantis"), "--entity: atlantis is not watched"),
        (("--route", "desk", "--format", "atom", "--alerting"), "leave out the other choices"),
    ],
)
def test_what_is_asked_wrongly_is_told(home: Home, words: tuple[str, ...], said: str) -> None:
    asked = ask(home, "export", *words)
    assert isinstance(asked.exception, BadInput)
    assert said in str(asked.exception)


def test_the_delivery_wrote_the_feeds_and_the_review_site_serves_them(home: Home) -> None:
    site = Site(home.database, matcher().watchlist)
    with asyncio.Runner() as runner:
        served = runner.run(site.client.get("/landbridge/feeds/desk.atom"))
        assert served.headers["content-type"] == "application/atom+xml; charset=utf-8"
        assert [entry.title for entry in feedparser.parse(served.content).entries] == ["al-Bukamal"]
        served = runner.run(site.client.get("/landbridge/feeds/desk.json"))
        assert served.headers["content-type"] == "application/feed+json; charset=utf-8"
        assert len(served.json()["items"]) == 1
        for path in ("nobody.atom", "..%2Flandbridge.atom", "desk.toml"):
            assert runner.run(site.client.get(f"/landbridge/feeds/{path}")).status_code in (400, 404)


def test_verify_proves_the_evidence(home: Home) -> None:
    proven = ask(home, "verify")
    assert proven.exit_code == 0
    assert proven.stdout.startswith("OK  1 row of evidence, 1 response, ")
    assert json.loads(ask(home, "verify", "--json").stdout)["ok"] is True


def test_verify_names_the_first_break_and_exits_1(home: Home) -> None:
    (file,) = home.evidence.glob("*.warc.gz")
    kept = file.read_bytes()
    file.write_bytes(kept[:-9])
    try:
        broken = ask(home, "verify")
        assert broken.exit_code == 1
        assert broken.stdout.startswith(f"BROKEN  at evidence 1, {file.name}: its file ends before the response does")
        assert json.loads(ask(home, "verify", "--json").stdout)["broken"]["evidence"] == 1
    finally:
        file.write_bytes(kept)
