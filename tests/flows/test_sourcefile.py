"""sources.yaml is written into without losing what a person wrote."""

import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flows.sourcefile import change_sources, with_moved, with_sources
from flows.sources import load_sources, parse_sources, source_template
from tests.flows.kinds.written import source
from watchlist.errors import BadInput

NEW = replace(source(), id="new-one", name='Quote " and: # colon', url="https://new.example/feed?a=1&b=2")
OWN = """# mine
include_shipped: false  # none of it
sources:
  # the first
  - url: https://one.example/feed   # its feed
    name: One

  - {id: two, url: 'https://two.example/feed'}
# after all
other: []
"""


def ids(text: str) -> list[str]:
    return [one.id for one in parse_sources(text.encode(), Path("sources.yaml"))]


@pytest.mark.parametrize(
    "text",
    [
        "sources:\n  - url: https://one.example/feed\n",
        "sources:\n- url: https://one.example/feed",
        "sources:\n    - url: https://one.example/feed # why\n\n\n# end\n",
        "sources: [{url: 'https://one.example/feed'}] # flow\ninclude_shipped: false\n",
        "sources:\n  - url: https://one.example/feed\n    owner:\ninclude_shipped: false\n",
        "sources:\n  - url: https://one.example/feed\n    owner: |\n      of two\n      lines\n",
    ],
)
def test_a_source_comes_after_those_that_are_there(text: str) -> None:
    changed = with_sources(text, [NEW])
    assert ids(changed) == ["one-example", "new-one"]
    assert all(line in changed for line in text.splitlines() if line.startswith("#"))


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "sources:\n", "sources: [] # none\n", "sources: ~\n", "include_shipped: false"]
)
def test_a_list_begins_where_there_was_none(text: str) -> None:
    assert ids(with_sources(text, [NEW, replace(NEW, id="b", url="https://b.example/")])) == ["new-one", "b"]


def test_the_template_keeps_its_comments() -> None:
    changed = with_sources(source_template(), [NEW])
    assert [line for line in source_template().splitlines() if line not in changed.splitlines()] == ["sources: []"]


def test_everything_about_a_source_survives(tmp_path: Path) -> None:
    whole = replace(
        NEW, country="NO", owner="a\u200cb ← “x”", every=timedelta(minutes=3), content="feed", active=False, guess=True
    )
    (tmp_path / "sources.yaml").write_text(with_sources("", [whole]))
    assert load_sources(tmp_path / "sources.yaml") == (whole,)


def test_comments_and_order_stay_when_an_address_changes(tmp_path: Path) -> None:
    text = OWN.replace("other: []\n", "")
    moved = {"one": "https://one.example/new", "two": "https://two.example/new"}
    changed = with_moved(text, tmp_path / "sources.yaml", moved)
    expected = text.replace("https://one.example/feed", '"https://one.example/new"')
    assert changed == expected.replace("'https://two.example/feed'", '"https://two.example/new"')


def test_a_shipped_source_that_moved_is_written_beside_ones_own(tmp_path: Path) -> None:
    shipped = load_sources(None)[0]
    changed = with_moved("include_shipped: true\n", tmp_path / "s.yaml", {shipped.id: "https://moved.example/feed"})
    first, *rest = parse_sources(changed.encode(), tmp_path / "s.yaml")
    assert first == replace(shipped, url="https://moved.example/feed")
    assert shipped.id not in [one.id for one in rest]


def test_a_file_that_would_not_be_sound_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text("sources:\n  - url: https://one.example/feed\n")
    with pytest.raises(BadInput, match="already that of line"):
        change_sources(path, lambda text: with_sources(text, [replace(NEW, url="https://one.example/feed")]))
    assert path.read_text() == "sources:\n  - url: https://one.example/feed\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_with_mistakes_is_named_before_anything_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(OWN)
    with pytest.raises(BadInput, match=r"sources\.yaml:10: unknown key “other”"):
        change_sources(path, lambda text: pytest.fail("asked"))


def test_the_rights_of_the_file_stay_and_a_link_to_it_too(tmp_path: Path) -> None:
    real, path = tmp_path / "real.yaml", tmp_path / "sources.yaml"
    real.write_text("\ufeffsources:\n", encoding="utf-8")
    real.chmod(0o600)
    path.symlink_to(real)
    change_sources(path, lambda text: with_sources(text, [NEW]))
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
    assert path.is_symlink()
    assert [one.id for one in load_sources(path)] == ["new-one"]
