"""Where the home is, and whether it can be used."""

import os
from pathlib import Path

import pytest

from flows.home import Home, find_home
from watchlist.errors import Trouble


def test_the_home_that_is_given_goes_first(tmp_path: Path) -> None:
    assert find_home(tmp_path / "own", {"LANDBRIDGE_HOME": "/elsewhere"}, tmp_path).path == tmp_path / "own"


def test_a_relative_home_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_home(Path("own"), {}, tmp_path).path == tmp_path / "own"


def test_the_environment_goes_before_the_folder(tmp_path: Path) -> None:
    (tmp_path / "landbridge.toml").write_text("")
    assert find_home(None, {"LANDBRIDGE_HOME": str(tmp_path / "other")}, tmp_path).path == tmp_path / "other"


def test_a_tilde_in_the_environment_is_the_users_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_home(None, {"LANDBRIDGE_HOME": "~/watch"}, tmp_path).path == tmp_path / "watch"


def test_the_nearest_folder_upward_with_settings_is_the_home(tmp_path: Path) -> None:
    (tmp_path / "landbridge.toml").write_text("")
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert find_home(None, {}, tmp_path / "a" / "b").path == tmp_path


def test_settings_in_another_users_folder_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "landbridge.toml").write_text("")
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    stranger = tmp_path.stat().st_uid + 1
    monkeypatch.setattr(os, "getuid", lambda: stranger)
    assert find_home(None, {}, tmp_path).path == tmp_path / "me" / ".landbridge"


def test_without_any_the_home_lies_in_the_users_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_home(None, {}, tmp_path).path == tmp_path / ".landbridge"


def test_a_home_is_made_with_its_parents(tmp_path: Path) -> None:
    Home(tmp_path / "a" / "b").prepare()
    assert (tmp_path / "a" / "b").is_dir()


def test_a_home_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble, match=r"home cannot be made .*; choose another with --home"):
        Home(tmp_path / "file" / "home").prepare()
