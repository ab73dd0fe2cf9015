"""Exact numbers part two pieces of news, but not from the same number told roughly."""

from datetime import UTC, datetime

import pytest

from flows.stories.facts import Facts
from flows.stories.tallies import numbers

NOW = datetime(2026, 8, 11, 5, 0, tzinfo=UTC)


def kinds(mine: tuple[int, ...], theirs: tuple[int, ...]) -> set[str]:
    one, other = (Facts("en", NOW, figures=told, numbers=frozenset(told)) for told in (mine, theirs))
    return {seen.kind for seen in numbers(one, other)}


@pytest.mark.parametrize("rounded", [(108_000, 109_000), (109_000,), (107_000, 109_000)])
def test_a_figure_told_roughly_is_no_other_figure(rounded: tuple[int, ...]) -> None:
    exact = 107_900 if rounded[0] == 107_000 else 108_700
    assert "other figure" not in kinds((exact, 126_400), rounded)


@pytest.mark.parametrize("other", [(146_500,), (146_500, 147_000), (151_000,)])
def test_another_exact_figure_or_one_too_far_is_another(other: tuple[int, ...]) -> None:
    assert kinds((147_200,), other) == {"other figure"}


def test_a_year_is_no_number_in_common() -> None:
    assert not kinds((2018,), (2018,))
    assert kinds((2218,), (2218,)) == {"number"}
