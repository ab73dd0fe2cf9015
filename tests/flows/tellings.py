"""Who was told what, how often and when: what arrived, held against the ledger and what the routes ask for."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

from flows.message import render
from storage.times import from_text
from tests.flows.farside import CEILING, INTERVAL, NEVER, ROUTES, Message, numbers
from tests.flows.killing import Ground

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MINUTE = timedelta(minutes=1)  # no run is longer


@dataclass(frozen=True, slots=True)
class Row:
    """A delivery, as the ledger has it."""

    id: int
    channel: str
    state: str
    alert: int
    kind: str  # "story", "digest", "condition"
    said: tuple[int, frozenset[str]] | None  # of a story: its number and what is new in it, as the far side knows it
    tells: tuple[str, ...]  # the numbers of the headlines in it, as the far side knows them
    carrier: int | None  # the digest's delivery within which it goes out
    why: str
    facts: str  # JSON


def rows_of(scene: Ground) -> list[Row]:
    """All deliveries, in the order in which they were made."""
    return [
        _row(*row)
        for row in scene.rows(
            "SELECT delivery.id, channel, state, alert_id, story_id, content, carried_by, coalesce(delivery.reason, '')"
            " FROM delivery JOIN alert ON alert.id = alert_id ORDER BY delivery.id"
        )
    ]


def _row(
    id: int, channel: str, state: str, alert: int, story: int | None, content: str, carrier: int | None, why: str
) -> Row:
    facts = json.loads(content)
    said = None if story is None else (story, frozenset(facts.get("news", ())))
    told = facts["headline"] if facts["kind"] != "digest" else json.dumps(facts["sections"])
    return Row(id, channel, state, alert, facts["kind"], said, numbers(told), carrier, why, content)


def messages(scene: Ground) -> Iterator[str]:
    """A line for each thing that is wrong."""
    rows = rows_of(scene)
    yield from _once(scene, rows)
    yield from _carried(rows)
    yield from _digests(scene, rows)
    yield from _periods(scene)
    yield from _paces(scene)
    yield from _in_order(scene, rows)


def _once(scene: Ground, rows: list[Row]) -> Iterator[str]:
    """What was taken is what the ledger calls sent, each alert once, by itself or in a digest; the fate of the unknown
    alone is open."""
    news = [one for one in scene.far.messages if not one.channel.startswith("operators/")]
    taken = Counter((one.channel, number) for one in news if one.taken for number in one.told)
    stories = {(row.channel, row.tells[0]): row for row in rows if row.kind == "story"}
    yield from unlike("stories that are told twice in the ledger", sum(r.kind == "story" for r in rows), len(stories))
    yield from unlike("received twice", [key for key, count in taken.items() if count > 1], [])
    yield from unlike("received, and not in the ledger", [key for key in taken if key not in stories], [])
    for one in news:
        if one.alert and (len(one.told) != 1 or one.alert != stories[one.channel, one.told[0]].said):
            yield f"not what the ledger says: {one}"
    for key, row in stories.items():
        if row.state == "sent" and not taken[key]:
            yield f"sent and never received: {row}"
        if row.state not in ("sent", "unknown") and taken[key]:
            yield f"received, and the ledger does not say so: {row}"
        allowed = ("sent", "unknown") if row.channel not in NEVER else ("pending", "retry", "failed", "unknown")
        if row.state not in allowed:
            yield f"not settled as it should be: {row}"


def _carried(rows: list[Row]) -> Iterator[str]:
    """What is in a digest has come to what the digest has come to, and the digest tells it."""
    by_id = {row.id: row for row in rows}
    for row in rows:
        if row.carrier is None:
            continue
        carrier = by_id[row.carrier]
        if (carrier.kind, carrier.channel, carrier.state) != ("digest", row.channel, row.state):
            yield f"not as the digest that carries it: {row}, {carrier}"
        if row.why != f"in digest {carrier.alert}" or not set(row.tells) <= set(carrier.tells):
            yield f"not in the digest that it names: {row}, {carrier}"
    for row in rows:
        untold = set(row.tells) - {number for one in rows if one.carrier == row.id for number in one.tells}
        if row.kind == "digest" and untold:
            yield f"tells what it does not carry: {sorted(untold)}: {row}"


def _digests(scene: Ground, rows: list[Row]) -> Iterator[str]:
    """Each digest arrives once where it was sent, and none that is not in the ledger."""
    own = [row for row in rows if row.kind == "digest"]
    texts = {row.id: render(json.loads(row.facts)).body for row in own}
    taken = Counter(
        (one.channel, one.text) for one in scene.far.messages
        if one.taken and one.alert is None and not one.channel.startswith("operators/")
    )  # fmt: skip
    yield from unlike("digests apart", len({(row.channel, texts[row.id]) for row in own}), len(own))
    for row in own:
        received = taken.pop((row.channel, texts[row.id]), 0)
        if row.state not in ("sent", "unknown") or received > 1 or (row.state == "sent" and not received):
            yield f"a digest that arrived {received} times: {row}"
    yield from unlike("digests that are not in the ledger", list(taken), [])


def _periods(scene: Ground) -> Iterator[str]:
    """The digests of a route have their hours, one after the other, without a gap, up to the last."""
    found = scene.rows(
        "SELECT json_extract(content, '$.from'), json_extract(content, '$.to') FROM alert WHERE reason = 'digest'"
        " AND route = 'regular' ORDER BY id"
    )
    periods = [(from_text(start), from_text(end)) for start, end in found]
    for (_, over), (begun, _) in pairwise(periods):
        yield from unlike("the time between two digests", begun - over, timedelta(0))
    if not periods or scene.now() - MINUTE - periods[-1][1] > scene.far.paces.every:
        yield f"no digest since {periods[-1:]}, and it is {scene.now()}"


def _paces(scene: Ground) -> Iterator[str]:
    """Nothing comes in quiet hours, more often than the ceiling says, or too soon after the last word of its story."""
    for label in ROUTES["crowd"]:
        own = [one for one in scene.far.took(f"crowd/{label}") if one.alert]
        for first, beyond in zip(own, own[CEILING:], strict=False):
            if beyond.at - first.at < HOUR:
                yield f"past the ceiling of crowd/{label}: {first}, {beyond}"
    start, end = scene.far.quiet
    for one in scene.far.messages:
        if one.channel.startswith("sleepers/") and MINUTE < (one.at - start) % DAY < end - start:
            yield f"in quiet hours: {one}"
    for label in ROUTES["patient"]:
        last: dict[int, Message] = {}
        for one in scene.far.took(f"patient/{label}"):
            if one.alert is None:
                continue
            before = last.get(one.alert[0])
            if before and one.at - before.at < INTERVAL:
                yield f"too soon: {before}, {one}"
            last[one.alert[0]] = one


def _in_order(scene: Ground, rows: list[Row]) -> Iterator[str]:
    """What quiet hours held came in the order in which it was found."""
    ids = {row.tells[0]: row.id for row in rows if row.channel == "sleepers/phone"}
    came = [ids[one.told[0]] for one in scene.far.took("sleepers/phone")]
    yield from unlike("the order after quiet hours", came, sorted(came))


def paced(scene: Ground) -> dict[str, int]:
    """How many messages were told in digests or held, by what: proof that there was something to see."""
    carried = scene.rows(
        "SELECT alert.reason, count(*) FROM delivery AS carrier JOIN alert ON alert.id = carrier.alert_id"
        " JOIN delivery AS carried ON carried.carried_by = carrier.id GROUP BY alert.reason"
    )
    held = scene.rows(
        "SELECT route, count(*) FROM alert JOIN delivery ON alert_id = alert.id WHERE route IN ('sleepers', 'patient')"
        " AND julianday((SELECT min(started_at) FROM attempt WHERE delivery_id = delivery.id)) - julianday(created_at)"
        " > 1.0 / 24 GROUP BY route"
    )
    return dict([*carried, *held])


def unlike(what: str, found: Any, wanted: Any) -> Iterator[str]:
    """A line where what was found is not what was wanted."""
    if found != wanted:
        yield f"{what}: {str(found)[:300]} instead of {str(wanted)[:300]}"
