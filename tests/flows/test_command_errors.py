"""What an operator sees when something is wrong: one line that names the place and the remedy, and nothing is lost."""

import os
import random
import resource
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.flows.killing import COMMAND, Ground, Ordeal
from tests.flows.reckoning import wrongs

UNDER_LIMIT = 300_000  # bytes of a file: more than an empty database, less than forty articles


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home that watches nothing."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "sources.yaml").write_text("sources: []\n")
    return tmp_path / "home"


def run(
    home: Path, environ: Mapping[str, str] | None = None, limit: int | None = None
) -> "subprocess.CompletedProcess[str]":
    """`landbridge run`, with a limit on the size of each file where one is given (bytes)."""
    return subprocess.run(
        [COMMAND, "--home", home, "run"],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **(environ or {})},
        preexec_fn=None if limit is None else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )


def refusal(home: Path, status: int, environ: Mapping[str, str] | None = None) -> list[str]:
    """What is said where `run` refuses: lines without our name; seen to be alone and with this exit status."""
    ended = run(home, environ)
    assert (ended.returncode, ended.stdout) == (status, "")
    lines = ended.stderr.splitlines()
    assert lines
    assert all(line.startswith("landbridge: ") for line in lines)
    return [line.removeprefix("landbridge: ") for line in lines]


def test_a_wrong_list_of_sources(home: Path) -> None:
    path = home / "sources.yaml"
    path.write_text("sources:\n  - id: ledger\n    name: The Ledger\n    language: en\n    url: nowhere\n")
    [line] = refusal(home, 2)
    assert line.startswith(f"{path}:5: url “nowhere” is no web address; write it like ")


def test_a_wrong_watchlist(home: Path) -> None:
    (home / "watchlist").mkdir()
    path = home / "watchlist" / "own.yaml"
    path.write_text("type: plaza\nentities: []\n")
    [line] = refusal(home, 2)
    assert line.startswith(f"{path}:1: unknown type “plaza”; one of crossing, base, ")


def test_wrong_settings(home: Path) -> None:
    path = home / "landbridge.toml"
    path.write_text('[watch]\nbudget = "soon"\nevry = "2m"\n')
    assert sorted(refusal(home, 2)) == [
        f'{path}:2: [watch] budget: not a duration; write it like "90s", "10m" or "2h"',
        f"{path}:3: [watch] evry: there is no such setting; known here: budget, every, failures_before_alarm,"
        " fastest, look_back, slowest, source_every",
    ]


def test_every_wrong_file_is_named_at_once(home: Path) -> None:
    (home / "landbridge.toml").write_text("[watch\n")
    (home / "sources.yaml").write_text("sources: [\n")
    said = refusal(home, 2)
    assert [Path(line.partition(":")[0]).name for line in said] == ["landbridge.toml", "sources.yaml"]


def test_a_channel_without_an_address(home: Path) -> None:
    path = home / "landbridge.toml"
    path.write_text('[routes.desk]\nchannels = [{ name = "phone", url_env = "NOT_SET_ANYWHERE" }]\n')
    [line] = refusal(home, 2)
    assert line.startswith(f"{path}:2: [routes.desk] channels[0]: phone: the environment variable NOT_SET_ANYWHERE")


def test_a_wrong_apprise_url_is_named_by_its_place_and_never_shown(home: Path) -> None:
    path = home / "landbridge.toml"
    path.write_text('[routes.desk]\nchannels = [{ name = "phone", url_env = "PHONE_URL" }]\n')
    [line] = refusal(home, 2, {"PHONE_URL": "pigeon://loft/secret-token"})
    assert line.startswith(f"{path}:2: [routes.desk] channels[0]: phone: what $PHONE_URL holds is not a URL that")
    assert "secret" not in line
    assert "pigeon" not in line


def test_a_database_of_a_newer_version_is_left_as_it_is(home: Path) -> None:
    path = home / "landbridge.db"
    assert run(home).returncode == 0
    db = sqlite3.connect(path)
    db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('landbridge', '999-new', '')")
    db.commit()
    db.close()
    before = path.read_bytes()
    [line] = refusal(home, 1)
    assert line == f"{path}: made by a newer Landbridge (step 999-new); install that version or a later one"
    assert path.read_bytes() == before


def test_what_is_no_database_is_left_as_it_is(home: Path) -> None:
    path = home / "landbridge.db"
    path.write_text("These are notes that somebody saved under an unfortunate name.")
    [line] = refusal(home, 1)
    assert line.startswith(f"{path}: this is no sound SQLite database")
    assert "move it away" in line
    assert path.read_text().startswith("These are notes")


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "home"
    path.write_text("")
    [line] = refusal(path, 1)
    assert line == f"{path}: the home cannot be made (File exists); choose another with --home"


def test_a_home_that_cannot_be_written(home: Path) -> None:
    if os.getuid() == 0:
        pytest.skip("root may write everywhere but on a read-only disk, which is tried with one")
    home.chmod(0o500)
    try:
        [line] = refusal(home, 1)
    finally:
        home.chmod(0o700)
    assert line == f"{home}: the home cannot be written; make it yours or choose another with --home"


def test_a_limit_on_the_size_of_files_loses_nothing(tmp_path: Path) -> None:
    with Ground(tmp_path) as scene:
        trial = Ordeal(scene, random.Random(1))
        trial.publish(40)
        ended = run(scene.home.path, limit=UNDER_LIMIT)
        assert (ended.returncode, ended.stdout) == (1, "")
        [line] = ended.stderr.splitlines()
        assert line.startswith(f"landbridge: {scene.home.database}: the disk did not take or give what it should")
        trial.complete()
        assert list(wrongs(trial)) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    path = tmp_path / "disk"
    path.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", path], capture_output=True)
    if mounted.returncode:
        pytest.skip("only root on Linux can mount a small disk")
    yield path
    subprocess.run(["umount", path], check=True)


def test_a_full_disk_loses_nothing(small_disk: Path) -> None:
    with Ground(small_disk) as scene:
        trial = Ordeal(scene, random.Random(1))
        trial.publish(40)
        ballast = small_disk / "ballast"
        ballast.write_bytes(b"x" * 900_000)
        ended = run(scene.home.path)
        assert (ended.returncode, ended.stdout) == (1, "")
        [line] = ended.stderr.splitlines()
        assert line == (
            f"landbridge: {scene.home.database}: the disk is full; free some space, then run again: nothing that was"
            " stored is lost"
        )
        ballast.unlink()
        subprocess.run(["mount", "-o", "remount,size=30m", small_disk], check=True)
        trial.complete()
        assert list(wrongs(trial)) == []


def test_a_read_only_disk(small_disk: Path) -> None:
    (small_disk / "home").mkdir()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    [line] = refusal(small_disk / "home", 1)
    assert line == f"{small_disk / 'home'}: the home cannot be written; make it yours or choose another with --home"
