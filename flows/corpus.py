"""Texts that a user keeps in a file: JSON lines with `text` and, if wanted, `title` and `language`, gzipped or not."""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from watchlist.errors import BadInput


@dataclass(frozen=True, slots=True)
class Passage:
    title: str
    text: str
    language: str  # ISO 639-1 code, "" where it is not known
    country: str = ""  # of its source, ISO 3166-1 alpha-2 code, "" where it is not known


def read_corpus(path: Path) -> Iterator[Passage]:
    """The texts of a file, one after the other. Raises BadInput with file and line at the first that is none."""
    number = 0
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _passage(line, f"{path}:{number}")
    except (OSError, EOFError, zlib.error) as error:
        what = getattr(error, "strerror", None) or str(error)
        raise BadInput(
            f"{path}: cannot be read ({what}); name a file of JSON lines, gzipped if it ends in .gz"
        ) from error


def _passage(line: bytes, place: str) -> Passage:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f'{place}: not JSON ({error}); each line is an object like {{"text": "…"}}') from error
    if not isinstance(record, dict):
        raise BadInput(f'{place}: not an object; each line is one like {{"text": "…"}}')
    title, text, language = (record.get(key) or "" for key in ("title", "text", "language"))
    if not (isinstance(title, str) and isinstance(text, str) and (title or text)):
        raise BadInput(f"{place}: no `text`; give each line a text, a title, or both")
    return Passage(title, text, language if isinstance(language, str) else "")
