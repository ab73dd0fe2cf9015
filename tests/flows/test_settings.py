"""Settings: a default for everything, and every mistake at once with its line."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from flows.settings import Settings, read_duration, read_settings
from watchlist.errors import BadInput


def read(folder: Path, text: str) -> Settings:
    path = folder / "landbridge.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path, {})


def problems(folder: Path, text: str) -> list[str]:
    """What is wrong, without the file's path in front."""
    with pytest.raises(BadInput) as caught:
        read(folder, text)
    return [problem.removeprefix(f"{folder / 'landbridge.toml'}:") for problem in caught.value.problems]


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "landbridge.toml", {}) == Settings()
    assert Settings().watch.every == timedelta(minutes=2)
    assert Settings().watch.source_every == timedelta(minutes=10)


def test_what_is_not_said_keeps_its_default(tmp_path: Path) -> None:
    settings = read(tmp_path, '[watch]\nbudget = "5m"\n')
    assert settings.watch.budget == timedelta(minutes=5)
    assert settings.watch.every == Settings().watch.every


def test_nothing_private_is_asked_unless_somebody_says_so(tmp_path: Path) -> None:
    assert not Settings().fetch.allow_private
    assert read(tmp_path, "[fetch]\nallow_private = true\n").fetch.allow_private


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("500ms", 0.5), ("90s", 90), ("10m", 600), ("2h", 7200), ("1d", 86400), ("1.5 h", 5400), (" 3s ", 3)],
)
def test_durations_are_written_as_people_write_them(text: str, seconds: float) -> None:
    assert read_duration(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "10", "m", "-5m", "10 minutes", "1h30m", 90, None])
def test_what_is_no_duration_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match=re.escape('write it like "90s", "10m" or "2h"')):
        read_duration(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[watch]\n\nevery = "soon"\n', '3: [watch] every: not a duration; write it like "90s", "10m" or "2h"'),
        ("[fetch]\nper_host = 99\n", "2: [fetch] per_host: Input should be less than or equal to 8"),
        ('[review]\nport = "80"\n', "2: [review] port: Input should be a valid integer"),
        ("[fetch]\nallow_private = 1\n", "2: [fetch] allow_private: Input should be a valid boolean"),
        ("[watsch]\n", "1: [watsch]: there is no such setting; known here: deliver, extract, fetch,"),
        ('[reread]\nafter = "1h"\n', "2: [reread] after: not a list of durations; write it like"),
        ('[reread]\nafter = ["1h", "soon"]\n', "2: [reread] after 1: not a duration; write it like"),
        (
            '[reread]\nafter = ["6h", "1h"]\n',
            "2: [reread] after: each must be longer than the one before; write it like",
        ),
        ("[deliver]\nevry = 1\n", "2: [deliver] evry: there is no such setting; known here: budget, every"),
    ],
)
def test_a_mistake_is_pointed_at(tmp_path: Path, text: str, problem: str) -> None:
    [said] = problems(tmp_path, text)
    assert said.startswith(problem)


def test_every_mistake_is_said_at_once(tmp_path: Path) -> None:
    text = '[watch]\nevery = "x"\n[fetch]\nper_host = 0\n[routes.desk]\nchannels = []\n'
    assert [said.partition(":")[0] for said in problems(tmp_path, text)] == ["6", "2", "4"]


def test_a_file_that_is_no_toml_is_pointed_at(tmp_path: Path) -> None:
    [said] = problems(tmp_path, "[watch]\nevery = \n")
    assert "line 2" in said
    assert "mend the TOML there" in said


def test_a_file_that_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "landbridge.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match="must be a UTF-8 text file"):
        read_settings(tmp_path / "landbridge.toml", {})
