"""What a cycle came to, for people and for programs. Every number that is not there is a number somebody has to trust."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.batch import Found, Tally
from flows.delivery import Delivered
from flows.polling import Polled
from watchlist.entity import Watchlist
from watchlist.snippet import snippet

SHOWN = 20  # articles named one by one in a report; the rest is counted


@dataclass(frozen=True, slots=True)
class Report:
    """One cycle."""

    started: datetime  # aware UTC
    ended: datetime  # aware UTC
    polled: tuple[Polled, ...]
    tally: Tally
    waiting: int  # links left for the next cycle
    delivered: Delivered | None = None  # None: another delivery was on, and sees to it

    @property
    def failing(self) -> tuple[Polled, ...]:
        """The sources that could not be read."""
        return tuple(poll for poll in self.polled if poll.outcome == "failed")

    def counts(self) -> dict[str, int]:
        """Every count of the cycle, by name."""
        outcomes = Counter(poll.outcome for poll in self.polled)
        alerting = sum(any(match.alerts for match in found.matches) for found in self.tally.found)
        return {
            "sources polled": len(self.polled),
            "not modified": outcomes["not modified"],
            "failed": outcomes["failed"],
            "links new": sum(poll.new for poll in self.polled),
            "links known": sum(poll.known for poll in self.polled),
            "entries left out": sum(poll.dropped for poll in self.polled),
            "pages fetched": self.tally.fetched,
            "articles stored": self.tally.stored,
            "of them from summaries": self.tally.summaries,
            "stored already": self.tally.duplicates,
            "dropped": sum(self.tally.dropped.values()),
            "to be tried again": self.tally.retried,
            "waiting": self.waiting,
            "articles with matches": len(self.tally.found),
            "of them alerting": alerting,
        }

    def as_json(self) -> dict[str, object]:
        """The whole report, as JSON-able values."""
        return {
            "started": self.started.isoformat(),
            "ended": self.ended.isoformat(),
            "counts": self.counts(),
            "dropped": dict(self.tally.dropped),
            "failing": {poll.source: f"{poll.reason}: {poll.detail}" for poll in self.failing},
            "mended": {poll.source: poll.detail for poll in self.polled if poll.outcome == "listed" and poll.detail},
            "matches": [_found_as_json(found) for found in self.tally.found],
            "delivered": None if self.delivered is None else self.delivered.counts(),
        }


def as_text(report: Report, watchlist: Watchlist, names: Mapping[str, str]) -> str:
    """The report for a terminal. `names` says what sources are called, by id."""
    seconds = (report.ended - report.started).total_seconds()
    counts = report.counts()
    lines = [
        f"Cycle of {report.started:%Y-%m-%d %H:%M:%S} UTC, {seconds:.1f} s",
        f"  sources   {_sentence(counts, 'sources polled', 'not modified', 'failed')}",
        f"  links     {_sentence(counts, 'links new', 'links known', 'entries left out', 'waiting')}",
        f"  articles  {_sentence(counts, 'articles stored', 'of them from summaries', 'stored already', 'to be tried again')}",
        f"  matches   {_sentence(counts, 'articles with matches', 'of them alerting')}",
        f"  alerts    {report.delivered.sentence() if report.delivered else 'another delivery is on, and sees to them'}",
    ]
    if report.tally.found:
        lines += ["", "Found"]
        for found in report.tally.found[:SHOWN]:
            lines += _found_as_text(found, watchlist, names)
        if len(report.tally.found) > SHOWN:
            lines.append(f"  … and {len(report.tally.found) - SHOWN} more: `landbridge review` shows them all")
    if report.tally.dropped:
        lines += ["", "Dropped"]
        lines += [f"  {count:4}  {reason}" for reason, count in report.tally.dropped.most_common()]
    if report.failing:
        lines += ["", "Sources that could not be read"]
        lines += [f"  {names.get(poll.source, poll.source)}: {poll.detail}" for poll in report.failing]
    return "\n".join(lines)


def as_markdown(report: Report, watchlist: Watchlist, names: Mapping[str, str]) -> str:
    """The report as an artifact of a flow run: what strangers wrote stands in a code block, where it is inert."""
    fence = "````"
    return f"{fence}text\n{as_text(report, watchlist, names).replace('`', chr(0x2019))}\n{fence}\n"


def _sentence(counts: Mapping[str, int], *names: str) -> str:
    first, *rest = names
    parts = [f"{counts[first]} {_short(first)}"]
    parts += [f"{counts[name]} {_short(name)}" for name in rest if counts[name]]
    return ", ".join(parts)


def _short(name: str) -> str:
    for prefix in ("sources ", "links ", "articles "):
        name = name.removeprefix(prefix)
    return name


def _found_as_text(found: Found, watchlist: Watchlist, names: Mapping[str, str]) -> list[str]:
    article = found.article
    lines = [f"  {'●' if any(match.alerts for match in found.matches) else '○'} {article.title}"]
    lines.append(f"      {names.get(found.source, found.source)} [{article.language}]  {article.url}")
    for match in found.matches:
        mark = "" if match.alerts else " (weak: does not alert)"
        lines.append(f"      {match.score:.2f}  {watchlist.entity(match.entity).name}{mark}: {match.why[0]}")
    lines.append(f"      “{snippet(article.title, article.text, found.matches[0])}”")
    return lines


def _found_as_json(found: Found) -> dict[str, object]:
    return {
        "url": found.article.url,
        "title": found.article.title,
        "language": found.article.language,
        "source": found.source,
        "story": found.story,
        "alerts": found.alerts,
        "entities": [
            {"entity": match.entity, "score": match.score, "alerts": match.alerts, "why": list(match.why)}
            for match in found.matches
        ],
    }
