"""The review site shows what the database holds, and nothing in it does anything."""

import asyncio
import csv
import io
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from storage.database import open_database, write
from storage.review import HOST, cells, serve
from storage.review.guard import Guard
from storage.review.inert import InertCells, inert
from storage.review.site import Site
from tests.storage.reviewed import NOW, fill, shipped
from watchlist.entity import Watchlist
from watchlist.errors import Trouble

VIEWS = (
    "newest_matches", "former_matches", "matches_by_entity", "matches_by_source", "alert_ledger", "completeness",
    "completeness_by_cycle", "losses", "source_health", "dropped_links",
)  # fmt: skip
Get = Callable[..., Any]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("review") / "any name.db"
    fill(path)
    return path


@pytest.fixture(scope="module")
def get(database: Path) -> Iterator[Get]:
    """Ask the site for a path, in this process."""
    site = Site(database, shipped().watchlist, "https://review.example/", clock=lambda: NOW)
    site.sql_time_limit_ms = 300  # ten times that is too long for a test
    with asyncio.Runner() as runner:
        yield lambda path, **more: runner.run(site.client.get(path, **more))


def sql(get: Get, statement: str) -> Any:
    return get(f"/landbridge.json?sql={quote(statement)}&_shape=arrays")


@pytest.mark.parametrize("path", ["/", "/search", "/landbridge", *(f"/landbridge/{view}" for view in VIEWS)])
def test_every_page_is_there_without_a_script_or_style_in_it(get: Get, path: str) -> None:
    page = get(path)
    assert page.status_code == 200
    assert not re.search(r"<script|<style|<[^>]*\s(style|on\w+)=", page.text)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_says_in_words_what_it_is(get: Get, view: str) -> None:
    said = get("/-/metadata.json").json()["databases"]["landbridge"]["tables"][view]
    assert said["title"] in get(f"/landbridge/{view}").text
    assert len(said["description"]) > 40


def test_the_home_page_counts_the_last_day_and_names_what_fails(get: Get) -> None:
    page = get("/").text
    assert re.search(r"<b>5</b> articles read", page)
    assert "1 failed" in page
    assert "the server has no time for us" in page
    assert re.search(r'state=pending"><span class="state pending">pending</span> <b>1</b>', page)


def test_a_match_shows_its_mention_in_its_own_direction_and_language(get: Get) -> None:
    page = get("/landbridge/newest_matches?language=ar").text
    assert re.search(r'<bdi dir="auto" lang="ar">[^<]*<mark>[^<]*البوكمال[^<]*</mark>', page)


def test_the_link_of_an_alert_leads_to_its_story(get: Get) -> None:
    page = get("/story/2").text.split("What it could be one with")[0]
    assert "قافلة على الحدود" in page
    assert "Lorries wait" not in page


def test_the_link_of_an_earlier_alert_leads_to_the_matches_of_its_story(get: Get) -> None:
    page = get("/landbridge/newest_matches?story_id=2").text
    assert "قافلة على الحدود" in page
    assert "Lorries wait" not in page


def test_an_article_is_linked_without_saying_where_from(get: Get) -> None:
    found = re.search(r'<a [^>]*href="https://ledger.example/1"[^>]*>', get("/landbridge/newest_matches").text)
    assert found
    assert 'rel="noopener noreferrer nofollow"' in found[0]


def test_machinery_is_not_listed(get: Get) -> None:
    page = get("/landbridge").text
    assert ">entity<" in page
    assert not re.search(r">(article_text_data|_sqlite_migrations|lease)<", page)


@pytest.mark.parametrize("path", ["/", "/landbridge/newest_matches", "/landbridge/newest_matches?_rows=1",
                                  "/landbridge/version", "/landbridge/article/5", "/landbridge/article",
                                  "/landbridge/alert_ledger", "/landbridge/story/5", "/search?q=Kata%27ib+Hezbollah",
                                  "/landbridge?sql=select+title,text,'javascript:alert(1)'+from+version"])  # fmt: skip
def test_what_strangers_wrote_is_inert(get: Get, path: str) -> None:
    page = get(path)
    assert page.status_code == 200
    assert "alert(1)" in page.text
    assert not re.search(r"<script|<img src=x|href=.?javascript", page.text, re.IGNORECASE)


@pytest.mark.parametrize("query", ["Abu Kamal", "البوكمال", "بوکمال"])
def test_the_search_page_finds_one_town_in_three_scripts(get: Get, query: str) -> None:
    page = get(f"/search?q={quote(query)}").text
    assert page.count('<article class="match found">') == 4
    assert re.search(r'under any name|entity_id=al-bukamal"', page)


@pytest.mark.parametrize("query", ['"', "a OR", "NEAR(", "\0", "<script>", "x" * 5000, "*"])
def test_the_search_page_takes_any_query(get: Get, query: str) -> None:
    page = get(f"/search?q={quote(query)}&page=abc")
    assert page.status_code == 200
    assert "<script" not in page.text


def test_every_answer_carries_the_policy(get: Get) -> None:
    for path in ("/", "/static/review.css", "/landbridge/newest_matches.csv", "/nowhere"):
        headers = get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:8123", 200), ("localhost", 200), ("[::1]:8123", 200), ("review.example", 200), ("evil.example", 421),
     ("127.0.0.1.evil.example", 421), ("", 421), ("[", 421)],
)  # fmt: skip
def test_only_our_own_names_are_answered(get: Get, host: str, status: int) -> None:
    assert get("/", headers={"host": host}).status_code == status


def test_a_guard_without_a_public_address_knows_loopback_alone() -> None:
    assert Guard(lambda scope, receive, send: asyncio.sleep(0))._hosts == {"127.0.0.1", "localhost", "::1"}


def test_analysts_may_ask_in_sql(get: Get) -> None:
    assert sql(get, "SELECT count(*) FROM article").json()["rows"] == [[5]]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM match",
        "ATTACH '/etc/passwd' AS other",
        "SELECT load_extension('x')",
        "SELECT readfile('/etc/passwd')",
        "SELECT fts3_tokenizer('simple')",
        "SELECT length(zeroblob(900000000))",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
    ],
)
def test_sql_reaches_no_file_and_has_its_limits(get: Get, statement: str) -> None:
    answer = sql(get, statement)
    assert answer.status_code == 400
    assert not answer.json()["ok"]


def test_attaching_is_refused_by_the_connection_itself(database: Path) -> None:
    """Not only by Datasette's look at the statement."""
    with asyncio.Runner() as runner, pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        statement = "ATTACH ':memory:' AS other"
        runner.run(
            Site(database, Watchlist(())).get_database("landbridge").execute_fn(lambda db: db.execute(statement))
        )


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("=1+1", "'=1+1"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("@SUM(A1)", "'@SUM(A1)"), ("-x", "'-x"),
     ("-12.5", "-12.5"), ("\t=1", "'\t=1"), ("  =1", "'  =1"), ("a=1", "a=1"), ("", "")],
)  # fmt: skip
def test_a_cell_of_an_export_is_no_formula(cell: str, shown: str) -> None:
    assert inert(cell) == shown


def test_cells_become_inert_however_the_file_is_cut() -> None:
    file = 'a,b\r\n"=x\r\n""y""",بوكمال\r\n-1,"+2,3"\r\n'.encode()
    for size in (1, 2, 3, 7, len(file)):
        cells = InertCells()
        pieces = [cells.feed(file[at : at + size]) for at in range(0, len(file), size)]
        whole = b"".join([*pieces, cells.feed(b"", last=True)]).decode()
        rows = list(csv.reader(io.StringIO(whole, newline="")))
        assert rows == [["a", "b"], ['\'=x\r\n"y"', "بوكمال"], ["-1", "'+2,3"]]


@pytest.mark.parametrize(
    "path", ["/landbridge/newest_matches.csv?_stream=1", "/landbridge.csv?sql=select+title+from+version"]
)
def test_the_csv_export_is_inert(get: Get, path: str) -> None:
    rows = list(csv.DictReader(io.StringIO(get(path).text, newline="")))
    assert len(rows) >= 5
    assert any(row["title"].startswith("'=HYPERLINK") for row in rows)


def test_an_error_is_one_line_here_and_a_plain_page_there(
    get: Get, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*arguments: object) -> None:
        raise RuntimeError("a bug\nin two lines")

    monkeypatch.setattr("storage.review.pages.overview", fail)
    page = get("/", cookies={"token": "hush-hush"})
    printed = capsys.readouterr()
    assert page.status_code == 500
    assert "Something went wrong" in page.text
    assert "a bug" not in page.text
    assert (printed.out, printed.err) == ("", "landbridge: review: /: RuntimeError: a bug in two lines\n")


@pytest.mark.parametrize("path", ["/nowhere", "/landbridge/nowhere", "/landbridge/match/999"])
def test_what_is_not_there_is_said_so(get: Get, path: str) -> None:
    page = get(path)
    assert page.status_code == 404
    assert "There is no such page" in page.text


def test_what_is_written_meanwhile_shows(tmp_path: Path) -> None:
    path = tmp_path / "landbridge.db"
    fill(path)
    site, db = Site(path, Watchlist(())), open_database(path)
    with asyncio.Runner() as runner:
        for count in (5, 6, 7):
            rows = sql(lambda asked: runner.run(site.client.get(asked)), "SELECT count(*) FROM story").json()["rows"]
            assert rows == [[count]]
            with write(db):
                db.execute("INSERT INTO story (headline, first_at) VALUES ('x', 'x')")
    db.close()


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "http:x", "https://a b", "//x", "ftp://x", "https://[", "x"]
)
def test_only_addresses_of_the_web_are_links(url: str) -> None:
    assert "<a" not in cells.outward(url)
    assert not cells.is_web(url)


def test_highlighting_escapes_all_around(tmp_path: Path) -> None:
    assert cells.marked("<b> & <i>", ["<i>"]) == '<bdi dir="auto">&lt;b&gt; &amp; <mark>&lt;i&gt;</mark></bdi>'


def test_a_name_inside_a_longer_word_is_not_highlighted() -> None:
    assert "<mark>" not in cells.marked("التنفيذ", ["التنف"])
    assert "<mark>بوكمال</mark>" in cells.marked("والبوكمال", ["بوكمال"])


def test_no_database_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="there is no database yet"):
        serve(tmp_path / "landbridge.db", 1)


def test_a_taken_port_is_one_clear_line(database: Path) -> None:
    with socket.create_server((HOST, 0)) as taken, pytest.raises(Trouble, match="--port"):
        serve(database, taken.getsockname()[1])


def test_a_newer_database_is_left_alone(database: Path, tmp_path: Path) -> None:
    path = tmp_path / "landbridge.db"
    db = open_database(path)
    db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('landbridge', '999-x', 'x')")
    db.close()
    with pytest.raises(Trouble, match="newer Landbridge"):
        serve(path, 1)


def test_it_serves_until_it_is_asked_to_stop(database: Path) -> None:
    """With Ctrl-C or with SIGTERM, and without a word."""
    with ExitStack() as stack:
        sites = [stack.enter_context(_started(database)) for _ in range(2)]
        for site, number in zip(sites, (signal.SIGINT, signal.SIGTERM), strict=True):
            assert site.stdout
            assert site.stderr
            address = site.stdout.readline().decode().strip()
            with urlopen(address) as page:
                assert b"Newest matches" in page.read()
            began = time.monotonic()
            site.send_signal(number)
            assert site.wait(10) == 0
            assert time.monotonic() - began < 5
            assert site.stderr.read() == b""


def _started(database: Path) -> subprocess.Popen[bytes]:
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    program = (
        "import sys; from pathlib import Path; from storage.review import serve;"
        f" serve(Path(sys.argv[1]), {port}, ready=lambda: print('http://{HOST}:{port}/', flush=True))"
    )
    command = [sys.executable, "-c", program, str(database)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
