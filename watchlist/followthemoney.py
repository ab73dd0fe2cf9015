"""Entities of FollowTheMoney, as OpenSanctions and others publish them: JSON lines, one entity a line.

https://followthemoney.tech/explorer/schemata/ names the schemata and properties, and
https://www.opensanctions.org/docs/topics/ the topics.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from watchlist.errors import BadInput
from watchlist.imports import Draft, DraftName

_TYPES = {
    "Person": "person", "Organization": "organisation", "Company": "organisation", "PublicBody": "organisation",
    "LegalEntity": "organisation", "Vessel": "facility", "Airplane": "facility", "Vehicle": "facility",
}  # fmt: skip
_ARMED = {"crime.terror": "militia", "gov.security": "army"}  # what a topic makes of an organisation
_NAMES = ("name", "alias", "previousName")  # in the order of their weight
_WEAK_NAMES = ("weakAlias", "abbreviation")
_ITEM = re.compile(r"Q[1-9][0-9]*")
_MOST_PROBLEMS = 20


def read_followthemoney(lines: Iterable[bytes], file: str, type: str | None, left_out: Counter[str]) -> list[Draft]:
    """The persons, organisations and things of a file; records of other schemata are counted in `left_out`.

    `type`: of all of them, in place of the one that their schema speaks for. Raises BadInput with the file and line of
    each mistake, up to twenty.
    """
    drafts: dict[str, Draft] = {}
    problems: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or len(problems) >= _MOST_PROBLEMS:
            continue
        record = _record(line)
        if isinstance(record, str):
            problems.append(f"{file}:{number}: {record}")
        elif record["schema"] not in _TYPES:
            left_out[f"of schema {record['schema'][:40]}"] += 1
        elif record["id"] in drafts:
            left_out["given a second time"] += 1
        else:
            drafts[record["id"]] = _draft(record, file, type)
    if problems:
        raise BadInput(*problems)
    return list(drafts.values())


def _record(line: bytes) -> dict[str, Any] | str:
    """A line's record, or what is wrong with it."""
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return f"not JSON ({error}); each line is one FollowTheMoney entity"
    if not isinstance(record, dict) or not isinstance(record.get("properties"), dict):
        return "not a FollowTheMoney entity; it has an `id`, a `schema` and `properties`"
    wrong = [key for key in ("id", "schema") if not (isinstance(record.get(key), str) and _line(record[key]))]
    return f"no `{wrong[0]}`; every FollowTheMoney entity has one" if wrong else record


def _draft(record: Mapping[str, Any], file: str, type: str | None) -> Draft:
    topics = _values(record, "topics")
    guess = _TYPES[record["schema"]]
    if guess == "organisation":
        guess = next((_ARMED[topic] for topic in topics if topic in _ARMED), guess)
    names = tuple(_names(record))
    caption = record.get("caption")
    called = _in_order(_line(caption), record["schema"]) if isinstance(caption, str) else ""
    return Draft(
        key=record["id"], type=type or guess, name=called or (names[0].text if names else record["id"]), names=names,
        references=tuple(_references(record, file, topics)), note=_note(record, topics),
    )  # fmt: skip


def _names(record: Mapping[str, Any]) -> Iterator[DraftName]:
    for key in (*_NAMES, *_WEAK_NAMES):
        for value in _values(record, key):
            yield DraftName(_in_order(value, record["schema"]), strength="weak" if key in _WEAK_NAMES else None)


def _in_order(name: str, schema: str) -> str:
    """“SURNAME, Given” as it is written in a text."""
    surname, comma, given = name.partition(",")
    reversed = schema == "Person" and comma and given.strip() and "," not in given
    return " ".join((f"{given} {surname}" if reversed else name).split())


def _references(record: Mapping[str, Any], file: str, topics: list[str]) -> Iterator[tuple[str, str]]:
    items = [*_values(record, "wikidataId"), record["id"]]
    if item := next((item for item in items if _ITEM.fullmatch(item)), None):
        yield "wikidata", item
    datasets = record.get("datasets")
    lists = ", ".join(one for one in datasets if isinstance(one, str)) if isinstance(datasets, list) else ""
    origin = f"{file}, {record['id']}{f' ({lists})' if lists else ''}"
    yield "sanctions" if "sanction" in topics else "document", origin
    if address := next((one for one in _values(record, "sourceUrl") if one.startswith(("http://", "https://"))), None):
        yield "web", address


def _note(record: Mapping[str, Any], topics: list[str]) -> str:
    parts = [record["schema"]]
    if countries := _values(record, "country"):
        parts.append(f"country {', '.join(countries)}")
    if topics:
        parts.append(f"topics {', '.join(topics)}")
    return "; ".join(parts)


def _values(record: Mapping[str, Any], key: str) -> list[str]:
    """The texts of a property, each on one line and without control characters."""
    values = record["properties"].get(key)
    listed = values if isinstance(values, list) else [values]
    return [line for value in listed if isinstance(value, str) and (line := _line(value))]


def _line(text: str) -> str:
    """The text on one line; empty where it holds what cannot be printed."""
    line = " ".join(text.split())
    return line if line.isprintable() else ""
