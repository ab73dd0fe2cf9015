"""How far a long pass has come, where a person is looking."""

import sys
from types import TracebackType

import click


class Progress:
    """One line on the terminal that is written over again, and gone at the end; nothing where there is no terminal."""

    def __init__(self) -> None:
        self._seen = sys.stderr.isatty()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._seen:
            click.echo("\r\033[K", err=True, nl=False)

    def show(self, done: int, total: int | None = None) -> None:
        """So many articles are done, of so many in all where that is known."""
        if self._seen:
            of = f" of {total:,}" if total is not None else ""
            click.echo(f"\r\033[K… {done:,}{of} articles", err=True, nl=False)

    def wait(self) -> None:
        """A cycle is on, and is waited for."""
        if self._seen:
            click.echo("\r… waiting for the cycle that is on", err=True, nl=False)
