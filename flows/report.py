"""What a cycle came to, for people and for programs: what was found, and everything that was not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flows.batch import Found, Tally
from flows.delivery import Delivered
from flows.polling import Polled
from flows.reread import Reread
from flows.terminal import harmless
from watchlist.entity import Watchlist
from watchlist.match import Match
from watchlist.snippet import around

SHOWN = 10  # articles named one by one in a report; the rest is counted
SNIPPET = 70  # code points on either side of a mention


@dataclass(frozen=True, slots=True)
class Report:
    """One cycle."""

    started: datetime  # aware UTC
    ended: datetime  # aware UTC
    polled: tuple[Polled, ...]
    tally: Tally
    waiting: int  # links left for the next cycle
    delivered: Delivered | None = None  # None: another delivery was on, and sees to it
    reread: Reread = field(default_factory=Reread)  # pages that were read again

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
            "of them from summaries": self.tally.summaries.total(),
            "stored already": self.tally.duplicates,
            "dropped": sum(self.tally.dropped.values()),
            "to be tried again": self.tally.retried,
            "waiting": self.waiting,
            "articles with matches": len(self.tally.found),
            "of them alerting": alerting,
            **self.reread.counts(),
        }

    def as_json(self) -> dict[str, object]:
        """The whole report, as JSON-able values."""
        return {
            "started": self.started.isoformat(),
            "ended": self.ended.isoformat(),
            "counts": self.counts(),
            "dropped": dict(self.tally.dropped),
            "summaries": dict(self.tally.summaries),
            "failing": {poll.source: f"{poll.reason}: {poll.detail}" for poll in self.failing},
            "mended": {poll.source: poll.detail for poll in self.polled if poll.outcome == "listed" and poll.detail},
            "matches": [_found_as_json(found) for found in self.tally.found],
            "delivered": None if self.delivered is None else self.delivered.counts(),
        }


def as_text(report: Report, watchlist: Watchlist, names: Mapping[str, str]) -> str:
    """The report for a terminal. `names` says what sources are called, by id."""
    seconds = (report.ended - report.started).total_seconds()
    lines = [f"Cycle of {report.started:%Y-%m-%d %H:%M:%S} UTC, {seconds:.1f} s", *_figures(report)]
    lines += _matches_as_text(report, {entity.id: entity.name for entity in watchlist.entities}, names)
    lines += _counted("Summaries instead of pages", report.tally.summaries)
    lines += _counted("Dropped", report.tally.dropped)
    if report.failing:
        lines += ["", "Sources that could not be read"]
        lines += [f"  {names.get(poll.source, poll.source)}: {poll.detail}" for poll in report.failing]
    return harmless("\n".join(lines))


def as_markdown(report: Report, watchlist: Watchlist, names: Mapping[str, str]) -> str:
    """The report as an artifact of a flow run: what strangers wrote stands in a code block, where it is inert."""
    fence = "````"
    return f"{fence}text\n{as_text(report, watchlist, names).replace('`', chr(0x2019))}\n{fence}\n"


def _figures(report: Report) -> list[str]:
    counts = report.counts()
    sent = report.delivered.sentence() if report.delivered else "another delivery is on, and sees to them"
    return [
        f"  sources   {_sentence(counts, 'sources polled', 'not modified', 'failed')}",
        f"  links     {_sentence(counts, 'links new', 'links known', 'entries left out', 'waiting')}",
        f"  articles  {_sentence(counts, 'articles stored', 'of them from summaries', 'stored already')}",
        f"  lost      {_sentence(counts, 'dropped', 'to be tried again')}",
        *([f"  again     {report.reread.sentence()}"] if report.reread.read else []),
        f"  matches   {_sentence(counts, 'articles with matches', 'of them alerting')}",
        f"  alerts    {sent}",
    ]


def _sentence(counts: Mapping[str, int], *names: str) -> str:
    first, *rest = names
    parts = [f"{counts[first]} {_short(first)}"]
    parts += [f"{counts[name]} {_short(name)}" for name in rest if counts[name]]
    return ", ".join(parts)


def _short(name: str) -> str:
    for prefix in ("sources ", "links ", "articles "):
        name = name.removeprefix(prefix)
    return name


def _counted(title: str, reasons: Counter[str]) -> list[str]:
    if not reasons:
        return []
    return ["", title, *(f"  {count:4}  {reason}" for reason, count in reasons.most_common())]


def _matches_as_text(report: Report, entities: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    """What alerts first, the surest of each language in turn; then, a line each, what was seen and does not alert."""
    ranked = _in_turn(sorted(report.tally.found, key=lambda found: -_best(found).score))
    alerting = [found for found in ranked if _best(found).alerts]
    silent = [found for found in ranked if not _best(found).alerts]
    lines: list[str] = []
    if alerting:
        lines += ["", "Found"]
        lines += [line for found in alerting[:SHOWN] for line in _found_as_text(found, entities, names)]
        lines += _rest(alerting, "  … and {} more: `landbridge review` shows them all")
    if silent:
        lines += ["", "Seen, but no alert: a weak name without company"]
        lines += [f"  ○ {found.article.title}\n      {_mentions(_best(found), entities)}" for found in silent[:SHOWN]]
        lines += _rest(silent, "  … and {} more")
    return lines


def _in_turn(ranked: Sequence[Found]) -> list[Found]:
    """The same, one of each language after the other: none is hidden below what fits."""
    places = Counter[str]()
    turns: list[tuple[int, Found]] = []
    for found in ranked:
        turns.append((places[found.article.language], found))
        places[found.article.language] += 1
    return [found for _, found in sorted(turns, key=lambda turn: turn[0])]


def _best(found: Found) -> Match:
    return max(found.matches, key=lambda match: (match.alerts, match.score))


def _rest(found: Sequence[Found], said: str) -> list[str]:
    return [said.format(len(found) - SHOWN)] if len(found) > SHOWN else []


def _found_as_text(found: Found, entities: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    article, best = found.article, _best(found)
    mention = next(mention for mention in best.mentions if mention.alerts)
    listed = ", ".join(f"{entities[match.entity]} {match.score:.2f}" for match in found.matches if match.alerts)
    return [
        f"  ● {article.title}",
        f"      {names.get(found.source, found.source)} [{article.language}]  {article.url}",
        f"      {listed}",
        f"      why: {best.why[0]}",
        f"      “{around(article.title if mention.field == 'title' else article.text, mention, SNIPPET)}”",
    ]


def _mentions(match: Match, entities: Mapping[str, str]) -> str:
    surfaces = dict.fromkeys(mention.surface for mention in match.mentions)
    return f"{', '.join(f'“{surface}”' for surface in surfaces)} could be {entities[match.entity]}"


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
