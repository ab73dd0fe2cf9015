"""What a whole cycle costs, beside trafilatura alone over the same pages.

    python -m tests.bench.cycle [--pages DIR] [--articles 300] [--matching 0.2]

DIR holds news pages as *.html.gz; without it, pages of our own making with the median size of real ones. The articles
are new, on loopback, in ten feeds; another process serves them. CPU is that of the process and all it started. Started
once and shown apart: the imports, the watchlist, and the workers with all that they import. Both sides are measured in
fresh processes, after one another, best of a few rounds. Requests follow each other without the usual gap
([fetch] gap = "0s"), eight at a time: politeness costs time, and no CPU.
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
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

FEEDS = 10
SETTINGS = """
[watch]
budget = "10m"
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
              " that names a place")  # fmt: skip
        server = stack.enter_context(_child("serve", folder))
        stack.callback(server.terminate)
        address = _answer(server)
        print("                   CPU s   wall s  CPU/wall   ms CPU an article")
        reference = min((_measure("trafilatura", folder) for _ in range(options.rounds)), key=lambda row: row["cpu"])
        _show("trafilatura alone", reference, len(pages))
        cycles = [_measure("cycle", folder, json.dumps(address), str(round)) for round in range(options.rounds)]
        best = min(cycles, key=lambda row: row["cpu"])
        _show("the whole cycle", best, len(pages))
        print(f"  of which here      {best['self']:6.2f}, in workers {best['cpu'] - best['self']:.2f}")
        print(f"  started once, not counted: {best['load']:.2f} imports and watchlist, {best['start']:.2f} workers")
        print(f"  {best['stored']} stored, {best['matched']} with matches, {best['sent']} alerts sent,"
              f" {best['dropped']} dropped")  # fmt: skip
        print(f"ratio {best['cpu'] / reference['cpu']:.2f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.cycle")
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--matching", type=float, default=0.2, help="share of the articles that match, 0 to 1")
    parser.add_argument("--rounds", type=int, default=2)
    return parser.parse_args()


def _write_pages(folder: Path, options: argparse.Namespace) -> list[bytes]:
    from tests.bench.pages import make_pages, naming, read_pages

    bodies = read_pages(options.pages) if options.pages else make_pages(min(options.articles, 60))
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
    """Serve the pages, compressed as most sites do, ten feeds of them, and a receiver of alerts, until ended."""
    from flows.demo.receiver import Receiver
    from tests.flows.loopback import Loopback, Reply, gzipped

    html = {"Content-Type": "text/html; charset=utf-8"}
    files = sorted(folder.glob("*.html"))
    with Loopback() as site, Receiver() as desk:
        for path in files:
            site.replies[f"/{path.stem}"] = gzipped(path.read_bytes(), html)
        for feed in range(FEEDS):
            items = "".join(
                f"<item><title>Piece {path.stem}</title><link>{site.url(f'/{path.stem}')}</link></item>"
                for path in files[feed::FEEDS]
            )
            body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{feed}</title>{items}</channel></rss>'
            site.replies[f"/feed-{feed}"] = Reply(body=gzip.compress(body.encode()), headers={
                "Content-Type": "application/rss+xml", "Content-Encoding": "gzip"})  # fmt: skip
        print(json.dumps({"site": site.url(""), "desk": desk.apprise_url}), flush=True)
        sys.stdin.read()


def trafilatura(folder: Path) -> None:
    """Measure trafilatura alone."""
    from trafilatura import bare_extraction

    pages = [path.read_bytes() for path in sorted(folder.glob("*.html"))]
    bare_extraction(pages[0], url="http://127.0.0.1/0000", with_metadata=True)
    started, begun = _both(), time.perf_counter()
    for number, page in enumerate(pages):
        bare_extraction(page, url=f"http://127.0.0.1/{number:04}", with_metadata=True)
    _say(cpu=_both() - started, wall=time.perf_counter() - begun)


def cycle(folder: Path, address: Mapping[str, str], round: str) -> None:
    """Measure one cycle in a home of its own."""
    from flows.cycle import run_cycle
    from flows.home import Home
    from flows.means import gather, make_extractor

    home = Home(folder / f"home-{round}")
    home.prepare()
    home.settings.write_text(SETTINGS)
    (home.path / "desk.url").write_text(address["desk"])
    home.sources.write_text(_sources(address["site"]))
    means = gather(home, os.environ)
    means.matcher  # noqa: B018 - built when it is first wanted, once in a process
    loaded = _both()
    for _ in range(means.settings.extract.workers):
        with make_extractor(means.settings.extract) as extractor:
            extractor.extract([_small(address["site"])])  # a single page starts a single worker
    start = _cpu(resource.RUSAGE_CHILDREN)
    own, both, begun = _cpu(resource.RUSAGE_SELF), _both(), time.perf_counter()
    report = asyncio.run(run_cycle(means))
    assert report.delivered is not None
    _say(
        cpu=_both() - both - start, self=_cpu(resource.RUSAGE_SELF) - own, wall=time.perf_counter() - begun,
        load=loaded, start=start, stored=report.tally.stored, matched=len(report.tally.found),
        sent=report.delivered.sent, dropped=sum(report.tally.dropped.values()),
    )  # fmt: skip


def _small(site: str) -> Any:
    from flows.means import utc_now
    from watchlist.page import Page

    body = (
        b"<html lang='en'><body><article><p>" + b"A short text about the weather of the day. " * 9 + b"</p></article>"
    )
    return Page(site, site, 200, (("Content-Type", "text/html"),), body, body, utc_now())


def _sources(site: str) -> str:
    rows = [
        {"id": f"feed-{number}", "name": f"Feed {number}", "url": f"{site}/feed-{number}", "homepage": site,
         "language": "en", "country": "SY"}
        for number in range(FEEDS)
    ]  # fmt: skip
    return json.dumps({"sources": rows})


def _say(**figures: object) -> None:
    print(json.dumps(figures), flush=True)


def child(arguments: Sequence[str]) -> None:
    """Be one of the processes that are measured, or the site."""
    what, folder, *rest = arguments
    if what == "serve":
        serve(Path(folder))
    elif what == "trafilatura":
        trafilatura(Path(folder))
    else:
        cycle(Path(folder), json.loads(rest[0]), rest[1])


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in ("serve", "trafilatura", "cycle"):
        child(sys.argv[1:])
    else:
        main()
