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
        "place": 0.1, "places": 2.8, "elsewhere": -2.1, "other seat": -1.7, "begins elsewhere": -2.3,
        "other spot": -1.6, "vaguer": -1.5, "past place": -2.7, "other title": -1.4,
        "matter": 3.4, "scant": -2.0, "alike": 0.8, "lead": 0.7, "little lead": -2.3, "title": 1.0, "both titles": 1.2,
        "little title": -1.2, "aside": -0.4, "language": 0.8,
        "follows": -0.3, "funeral": -4.0, "roundup": -3.0, "opposite": -0.4, "other fate": -0.8, "other means": -0.6,
        "other means titled": -0.8, "again": -0.4,
        "others": 1.8, "other actors": -1.7, "name": 1.7, "unnamed": -0.8, "unknown": -1.1, "template": -6.2,
        "words": 8.0, "number": 2.4, "other figure": -4.0, "quantity": 0.8, "other toll": -2.1, "other quantity": -0.7,
        "other clock": -6.0, "other day": -0.6, "other part of day": -0.8, "apart": -1.3, "other time": -0.4,
        "hours": -0.08, "late": -3.7, "outlet": -1.5, "same outlet": -1.0, "never": -20.0,
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
