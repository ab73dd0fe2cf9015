"""Whether two articles say the same numbers."""

from collections.abc import Iterable, Iterator
from math import fsum

from flows.stories.evidence import Evidence
from flows.stories.facts import Facts
from flows.stories.matter import FATES
from flows.stories.numerals import YEARS

MOST_NUMBERS, MOST_COUNTED = 1.0, 3.0
_NUMBERS = ((100, 1.6), (20, 1.0), (10, 0.6), (4, 0.35))  # what a number counts from which size on
_ROUND = 0.2  # what a number of one digit and zeros counts: many articles have these
_TEN = 10
_QUANTITIES = ((20, 1.5), (5, 1.0), (3, 0.7), (2, 0.5))  # what a quantity counts from which number on
_MOST = 2
_SPANS = frozenset({"day", "hour", "week", "month", "year"})  # of which an article tells many


def numbers(one: Facts, other: Facts) -> Iterator[Evidence]:
    """The numbers and counts that both say. A year is none: what happened before, all tell."""
    if _other_figure(one.figures, other.figures):
        yield Evidence("other figure", 1.0, "one says {}, the other {}", ({one.figures[0]}, {other.figures[0]}))
        return
    if shared := {number for number in one.numbers & other.numbers if number not in YEARS}:
        told = fsum(_ROUND if _is_round(number) else _told(number, _NUMBERS) for number in shared)
        yield Evidence("number", min(told, MOST_NUMBERS), "both say {}", (shared,))
    if both := one.quantities & other.quantities:
        told = fsum(_told(number, _QUANTITIES) for _, number in both)
        yield Evidence("quantity", min(told, MOST_COUNTED), "both count {}", ({f"{what} {n}" for what, n in both},))
    apart = {what for what, _ in one.quantities} & {what for what, _ in other.quantities} - {what for what, _ in both}
    if tolls := apart & FATES:
        yield Evidence("other toll", min(len(tolls), _MOST), "they count {} otherwise", (tolls,))
    if counts := apart - FATES - _SPANS:
        yield Evidence("other quantity", min(len(counts), _MOST), "they count {} otherwise", (counts,))


def _other_figure(mine: tuple[int, ...], theirs: tuple[int, ...]) -> bool:
    """Whether the exact numbers that they begin with are two, and neither is the other told roughly."""
    if not mine or not theirs or mine[0] == theirs[0]:
        return False
    return not (_is_told_roughly(mine[0], theirs) or _is_told_roughly(theirs[0], mine))


def _is_told_roughly(figure: int, others: tuple[int, ...]) -> bool:
    """Whether an article that has round numbers alone, of that size, has this one among them: 108,000 for 108,700."""
    sized = [other for other in others if len(str(other)) == len(str(figure))]
    return all(_unit(other) > _unit(figure) for other in sized) and any(
        abs(other - figure) < _unit(other) for other in sized
    )


def _unit(number: int) -> int:
    """The place of the last digit that is no zero: 1,000 of 108,000."""
    digits = str(number)
    return int("1" + "0" * (len(digits) - len(digits.rstrip("0"))))


def _is_round(number: int) -> bool:
    return number >= _TEN and len(str(number).rstrip("0")) == 1


def _told(number: int, sizes: Iterable[tuple[int, float]]) -> float:
    return next((amount for size, amount in sizes if number >= size), 0.0)
