"""The rhythm of a source, learned from what it brought: how often to ask it, and when its silence means something.

Kept as a text of bounded length in the source's row, so that learning and asking cost the same however long the
history is. Pure: the time is an argument.
"""

import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from watchlist.source import Link

TOGETHER = timedelta(minutes=2)  # what comes within this time comes together
NEWEST = 0.1  # weight of the newest gap in the mean
FADES = 0.98  # what an older gap's weight is multiplied by with each new one
HOUR_LEARNS = 0.25  # weight of the newest week in what is known of an hour of the week
WEEK = 168  # hours
LATEST = 200  # moments of a first listing that are learned from
REMEMBERED = timedelta(days=90)  # how old they may be
TRUSTED = timedelta(hours=24)  # from when an item is dated until it is found, so that its date is believed

ENOUGH = 5  # gaps before anything is said of a rhythm
HEARD = timedelta(days=4)  # from the first to the newest item before silence is judged: longer than a weekend
WELL_KNOWN = timedelta(days=21)  # the same before the hours of the week are trusted
TIMES_USUAL = 3  # the gap that 95 of 100 do not exceed, as often, is silence
TIMES_LONGEST = 1.5  # while the week is not known: the longest gap that there was, as often
SHORTEST_SILENCE = timedelta(hours=6)
SHORTEST_UNKNOWN = timedelta(days=3)  # while the week is not known
MISSED = 4.0  # hours in which something was to be expected and nothing came; by chance once in 50 times
ASLEEP = 0.05  # the chance of something new in an hour of the week below which nothing is to be expected

_BUCKETS = 36  # of gaps, by half powers of two of a minute: up to 128 days


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is known of the pace of one source. Times are aware UTC, spans seconds."""

    first: datetime | None = None  # the oldest item that was learned from
    last: datetime | None = None  # the newest
    count: int = 0  # gaps seen
    log_mean: float = 0.0  # of the gaps, newest foremost, in logarithms: a night among many short gaps changes little
    longest: float = 0.0  # gap
    gaps: tuple[float, ...] = ()  # weight of the gaps of each length
    hours: tuple[float, ...] = ()  # the chance of something new, by hour of the week from Monday 00:00 UTC

    @property
    def usual(self) -> timedelta | None:
        """The mean gap; None where too little is known."""
        return timedelta(seconds=math.exp(self.log_mean)) if self.count >= ENOUGH else None

    @property
    def rarely_longer(self) -> timedelta | None:
        """The gap that 95 of 100 do not exceed, rounded up; None where too little is known."""
        if self.count < ENOUGH:
            return None
        wanted, so_far = 0.95 * sum(self.gaps), 0.0
        for bucket, weight in enumerate(self.gaps):
            so_far += weight
            if so_far >= wanted:
                return timedelta(minutes=min(2 ** ((bucket + 1) / 2), self.longest / 60))
        return timedelta(seconds=self.longest)

    @property
    def well_known(self) -> bool:
        """Whether its weeks are known too."""
        return self.first is not None and self.last is not None and self.last - self.first >= WELL_KNOWN


def read_rhythm(text: str) -> Rhythm:
    """What `write_rhythm` wrote; "" is a source that nothing is known of."""
    if not text:
        return Rhythm()
    first, last, count, log_mean, longest, gaps, hours = json.loads(text)
    at = [datetime.fromtimestamp(each, UTC) for each in (first, last)]
    return Rhythm(at[0], at[1], count, log_mean, longest, tuple(gaps), tuple(hours))


def write_rhythm(rhythm: Rhythm) -> str:
    """The rhythm as a text of at most some 1,500 characters."""
    if rhythm.first is None or rhythm.last is None:
        return ""
    gaps, hours = ([round(each, 3) for each in kept] for kept in (rhythm.gaps, rhythm.hours))
    first, last = int(rhythm.first.timestamp()), int(rhythm.last.timestamp())
    row = [first, last, rhythm.count, round(rhythm.log_mean, 4), round(rhythm.longest), gaps, hours]
    return json.dumps(row, separators=(",", ":"))


def moments(links: Iterable[Link], found: datetime, *, first_look: bool) -> list[datetime]:
    """When the new links of a poll came: as they are dated, where that can be believed, else when they were found.

    Of a source that was never read before only the dates say anything, and those of 90 days are enough.
    """
    if first_look:
        dated = [link.published for link in links if link.published]
        return sorted(at for at in dated if found - REMEMBERED <= at <= found)[-LATEST:]
    return sorted(_moment(link, found) for link in links)[-LATEST:]


def learn(rhythm: Rhythm, came: Iterable[datetime]) -> Rhythm:
    """The rhythm after items came at these moments; what is older than the newest known one teaches nothing."""
    for at in came:
        rhythm = _learn(rhythm, at)
    return rhythm


def pace(rhythm: Rhythm, now: datetime, *, fastest: timedelta, slowest: timedelta) -> timedelta | None:
    """How often to ask: twice within the usual gap, slowly in hours that bring nothing; None where too little is known.

    `fastest` and `slowest` bound it.
    """
    if rhythm.usual is None:
        return None
    if rhythm.well_known and rhythm.hours:
        around = (rhythm.hours[(_hour(now) + step) % WEEK] for step in (-1, 0, 1))
        if max(around) < ASLEEP:
            return slowest
    return min(max(rhythm.usual / 2, fastest), slowest)


def next_turn(id: str, now: datetime, wait: timedelta, slack: timedelta) -> datetime:
    """When it is a source's turn again: in steps of `wait`, each source at a place of its own among them.

    Sources of one pace that were all asked at once come apart so, and stay apart. Later than `slack` (half a tick of
    the schedule) from now, and at most `wait` after that.
    """
    share = int.from_bytes(hashlib.sha256(id.encode()).digest()[:8], "big") / 2**64
    step = wait.total_seconds()
    earliest = now.timestamp() + min(slack, wait / 2).total_seconds()
    turns = math.floor((earliest - share * step) / step) + 1
    return datetime.fromtimestamp((turns + share) * step, UTC)


def patience(rhythm: Rhythm) -> timedelta | None:
    """How long nothing new is nothing to speak of, whatever the hour; None where too little is known."""
    if rhythm.first is None or rhythm.last is None or rhythm.rarely_longer is None:
        return None
    if rhythm.last - rhythm.first < HEARD:
        return None
    silence = TIMES_USUAL * rhythm.rarely_longer
    if rhythm.well_known:
        return max(silence, SHORTEST_SILENCE)
    return max(silence, SHORTEST_UNKNOWN, timedelta(seconds=TIMES_LONGEST * rhythm.longest))


def is_overdue(rhythm: Rhythm, last_new: datetime, now: datetime) -> bool:
    """Whether a source has been silent for longer than its own rhythm explains: nights, weekends, weekly issues."""
    most = patience(rhythm)
    if most is None or now - last_new <= most:
        return False
    return not rhythm.well_known or _expected(rhythm, last_new, now) >= MISSED


def _moment(link: Link, found: datetime) -> datetime:
    at = link.published
    if at is None or not timedelta(0) <= found - at <= TRUSTED:
        return found
    is_day_alone = (at.hour, at.minute, at.second) == (0, 0, 0)
    return found if is_day_alone else at


def _learn(rhythm: Rhythm, at: datetime) -> Rhythm:
    if rhythm.last is None:
        return replace(rhythm, first=at, last=at, gaps=(0.0,) * _BUCKETS, hours=_present((0.0,) * WEEK, _hour(at)))
    gap = at - rhythm.last
    if gap < TOGETHER:
        return rhythm
    seconds = gap.total_seconds()
    weight = max(NEWEST, 1 / (rhythm.count + 1))
    bucket = min(max(math.floor(2 * math.log2(seconds / 60)), 0), _BUCKETS - 1)
    gaps = [FADES * each for each in rhythm.gaps]
    gaps[bucket] += 1
    return Rhythm(
        first=rhythm.first,
        last=at,
        count=rhythm.count + 1,
        log_mean=rhythm.log_mean + weight * (math.log(seconds) - rhythm.log_mean),
        longest=max(seconds, FADES * rhythm.longest),
        gaps=tuple(gaps),
        hours=_after(rhythm.hours, rhythm.last, at),
    )


def _after(hours: tuple[float, ...], last: datetime, at: datetime) -> tuple[float, ...]:
    """The hours of the week after nothing came between two moments, and something at the second."""
    passed = int(at.timestamp() // 3600 - last.timestamp() // 3600)
    if passed == 0:
        return hours
    silent = min(passed - 1, 8 * WEEK)  # by then nothing is left of what was known
    learned, begin = list(hours), _hour(last) + 1
    for step in range(silent):
        learned[(begin + step) % WEEK] *= 1 - HOUR_LEARNS
    return _present(tuple(learned), _hour(at))


def _present(hours: tuple[float, ...], hour: int) -> tuple[float, ...]:
    return (*hours[:hour], hours[hour] + HOUR_LEARNS * (1 - hours[hour]), *hours[hour + 1 :])


def _expected(rhythm: Rhythm, since: datetime, now: datetime) -> float:
    """In how many of the hours since then something was to be expected."""
    passed = int((now - since).total_seconds() // 3600)
    weeks, rest = divmod(passed, WEEK)
    begin = _hour(since) + 1
    return weeks * sum(rhythm.hours) + sum(rhythm.hours[(begin + step) % WEEK] for step in range(rest))


def _hour(at: datetime) -> int:
    """Of the week, from Monday 00:00 UTC."""
    at = at.astimezone(UTC)
    return at.weekday() * 24 + at.hour
