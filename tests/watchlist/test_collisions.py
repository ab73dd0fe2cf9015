"""Names that take each other's words."""

from pathlib import Path

import pytest

from tests.watchlist.lists import write
from watchlist.collisions import collisions
from watchlist.load import load_shipped, read_watchlist


def told(folder: Path, first: str, second: str, more: str = "") -> list[str]:
    """What is said of two entities, a and b, of these English names."""
    entities = "".join(
        f"  - id: {id}\n    name: {id}\n    names: {{en: [{names}]}}\n" for id, names in (("a", first), ("b", second))
    )
    return [
        str(one)
        for one in collisions(read_watchlist([write(folder, militia=f"type: militia\nentities:\n{entities}{more}")]))
    ]


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        ("Kata'ib Hezbollah", "Hezbollah", "“Kata'ib Hezbollah” (a) holds “Hezbollah”"),
        ("Al Nasr", "al-Nasr", "“Al Nasr” (a) is also a strong name of b"),
        ("Brigade of the Sun", "of the Sun People", "“Brigade of the Sun” (a) ends as “of the Sun People” begins"),
    ],
)
def test_a_name_that_takes_anothers_words_is_told(tmp_path: Path, first: str, second: str, what: str) -> None:
    said = told(tmp_path, first, second)
    assert any(one.startswith(what) for one in said)
    assert all("; relate " in one for one in said)


@pytest.mark.parametrize(
    ("second", "more"),
    [
        ("{text: Hezbollah, strength: weak}", ""),
        ("Hezbollah", "    relations: [{kind: competes with, entity: a}]\n"),
        ("Hezbollah", "    decoy: true\n"),
        ("Hezb", ""),
    ],
)
def test_what_is_weak_known_a_decoy_or_other_words_is_no_collision(tmp_path: Path, second: str, more: str) -> None:
    assert not told(tmp_path, "Kata'ib Hezbollah", second, more)


def test_names_may_share_the_place_that_both_belong_to(tmp_path: Path) -> None:
    relations = "[{kind: holds, entity: a}, {kind: holds, entity: b}]"
    town = f"  - {{id: c, name: c, names: {{en: [Sun City]}}, relations: {relations}}}\n"
    assert told(tmp_path / "1", "base in Sun City", "Sun City hospital")
    assert not told(tmp_path / "2", "base in Sun City", "Sun City hospital", town)


def test_no_shipped_name_is_or_holds_a_stranger_s_strong_name() -> None:
    assert [str(one) for one in collisions(load_shipped()) if one.kind != "runs into"] == []
