"""Whether one text is a copy of another: word for word, with another headline, cut off, or lightly edited.

Two pieces written from one template share as much as copies do. What tells them apart is what stands in the same place
of both: another hour, another town, another number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from flows.stories.facts import Facts
from flows.stories.sketch import runs

SHARED = 0.5  # of the runs of words of the shorter text: of unrelated news a third at most is shared
_FEWEST = 6  # runs: less is a formula
_LONGEST = 400  # words that are compared one by one
_LONGEST_SWAP = 6  # words: a longer one is another sentence


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts have in common."""

    shared: float  # of the runs of the shorter one that the other has too, in [0, 1]
    swapped: tuple[tuple[str, str], ...] = ()  # what stands in one where the other has something else


def likeness(words: Sequence[str], others: Sequence[str]) -> Likeness:
    """What two texts have in common, as folded words in their order; in full where enough is."""
    mine, theirs = runs(words), runs(others)
    fewer = min(len(mine), len(theirs))
    shared = len(mine & theirs) / fewer if fewer else 0.0
    if shared < SHARED or fewer < _FEWEST:
        return Likeness(shared if fewer >= _FEWEST else float(mine == theirs != set()))
    return Likeness(shared, tuple(_swapped(words[:_LONGEST], others[:_LONGEST])))


def _swapped(words: Sequence[str], others: Sequence[str]) -> list[tuple[str, str]]:
    """What was put in the place of what, between words that both have."""
    steps = SequenceMatcher(None, words, others, autojunk=False).get_opcodes()
    return [
        (" ".join(words[start:end]), " ".join(others[first:last]))
        for step, start, end, first, last in steps
        if step == "replace" and max(end - start, last - first) <= _LONGEST_SWAP
    ]


@dataclass(frozen=True, slots=True)
class Copied:
    """Whether a text is a copy of another."""

    same: bool
    shared: bool  # whether it shares enough with it to be one, or to be from the same template
    why: tuple[str, ...]


def judge_copy(words: Sequence[str], facts: Facts, others: Sequence[str], other: Facts | None) -> Copied:
    """Whether a text is a copy of another. `words`, `others`: folded, in their order."""
    like = likeness(words, others)
    if like.shared < SHARED:
        return Copied(False, False, ())
    differs = () if other is None else tuple(_different(facts, other, like.swapped))
    return Copied(not differs, True, (f"{like.shared:.0%} of the shorter text stands in the other", *differs))


def _different(one: Facts, other: Facts, swapped: Sequence[tuple[str, str]]) -> Iterator[str]:
    """What tells two pieces from one template apart."""
    if one.clocks and other.clocks and not one.clocks & other.clocks:
        yield "other times of day"
    if one.days and other.days and not one.days & other.days:
        yield "other days"
    mine, theirs = one.places & one.foremost, other.places & other.foremost
    if mine and theirs and not mine & theirs:
        yield "other places"
