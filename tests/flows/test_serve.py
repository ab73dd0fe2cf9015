"""`landbridge serve` from outside: real processes, a real Prefect server, a feed and a receiver on loopback."""

import signal
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import psutil
import pytest
from sqlite_utils import Database

from flows.demo.receiver import Receiver
from storage.leases import Held, acquire, new_owner, release
from tests.flows.loopback import Loopback
from tests.flows.serving import Outlet, Serving, free_port, until, write_home

EVERY = 3.0  # seconds between two ticks of the monitor
LOCKED = 90.0  # seconds for which the server of a busy machine may find its database locked
SENTENCE = "A convoy entered Syria through the Al-Bukamal crossing on Tuesday evening, a resident of the town said. "


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """One schedule for all tests that do not end it."""
    folder, port = tmp_path_factory.mktemp("serve"), free_port()
    with Loopback() as site, Receiver() as receiver:
        home = write_home(folder / "home", [site.url("/feed")], every=f"{EVERY:g}s", port=port)
        outlet = Outlet(site)
        with Serving(home, receiver) as serving:
            yield SimpleNamespace(
                home=home, port=port, outlet=outlet, receiver=receiver, process=serving.up(), folder=folder
            )


def test_an_alert_arrives_within_an_interval_and_never_again(serve: SimpleNamespace) -> None:
    """A new article is told of once, however many cycles follow."""
    serve.outlet.publish("convoy", SENTENCE)
    assert serve.receiver.wait(1, EVERY + 20), serve.process.said
    polls = serve.outlet.polls
    assert until(lambda: serve.outlet.polls >= polls + 10, 15 * EVERY)
    [message] = serve.receiver.messages
    assert "convoy" in message.title + message.body


def test_the_report_of_a_cycle_is_an_artifact(serve: SimpleNamespace) -> None:
    """What a cycle came to stands on the server's pages."""
    assert until(lambda: serve.process.api(serve.port, "artifacts/filter"), 2 * EVERY + 5)
    artifact = serve.process.api(serve.port, "artifacts/filter")[0]
    assert artifact["key"] == "cycle"
    assert "1 polled" in artifact["data"]


def test_the_server_shows_its_pages(serve: SimpleNamespace) -> None:
    """The user interface comes from the same port, from our own machine."""
    page = httpx.get(f"http://127.0.0.1:{serve.port}/", follow_redirects=True, timeout=30, trust_env=False)
    assert page.status_code == 200
    assert "text/html" in page.headers["content-type"]
    assert "<script" in page.text


def test_the_server_listens_on_loopback_only(serve: SimpleNamespace) -> None:
    """Nobody but this machine reaches the server."""
    listening = [
        connection.laddr.ip
        for process in serve.process.family()
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening == ["127.0.0.1"]


def test_a_second_serve_on_the_same_home_says_so_and_stops(serve: SimpleNamespace) -> None:
    """One line, exit status 1, and no server is started."""
    with Serving(serve.home) as second:
        assert second.process.wait(15) == 1
        assert second.said.count("\n") == 1
        assert "another serve is running here" in second.said


def test_a_run_that_finds_the_lease_held_ends_so(serve: SimpleNamespace) -> None:
    """Two monitors are never on at once, whoever the other is."""
    db, owner = Database(serve.home / "landbridge.db"), new_owner()
    try:
        lease = acquire(db, "monitor", owner, datetime.now(UTC))
        while isinstance(lease, Held):
            lease = acquire(db, "monitor", owner, datetime.now(UTC))
        try:
            assert until(lambda: "Held" in serve.process.states(serve.port), 3 * EVERY + 5)
        finally:
            release(db, lease, datetime.now(UTC))
    finally:
        db.close()


def test_a_rescan_runs_when_a_person_starts_it(serve: SimpleNamespace) -> None:
    """It has no time of its own unless the settings name one."""
    [rescan] = serve.process.api(serve.port, "deployments/filter", flows={"name": {"any_": ["rescan"]}})
    assert rescan["schedules"] == []
    serve.outlet.publish("weather", "It rained all day in the valley and the river rose by a hand, a farmer said. ")
    db = Database(serve.home / "landbridge.db")
    try:
        assert until(lambda: db["version"].count, 5 * EVERY + 15)
        with db.conn:
            db.execute("UPDATE version SET watchlist_version = NULL")
        serve.process.api(serve.port, f"deployments/{rescan['id']}/create_flow_run")
        assert until(lambda: not db["version"].count_where("watchlist_version IS NULL"), 30)
    finally:
        db.close()


def test_pages_are_read_again_and_the_database_is_tidied_on_times_of_their_own(serve: SimpleNamespace) -> None:
    """A run of either that a person starts ends well, whatever there is to do."""

    def deployment(flow: str) -> Any:
        [found] = serve.process.api(serve.port, "deployments/filter", flows={"name": {"any_": [flow]}})
        return found

    assert deployment("reread")["schedules"][0]["schedule"]["interval"] == 15 * 60
    assert deployment("tidy")["schedules"][0]["schedule"]["cron"] == "40 3 * * *"
    ids = [deployment(flow)["id"] for flow in ("reread", "tidy")]
    started = [serve.process.api(serve.port, f"deployments/{id}/create_flow_run")["id"] for id in ids]

    def ends() -> list[str]:
        runs = serve.process.api(serve.port, "flow_runs/filter", flow_runs={"id": {"any_": started}})
        return sorted(run["state"]["message"] or "" for run in runs if run["state_type"] == "COMPLETED")

    assert until(lambda: len(ends()) == 2, 60), serve.process.said
    assert ends()[1] == "no page was due"
    assert "leads to old stories forgotten" in ends()[0]


def test_digests_have_the_hours_of_their_routes(serve: SimpleNamespace) -> None:
    """On 29 February, in the route's own zone; a run that a person starts finds nothing due, and ends well."""
    [digest] = serve.process.api(serve.port, "deployments/filter", flows={"name": {"any_": ["digest"]}})
    [schedule] = digest["schedules"]
    assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == ("0 7 29 2 *", "Asia/Baghdad")
    run = serve.process.api(serve.port, f"deployments/{digest['id']}/create_flow_run")

    def state() -> str:
        [found] = serve.process.api(serve.port, "flow_runs/filter", flow_runs={"id": {"any_": [run["id"]]}})
        return str(found["state"]["message"])

    assert until(lambda: state().endswith(" sent") or "goes out with the next" in state(), 30), serve.process.said


def test_after_a_pause_one_late_run_does_the_work(serve: SimpleNamespace) -> None:
    """A machine that slept does not do all at once what it missed."""
    serve.process.process.suspend()
    polls = serve.outlet.polls
    until(lambda: False, 3.5 * EVERY)
    serve.process.process.resume()
    assert until(lambda: serve.process.states(serve.port).count("Late") >= 2, EVERY + 5)
    assert serve.outlet.polls <= polls + 2


def test_with_a_server_given_no_other_is_started(serve: SimpleNamespace) -> None:
    """$PREFECT_API_URL names the server; our deployments there tell their home from others'."""
    url = f"http://127.0.0.1:{serve.port}/api"
    with Loopback() as site, Receiver() as receiver:
        outlet = Outlet(site)
        home = write_home(serve.folder / "other", [site.url("/feed")], every="5s", port=free_port())
        with Serving(home, receiver, {"PREFECT_API_URL": url}) as other:
            other.up()
            assert until(lambda: outlet.polls, 10), other.said
            assert other.server() is None
            names = {each["name"] for each in other.api(serve.port, "deployments/filter")}
            assert len(names) == 2
            assert other.stop(signal.SIGTERM)[0] == 0
            assert other.family() == []


def test_a_run_that_is_killed_ends_alone_and_another_does_its_work(serve: SimpleNamespace) -> None:
    """The article that it was reading is told of once, by a later run, and the schedule goes on."""
    told = len(serve.receiver.messages)
    strike = "A strike hit a depot near the Al-Bukamal crossing on Friday morning, a driver who passed there said. "
    serve.outlet.publish("strike", strike, delay=30)
    assert until(lambda: "/strike" in serve.outlet.targets(), LOCKED + EVERY)
    for run in serve.process.runs():
        run.kill()
    serve.outlet.publish("strike", strike)
    assert serve.receiver.wait(told + 1, LOCKED + EVERY), serve.process.said
    assert "monitor crashed: its process ended with status -9" in serve.process.said
    crashed = serve.process.api(serve.port, "flow_runs/filter", flow_runs={"state": {"name": {"any_": ["Crashed"]}}})
    assert [run["state"]["message"] for run in crashed].count("its process ended with status -9") == 1
    polls = serve.outlet.polls
    assert until(lambda: serve.outlet.polls >= polls + 2, LOCKED + 2 * EVERY)
    assert ["strike" in str(message) for message in serve.receiver.messages[told:]] == [True]


def test_files_that_break_while_it_runs_are_told_once_and_once_more_when_they_are_mended(
    serve: SimpleNamespace,
) -> None:
    """By the routes of the last settings that could be read."""
    with Loopback() as site, Receiver() as receiver, Receiver() as operators:
        Outlet(site)
        home = write_home(
            serve.folder / "edited", [site.url("/feed")], every="1h", port=free_port(), deliver_every="2s"
        )
        settings = home / "landbridge.toml"
        good = settings.read_text() + '[routes.operators]\nchannels = [{ name = "web", url_env = "OPERATORS" }]\n'
        settings.write_text(good)
        environ = {"PREFECT_API_URL": f"http://127.0.0.1:{serve.port}/api", "OPERATORS": operators.apprise_url}
        own = home / "watchlist" / "own.yaml"
        own.parent.mkdir()
        with Serving(home, receiver, environ) as other:
            other.up()
            _wait_for_delivery(serve, "Completed")
            for count, (broken, text) in enumerate([(settings, f"{good}[watch\n"), (own, "entities: 1\n")]):
                broken.write_text(text)
                assert operators.wait(2 * count + 1, LOCKED), other.said
                assert f"cannot read its files: {broken}:" in operators.messages[-1].body
                _wait_for_delivery(serve, "Failed")
                settings.write_text(good)
                own.unlink(missing_ok=True)
                assert operators.wait(2 * count + 2, LOCKED), other.said
                assert operators.messages[-1].body.startswith("Over: ")
            _wait_for_delivery(serve, "Completed")
            assert len(operators.messages) == 4
        assert receiver.messages == ()


def _ended(serve: SimpleNamespace, flow: str, state: str) -> int:
    """How many runs of a flow came to an end of this kind."""
    wanted = {"flow_runs": {"state": {"name": {"any_": [state]}}}, "flows": {"name": {"any_": [flow]}}}
    return int(serve.process.api(serve.port, "flow_runs/count", **wanted))


def _wait_for_delivery(serve: SimpleNamespace, state: str) -> None:
    """Wait until one more run of the delivery has come to an end of this kind."""
    before = _ended(serve, "deliver", state)
    assert until(lambda: _ended(serve, "deliver", state) > before, LOCKED), serve.process.said


def test_nothing_but_loopback_is_ever_asked_for(serve: SimpleNamespace) -> None:
    """Neither the server nor a run looks up or connects to anything outside: no telemetry, no news of versions."""
    assert not serve.process.wiretap.exists(), serve.process.wiretap.read_text()


def test_ctrl_c_ends_everything_in_order(serve: SimpleNamespace) -> None:
    """Exit status 0 within seconds, nothing left running, nothing on the terminal but our own lines."""
    status, seconds = serve.process.stop(group=True)
    assert status == 0
    assert seconds < 12
    assert serve.process.family() == []
    lines = serve.process.said.splitlines()
    assert [line for line in lines if not line.startswith("landbridge: ")] == []
    assert lines[-1] == "landbridge: stopped"


def test_after_a_power_cut_nothing_is_lost_or_repeated(tmp_path: Path) -> None:
    """Killed in the middle of a cycle together with its server, and started again."""
    port = free_port()
    with Loopback() as site, Receiver() as receiver:
        outlet = Outlet(site)
        home = write_home(tmp_path / "home", [site.url("/feed")], every="3s", port=port)
        outlet.publish("first", SENTENCE)
        with Serving(home, receiver) as serving:
            serving.up()
            assert receiver.wait(1, 10), serving.said
            outlet.publish("second", SENTENCE.replace("Tuesday", "Friday"), delay=30)
            assert until(lambda: "/second" in site.targets(), 10)
            serving.family()
            serving.process.kill()
            assert until(lambda: not serving.family(), 5), serving.family()
        outlet.publish("second", SENTENCE.replace("Tuesday", "Friday"))
        with Serving(home, receiver) as serving:
            serving.up()
            assert receiver.wait(2, 3 + 5), serving.said
            assert "that an earlier serve left behind" in serving.said
            assert "Crashed" in serving.states(port)
            polls = outlet.polls
            assert until(lambda: outlet.polls >= polls + 2, 20)
            assert len(receiver.messages) == 2
            server = serving.server()
            assert server is not None
            server.kill()
            assert serving.process.wait(20) == 1
            assert serving.said.splitlines()[-1].startswith("landbridge: Prefect's server ended")
            assert serving.family() == []


def test_a_port_that_is_taken_is_named_with_the_remedy(tmp_path: Path) -> None:
    """Before anything is started."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with Serving(write_home(tmp_path / "home", [], every="5s", port=port)) as serving:
            assert serving.process.wait(20) == 1
    assert serving.said.splitlines()[-1].startswith(f"landbridge: port {port} on 127.0.0.1 cannot be used")
    assert "[prefect] port" in serving.said


def test_wrong_sources_are_said_before_anything_is_started(tmp_path: Path) -> None:
    """A line for each mistake, with its place; exit status 2."""
    home = write_home(tmp_path / "home", [], every="5s", port=free_port())
    (home / "sources.yaml").write_text("sources:\n  - {name: No address}\n")
    with Serving(home) as serving:
        assert serving.process.wait(20) == 2
    assert str(home / "sources.yaml") in serving.said
    assert "starting" not in serving.said


def test_a_time_that_is_none_is_said_before_anything_is_started(tmp_path: Path) -> None:
    home = write_home(tmp_path / "home", ["http://127.0.0.1:9/feed"], every="2m", port=free_port())
    written = (home / "landbridge.toml").read_text(encoding="utf-8") + '[rescan]\ncron = "at night"\n'
    (home / "landbridge.toml").write_text(written, encoding="utf-8")
    with Serving(home) as serving:
        assert serving.process.wait(60) != 0
        assert "“at night” is no time; write minute, hour" in serving.said
        assert f"landbridge.toml:{written.count(chr(10))}: " in serving.said
        assert "starting" not in serving.said


def test_a_given_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    """One line with the address, exit status 1."""
    url = f"http://127.0.0.1:{free_port()}/api"
    home = write_home(tmp_path / "home", [], every="5s", port=free_port())
    with Serving(home, environ={"PREFECT_API_URL": url}) as serving:
        assert serving.process.wait(30) == 1
    assert serving.said.count("\n") == 1
    assert url in serving.said
