"""The heartbeat after each good cycle, and that its address stays a secret."""

import logging
from pathlib import Path

import pytest

from flows.heartbeat import heartbeat_url, ping
from flows.settings import HeartbeatSection, read_settings
from tests.flows.homes import SETTINGS, Scene
from tests.flows.loopback import Loopback, Reply
from watchlist.errors import BadInput

SECRET = "/ping/8f14e45f"
SET = SETTINGS + '[heartbeat]\nurl_file = "beat.url"\n'


def beating(scene: Scene, reply: Reply) -> None:
    """Let the scene's site take the pings, and say where."""
    scene.site.replies |= {SECRET + end: reply for end in ("", "/start", "/fail")}
    scene.write("beat.url", scene.site.url(SECRET) + "\n")


def pings(scene: Scene) -> list[str]:
    return [target for target in scene.site.targets() if target.startswith(SECRET)]


def test_a_good_cycle_says_when_it_starts_and_that_it_was_good(tmp_path: Path) -> None:
    with Scene(tmp_path, SET) as scene:
        beating(scene, Reply())
        scene.run()
        assert pings(scene) == [SECRET + "/start", SECRET]
        assert scene.rows("SELECT name, misses FROM pulse WHERE name = 'heartbeat'") == [("heartbeat", 0)]


def test_a_cycle_that_breaks_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    with Scene(tmp_path, SET) as scene:
        beating(scene, Reply())
        monkeypatch.setattr("flows.cycle.states", broken)
        with pytest.raises(RuntimeError):
            scene.run()
        assert pings(scene) == [SECRET + "/start", SECRET + "/fail"]


def test_pings_that_fail_are_counted_and_break_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with Scene(tmp_path, SET) as scene:
        beating(scene, Reply(status=500))
        scene.run()
        scene.run()
        found = "SELECT misses, detail FROM pulse WHERE name = 'heartbeat'"
        assert scene.rows(found) == [(2, "the heartbeat's server answered 500 Internal Server Error")]
        assert SECRET not in caplog.text
        beating(scene, Reply())
        scene.run()
        assert scene.rows(found) == [(0, None)]
        assert SECRET not in str(scene.rows("SELECT * FROM pulse") + scene.rows("SELECT * FROM cycle"))


def test_without_an_address_nobody_is_asked(tmp_path: Path) -> None:
    with Scene(tmp_path) as scene:
        beating(scene, Reply())
        scene.run()
        assert pings(scene) == []


def test_the_word_goes_behind_the_path_and_before_the_query() -> None:
    with Loopback({"/push/fail": Reply()}) as server:
        assert ping(server.url("/push/?key=1"), "fail") == ""
        assert server.targets() == ["/push/fail?key=1"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/secret", "file:///secret", "secret", "http://[secret"])
def test_what_went_wrong_is_said_without_the_address(url: str) -> None:
    said = ping(url, "")
    assert said
    assert "secret" not in said


def test_an_address_that_is_missing_is_named_by_its_place(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="environment variable BEAT is not set"):
        heartbeat_url(HeartbeatSection(url_env="BEAT"), tmp_path, {})
    with pytest.raises(BadInput, match=r"beat\.url cannot be read"):
        heartbeat_url(HeartbeatSection(url_file="beat.url"), tmp_path, {})
    assert heartbeat_url(HeartbeatSection(url_env="BEAT"), tmp_path, {"BEAT": " https://x.example/1 "}) == (
        "https://x.example/1"
    )


def test_it_stands_in_one_place(tmp_path: Path) -> None:
    path = tmp_path / "landbridge.toml"
    path.write_text('[heartbeat]\nurl_env = "A"\nurl_file = "b"\n')
    with pytest.raises(BadInput, match="not in both"):
        read_settings(path, {})
