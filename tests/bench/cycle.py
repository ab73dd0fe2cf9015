"""What a whole cycle costs, beside trafilatura alone over the same pages, and whether it grows from cycle to cycle.

    python -m tests.bench.cycle [--pages DIR] [--articles 1000] [--matching 0.2] [--cycles 1]

DIR holds news pages as *.html.gz; without it, pages of our own making with the median size of real ones. The articles
are new, over fifty hosts on loopback, a feed each; another process serves them. CPU is that of the process and all it
started. Started once and shown apart: the imports, the watchlist, and the workers with all that they import. Both sides
are measured in fresh processes, one after the other, best of a few rounds. Requests follow each other without the usual
gap ([fetch] gap = "0s"): politeness costs time, and no CPU.

With `--cycles 20`, as many cycles follow each other in one process, each with its own articles: the same pages under
new addresses, so that from the second on they are copies. The memory is that of the main process, after each.
"""

import argparse
import asyncio
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil

HOSTS = 50
SETTINGS = """
[watch]
budget = "30m"
source_every = "1ms"
[fetch]
allow_private = true
gap = "0s"
per_host = 8
[routes.desk]
channels = [{ name = "phone", url_file = "desk.url" }]
"""


def main() -> None:
    """Run all sides and print the table."""
    options = _options()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="landbridge-bench-")))
        pages = _write_pages(folder, options)
        sizes = sorted(len(page) for page in pages)
        print(f"{len(pages)} articles, median {sizes[len(sizes) // 2]:,} bytes, {options.matching:.0%} with a paragraph"
              f" that names a place, over {HOSTS} hosts")  # fmt: skip
        server = stack.enter_context(_child("serve", folder))
        stack.callback(server.terminate)
        address = _answer(server)
        if options.cycles > 1:
            _measure_memory(folder, address, options)
        else:
            _measure_cpu(folder, address, options)


def _measure_cpu(folder: Path, address: Mapping[str, Any], options: argparse.Namespace) -> None:
    print("                   CPU s   wall s  CPU/wall   ms CPU an article")
    rounds = range(options.rounds)
    reference = min((_measure("trafilatura", folder) for _ in rounds), key=lambda row: row["cpu"])
    _show("trafilatura alone", reference, options.articles)
    cycles = [_measure("cycle", folder, json.dumps(address), str(round), "1") for round in rounds]
    best = min(cycles, key=lambda row: row["cpu"])
    _show("the whole cycle", best, options.articles)
    print(f"  of which here      {best['self']:6.2f}, in workers {best['cpu'] - best['self']:.2f}")
    print(f"  started once, not counted: {best['load']:.2f} imports and watchlist, {best['start']:.2f} workers")
    print(f"  {best['stored']} stored, {best['matched']} with matches, {best['sent']} alerts sent,"
          f" {best['dropped']} dropped")  # fmt: skip
    print(f"  at most {best['peak']:.0f} MiB in the main process")
    print(f"ratio {best['cpu'] / reference['cpu']:.2f}")


def _measure_memory(folder: Path, address: Mapping[str, Any], options: argparse.Namespace) -> None:
    with _child("cycle", folder, json.dumps(address), "0", options.cycles) as child:
        held = []
        for number in range(options.cycles):
            said = _answer(child)
            held.append(said["held"])
            print(f"cycle {number + 1}: {said['stored']} stored, {said['cpu']:.2f} s CPU,"
                  f" {said['held']:.0f} MiB held, {said['peak']:.0f} at most")  # fmt: skip
    print(f"{held[-1] - held[len(held) // 4]:+.0f} MiB from cycle {len(held) // 4 + 1} to the last")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.cycle")
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--matching", type=float, default=0.2, help="share of the articles that match, 0 to 1")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--cycles", type=int, default=1)
    return parser.parse_args()


def _write_pages(folder: Path, options: argparse.Namespace) -> list[bytes]:
    from tests.bench.pages import make_pages, naming, read_pages

    bodies = read_pages(options.pages) if options.pages else make_pages(options.articles)
    pages = [bodies[number % len(bodies)] for number in range(options.articles)]
    wanted = round(options.matching * len(pages))
    step = len(pages) / wanted if wanted else 0
    for number in {int(turn * step) for turn in range(wanted)}:
        pages[number] = naming(pages[number])
    for number, page in enumerate(pages):
        (folder / f"{number:04}.html").write_bytes(page)
    return pages


def _show(name: str, row: Mapping[str, Any], articles: int) -> None:
    cpu, wall = row["cpu"], row["wall"]
    print(f"{name:18} {cpu:6.2f} {wall:8.2f} {cpu / wall:9.2f} {cpu / articles * 1000:12.1f}", flush=True)


def _child(*arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.bench.cycle", *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _answer(child: "subprocess.Popen[str]") -> dict[str, Any]:
    assert child.stdout is not None
    answer: dict[str, Any] = json.loads(child.stdout.readline())
    return answer


def _measure(*arguments: object) -> dict[str, Any]:
    with _child(*arguments) as child:
        return _answer(child)


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _both() -> float:
    return _cpu(resource.RUSAGE_SELF) + _cpu(resource.RUSAGE_CHILDREN)


def serve(folder: Path) -> None:
    """Serve the pages, compressed as most sites do, a feed on each host, and a receiver of alerts, until ended.

    The path of a feed, `/feed/N`, says how the addresses of its articles begin: `/N/`.
    """
    from flows.demo.receiver import Receiver
    from tests.flows.loopback import Asked, Loopback, Reply, gzipped

    html = {"Content-Type": "text/html; charset=utf-8"}
    files = sorted(folder.glob("*.html"))

    class Site(Loopback):
        def _reply(self, asked: Asked) -> Reply:
            return super()._reply(Asked(asked.method, "/" + asked.path.rpartition("/")[2], asked.headers))

    with ExitStack() as stack:
        sites = [stack.enter_context(Site(address=f"127.0.1.{number + 1}")) for number in range(HOSTS)]
        desk = stack.enter_context(Receiver())
        for number, site in enumerate(sites):
            shelf = files[number::HOSTS]
            for path in shelf:
                site.replies[f"/{path.stem}"] = gzipped(path.read_bytes(), html)
            site.replies["/feed"] = _feed(site.url, [path.stem for path in shelf])
        print(json.dumps({"sites": [site.url("") for site in sites], "desk": desk.apprise_url}), flush=True)
        sys.stdin.read()


def _feed(url: Callable[[str], str], names: Sequence[str]) -> Any:
    """Each time it is asked for, the same pages under new addresses."""
    from tests.flows.loopback import Asked, Reply

    times = iter(range(10**6))

    def answer(asked: Asked) -> Reply:
        turn = next(times)
        items = "".join(
            f"<item><title>Piece {name} of day {turn}</title><link>{url(f'/{turn}/{name}')}</link></item>"
            for name in names
        )
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
        headers = {"Content-Type": "application/rss+xml", "Content-Encoding": "gzip"}
        return Reply(body=gzip.compress(body.encode()), headers=headers)

    return answer


def trafilatura(folder: Path) -> None:
    """Measure trafilatura alone."""
    from trafilatura import bare_extraction

    pages = [path.read_bytes() for path in sorted(folder.glob("*.html"))]
    bare_extraction(pages[0], url="http://127.0.0.1/0000", with_metadata=True)
    started, begun = _both(), time.perf_counter()
    for number, page in enumerate(pages):
        bare_extraction(page, url=f"http://127.0.0.1/{number:04}", with_metadata=True)
    _say(cpu=_both() - started, wall=time.perf_counter() - begun)


def cycle(folder: Path, address: Mapping[str, Any], round: str, cycles: int) -> None:
    """Measure cycles in a home of its own."""
    from flows.cycle import run_cycle
    from flows.home import Home
    from flows.means import gather, make_extractor, utc_now

    home = Home(folder / f"home-{round}")
    home.prepare()
    home.settings.write_text(SETTINGS)
    (home.path / "desk.url").write_text(address["desk"])
    home.sources.write_text(_sources(address["sites"]))
    ahead = [timedelta(0)]
    means = gather(home, os.environ, lambda: utc_now() + ahead[0])
    means.matcher  # noqa: B018 - built when it is first wanted, once in a process
    loaded = _both()
    for _ in range(means.settings.extract.workers):
        with make_extractor(means.settings.extract) as extractor:
            extractor.extract([_small(address["sites"][0])])  # a single page starts a single worker
    start = _cpu(resource.RUSAGE_CHILDREN)
    for _ in range(cycles):
        own, both, begun = _cpu(resource.RUSAGE_SELF), _both(), time.perf_counter()
        report = asyncio.run(run_cycle(means))
        assert report.delivered is not None
        _say(
            cpu=_both() - both - start, self=_cpu(resource.RUSAGE_SELF) - own, wall=time.perf_counter() - begun,
            load=loaded, start=start, stored=report.tally.stored, matched=len(report.tally.found),
            sent=report.delivered.sent, dropped=sum(report.tally.dropped.values()),
            held=psutil.Process().memory_info().rss / 2**20,
            peak=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10,
        )  # fmt: skip
        del report
        ahead[0] += timedelta(hours=25)


def _small(site: str) -> Any:
    from flows.means import utc_now
    from watchlist.page import Page

    body = (
        b"<html lang='en'><body><article><p>" + b"A short text about the weather of the day. " * 9 + b"</p></article>"
    )
    return Page(site, site, 200, (("Content-Type", "text/html"),), body, body, utc_now())


def _sources(sites: Sequence[str]) -> str:
    rows = [
        {"id": f"feed-{number}", "name": f"Feed {number}", "url": f"{site}/feed", "homepage": site,
         "language": "en", "country": "SY"}
        for number, site in enumerate(sites)
    ]  # fmt: skip
    return json.dumps({"sources": rows})


def _say(**figures: object) -> None:
    print(json.dumps(figures), flush=True)


def child(arguments: Sequence[str]) -> None:
    """Be one of the processes that are measured, or the sites."""
    what, folder, *rest = arguments
    if what == "serve":
        serve(Path(folder))
    elif what == "trafilatura":
        trafilatura(Path(folder))
    else:
        cycle(Path(folder), json.loads(rest[0]), rest[1], int(rest[2]))


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in ("serve", "trafilatura", "cycle"):
        child(sys.argv[1:])
    else:
        main()
