"""A value in a YAML file that knows where it stands, so that a mistake in it can be pointed at."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from watchlist.marks import Marked, Plain


class Problems:
    """Mistakes in files, each with its place, in the order of files and lines."""

    def __init__(self) -> None:
        self._found: set[tuple[str, int, str]] = set()

    def __bool__(self) -> bool:
        return bool(self._found)

    def say(self, file: str, line: int, what: str) -> None:
        """Note one mistake: what is wrong, and after a semicolon the remedy."""
        self._found.add((file, line, f"{file}:{line}: {what}"))

    def take(self, file: str, lines: Iterable[str]) -> None:
        """Note mistakes of a file that come with their place, as `file:line: what`."""
        for line in lines:
            number = line.removeprefix(f"{file}:").partition(":")[0]
            self._found.add((file, int(number) if number.isdigit() else 1, line))

    def lines(self) -> list[str]:
        """Every mistake, one line each."""
        return [line for _, _, line in sorted(self._found)]


class Place(NamedTuple):
    """A value, where it stands, and where its mistakes are noted."""

    value: Plain
    file: str  # its name in messages
    document: Marked
    path: tuple[str | int, ...]
    problems: Problems

    @property
    def line(self) -> int:
        return self.document.line(self.path)

    def wrong(self, what: str) -> None:
        """Note a mistake here."""
        self.problems.say(self.file, self.line, what)

    def at(self, *path: str | int) -> "Place":
        """The value at that path below this one; None as value where there is none."""
        value = self.value
        for step in path:
            if isinstance(value, dict) and isinstance(step, str):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int):
                value = value[step]
            else:
                value = None
        return Place(value, self.file, self.document, (*self.path, *path), self.problems)

    def but(self, key: str) -> "Place":
        """This mapping without one of its keys."""
        value = self.value
        rest = {one: held for one, held in value.items() if one != key} if isinstance(value, dict) else value
        return Place(rest, self.file, self.document, self.path, self.problems)

    def has(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def mapping(self, keys: Collection[str], what: str) -> bool:
        """Whether this is a mapping; every key that is not one of `keys` is noted."""
        if not isinstance(self.value, dict):
            self.wrong(f"{what} is not a mapping; its keys are {', '.join(keys)}")
            return False
        for key in self.value.keys() - set(keys):
            self.at(key).wrong(f"unknown key “{key}”; {what} may have {', '.join(keys)}")
        return True

    def entries(self, what: str) -> Iterator["Place"]:
        """The values of a list; nothing where the key is left out."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Place(value, self.file, self.document, (*self.path, index), self.problems)
        elif self.value is not None:
            self.wrong(f"{what} is not a list; write [one, another]")

    def languages(self, what: str) -> Iterator[tuple[str, "Place"]]:
        """The values of a mapping by language; nothing where the key is left out."""
        if isinstance(self.value, dict):
            for code in self.value:
                if 2 <= len(code) <= 3 and code.isascii() and code.isalpha() and code.islower():
                    yield code, self.at(code)
                else:
                    self.at(code).wrong(f"“{code}” is no language code; write en, ar, fa, fr, tr, he, ku or ckb")
        elif self.value is not None:
            self.wrong(f"{what} is not a mapping; write `en: [one, another]`")

    def text(self, what: str) -> str | None:
        """A text with a letter in it, stripped; None and a note where it is none."""
        if isinstance(self.value, str) and self.value.strip():
            return self.value.strip()
        if isinstance(self.value, (int, float)):
            self.wrong(f"{what} is a number; put it in quotes")
        else:
            self.wrong(f"{what} is not a text; write one or leave it out")
        return None

    def choice(self, choices: Collection[str], what: str) -> str | None:
        """One of these texts; None and a note where it is none of them."""
        if isinstance(self.value, str) and self.value in choices:
            return self.value
        self.wrong(f"unknown {what} “{self.value}”; one of {', '.join(choices)}")
        return None

    def number(self, low: float, high: float, what: str) -> float | None:
        """A number within bounds; None and a note where it is none."""
        if isinstance(self.value, (int, float)) and not isinstance(self.value, bool) and low <= self.value <= high:
            return float(self.value)
        self.wrong(f"{what} “{self.value}” is not a number from {low:g} to {high:g}; correct it")
        return None

    def day(self, what: str) -> date | None:
        """A date written YYYY-MM-DD; None and a note where it is none."""
        try:
            return date.fromisoformat(self.value if isinstance(self.value, str) else "")
        except ValueError:
            self.wrong(f"{what} “{self.value}” is not a date; write it as 2014-07-01")
            return None

    def truth(self, what: str) -> bool:
        """true or false; false where it is left out, and with a note where it is neither."""
        if self.value is not None and not isinstance(self.value, bool):
            self.wrong(f"{what} “{self.value}” is neither true nor false; write one of them")
        return self.value is True
