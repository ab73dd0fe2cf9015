"""Matches told to a person, and to another program line by line."""

import json
import math
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from watchlist.entity import Watchlist
from watchlist.match import Match, Mention
from watchlist.matcher import Matcher, Text
from watchlist.snippet import around

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False)
_SNIPPETS = 2  # shown of one match
_WIDTH = 80  # code points on either side of a mention
_LINE = 100


def explain(title: str, text: str, matches: Sequence[Match], watchlist: Watchlist) -> str:
    """What was found in an article, as plain text to be read: what would alert first, then what would not, and why."""
    if not matches:
        return "Nothing on the watchlist is named here.\n"
    alerting = [match for match in matches if match.alerts]
    silent = [match for match in matches if not match.alerts]
    blocks = [_block(title, text, match, watchlist) for match in alerting]
    if silent:
        blocks.append("Named, but not surely enough to alert:")
        blocks += [_block(title, text, match, watchlist) for match in silent]
    return "\n\n".join(blocks) + "\n"


def _block(title: str, text: str, match: Match, watchlist: Watchlist) -> str:
    entity = watchlist.entity(match.entity)
    head = f"{entity.name} ({entity.type}, {entity.id}): score {match.score:.2f}"
    head += ", alerts" if match.alerts else ", does not alert"
    quoted = [f"  | {line}" for line in _snippets(title, text, match)]
    return "\n".join([head, *quoted, *map(_item, match.why)])


def _item(reason: str) -> str:
    return textwrap.fill(
        f"- {reason}",
        _LINE,
        initial_indent="  ",
        subsequent_indent="    ",
        break_on_hyphens=False,
        break_long_words=False,
    )


def _snippets(title: str, text: str, match: Match) -> Iterator[str]:
    """The surroundings of the mentions that say most: those that may alert, in different places."""
    shown: list[Mention] = []
    for mention in sorted(match.mentions, key=lambda mention: not mention.alerts):
        near = any(one.field == mention.field and abs(one.start - mention.start) < 2 * _WIDTH for one in shown)
        if not near and len(shown) < _SNIPPETS:
            shown.append(mention)
            yield around(title if mention.field == "title" else text, mention, _WIDTH)


def answer(line: str, matcher: Matcher) -> tuple[str, bool]:
    """Answer one line of `landbridge match --jsonl`: see `answers`."""
    return next(answers([line], matcher))


def answers(lines: Iterable[str], matcher: Matcher) -> Iterator[tuple[str, bool]]:
    """Answer lines of `landbridge match --jsonl`: of each the line to write, without its end, and whether it was sound.

    The input is a JSON object with `text` and, if wanted, `id`, `title` and `language` (null is as good as left out);
    other keys are ignored. The `id` comes back as it was. Anything else is answered by `{"id": null, "error": …}`.
    """
    records = list(map(_record, lines))
    texts = (
        Text(one.get("title") or "", one["text"], one.get("language") or "")
        for one in records
        if not isinstance(one, str)
    )
    found = matcher.match_many(texts)
    for one in records:
        if isinstance(one, str):
            yield _json({"id": None, "error": one}), False
        else:
            yield _json({"id": one.get("id"), "matches": list(map(_as_json, next(found)))}), True


def _record(line: str) -> dict[str, Any] | str:
    """The record on a line, or what keeps it from being one."""
    try:
        record = json.loads(line.removeprefix("\ufeff"), parse_constant=_no_number, parse_float=_finite)
    except RecursionError:
        return "nested too deeply"
    except ValueError as error:
        return f"not JSON: {error}"
    return _problem(record) or record


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits} is too large a number")
    return number


def _problem(record: Any) -> str:
    """What keeps a value from being a record; empty where nothing does."""
    if not isinstance(record, dict):
        return 'not an object; expected {"text": …}'
    if not isinstance(record.get("text"), str):
        return "`text` is missing or not a string"
    wrong = [key for key in ("title", "language") if not isinstance(record.get(key), (str, type(None)))]
    return f"`{wrong[0]}` is not a string" if wrong else ""


def _as_json(match: Match) -> dict[str, Any]:
    return {
        "entity": match.entity,
        "type": match.type,
        "score": match.score,
        "strength": match.strength,
        "alerts": match.alerts,
        "mentions": [
            {
                "name": mention.name,
                "surface": mention.surface,
                "field": mention.field,
                "start": mention.start,
                "end": mention.end,
                "strength": mention.strength,
                "alerts": mention.alerts,
            }
            for mention in match.mentions
        ],
        "why": list(match.why),
    }


def _json(value: dict[str, Any]) -> str:
    """One line of JSON in readable letters; half a surrogate pair, which UTF-8 cannot carry, stays escaped."""
    written = _ENCODER.encode(value)
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", written)
