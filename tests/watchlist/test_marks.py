"""YAML is read plainly, and each part knows its line."""

import pytest

from watchlist.errors import BadInput
from watchlist.marks import parse_marked


def problems(text: str | bytes) -> tuple[str, ...]:
    with pytest.raises(BadInput) as caught:
        parse_marked(text if isinstance(text, bytes) else text.encode(), "a.yaml")
    return caught.value.problems


def test_values_are_plain() -> None:
    marked = parse_marked(b"a: [1, 2.5, true, null, ~, text]\nb: {c: -3}\n", "a.yaml")
    assert marked.value == {"a": [1, 2.5, True, None, None, "text"], "b": {"c": -3}}


@pytest.mark.parametrize("word", ["NO", "no", "on", "yes", "1:30", "2024-01-01", "0x1F", "1e", "1_000", "<<", "="])
def test_what_only_old_yaml_reads_otherwise_stays_text(word: str) -> None:
    assert parse_marked(f"a: {word}".encode(), "a.yaml").value == {"a": word}


def test_every_part_knows_its_line() -> None:
    marked = parse_marked(b"# note\nsources:\n  - url: x\n    name:\n      folded\n  - url: y\n", "a.yaml")
    assert marked.line(("sources",)) == 2
    assert marked.line(("sources", 0)) == 3
    assert marked.line(("sources", 0, "name")) == 4
    assert marked.line(("sources", 1, "url")) == 6


def test_a_missing_part_has_the_line_of_what_is_around_it() -> None:
    assert parse_marked(b"a:\n  - b: 1\n", "a.yaml").line(("a", 0, "missing")) == 2


def test_an_empty_file_is_none() -> None:
    assert parse_marked(b"# nothing\n", "a.yaml").value is None


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert parse_marked(b"\xef\xbb\xbfa: 1", "a.yaml").value == {"a": 1}


def test_bad_syntax_names_the_line() -> None:
    (problem,) = problems("a: 1\nb: [1,\nc: }\n")
    assert problem.startswith("a.yaml:3: not valid YAML")


def test_bytes_that_are_not_utf8_name_the_line() -> None:
    assert problems(b"a: 1\nb: \xe9\n") == ("a.yaml:2: not UTF-8; save the file as UTF-8",)


def test_a_control_character_is_refused() -> None:
    (problem,) = problems("a: \x01")
    assert problem.startswith("a.yaml:1: not valid YAML")


def test_all_mistakes_are_told_at_once() -> None:
    assert problems("a: 1\na: 2\nb: !!python/object:os.system {}\nc: !!int x\n[d]: 1\n") == (
        "a.yaml:2: “a” a second time; keep one of the two",
        "a.yaml:4: “x” is not a int; correct it or put it in quotes",
        "a.yaml:5: a list or mapping as a key; use a text",
    )


def test_aliases_that_multiply_are_refused() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    assert "alias" in problems("\n".join(lines))[0]


def test_deep_nesting_is_refused_or_read_but_never_crashes() -> None:
    with pytest.raises(BadInput):
        parse_marked(b"[" * 5000, "a.yaml")


def test_two_documents_are_refused() -> None:
    assert problems("a: 1\n---\nb: 2\n")[0].startswith("a.yaml:2: not valid YAML")
