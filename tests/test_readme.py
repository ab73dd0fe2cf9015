"""What the README shows is executed: its console sessions, its settings and its watchlist and source examples."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from flows.command.main import COMMANDS
from flows.settings import Settings, read_settings
from flows.sources import load_sources
from watchlist.load import load_watchlist

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The README's fenced blocks of that language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def sessions() -> list[tuple[str, str]]:
    """Each command with the output that the README shows for it."""
    return [
        (command, shown)
        for block in blocks("console")
        for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    ]


def matches(shown: str, printed: str) -> bool:
    """Whether the output is what was shown, where … stands for anything."""
    pattern = ".*".join(re.escape(part) for part in shown.strip().split("…"))
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


@pytest.mark.parametrize(("command", "shown"), sessions(), ids=[command[:40] for command, _ in sessions()])
def test_a_session_goes_as_shown(command: str, shown: str, tmp_path: Path) -> None:
    environ = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    environ.pop("LANDBRIDGE_HOME", None)
    ran = subprocess.run(command, shell=True, cwd=tmp_path, env=environ, capture_output=True, text=True, check=True)
    assert matches(shown, ran.stdout), ran.stdout


def test_the_two_commands_are_the_makefiles() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = re.findall(r"^make (\w+)", "\n".join(blocks("sh")), re.MULTILINE)
    assert named == ["demo", "test"]
    assert all(f"\n{name}:" in makefile for name in named)


def test_every_command_is_named() -> None:
    assert [name for name in COMMANDS if f"`landbridge {name}" not in README] == []


def test_the_routes_are_understood(tmp_path: Path) -> None:
    (settings,) = blocks("toml")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "mail.url").write_text("json://127.0.0.1:9/")
    (tmp_path / "landbridge.toml").write_text(settings, encoding="utf-8")
    read = read_settings(tmp_path / "landbridge.toml", {"LANDBRIDGE_PHONE": "json://127.0.0.1:9/"})
    assert [route.name for route in read.routes] == ["editors", "operators"]


def test_the_source_and_watchlist_examples_are_understood(tmp_path: Path) -> None:
    for block in blocks("yaml"):
        if "sources" in yaml.safe_load(block):
            (tmp_path / "sources.yaml").write_text(block, encoding="utf-8")
        else:
            (tmp_path / "watchlist").mkdir()
            (tmp_path / "watchlist" / "own.yaml").write_text(block, encoding="utf-8")
    assert any(source.name == "My source" for source in load_sources(tmp_path / "sources.yaml"))
    assert load_watchlist(tmp_path / "watchlist").entity("al-qaryatayn").type == "place"


def test_the_template_shows_the_defaults() -> None:
    """With every "#" taken away, the template that `init` writes says just what holds without it."""
    template = (ROOT / "flows" / "command" / "template.toml").read_text(encoding="utf-8")
    head = template.split("# Who is told what", maxsplit=1)[0]
    shown = tomllib.loads(re.sub(r"^# (\w+ = )", r"\1", head, flags=re.MULTILINE))
    assert Settings.model_validate(shown) == Settings()
    for section, values in shown.items():
        assert set(values) == set(type(getattr(Settings(), section)).model_fields), section
