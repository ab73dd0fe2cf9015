"""What is wrong after runs were killed: whatever was lost, repeated, or left lying about.

What is due is worked out here from the stored articles and matches, apart from the code that makes it due.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from warcio.archiveiterator import ArchiveIterator

from storage.deliveries import ABANDONED
from storage.evidence import chain
from storage.times import from_text
from tests.flows.farside import FILTERS, HASTY, ROUTES
from tests.flows.homes import PLAIN, Scene
from tests.flows.killing import Ordeal
from tests.flows.tellings import messages, rows_of, unlike

OF_NEWS = [route for route in ROUTES if route != "operators"]


def wrongs(trial: Ordeal) -> Iterator[str]:
    """A line for each thing that is wrong."""
    scene = trial.scene
    titles = [item.title for item in trial.published]
    named = [item.title for item in trial.published if item.text != PLAIN]
    yield from unlike("links that are not settled", scene.rows("SELECT url FROM link WHERE state <> 'stored'"), [])
    yield from unlike("articles", sorted(scene.rows("SELECT title FROM version")), titles)
    yield from unlike("articles in the search", scene.rows("SELECT count(*) FROM article_text"), [len(titles)])
    matched = scene.rows("SELECT DISTINCT title FROM match JOIN version ON version.id = version_id ORDER BY title")
    yield from unlike("matches", matched, named)
    yield from unlike("polls that do not add up", scene.rows("SELECT id FROM poll WHERE listed <> new + known"), [])
    yield from unlike("cycles without an end", scene.rows("SELECT id FROM cycle WHERE ended_at IS NULL"), [])
    yield from unlike("soundness", scene.rows("PRAGMA integrity_check"), ["ok"])
    yield from unlike("dangling references", scene.rows("PRAGMA foreign_key_check"), [])
    yield from _keys(scene)
    yield from messages(scene)
    yield from _unknowns(trial)
    yield from _operators(trial)
    yield from _evidence(scene, named)


def due(scene: Scene) -> set[tuple[int, str, str]]:
    """The keys (story, route, reason) that the stored articles make due."""
    found: set[tuple[int, str, str]] = set()
    told: dict[tuple[int, str], set[str]] = {}
    articles = scene.rows(
        "SELECT story_id, facts, (SELECT json_group_array(entity_id) FROM match WHERE article_id = article.id"
        " AND alerts) FROM article ORDER BY id"
    )
    for story, said, alerting in articles:
        facts = json.loads(said)
        for route in OF_NEWS:
            concerned = {entity for entity in json.loads(alerting) if entity in FILTERS.get(route, {entity})}
            if not concerned:
                continue
            before = told.setdefault((story, route), set())
            news = concerned.intersection(facts.get("headline", ())) | set(facts.get("headlined", ()))
            fresh = {f"update:{one}" for one in news - before} if (story, route, "first") in found else {"first"}
            found |= {(story, route, reason) for reason in fresh}
            before |= concerned | set(facts.get("happened", ())) | news
    return found


def _keys(scene: Scene) -> Iterator[str]:
    """Every due key has its alert, on all channels of its route; and there is no alert that was not due."""
    told = dict(scene.rows("SELECT key, alert_id FROM told"))
    alerts = {
        id: (story, route, reason, frozenset(json.loads(content).get("news", ())))
        for id, story, route, reason, content in scene.rows("SELECT id, story_id, route, reason, content FROM alert")
        if story is not None
    }
    wanted = due(scene)
    for story, route, reason in sorted(wanted):
        alert = alerts.get(told.get(f"story:{story}:{route}:{reason}", 0))
        tells = alert and (alert[2] == "first" or reason.removeprefix("update:") in alert[3])
        if not alert or alert[:2] != (story, route) or not tells:
            yield f"due and not in the ledger: {reason} of story {story} on {route}"
    for story, route, reason, news in alerts.values():
        reasons = {f"update:{one}" for one in news} or {reason}
        for undue in sorted(reasons - {why for whose, where, why in wanted if (whose, where) == (story, route)}):
            yield f"in the ledger and not due: {undue} of story {story} on {route}"
    channels = scene.rows(
        "SELECT route, alert_id, group_concat(channel) FROM alert JOIN delivery ON alert_id = alert.id"
        " WHERE alert.reason <> 'ceiling' GROUP BY alert_id"
    )
    for route, alert, listed in channels:
        expected = {f"{route}/{label}" for label in ROUTES[route]}
        yield from unlike(f"channels of alert {alert}", sorted(listed.split(",")), sorted(expected))
    addressed = {alert for _, alert, _ in channels}
    yield from unlike("alerts without a delivery", sorted(set(alerts) - addressed), [])


def _unknowns(trial: Ordeal) -> Iterator[str]:
    """Each unknown was under way when a process was killed, or its channel did not answer."""
    scene = trial.scene
    yield from unlike("attempts without an outcome", scene.rows("SELECT id FROM attempt WHERE outcome IS NULL"), [])
    attempts = scene.rows("SELECT delivery_id, started_at, ended_at, detail FROM attempt WHERE outcome = 'unknown'")
    rows = {row.id: row for row in rows_of(scene)}
    unknown = sorted(row.id for row in rows.values() if row.state == "unknown" and row.carrier is None)
    yield from unlike("unknown deliveries", unknown, sorted(id for id, _, _, _ in attempts))
    left = Counter(dict.fromkeys(trial.kills, sum(map(len, ROUTES.values()))))
    silent = Counter((one.channel, one.told) for one in scene.far.messages if not one.answered)
    for id, started, ended, detail in sorted(attempts, key=lambda attempt: str(attempt[2])):
        if detail != ABANDONED:
            if not silent[rows[id].channel, rows[id].tells] and rows[id].channel != HASTY:
                yield f"unknown, and nobody kept it waiting: {rows[id]}: {detail}"
            continue
        begun, over = from_text(started), from_text(ended) + timedelta(milliseconds=1)  # the database cuts them
        kill = next((kill for kill in trial.kills if left[kill] and begun <= kill.gone and kill.before <= over), None)
        if kill is None:
            yield f"unknown, and not under way at a kill: {rows[id]}, {started} to {ended}"
        else:
            left[kill] -= 1


def _operators(trial: Ordeal) -> Iterator[str]:
    """The operators heard once of each thing that is amiss, the wrong token among them."""
    scene, rows = trial.scene, rows_of(trial.scene)
    if any(row.channel == "night/wrong" and row.state == "failed" for row in rows):
        episodes = scene.rows("SELECT episode FROM condition WHERE name = 'channel-parked:night/wrong'")
        yield from unlike("episodes of the parked channel", episodes, [1])
    states = Counter(row.state for row in rows if row.channel == "operators/pager")
    received = len(scene.far.took("operators/pager"))
    if not states["sent"] <= received <= states["sent"] + states["unknown"]:
        yield f"the operators received {received} messages, and the ledger says {dict(states)}"


def _evidence(scene: Scene, named: list[str]) -> Iterator[str]:
    rows = scene.rows(
        'SELECT url, final_url, status, headers, fetched_at, sha256, bytes, file, "offset", length, chain'
        " FROM evidence ORDER BY id"
    )
    kept = "SELECT title FROM evidence JOIN version ON version.id = version_id ORDER BY title"
    yield from unlike("evidence", scene.rows(kept), named)
    previous = ""
    for row in rows:
        with (scene.home.evidence / row[7]).open("rb") as stream:
            stream.seek(row[8])
            record = next(iter(ArchiveIterator(stream)))
            body = record.raw_stream.read()
        if (hashlib.sha256(body).hexdigest(), record.rec_headers.get_header("WARC-Target-URI")) != (row[5], row[1]):
            yield f"the record of {row[1]} is not what its row says"
        if chain(previous, list(row[:-1])) != row[-1]:
            yield f"the chain breaks at {row[1]}"
        previous = row[-1]
    for path in sorted(scene.home.evidence.glob("*")):
        with path.open("rb") as stream:
            records = sum(1 for _ in ArchiveIterator(stream))
        yield from unlike(f"records in {path.name}", records, sum(row[7] == path.name for row in rows))
