"""Names in a table: CSV with a header, one name a row. Rows with the same id are names of one entity."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from watchlist.entity import TYPES, Watchlist
from watchlist.errors import BadInput
from watchlist.imports import Draft, DraftName, slug
from watchlist.match import Strength

COLUMNS = ("name", "type", "language", "id", "strength", "case", "wikidata", "reference", "note")
_STRENGTHS: dict[str, Strength | None] = {"strong": "strong", "weak": "weak", "": None}
_MOST_PROBLEMS = 20


def read_table(lines: Iterable[str], file: str, type: str | None, listed: Watchlist) -> list[Draft]:
    """The entities of a table whose columns are parted by commas, semicolons or tabs.

    `name` alone is needed, and `type` where none is given for all; an `id` that is watched adds names to that entity.
    Raises BadInput with the file and line of each mistake, up to twenty.
    """
    first, rest = _head(iter(lines))
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(chain([first], rest), delimiter=delimiter, strict=True)
    try:
        return _Table(file, type, {entity.id: entity.type for entity in listed.entities}).read(reader)
    except csv.Error as error:
        raise BadInput(f"{file}:{reader.line_num}: not CSV ({error}); quote what holds a quote or a comma") from error


def _head(lines: Iterator[str]) -> tuple[str, Iterator[str]]:
    return next(lines, "").removeprefix("\ufeff"), lines


class _Table:
    """Rows on their way to entities, with the mistakes found."""

    def __init__(self, file: str, type: str | None, watched: Mapping[str, str]) -> None:
        self._file, self._type, self._watched = file, type, watched  # watched: id → type
        self._drafts: dict[str, Draft] = {}
        self._problems: list[str] = []

    def read(self, reader: "csv._reader") -> list[Draft]:  # type: ignore[name-defined]
        header = [cell.strip().lower() for cell in next(reader, [])]
        self._check(header)
        for cells in reader:
            if any(cell.strip() for cell in cells) and len(self._problems) < _MOST_PROBLEMS:
                self._take(header, cells, f"{self._file}:{reader.line_num}")
        if self._problems:
            raise BadInput(*self._problems)
        return list(self._drafts.values())

    def _check(self, header: Sequence[str]) -> None:
        if "name" not in header:
            raise BadInput(f"{self._file}:1: no column `name`; the first line names the columns: {', '.join(COLUMNS)}")
        for column in header:
            if column not in COLUMNS:
                raise BadInput(f"{self._file}:1: unknown column “{column}”; there are {', '.join(COLUMNS)}")

    def _take(self, header: Sequence[str], cells: Sequence[str], place: str) -> None:
        if len(cells) > len(header):
            self._problems.append(f"{place}: {len(cells)} cells under {len(header)} columns; quote what holds a comma")
            return
        row = dict.fromkeys(COLUMNS, "") | {
            key: " ".join(cell.split()) for key, cell in zip(header, cells, strict=False)
        }
        before = len(self._problems)
        self._problems += [f"{place}: {problem}" for problem in self._wrong(row)]
        if len(self._problems) > before:
            return
        name = DraftName(row["name"], row["language"], _STRENGTHS[row["strength"]], row["case"] == "exact")
        key = row["id"] or slug(row["name"]) or row["name"]
        draft = self._drafts.get(key) or self._new(key, row)
        self._drafts[key] = replace(draft, names=(*draft.names, name))

    def _new(self, key: str, row: Mapping[str, str]) -> Draft:
        references = [("wikidata", row["wikidata"])] if row["wikidata"] else []
        references.append(("document", row["reference"] or self._file))
        type = self._typed(row)
        return Draft(key, type, row["name"], (), row["id"], tuple(references), row["note"])

    def _typed(self, row: Mapping[str, str]) -> str:
        above = self._drafts.get(row["id"])
        return row["type"] or (above.type if above else "") or self._watched.get(row["id"]) or self._type or ""

    def _wrong(self, row: Mapping[str, str]) -> Iterator[str]:
        if not row["name"] or not row["name"].isprintable():
            yield "no name; write one, or leave the line out"
        if not (type := self._typed(row)):
            yield "no type; fill the column `type`, or give one for all with --type"
        elif type not in TYPES:
            yield f"unknown type “{type}”; one of {', '.join(TYPES)}"
        if row["strength"] not in _STRENGTHS:
            yield f"unknown strength “{row['strength']}”; strong, weak, or nothing"
        if row["case"] not in ("", "exact"):
            yield f"unknown case “{row['case']}”; exact, or nothing"
        code = row["language"]
        if code and not (2 <= len(code) <= 3 and code.isascii() and code.isalpha() and code.islower()):
            yield f"“{code}” is no language code; write en, ar, fa …, or nothing"
        if row["id"] and slug(row["id"]) != row["id"]:
            yield f"“{row['id']}” is no id; small letters, digits and hyphens: {slug(row['id']) or 'al-bukamal'}"
        known = self._drafts.get(row["id"])
        if known and type and type != known.type:
            yield f"“{row['id']}” is a {known.type} above and a {type} here; keep one of the two"
        if type and row["id"] in self._watched and type != self._watched[row["id"]]:
            yield f"“{row['id']}” is watched as {self._watched[row['id']]}; give it that type, or another id"
