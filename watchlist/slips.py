"""Words that are one slip of the finger away from a name: a letter too many, too few, another, or two changed about."""

from collections.abc import Iterator


def is_one_slip(word: str, other: str) -> bool:
    """Whether one insertion, deletion, substitution or transposition of neighbours turns one word into the other."""
    if word == other or abs(len(word) - len(other)) > 1:
        return False
    at = next((at for at, (mine, theirs) in enumerate(zip(word, other, strict=False)) if mine != theirs), None)
    if at is None:
        return True
    mine, theirs = word[at:], other[at:]
    return (
        mine[1:] == theirs
        or mine == theirs[1:]
        or mine[1:] == theirs[1:]
        or (mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:])
    )


def shortened(word: str) -> Iterator[str]:
    """The word and every form of it that lacks one letter, the first apart: two words that are one slip apart, and
    begin alike, have one of these in common."""
    yield word
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
