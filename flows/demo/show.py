"""The demonstration itself: a home like any other, whose sources and channel happen to be on loopback.

Everything is real but the news: HTTP, extraction, the watchlist, SQLite, evidence and Apprise.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from textwrap import indent

import yaml

from flows.cycle import run_cycle, run_delivery
from flows.demo.receiver import Message, Receiver
from flows.demo.site import Site
from flows.home import Home
from flows.means import Means, gather, utc_now
from flows.report import Report, as_text
from flows.terminal import harmless
from storage.database import read_database
from storage.stories import newest_stories
from watchlist.source import Source

SETTINGS = """\
# The home of the demonstration. Its sources are gone when the demonstration ends; what was found stays.

[watch]
source_every = "1s"          # so that the next cycle asks again at once
fastest = "1s"
slowest = "1s"
failures_before_alarm = 1    # so that the operators hear of the broken source at once

[fetch]
allow_private = true         # the news site is on loopback
gap = "0s"

[extract]
timeout = "2s"               # one page is made to hang

[routes.desk]
channels = [{ name = "phone", url_file = "secrets/desk.url" }]

[routes.night]               # a person who sleeps: what comes in quiet hours is held, and told after them
types = ["crossing"]
quiet_hours = "@quiet@"
channels = [{ name = "phone", url_file = "secrets/night.url" }]

[routes.operators]
channels = [{ name = "phone", url_file = "secrets/operators.url" }]
"""
SHOWN = 2  # messages printed whole
NEWS = "heri-crossing-shut"  # published later, with a new fact about a story that was told
NIGHT = timedelta(hours=1)  # of quiet before and after the demonstration


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demonstration came to."""

    first: Report
    second: Report
    third: Report
    desk: Sequence[Message]  # what the readers received
    night: Sequence[Message]  # what the sleeper received, after the quiet hours
    operators: Sequence[Message]  # what the operators received


def show(home: Home, say: Callable[[str], None], program: str) -> Shown:
    """Run three cycles against the site and say what came of them. `program` is how the command is called."""
    with Site(utc_now()) as site, Receiver() as desk, Receiver() as night, Receiver() as operators:
        secrets = {"desk": desk.apprise_url, "night": night.apprise_url, "operators": operators.apprise_url}
        write_home(home, site.sources(), secrets, utc_now())
        means = gather(home, os.environ)
        say(_introduction(means, site))
        first = asyncio.run(run_cycle(means))
        say(as_text(first, means.watchlist, _names(means)))
        say(_received(desk.messages, operators.messages))
        say(_told_once(home, desk.messages))
        second = _again(means, desk, say)
        third = _news(means, site, desk, say)
        _morning(means, night, say)
        say(_farewell(home, program))
        return Shown(first, second, third, desk.messages, night.messages, operators.messages)


def _again(means: Means, desk: Receiver, say: Callable[[str], None]) -> Report:
    """A cycle in which nothing is new."""
    before = len(desk.messages)
    report = asyncio.run(run_cycle(means))
    say("Once more, to see that nothing repeats\n")
    say(as_text(report, means.watchlist, _names(means)))
    say(f"\nAlerts received in the second cycle: {len(desk.messages) - before}\n")
    return report


def _news(means: Means, site: Site, desk: Receiver, say: Callable[[str], None]) -> Report:
    """A cycle in which a story that was told gets a new fact."""
    before = len(desk.messages)
    printed = site.publish(NEWS)
    report = asyncio.run(run_cycle(means))
    say(f"Later an outlet writes: “{printed.piece.title}”\n")
    say(f"The story was told already; the new fact is an update of it. Received: {len(desk.messages) - before}\n")
    say("\n".join(map(_message, desk.messages[before:])))
    return report


def _morning(means: Means, night: Receiver, say: Callable[[str], None]) -> None:
    """The end of the quiet hours, by a clock that is put forward."""
    held = len(night.messages)
    asyncio.run(run_delivery(replace(means, now=lambda: utc_now() + 2 * NIGHT)))
    say(
        f"The route “night” has quiet hours now: {held} messages came in them. After them, in the order in which they"
        f" became due: {len(night.messages)}, the first:\n"
    )
    say("\n".join(map(_message, night.messages[:1])))


def _told_once(home: Home, desk: Sequence[Message]) -> str:
    """How the outlets' pieces about one event came into one story."""
    db = read_database(home.database)
    try:
        largest = max(newest_stories(db, limit=1000, at_least=2), key=lambda story: len(story.articles))
    finally:
        db.close()
    lines = [f"One story, {len(largest.articles)} articles, one alert: `landbridge stories show {largest.id}`\n"]
    for article in largest.articles:
        how = f"\n        {article.how}: {article.why[0]}" if article.why else ""
        lines.append(f"  {article.source} [{article.language}]  {article.title}{how}")
    return harmless("\n".join([*lines, ""]))


def quiet_hours(now: datetime) -> str:
    """Quiet hours around a moment (aware), as the settings have them, in UTC."""
    return f"{now - NIGHT:%H:%M}-{now + NIGHT:%H:%M}"


def write_home(home: Home, sources: Sequence[Source], secrets: Mapping[str, str], now: datetime) -> None:
    """Write the settings, sources and secrets (route → Apprise URL) of the demonstration, as an operator would."""
    home.prepare()
    home.settings.write_text(SETTINGS.replace("@quiet@", quiet_hours(now)), encoding="utf-8")
    rows = [
        {"id": source.id, "name": source.name, "url": source.url, "homepage": source.homepage,
         "language": source.language, "country": source.country, "owner": source.owner}
        for source in sources
    ]  # fmt: skip
    home.sources.write_text(yaml.safe_dump({"sources": rows}, allow_unicode=True, sort_keys=False), encoding="utf-8")
    folder = home.path / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    for route, url in secrets.items():
        (folder / f"{route}.url").write_text(url, encoding="utf-8")


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
