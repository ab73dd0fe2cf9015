"""A foreign list, read from a file and written into a home's watchlist."""

import gzip
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from flows.home import Home
from watchlist.entity import Watchlist
from watchlist.errors import BadInput
from watchlist.followthemoney import read_followthemoney
from watchlist.imports import Imported, as_yaml, settle, slug
from watchlist.load import load_watchlist
from watchlist.table import read_table

_TABLES = (".csv", ".tsv")
_RECORDS = (".json", ".jsonl", ".ndjson", ".ijson")
_RESERVED = ("cues", "countries")  # files of these names hold something else
_OWN_MARK = "by `landbridge watchlist import`"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import writes."""

    imported: Imported
    files: Mapping[Path, str]  # path → YAML
    replaces: tuple[Path, ...]  # files that are there already: of these names, or of an earlier import of this list


def plan_import(home: Home, path: Path, type: str | None, language: str) -> Plan:
    """Read a list and settle what becomes of it; nothing is written. Raises BadInput with every mistake in it.

    `type`: of all entities, None: as the list says; `language`: ISO 639-1 code of names in Latin letters.
    """
    stem = slug(path.name.split(".")[0]) or "imported"
    stem = f"imported-{stem}" if stem in _RESERVED else stem
    earlier = _earlier(home, stem, path.name)
    listed = _without(home, earlier)
    left_out: Counter[str] = Counter()
    data = _read(path)
    if _suffix(path) in _TABLES:
        drafts = read_table(StringIO(_decoded(path, data), newline=""), path.name, type, listed)
    else:
        drafts = read_followthemoney(data.splitlines(), path.name, type, left_out)
    imported = settle(drafts, listed, language, left_out)
    if not imported.entities:
        said = "; ".join(f"{count} {what}" for what, count in imported.left_out.items())
        raise BadInput(f"{path}: nothing in it can be watched{f' ({said})' if said else ''}")
    types = imported.by_type()
    files = {
        home.watchlist / (f"{stem}.yaml" if len(types) == 1 else f"{stem}-{type}.yaml"): as_yaml(
            type, entities, f"Imported from {path.name} {_OWN_MARK}; yours to edit.\nImporting it again, with --force,"
            " writes this file anew."
        )
        for type, entities in types.items()
    }  # fmt: skip
    return Plan(imported, files, tuple(dict.fromkeys([*(one for one in files if one.exists()), *earlier])))


def carry_out(home: Home, plan: Plan, *, force: bool) -> None:
    """Write the files of a plan, all or none. Raises BadInput where some exist and `force` is not said, or where the
    watchlist would not be sound with them."""
    if plan.replaces and not force:
        raise BadInput(*(f"{path}: exists already; --force replaces it" for path in plan.replaces))
    home.prepare()
    home.watchlist.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.path, prefix="import-") as folder:
        trial = Path(folder) / "watchlist"
        shutil.copytree(home.watchlist, trial)
        for path in plan.replaces:
            (trial / path.name).unlink(missing_ok=True)
        for path, text in plan.files.items():
            (trial / path.name).write_text(text, encoding="utf-8")
        _prove(trial, home)
        for path in plan.files:
            os.replace(trial / path.name, path)
    for path in plan.replaces:
        if path not in plan.files:
            path.unlink()


def _prove(trial: Path, home: Home) -> None:
    try:
        load_watchlist(trial)
    except BadInput as error:
        raise BadInput(*(line.replace(str(trial), str(home.watchlist)) for line in error.problems)) from error


def _earlier(home: Home, stem: str, name: str) -> list[Path]:
    """The files that an earlier import of a list of this name wrote."""
    found = sorted(home.watchlist.glob(f"{stem}*.yaml")) if home.watchlist.is_dir() else []
    return [path for path in found if _first_line(path).startswith(f"# Imported from {name} {_OWN_MARK}")]


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8", errors="replace") as lines:
        return lines.readline()


def _without(home: Home, files: list[Path]) -> Watchlist:
    """The watchlist as it is without these files: what is imported must not meet its earlier self."""
    if not home.watchlist.is_dir():
        return load_watchlist()
    with tempfile.TemporaryDirectory() as folder:
        kept = [path for path in home.watchlist.iterdir() if path.suffix in (".yaml", ".yml") and path not in files]
        for path in kept:
            shutil.copy(path, folder)
        try:
            return load_watchlist(Path(folder))
        except BadInput as error:
            raise BadInput(*(line.replace(folder, str(home.watchlist)) for line in error.problems)) from error


def _suffix(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    kind = suffixes[-2] if suffixes[-1:] == [".gz"] and len(suffixes) > 1 else (suffixes or [""])[-1]
    if kind not in (*_TABLES, *_RECORDS):
        known = ", ".join((*_TABLES, *_RECORDS))
        raise BadInput(f"{path}: unknown kind of list; name a file that ends in one of {known}, or that and .gz")
    return kind


def _read(path: Path) -> bytes:
    _suffix(path)
    try:
        return gzip.decompress(path.read_bytes()) if path.suffix.lower() == ".gz" else path.read_bytes()
    except (OSError, EOFError) as error:
        what = getattr(error, "strerror", None) or str(error)
        raise BadInput(f"{path}: cannot be read ({what}); name a list that you may read") from error


def _decoded(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{path}:{line}: not UTF-8; save it as UTF-8, for instance with iconv") from error
