"""What it costs to ask a thousand sources that have nothing new, and record it.

    python -m tests.bench.polling [--sources 1000] [--rounds 3]

Each source has a host of its own (an address of 127/8), all answered by another process. The first cycle reads the
feeds and each robots.txt; then cycles follow in which all answer 304, and the best counts. CPU is that of the cycle's
process alone. Allowed: 5 s of wall clock and 3 ms of CPU a source, on two cores.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

ALLOWED_SECONDS = 5.0
ALLOWED_MILLISECONDS = 3.0
SETTINGS = """
[fetch]
allow_private = true
[watch]
budget = "60s"
"""
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Ledger</title></channel></rss>"""
ANSWERS = {
    "/robots.txt": b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    "/feed": b'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: %d\r\n\r\n%s' % (len(FEED), FEED),
    "unchanged": b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n',
}


def main() -> None:
    """Measure and print; exit status 1 where it takes more than is allowed."""
    if sys.argv[1:] == ["serve"]:
        asyncio.run(serve())
        return
    parser = argparse.ArgumentParser(prog="python -m tests.bench.polling")
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="landbridge-bench-")))
        command = [sys.executable, "-m", "tests.bench.polling", "serve"]
        server = stack.enter_context(
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
        stack.callback(server.terminate)
        assert server.stdout is not None
        port = int(server.stdout.readline())
        cycles(folder, port, asked)


def cycles(folder: Path, port: int, asked: argparse.Namespace) -> None:
    """Run the cycles in a home of their own."""
    from flows.cycle import run_cycle
    from flows.home import Home
    from flows.means import gather

    home, clock = Home(folder), [datetime.now(UTC)]
    home.settings.write_text(SETTINGS)
    home.sources.write_text(json.dumps({"sources": sources(asked.sources, port)}))
    means = gather(home, os.environ, lambda: clock[0])
    best = (float("inf"), float("inf"))
    print(f"{asked.sources} sources      wall s   CPU ms a source")
    for number in range(asked.rounds + 1):
        began, spent = time.perf_counter(), time.process_time()
        report = asyncio.run(run_cycle(means))
        wall, cpu = time.perf_counter() - began, (time.process_time() - spent) / asked.sources * 1000
        came = {poll.outcome for poll in report.polled}
        assert len(report.polled) == asked.sources
        assert came == ({"not modified"} if number else {"listed"}), came
        print(f"{'first reading' if not number else 'all 304':14} {wall:9.2f} {cpu:17.2f}", flush=True)
        if number:
            best = min(best, (wall, cpu))
        clock[0] += timedelta(hours=2)
    if best[0] > ALLOWED_SECONDS or best[1] > ALLOWED_MILLISECONDS:
        raise SystemExit(1)


def sources(count: int, port: int) -> list[dict[str, str]]:
    """So many sources, each on an address of its own."""
    return [
        {"id": f"s{n}", "name": f"Source {n}", "url": f"http://127.1.{n // 250}.{n % 250 + 1}:{port}/feed",
         "language": "en"}
        for n in range(count)
    ]  # fmt: skip


async def serve() -> None:
    """Answer on all of loopback until ended."""

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"):
                path = head.split(" ")[1]
                writer.write(ANSWERS["unchanged" if "if-none-match" in head.lower() else path])
        except (EOFError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(connection, "0.0.0.0", 0, backlog=1024)  # of 127/8, all
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    main()
