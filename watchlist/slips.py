"""Words that are one slip of the finger away from a name: a letter too many, too few, another, or two changed about."""

from collections.abc import Iterator

from watchlist.fold import ARABIC, PAGE

SHORTEST = 6  # letters of a word in which a slip is forgiven
_REST = b" "  # stands for what is left open
_ARABIC = frozenset(code for code, letter in enumerate(PAGE) if letter in ARABIC)


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


def halves_of_name(name: bytes) -> Iterator[bytes]:
    """What a slip that spares the first letter, and in Arabic the last, leaves of a folded word: one half and that
    letter; or the word with the two letters changed about that part the halves."""
    half = len(name) // 2
    yield name[:half] + _REST + (name[-1:] if _is_arabic(name) else b"")
    yield name[:1] + _REST + name[half:]
    yield name[: half - 1] + name[half - 1 : half + 1][::-1] + name[half + 1 :]


def halves_of_text(word: bytes) -> tuple[bytes, ...]:
    """What a name is looked up by of which this folded word may be a slip: it has one of these in common with it."""
    if len(word) < SHORTEST - 1:
        return ()
    length, last = len(word), _REST + word[-1:] if _is_arabic(word) else _REST
    first, less, more = word[:1] + _REST, (length - 1) // 2, (length + 1) // 2
    return word, word[:less] + last, word[:more] + last, first + word[more:], first + word[more - 1 :]


def _is_arabic(word: bytes) -> bool:
    return word[0] in _ARABIC
