"""What speaks for two articles telling one event, or against it, and what it is worth.

What a piece of evidence is worth was fitted by logistic regression (L2, towards what it was worth before; no evidence
against its sense) to the pairs of `tests/flows/families_blind.jsonl` and of the open half of
`tests/flows/families.jsonl`, and to pairs of articles of different families set within hours of each other; it was
then rounded. Set by hand, for want of examples: `other clock`, `other figure`, `funeral`, `roundup`, `unknown`,
`outlet`, `same outlet` and `never`.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

WORTH: Mapping[str, float] = MappingProxyType(
    {
        "place": 0.3, "places": 2.0, "elsewhere": -2.1, "other seat": -1.9, "begins elsewhere": -2.1,
        "other spot": -1.5, "vaguer": -1.5, "past place": -2.4, "other title": -1.3,
        "matter": 2.7, "scant": -3.0, "alike": 2.1, "lead": 1.4, "little lead": -2.0, "title": 1.4, "both titles": 0.5,
        "little title": -1.3, "aside": -0.4, "language": 0.7,
        "follows": -0.3, "funeral": -4.0, "roundup": -3.0, "opposite": -0.4, "other fate": -0.8, "other means": -0.5,
        "other means titled": -0.8, "again": -0.5,
        "others": 1.3, "other actors": -1.4, "name": 1.7, "unnamed": -1.1, "unknown": -1.0, "template": -5.8,
        "words": 8.4, "number": 3.0, "other figure": -4.0, "quantity": 0.7, "other toll": -1.9, "other quantity": -1.3,
        "other clock": -6.0, "other day": -0.5, "other part of day": -0.7, "apart": -1.5, "other time": -0.5,
        "hours": -0.08, "late": -3.6, "outlet": -1.5, "same outlet": -1.0, "never": -20.0,
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
