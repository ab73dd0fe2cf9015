"""What speaks for two articles telling one event, or against it, and what it is worth.

What a piece of evidence is worth was fitted by logistic regression (L2, towards what it was worth before; no evidence
against its sense) to the pairs of the open half of `tests/flows/families.jsonl`, to pairs of articles of different
families set within hours of each other, and to pairs of one event of which the second was moved to another town or to
the next day; it was then rounded. Set by hand, for want of examples: `scant`, `number`, `quantity`, `opposite`, `other
clock`, `other figure`, `funeral`, `roundup`, `unknown`, `outlet`, `same outlet` and `never`.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

WORTH: Mapping[str, float] = MappingProxyType(
    {
        "place": 0.2, "places": 1.9, "elsewhere": -3.2, "other seat": -2.3, "begins elsewhere": -2.9,
        "other spot": -2.8, "vaguer": -0.9, "past place": -2.0, "other title": -1.6,
        "matter": 1.3, "scant": -3.0, "alike": 0.9, "lead": 0.4, "little lead": -2.1, "title": 0.9, "both titles": 0.3,
        "little title": -1.4, "aside": -0.5, "language": 0.5,
        "follows": -0.3, "funeral": -4.0, "roundup": -3.0, "opposite": -0.4, "other fate": -0.7, "other means": -0.5,
        "other means titled": -0.9, "again": -0.5,
        "others": 1.3, "other actors": -1.3, "name": 1.2, "unnamed": -1.0, "unknown": -1.0, "template": -5.0,
        "words": 6.2, "number": 3.0, "other figure": -4.0, "quantity": 0.4, "other toll": -1.1, "other quantity": -0.5,
        "other clock": -6.0, "other day": -0.6, "other part of day": -0.5, "apart": -1.4, "other time": -0.3,
        "hours": -0.09, "late": -5.4, "outlet": -1.5, "same outlet": -1.0, "never": -20.0,
    }
)  # fmt: skip


class Evidence(NamedTuple):
    """One thing in which two articles agree or not."""

    kind: str  # of WORTH
    amount: float
    what: str  # for people, with places for what it is about
    about: tuple[Iterable[object], ...] = ()

    @property
    def worth(self) -> float:
        """How many points it is worth."""
        return WORTH[self.kind] * self.amount

    def __str__(self) -> str:
        listed = (", ".join(map(_written, sorted(one))) for one in self.about)  # type: ignore[type-var]
        return f"{self.what.format(*listed)} ({self.worth:+.1f})"


def _written(what: object) -> str:
    return f"{what:,}" if isinstance(what, int) else str(what)
