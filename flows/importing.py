"""A foreign list, read from a file and written into a home's watchlist."""

import gzip
import shutil
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
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
    kind, data = _suffix(path), _read(path)
    stem = slug(path.name.split(".")[0]) or "imported"
    stem = f"imported-{stem}" if stem in _RESERVED else stem
    earlier = _earlier(home, stem, path.name)
    left_out: Counter[str] = Counter()
    if kind in _TABLES:
        rows = StringIO(_decoded(path, data), newline="")
        listed = _load(home, earlier, {})  # what is imported must not meet its earlier self
        drafts = read_table(rows, path.name, type, listed)
    else:
        drafts = read_followthemoney(data.splitlines(), path.name, type, left_out)
        listed = _load(home, earlier, {})
    imported = settle(drafts, listed, language, left_out)
    if not imported.entities:
        said = "; ".join(f"{count} {what}" for what, count in imported.left_out.items())
        raise BadInput(f"{path}: nothing in it can be watched{f' ({said})' if said else ''}")
    files = {home.watchlist / name: text for name, text in _files(imported, stem, path.name)}
    return Plan(imported, files, tuple(dict.fromkeys([*(one for one in files if one.exists()), *earlier])))


def _files(imported: Imported, stem: str, origin: str) -> Iterator[tuple[str, str]]:
    """Name and content of the files to write: one where all entities are of one type, else one for each type."""
    head = (
        f"Imported from {origin} {_OWN_MARK}; yours to edit.\nImporting it again, with --force, writes this file anew."
    )
    types = imported.by_type()
    for type, entities in types.items():
        yield f"{stem}.yaml" if len(types) == 1 else f"{stem}-{type}.yaml", as_yaml(type, entities, head)


def prove(home: Home, plan: Plan) -> None:
    """Raise BadInput with every mistake that the watchlist would have with the files of this plan."""
    _load(home, plan.replaces, {path.name: text for path, text in plan.files.items()})


def carry_out(home: Home, plan: Plan, *, force: bool) -> None:
    """Write the files of a plan. Raises BadInput where some exist and `force` is not said."""
    if plan.replaces and not force:
        raise BadInput(*(f"{path}: exists already; --force replaces it" for path in plan.replaces))
    home.prepare()
    home.watchlist.mkdir(exist_ok=True)
    for path, text in plan.files.items():
        written = path.with_suffix(".new")
        written.write_text(text, encoding="utf-8")
        written.replace(path)
    for path in plan.replaces:
        if path not in plan.files:
            path.unlink()


def _load(home: Home, without: Collection[Path], plus: Mapping[str, str]) -> Watchlist:
    """The watchlist as it would be without some files of the home, and with these in their place."""
    here = home.watchlist.iterdir() if home.watchlist.is_dir() else ()
    with tempfile.TemporaryDirectory() as folder:
        for path in here:
            if path.suffix in (".yaml", ".yml") and path not in without:
                shutil.copy(path, folder)
        for name, text in plus.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        try:
            return load_watchlist(Path(folder))
        except BadInput as error:
            raise BadInput(*(line.replace(folder, str(home.watchlist)) for line in error.problems)) from error


def _earlier(home: Home, stem: str, name: str) -> list[Path]:
    """The files that an earlier import of a list of this name wrote."""
    found = sorted(home.watchlist.glob(f"{stem}*.yaml")) if home.watchlist.is_dir() else []
    return [path for path in found if _first_line(path).startswith(f"# Imported from {name} {_OWN_MARK}")]


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8", errors="replace") as lines:
        return lines.readline()


def _suffix(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    kind = suffixes[-2] if suffixes[-1:] == [".gz"] and len(suffixes) > 1 else (suffixes or [""])[-1]
    if kind not in (*_TABLES, *_RECORDS):
        known = ", ".join((*_TABLES, *_RECORDS))
        raise BadInput(f"{path}: unknown kind of list; name a file that ends in one of {known}, or that and .gz")
    return kind


def _read(path: Path) -> bytes:
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
