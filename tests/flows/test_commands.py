"""The command line as its user meets it: what it prints, and how it exits."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.command.main import COMMANDS
from flows.demo.receiver import Receiver
from flows.demo.show import write_home
from flows.demo.site import Site
from flows.home import Home

PROGRAM = Path(sys.executable).parent / "landbridge"


def landbridge(
    *words: str | Path, home: Path, stdin: str = "", extra: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the real command, with a home, as a person would."""
    environ = {**os.environ, "HOME": str(home), **(extra or {})}
    command: Sequence[str | Path] = [PROGRAM, "--home", home, *words]
    return subprocess.run(command, input=stdin, env=environ, capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a watch that has run once."""
    home = Home(tmp_path_factory.mktemp("home"))
    with Site(datetime.now(UTC)) as site, Receiver() as desk, Receiver([401]) as operators:
        secrets = {"desk": desk.apprise_url, "night": desk.apprise_url, "operators": operators.apprise_url}
        write_home(home, site.sources(), secrets, datetime.now(UTC))
        ran = landbridge("run", "--json", home=home.path)
        assert ran.returncode == 0, ran.stderr
        (home.path / "report.json").write_text(ran.stdout, encoding="utf-8")
    return home.path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, tmp_path: Path) -> None:
    shown = landbridge(command, "--help", home=tmp_path)
    assert shown.returncode == 0
    assert shown.stdout.startswith(f"Usage: landbridge {command}")


def test_an_unknown_command_exits_2(tmp_path: Path) -> None:
    asked = landbridge("mtach", home=tmp_path)
    assert asked.returncode == 2
    assert "mtach" in asked.stderr


def test_run_reports_as_json(watched: Path) -> None:
    report = json.loads((watched / "report.json").read_text(encoding="utf-8"))
    assert report["counts"]["articles stored"] > 50
    assert report["counts"]["failed"] == 1
    assert report["failing"].keys() == {"latchkey-courier"}
    assert {match["language"] for match in report["matches"]} == {"en", "ar", "fa"}


def test_sources_tell_a_failing_one_from_a_quiet_one(watched: Path) -> None:
    listed = landbridge("sources", home=watched).stdout
    lines = {line.split(" ", 1)[0]: line for line in listed.splitlines()}
    assert "walled       The Latchkey Courier: failed once, login-wall" in lines["latchkey-courier"]
    assert "quiet        The Saltmarsh Bulletin: answered" in lines["saltmarsh-bulletin"]
    assert "last new item 9 days ago" in lines["saltmarsh-bulletin"]
    assert "ok           The Tamarisk Ledger: answered" in lines["tamarisk-ledger"]
    assert "6 sources: 1 walled, 1 quiet, 4 ok" in listed
    worst = landbridge("sources", "--worst", home=watched).stdout
    assert worst.startswith("latchkey-courier")


def test_sources_as_json(watched: Path) -> None:
    rows = {row["id"]: row for row in json.loads(landbridge("sources", "--json", home=watched).stdout)}
    assert rows["latchkey-courier"]["error_streak"] == 1
    assert [rows[id]["health"] for id in ("latchkey-courier", "saltmarsh-bulletin")] == ["walled", "quiet"]
    assert rows["saltmarsh-bulletin"]["drops"] == {"older than the look-back": 3}
    assert rows["tamarisk-ledger"]["stored"] > 10


def test_sources_check_says_what_cannot_be_reached(watched: Path) -> None:
    """The site of the watch is gone by now."""
    checked = landbridge("sources", "check", home=watched)
    assert checked.returncode == 1
    assert "FAILED  tamarisk-ledger" in checked.stdout
    assert "0 of 6 sources work" in checked.stdout


def test_alerts_lists_the_ledger(watched: Path) -> None:
    shown = landbridge("alerts", home=watched)
    assert shown.returncode == 0
    assert "desk/phone" in shown.stdout
    report = json.loads((watched / "report.json").read_text(encoding="utf-8"))
    assert f" held, {report['delivered']['sent']} sent\n" in shown.stdout
    assert " UTC: quiet hours)\n" in shown.stdout


def test_a_refused_channel_is_parked_and_shown(watched: Path) -> None:
    shown = landbridge("alerts", "--state", "failed", "--json", home=watched)
    (row,) = json.loads(shown.stdout)
    assert (row["channel"], row["state"]) == ("operators/phone", "failed")
    assert "channel operators/phone is parked" in landbridge("alerts", home=watched).stdout


def test_doctor_names_what_to_look_at(watched: Path) -> None:
    found = landbridge("doctor", "--json", home=watched)
    said = {(row["what"], row["state"]) for row in json.loads(found.stdout)}
    assert found.returncode == 0
    assert {("home", "well"), ("watchlist", "well"), ("database", "well"), ("sources", "look")} <= said


def test_doctor_exits_1_where_something_is_broken(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("sources: [{url: 7}]")
    found = landbridge("doctor", home=tmp_path)
    assert found.returncode == 1
    assert "sources.yaml:1" in found.stdout


def test_doctor_names_a_proxy_that_is_not_there_and_not_what_stands_in_its_place(tmp_path: Path) -> None:
    feed = "https://news.example/feed"
    (tmp_path / "sources.yaml").write_text(f"sources: [{{id: one, url: '{feed}', language: ar, proxy_env: WAY}}]")
    found = landbridge("doctor", home=tmp_path, extra={"WAY": "s3cret"})
    assert "one is not asked: $WAY: " in found.stdout
    assert "s3cret" not in found.stdout + found.stderr


def test_doctor_names_a_secret_that_others_can_read(tmp_path: Path) -> None:
    (tmp_path / "landbridge.toml").write_text('[routes.desk]\nchannels = [{ name = "phone", url_file = "desk.url" }]\n')
    secrets = [tmp_path / name for name in ("desk.url", "review.token")]
    for path in secrets:
        path.write_text("json://127.0.0.1:9/")
        path.chmod(0o640)
    said = landbridge("doctor", home=tmp_path).stdout
    assert [f"chmod 600 {path}\n" in said for path in secrets] == [True, True]
    for path in secrets:
        path.chmod(0o600)
    assert "chmod" not in landbridge("doctor", home=tmp_path).stdout


def test_a_second_run_repeats_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with Site(datetime.now(UTC)) as site, Receiver() as desk, Receiver() as operators:
        secrets = {"desk": desk.apprise_url, "night": desk.apprise_url, "operators": operators.apprise_url}
        write_home(home, site.sources(), secrets, datetime.now(UTC))
        assert landbridge("run", home=tmp_path).returncode == 0
        before = len(desk.messages)
        again = landbridge("run", home=tmp_path)
        assert "0 new" in again.stdout
        assert before == len(desk.messages) > 20


def test_doctor_names_a_route_that_would_be_silent_for_ever(tmp_path: Path) -> None:
    (tmp_path / "landbridge.toml").write_text(
        '[routes.desk]\nentities = ["albukamal"]\nchannels = [{ name = "phone", url_env = "DESK" }]\n'
    )
    found = landbridge("doctor", home=tmp_path, extra={"DESK": "json://127.0.0.1:9/"})
    assert found.returncode == 1
    assert "did you mean “al-bukamal”?" in found.stdout


def test_the_shipped_sources_can_be_seen_whatever_the_home_takes(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("include_shipped: false\nsources: []\n")
    listed = json.loads(landbridge("sources", "--shipped", "--json", home=tmp_path).stdout)
    assert len(listed) >= 15


def test_init_writes_a_home_that_the_doctor_finds_well_and_keeps_what_is_there(tmp_path: Path) -> None:
    home = tmp_path / "watch"
    assert landbridge("init", home=home).returncode == 0
    (home / "landbridge.toml").write_text("[watch]\nevery = '3m'\n")
    again = landbridge("init", home=home)
    assert f"kept     {home / 'landbridge.toml'}" in again.stdout
    assert (home / "landbridge.toml").read_text() == "[watch]\nevery = '3m'\n"
    assert landbridge("doctor", home=home).returncode == 0


def test_watchlist_shows_an_entity(tmp_path: Path) -> None:
    shown = landbridge("watchlist", "show", "al-bukamal", home=tmp_path)
    assert shown.stdout.startswith("al-Bukamal  (place, al-bukamal")
    assert "البوكمال" in shown.stdout


def test_watchlist_lists_by_type(tmp_path: Path) -> None:
    listed = json.loads(landbridge("watchlist", "list", "--type", "crossing", "--json", home=tmp_path).stdout)
    assert {row["id"] for row in listed} >= {"al-bukamal-al-qaim", "al-tanf-al-waleed", "al-yaarubiyah-rabia"}


def test_an_unknown_entity_is_a_question_asked_wrongly(tmp_path: Path) -> None:
    shown = landbridge("watchlist", "show", "atlantis", home=tmp_path)
    assert shown.returncode == 2
    assert "no entity is called 'atlantis'" in shown.stderr


def test_match_explains_a_file(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("غارة على البوكمال فجر اليوم", encoding="utf-8")
    shown = landbridge("match", tmp_path / "note.txt", home=tmp_path)
    assert "al-Bukamal" in shown.stdout
    assert "البوكمال" in shown.stdout


def test_match_reads_a_page_as_a_cycle_would(tmp_path: Path) -> None:
    (tmp_path / "landbridge.toml").write_text("[fetch]\nallow_private = true\n")
    with Site(datetime.now(UTC)) as site:
        shown = landbridge("match", f"{site.url}/tamarisk-ledger/security/heri-strike", home=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "al-Heri" in shown.stdout


def test_match_reads_a_saved_page_as_a_page(tmp_path: Path) -> None:
    text = "Drones struck a convoy of lorries near al-Bukamal before dawn on Sunday, residents of the town said. " * 5
    (tmp_path / "saved.html").write_text(
        f"<html><head><title>Night raid</title></head><body><article><h1>Night raid</h1><p>{text}</p></article></body>"
    )
    shown = landbridge("match", tmp_path / "saved.html", home=tmp_path)
    assert "al-Bukamal" in shown.stdout
    assert "<p>" not in shown.stdout


def test_match_refuses_a_private_address(tmp_path: Path) -> None:
    with Site(datetime.now(UTC)) as site:
        shown = landbridge("match", f"{site.url}/tamarisk-ledger/security/heri-strike", home=tmp_path)
    assert shown.returncode == 1
    assert "Traceback" not in shown.stderr


def test_match_names_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes("one\nبوكمال".encode("windows-1256"))
    shown = landbridge("match", tmp_path / "old.txt", home=tmp_path)
    assert shown.returncode == 2
    assert "old.txt:2: not UTF-8" in shown.stderr


def test_the_filter_answers_in_order_and_goes_on_after_a_bad_line(tmp_path: Path) -> None:
    lines = ['{"id": 1, "text": "al-Bukamal"}', "no json", '{"text": "rain"}', "[]", '{"id": "x", "text": 5}']
    answered = landbridge("match", "--jsonl", "--shipped", home=tmp_path, stdin="\n".join(lines) + "\n")
    answers = [json.loads(line) for line in answered.stdout.splitlines()]
    assert answered.returncode == 1
    assert [answer["id"] for answer in answers[:4]] == [1, None, None, None]
    assert answers[0]["matches"][0]["entity"] == "al-bukamal"
    assert "error" in answers[1]
    assert answers[2]["matches"] == []
    assert all("error" in answer for answer in answers[3:])


def test_the_filter_answers_each_line_as_it_comes(tmp_path: Path) -> None:
    with subprocess.Popen(
        [PROGRAM, "--home", tmp_path, "match", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "text": "Bukamal"}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(10) == 0


def test_the_filter_takes_lines_of_any_length_and_a_last_one_without_an_end(tmp_path: Path) -> None:
    texts = [*(f"{'rain ' * (words * 7_000)}al-Bukamal" for words in range(5)), "Bukamal"]
    lines = [json.dumps({"id": number, "text": text}) for number, text in enumerate(texts)]
    answered = landbridge("match", "--jsonl", "--shipped", home=tmp_path, stdin="\n".join(lines))
    found = {answer["id"]: answer["matches"] for answer in map(json.loads, answered.stdout.splitlines())}
    assert list(found) == list(range(6))
    assert [found[number][0]["mentions"][0]["end"] for number in found] == [len(text) for text in texts]


def test_the_filter_ignores_the_home_when_told_to(tmp_path: Path) -> None:
    (tmp_path / "watchlist").mkdir()
    (tmp_path / "watchlist" / "own.yaml").write_text(
        "type: place\nentities: [{id: xanadu, name: Xanadu, names: {en: [Xanadu], ar: [زنادو], fa: [زانادو]}}]",
        encoding="utf-8",
    )
    line = '{"text": "Xanadu"}\n'
    shipped = landbridge("match", "--jsonl", "--shipped", home=tmp_path, stdin=line)
    assert json.loads(shipped.stdout)["matches"] == []
    homely = landbridge("match", "--jsonl", home=tmp_path, stdin=line)
    assert json.loads(homely.stdout)["matches"][0]["entity"] == "xanadu"


def test_alerts_test_sends_by_each_channel(tmp_path: Path) -> None:
    (tmp_path / "landbridge.toml").write_text(
        '[routes.desk]\nchannels = [{ name = "phone", url_env = "DESK" }]\n'
        '[routes.operators]\nchannels = [{ name = "phone", url_env = "OPERATORS" }]\n'
    )
    with Receiver() as desk, Receiver([500]) as operators:
        extra = {"DESK": desk.apprise_url, "OPERATORS": operators.apprise_url}
        tried = landbridge("alerts", "test", home=tmp_path, extra=extra)
        assert len(desk.messages) == 1
    assert tried.returncode == 1
    assert "sent     desk/phone" in tried.stdout
    assert "operators/phone" in tried.stdout


def test_alerts_test_lets_a_parked_channel_send_again(watched: Path, tmp_path: Path) -> None:
    """The operators' channel was parked by a 401; its file names one that answers now."""
    copy = tmp_path / "home"
    shutil.copytree(watched, copy)
    with Receiver() as answers:
        for secret in copy.rglob("*.url"):
            secret.write_text(answers.apprise_url, encoding="utf-8")
        tried = landbridge("alerts", "test", home=copy)
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert "operators/phone is parked no more; `landbridge alerts retry` sends again what failed" in tried.stdout
    assert "is parked:" not in landbridge("alerts", home=copy).stdout


def test_alerts_explain_says_why(watched: Path) -> None:
    said = landbridge("alerts", "explain", "1", home=watched)
    assert said.returncode == 0, said.stderr
    assert "route desk: " in said.stdout
    told = json.loads(landbridge("alerts", "explain", "1", "--json", home=watched).stdout)
    assert {route["route"] for route in told["routes"]} == {"desk", "night", "operators"}
    assert landbridge("alerts", "explain", "999999", home=watched).returncode == 2


def test_alerts_digest_previews_and_sends(watched: Path, tmp_path: Path) -> None:
    copy = tmp_path / "home"
    shutil.copytree(watched, copy)
    shown = landbridge("alerts", "digest", "desk", "--preview", home=copy)
    assert shown.returncode == 0, shown.stderr
    assert "What happened, by place" in shown.stdout
    refused = landbridge("alerts", "digest", "desk", home=copy)
    assert refused.returncode == 2
    assert "[routes.desk] has no digests; give it digest =" in refused.stderr
    settings = (copy / "landbridge.toml").read_text(encoding="utf-8")
    (copy / "landbridge.toml").write_text(settings.replace("[routes.desk]", '[routes.desk]\ndigest = "0 7 * * *"'))
    with Receiver() as desk:
        for secret in copy.rglob("*.url"):
            secret.write_text(desk.apprise_url, encoding="utf-8")
        sent = landbridge("alerts", "digest", "desk", home=copy)
        assert sent.returncode == 0, sent.stderr
        assert any("What happened, by place" in message.body for message in desk.messages)


def test_alerts_need_a_database(tmp_path: Path) -> None:
    shown = landbridge("alerts", home=tmp_path)
    assert shown.returncode == 1
    assert "there is no database yet; `landbridge run` makes one" in shown.stderr


def test_review_names_a_port_that_is_taken(watched: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        shown = landbridge("review", "--port", str(taken.getsockname()[1]), home=watched)
    assert shown.returncode == 1
    assert "address already in use; stop what uses it" in shown.stderr


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    shown = subprocess.run(
        f"{PROGRAM} --home {tmp_path} watchlist list | head -1", shell=True, capture_output=True, text=True
    )
    assert shown.stderr == ""
