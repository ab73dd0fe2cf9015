"""What a person reads, and the lines that another program reads."""

import json
from typing import Any

import pytest

from watchlist.explain import answer, explain
from watchlist.matcher import Matcher


def reply(line: str, matcher: Matcher) -> tuple[Any, bool]:
    written, sound = answer(line, matcher)
    assert "\n" not in written
    return json.loads(written), sound


def test_a_record_is_answered_in_the_form_of_the_contract(small: Matcher) -> None:
    result, sound = reply('{"id": 7, "text": "Trucks near al-Bukamal", "more": true}', small)
    assert sound
    assert result["id"] == 7
    (match,) = result["matches"]
    assert list(match) == ["entity", "type", "score", "strength", "alerts", "mentions", "why"]
    assert match["entity"] == "al-bukamal"
    assert match["mentions"] == [
        {
            "name": "al-Bukamal",
            "surface": "al-Bukamal",
            "field": "text",
            "start": 12,
            "end": 22,
            "strength": "strong",
            "alerts": True,
        }
    ]


@pytest.mark.parametrize("id", ["null", '"a"', "3", "1.5", "true", "[1, {}]", '{"k": "ل"}'])
def test_an_id_of_any_type_comes_back_as_it_was(small: Matcher, id: str) -> None:
    result, sound = reply(f'{{"id": {id}, "text": ""}}', small)
    assert (result, sound) == ({"id": json.loads(id), "matches": []}, True)


def test_a_missing_id_is_null_and_null_fields_are_left_out(small: Matcher) -> None:
    assert reply('{"text": "", "title": null, "language": null}', small) == ({"id": None, "matches": []}, True)


@pytest.mark.parametrize(
    "line",
    [
        "", "[]", "null", '"text"', "{", '{"id": 1}', '{"text": 1}', '{"text": null}', '{"text": "a", "title": 1}',
        '{"text": "a", "language": []}', '{"id": NaN, "text": "a"}', '{"id": 1e999, "text": "a"}', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_line_that_is_no_such_object_is_answered_with_an_error(small: Matcher, line: str) -> None:
    result, sound = reply(line, small)
    assert not sound
    assert list(result) == ["id", "error"]
    assert result["id"] is None
    assert result["error"]


def test_half_a_surrogate_pair_does_not_break_the_output(small: Matcher) -> None:
    written, sound = answer('{"id": "\\ud800", "text": "\\udc00 al-Tanf"}', small)
    assert sound
    assert json.loads(written.encode())["id"] == "\ud800"


def test_letters_stand_as_themselves(small: Matcher) -> None:
    assert "البوكمال" in answer('{"text": "البوكمال"}', small)[0]


def test_an_explanation_says_what_alerts_first_and_why(small: Matcher) -> None:
    title, text = "Strike on al-Bukamal", "Mr al-Qaim said nothing. " * 8 + "حزب‌الله"
    told = explain(title, text, small.match(title, text), small.watchlist)
    lines = told.splitlines()
    assert lines[0].startswith("al-Bukamal (place, al-bukamal): score 0.")
    assert lines[0].endswith(", alerts")
    assert "  | Strike on al-Bukamal" in lines
    assert '  - "al-Bukamal" in the title: a strong name of al-Bukamal' in lines
    assert any("حزب‌الله" in line for line in lines if line.startswith("  |"))


def test_what_does_not_alert_is_told_apart(small: Matcher) -> None:
    told = explain("", "Mr Abu Kamal", small.match("", "Mr Abu Kamal"), small.watchlist)
    assert told.startswith("Named, but not surely enough to alert:\n")
    assert "does not alert without al-Qaim" in " ".join(told.split())


def test_nothing_found_is_said(small: Matcher) -> None:
    assert explain("", "x", (), small.watchlist) == "Nothing on the watchlist is named here.\n"
