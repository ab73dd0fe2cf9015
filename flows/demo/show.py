"""The demonstration itself: a home like any other, whose sources and channel happen to be on loopback.

Everything is real but the news: HTTP, extraction, the watchlist, SQLite, evidence and Apprise.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

import yaml

from flows.cycle import run_cycle
from flows.demo.receiver import Message, Receiver
from flows.demo.site import Site
from flows.home import Home
from flows.means import Means, gather, utc_now
from flows.report import Report, as_text
from flows.terminal import harmless
from watchlist.source import Source

SETTINGS = """\
# The home of the demonstration. Its sources are gone when the demonstration ends; what was found stays.

[watch]
source_every = "1s"          # so that the second cycle asks again at once
failures_before_alarm = 1    # so that the operators hear of the broken source at once

[fetch]
allow_private = true         # the news site is on loopback
gap = "0s"

[extract]
timeout = "2s"               # one page is made to hang

[routes.desk]
channels = [{ name = "phone", url_file = "secrets/desk.url" }]

[routes.operators]
channels = [{ name = "phone", url_file = "secrets/operators.url" }]
"""
SHOWN = 3  # messages printed whole


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demonstration came to."""

    first: Report
    second: Report
    desk: Sequence[Message]  # what the readers received
    operators: Sequence[Message]  # what the operators received


def show(home: Home, say: Callable[[str], None], program: str) -> Shown:
    """Run two cycles against the site and say what came of them. `program` is how the command is called."""
    with Site(utc_now()) as site, Receiver() as desk, Receiver() as operators:
        sources = site.sources()
        write_home(home, sources, desk.apprise_url, operators.apprise_url)
        means = gather(home, os.environ)
        say(_introduction(means, site))
        first = asyncio.run(run_cycle(means))
        say(as_text(first, means.watchlist, _names(means)))
        say(_received(desk.messages, operators.messages))
        before = len(desk.messages)
        second = asyncio.run(run_cycle(means))
        say("Once more, to see that nothing repeats\n")
        say(as_text(second, means.watchlist, _names(means)))
        say(f"\nAlerts received in the second cycle: {len(desk.messages) - before}")
        say(_farewell(home, program))
        return Shown(first, second, desk.messages, operators.messages)


def write_home(home: Home, sources: Sequence[Source], desk: str, operators: str) -> None:
    """Write the settings, sources and secrets of the demonstration, as an operator would."""
    home.prepare()
    home.settings.write_text(SETTINGS, encoding="utf-8")
    rows = [
        {"id": source.id, "name": source.name, "url": source.url, "homepage": source.homepage,
         "language": source.language, "country": source.country, "owner": source.owner}
        for source in sources
    ]  # fmt: skip
    home.sources.write_text(yaml.safe_dump({"sources": rows}, allow_unicode=True, sort_keys=False), encoding="utf-8")
    secrets = home.path / "secrets"
    secrets.mkdir(mode=0o700, exist_ok=True)
    (secrets / "desk.url").write_text(desk, encoding="utf-8")
    (secrets / "operators.url").write_text(operators, encoding="utf-8")


def program_name() -> str:
    """How the person who reads this called us, so that what we print can be typed."""
    called = Path(sys.argv[0])
    if not called.is_absolute() and called.parent == Path("."):
        return called.name
    try:
        return str(called.relative_to(Path.cwd()))
    except ValueError:
        return str(called)


def _introduction(means: Means, site: Site) -> str:
    entities = sum(not entity.decoy for entity in means.watchlist.entities)
    return (
        f"A small news site of our own stands at {site.url}: {len(means.sources)} sources with\n"
        f"{len(site.printed)} articles in English, Arabic and Persian, all invented, among them look-alikes, copies,\n"
        "a broken feed, a dead link, a page without text and one that never ends.\n"
        f"Landbridge now watches it for {entities} entities.\n"
    )


def _received(desk: Sequence[Message], operators: Sequence[Message]) -> str:
    lines = [f"\nReceived on the readers' channel: {len(desk)} alerts. The first {min(SHOWN, len(desk))}:\n"]
    lines += [_message(message) for message in desk[:SHOWN]]
    lines.append(f"Received on the operators' channel: {len(operators)}\n")
    lines += [_message(message) for message in operators]
    return "\n".join(lines)


def _message(message: Message) -> str:
    return indent(harmless(f"{message.title}\n{message.body}").rstrip(), "  │ ", lambda line: True) + "\n"


def _farewell(home: Home, program: str) -> str:
    return (
        f"\nEverything it found is kept in {home.path}. Look at it in the browser:\n\n"
        f"    {program} --home {home.path} review\n"
    )


def _names(means: Means) -> dict[str, str]:
    return {source.id: source.name for source in means.sources}
