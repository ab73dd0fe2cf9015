"""Turns: how many requests run at a time, to one host and in all, and how long one waits for the next."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Hands out turns to ask a host. Who waits for one host takes no room from the others."""

    def __init__(self, per_host: int, at_once: int) -> None:
        self._per_host = per_host
        self._at_once = asyncio.Semaphore(at_once)
        self._queues: dict[str, _Queue] = {}

    @asynccontextmanager
    async def turn(self, host: str, gap: float) -> AsyncIterator[None]:
        """Wait for a turn to ask the host, and hold it; the next one begins at least `gap` seconds after this one."""
        queue = self._queues.setdefault(host, _Queue(self._per_host))
        async with queue.places:
            await queue.pause(gap)
            async with self._at_once:
                yield


class _Queue:
    """Those who want to ask one host."""

    def __init__(self, places: int) -> None:
        self.places = asyncio.Semaphore(places)
        self._next = 0.0  # on the loop's clock: when the next request may begin

    async def pause(self, gap: float) -> None:
        now = asyncio.get_running_loop().time()
        start = max(now, self._next)
        self._next = start + gap
        if start > now:
            await asyncio.sleep(start - now)
