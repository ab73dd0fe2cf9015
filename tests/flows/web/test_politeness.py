"""One host gets few requests at a time, with pauses; the others do not wait for it."""

import asyncio

import pytest

from flows.fetch import Fetcher
from tests.flows.loopback import Loopback, Reply
from tests.flows.web.fetching import PUBLIC, Elsewhere, Names, fetcher, reason, with_fetcher


def test_a_host_gets_no_more_requests_at_a_time_than_allowed() -> None:
    with Loopback({f"/{n}": Reply(delay=0.03) for n in range(12)}) as server:

        async def all_at_once(opened: Fetcher) -> None:
            await asyncio.gather(*(opened.page(server.url(f"/{n}")) for n in range(12)))

        with_fetcher(fetcher(per_host=3), all_at_once)
        assert server.busiest == 3
        assert server.connections == 3


def test_all_hosts_together_get_no_more_than_allowed() -> None:
    with Loopback({"/": Reply(delay=0.03), "/robots.txt": Reply(delay=0.03)}) as server:
        names = Names({f"{n}.example": [PUBLIC] for n in range(12)})

        async def all_at_once(opened: Fetcher) -> None:
            await asyncio.gather(*(opened.page(f"http://{n}.example/") for n in range(12)))

        with_fetcher(fetcher(names=names, network=Elsewhere(server.port), concurrency=4), all_at_once)
        assert server.busiest == 4


@pytest.mark.parametrize(
    ("robots", "gap", "least"),
    [
        ("", 0.08, 0.08),
        ("User-agent: *\nCrawl-delay: 0.12", 0.0, 0.12),
        ("User-agent: *\nCrawl-delay: 0.01", 0.08, 0.08),
    ],
)
def test_between_two_requests_there_is_a_pause(robots: str, gap: float, least: float) -> None:
    with Loopback({"/robots.txt": Reply(body=robots.encode())}) as server:

        async def four(opened: Fetcher) -> None:
            await asyncio.gather(*(opened.page(server.url(f"/{n}")) for n in range(4)))

        with_fetcher(fetcher(gap_seconds=gap), four)
        times = [asked.at for asked in server.asked if asked.path != "/robots.txt"]
    assert times[-1] - times[0] > 3 * least * 0.9  # the first may have been held up on its way


def test_a_slow_host_holds_nobody_else_up() -> None:
    with Loopback({"slow.example/": Reply(delay=5), "quick.example/": Reply()}) as server:
        names = Names({"slow.example": [PUBLIC], "quick.example": [PUBLIC]})

        async def quick_beside_slow(opened: Fetcher) -> str:
            slow = [asyncio.create_task(opened.page("http://slow.example/")) for _ in range(30)]
            await asyncio.sleep(0.05)
            found = await asyncio.wait_for(opened.page("http://quick.example/"), 2)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
            return reason(found)

        made = fetcher(names=names, network=Elsewhere(server.port), per_host=2, concurrency=4)
        assert with_fetcher(made, quick_beside_slow) == ""


def test_who_gives_up_leaves_no_place_taken() -> None:
    with Loopback({"/slow": Reply(delay=5), "/": Reply()}) as server:

        async def give_up(opened: Fetcher) -> str:
            for _ in range(3):
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(opened.page(server.url("/slow")), 0.05)
            return reason(await asyncio.wait_for(opened.page(server.url()), 2))

        assert with_fetcher(fetcher(per_host=1, concurrency=1), give_up) == ""
