"""`landbridge rescan`: stored articles matched anew after the watchlist changed."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import click

from flows.command.main import pass_home
from flows.command.progress import Progress
from flows.home import Home
from flows.means import utc_now
from flows.rescan import Rescanned, Sample, names_of, preview
from flows.rescan import rescan as rescan_articles
from flows.terminal import harmless
from storage.times import to_text
from watchlist.entity import Watchlist
from watchlist.load import load_watchlist
from watchlist.matcher import Matcher
from watchlist.snippet import snippet

_SIGNS = {"new": "+", "gone": "−", "changed": "~"}
_REASONS = 2  # told of a sample


@click.command()
@click.option("--dry-run", is_flag=True, help="Show what would change, with samples, and write nothing.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only articles published since that day (UTC).")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_home
def rescan(home: Home, dry_run: bool, since: datetime | None, as_json: bool) -> None:
    """Match the stored articles anew after the watchlist changed.

    Reads only what the change can affect. What is found is stored as retrospective and alerts nobody; a match that no
    longer holds is kept with its verdicts, and left out of the views of matches.
    """
    listed = load_watchlist(home.watchlist)
    start = since.replace(tzinfo=UTC) if since else None
    with Progress() as bar:
        if dry_run:
            done = preview(home, Matcher(listed, in_bulk=True), start, bar.show)
        else:
            done = rescan_articles(home, Matcher(listed, in_bulk=True), start, utc_now, bar.show, held_up=bar.wait)
    if as_json:
        click.echo(json.dumps(_as_json(done, listed), ensure_ascii=False, indent=2))
    else:
        click.echo(harmless("\n".join(_in_words(done, listed, names_of(home, listed)))))


def _in_words(done: Rescanned, listed: Watchlist, names: Mapping[str, str]) -> Iterator[str]:
    if not done.before:
        yield f"Every stored article was matched by the watchlist as it stands ({done.watchlist})."
        return
    for old in sorted(old for old in done.before if old):
        yield f"Watchlist {old} → {done.watchlist}: `landbridge watchlist diff {old}` says what changed"
    articles = sum(done.before.values())
    yield f"{articles:,} articles were matched by an older watchlist; the change can affect {done.matched:,} of them"
    yield ""
    yield _sum(Counter({kind: done.count(kind) for kind in _SIGNS}))
    for entity in _ranked(done):
        counts = Counter({kind: done.counts[entity, kind] for kind in _SIGNS})
        yield f"\n{names.get(entity, entity)} ({entity})  {_sum(counts)}"
        for sample in (sample for sample in done.samples if sample.change.entity == entity):
            yield from _sample_lines(sample, listed)
    yield ""
    if done.written:
        yield "Stored as retrospective; nobody was alerted."
    else:
        yield "Nothing was written; `landbridge rescan` does it."


def _ranked(done: Rescanned) -> list[str]:
    """The entities, those with the most changes first."""
    totals: Counter[str] = Counter()
    for (entity, _), count in done.counts.items():
        totals[entity] += count
    return sorted(totals, key=lambda entity: (-totals[entity], entity))


def _sum(counts: Mapping[str, int]) -> str:
    changed = f" ~{counts['changed']}" if counts["changed"] else ""
    return f"+{counts['new']} −{counts['gone']}{changed}"


def _sample_lines(sample: Sample, listed: Watchlist) -> Iterator[str]:
    article, change = sample.article, sample.change
    yield f"  {_SIGNS[change.kind]} {article.text.title or article.url}"
    yield f"      {article.source}, {article.moment:%Y-%m-%d}  {article.url}"
    yield f"      | {_snippet(sample)}"
    yield from (f"      - {reason}" for reason in _why(sample, listed))


def _snippet(sample: Sample) -> str:
    text, change = sample.article.text, sample.change
    if change.found is not None:
        return snippet(text.title, text.text, change.found)
    return change.was.snippet if change.was else ""


def _why(sample: Sample, listed: Watchlist) -> list[str]:
    """Why a match is new, or what took it away."""
    was, found = sample.change.was, sample.change.found
    if found is None:
        return [_loss(sample, listed)]
    before = "" if was is None else "it did not alert before; " if not was.alerts and found.alerts else ""
    before = "it alerted before; " if was is not None and was.alerts and not found.alerts else before
    return [before + found.why[0], *found.why[1:_REASONS]]


def _loss(sample: Sample, listed: Watchlist) -> str:
    was = sample.change.was
    entity = next((entity for entity in listed.entities if entity.id == sample.change.entity), None)
    if entity is None:
        return "it is not watched any more"
    if entity.decoy:
        return "it is not reported any more"
    names = was.names if was else frozenset()
    if lost := names - {name.text for name in entity.names}:
        return f"no longer listed: {', '.join(f'“{name}”' for name in sorted(lost))}"
    return f"it was: {was.why[0]}" if was and was.why else "its names are taken for something else now"


def _as_json(done: Rescanned, listed: Watchlist) -> dict[str, object]:
    return {
        "watchlist": done.watchlist,
        "before": [{"watchlist": old, "articles": count} for old, count in done.before.items()],
        "written": done.written,
        "affected": done.matched,
        "new": done.count("new"),
        "gone": done.count("gone"),
        "changed": done.count("changed"),
        "entities": [
            {
                "entity": entity,
                **{kind: done.counts[entity, kind] for kind in _SIGNS},
                "samples": [_sample(one, listed) for one in done.samples if one.change.entity == entity],
            }
            for entity in _ranked(done)
        ],
    }


def _sample(sample: Sample, listed: Watchlist) -> dict[str, object]:
    article = sample.article
    return {
        "change": sample.change.kind,
        "title": article.text.title,
        "url": article.url,
        "source": article.source,
        "at": to_text(article.moment),
        "snippet": _snippet(sample),
        "why": _why(sample, listed),
    }
