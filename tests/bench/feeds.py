"""How completely and how fast feeds are read, beside each of the two parsers alone.

    python -m tests.bench.feeds FOLDER

FOLDER holds feeds in every state of repair (any depth; for instance feedparser's own test files). An entry counts as
found where the reader lists it or says why it was left out; feedparser's entries are the measure. Exit status 1 where
fewer than 99% are found, something crashes, or fifty sound entries take longer to parse than half a millisecond. The
parsers alone leave HTML in titles and summaries; what cleaning it costs is shown on a line of its own.
"""

import io
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import fastfeedparser
import feedparser

from flows.discover import discover
from flows.kinds.feed import _read_fast
from watchlist.page import Failed, Page
from watchlist.source import Source

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SOURCE = Source("bench", "Bench", "feed", "https://news.example/feed.xml", "", "en", "")
SHARE = 0.99  # of feedparser's entries that must be found
MILLISECONDS = 0.5  # that fifty sound entries may take

Reader = Callable[[bytes], int]  # a body → how many entries it has


def ours(body: bytes) -> int:
    listing = discover(Page(SOURCE.url, SOURCE.url, 200, (), body, body, NOW), SOURCE)
    return 0 if isinstance(listing, Failed) else len(listing.links) + sum(count for _, count in listing.drops)


def parsed(body: bytes) -> int:
    """What ours does before it cleans: decides, checks and parses."""
    feed = _read_fast(body)
    return len(feed.entries) if feed else 0


def tolerant(body: bytes) -> int:
    return len(feedparser.parse(io.BytesIO(body)).entries)


def fast(body: bytes) -> int:
    return len(fastfeedparser.parse(body)["entries"])


def sound(entries: int = 50) -> bytes:
    """A feed of news items of ordinary length with nothing wrong about it."""
    words = "The convoy was seen on the road between the two towns before dawn, residents and a local official said. "
    items = "".join(
        f"<item><title>News item number {n}</title><link>https://news.example/2026/11/{n}</link>"
        f'<guid isPermaLink="false">{n}</guid><dc:creator>Desk</dc:creator><category>Syria</category>'
        f"<pubDate>Mon, 02 Nov 2026 {n % 24:02}:15:00 +0300</pubDate>"
        f"<description><![CDATA[<p>{words * 3}</p><p>More &amp; more.</p>]]></description></item>"
        for n in range(entries)
    )
    opening = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    return f"{opening}<channel><title>Example</title><link>https://news.example/</link>{items}</channel></rss>".encode()


def milliseconds(reader: Reader, body: bytes, rounds: int) -> float:
    """The best of several rounds of CPU time: what the work costs when nothing disturbs it."""
    reader(body)
    times: list[float] = []
    for _ in range(rounds):
        started = time.process_time()
        reader(body)
        times.append(time.process_time() - started)
    return min(times) * 1000


def counted(reader: Reader, bodies: list[bytes]) -> tuple[list[int], int, float]:
    """Entries of each body, how many bodies it crashed on, and the seconds of the slowest."""
    counts, crashes, slowest = [], 0, 0.0
    for body in bodies:
        started = time.perf_counter()
        try:
            counts.append(reader(body))
        except Exception:  # what a parser raises over a stranger's bytes is what is counted here
            counts.append(0)
            crashes += 1
        slowest = max(slowest, time.perf_counter() - started)
    return counts, crashes, slowest


def rows(bodies: list[bytes]) -> Iterator[tuple[str, int, float, int, float, float]]:
    """For each reader: name, entries found, share of feedparser's, crashes, slowest feed in ms, ms for 50 entries."""
    measure, _, _ = counted(tolerant, bodies)
    for name, reader, timed, rounds in (
        ("landbridge", ours, parsed, 200),
        ("feedparser", tolerant, tolerant, 10),
        ("fastfeedparser", fast, fast, 200),
    ):
        counts, crashes, slowest = counted(reader, bodies)
        found = sum(min(count, entries) for count, entries in zip(counts, measure, strict=True))
        yield name, found, found / sum(measure), crashes, slowest * 1000, milliseconds(timed, sound(), rounds)


def main(folder: Path) -> int:
    bodies = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    print(f"{len(bodies):,} files")
    print(f"{'':16}{'entries':>9}{'share':>9}{'crashes':>9}{'slowest':>12}{'50 sound':>12}")
    table = list(rows(bodies))
    for name, found, share, crashes, slowest, fifty in table:
        print(f"{name:16}{found:>9,}{share:>9.1%}{crashes:>9}{slowest:>9.1f} ms{fifty:>9.2f} ms")
    print(f"landbridge, cleaned and made into links: {milliseconds(ours, sound(), 200):.2f} ms for 50 sound entries")
    _, _, share, crashes, _, fifty = table[0]
    return 0 if share >= SHARE and not crashes and fifty <= MILLISECONDS else 1


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: python -m tests.bench.feeds FOLDER")
    sys.exit(main(Path(sys.argv[1])))
