"""The steps of a flow, as whoever runs it wants them run."""

from collections.abc import Awaitable, Callable
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Stage(Protocol):
    """Runs one step of a flow under a name; may try it again and stop it when it takes too long."""

    def __call__(self, name: str, step: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]: ...


def plainly(name: str, step: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """A step as it is."""
    return step
