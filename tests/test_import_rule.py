"""Imports flow one way: flows → storage → watchlist; the stages are siblings; only the schedule knows Prefect."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = {"watchlist": 0, "storage": 1, "flows": 2}
FILES = sorted(path for package in ORDER for path in (ROOT / package).rglob("*.py"))
STAGES = {"fetch", "discover", "extract", "group", "notify"}
KNOW_PREFECT = {
    "flows/monitor.py",
    "flows/schedule.py",
    "flows/dispatch.py",
    "flows/command/serve.py",
    "flows/block.py",
}
IMPURE = {"httpx", "sqlite3", "sqlite_utils", "prefect", "requests", "time"}


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module or ""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_flow_one_way(path: Path) -> None:
    own = ORDER[name_of(path).split("/")[0]]
    upward = [name for name in imported(path) if ORDER.get(name.split(".")[0], own) > own]
    assert not upward


@pytest.mark.parametrize("stage", sorted(STAGES))
def test_stages_never_import_each_other(stage: str) -> None:
    names = set(imported(ROOT / "flows" / f"{stage}.py"))
    assert not names & {f"flows.{other}" for other in STAGES - {stage}}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_only_the_schedule_knows_prefect(path: Path) -> None:
    knows = any(name.split(".")[0] == "prefect" for name in imported(path))
    assert not knows or name_of(path) in KNOW_PREFECT


@pytest.mark.parametrize("path", [path for path in FILES if name_of(path).startswith("watchlist/")], ids=name_of)
def test_the_watchlist_knows_no_network_database_or_clock(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & IMPURE
