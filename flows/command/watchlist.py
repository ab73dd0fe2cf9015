"""`landbridge watchlist`: what is watched, and by which names."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator

import click
from sqlite_utils import Database

from flows.archive import archive
from flows.command.check import check
from flows.command.importing import import_file
from flows.command.main import pass_home
from flows.home import Home
from flows.terminal import harmless
from storage.watchlists import UsedVersion, find_version, stored_watchlist, used_versions
from watchlist.compare import Difference, Phrase, compare, in_words
from watchlist.entity import TYPES as ENTITY_TYPES
from watchlist.entity import Entity, Name, Watchlist
from watchlist.errors import BadInput, Trouble
from watchlist.load import load_watchlist


@click.group()
def watchlist() -> None:
    """List, show, check and import what is watched."""


watchlist.add_command(check)
watchlist.add_command(import_file)


@watchlist.command("list")
@click.option("--type", "wanted", type=click.Choice(ENTITY_TYPES), help="One type alone.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_home
def list_entities(home: Home, wanted: str | None, as_json: bool) -> None:
    """List the entities by type."""
    entities = [
        entity for entity in _load(home).entities if not entity.decoy and (wanted is None or entity.type == wanted)
    ]
    if as_json:
        rows = [{"id": entity.id, "type": entity.type, "name": entity.name} for entity in entities]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max((len(entity.id) for entity in entities), default=0)
    for kind in ENTITY_TYPES:
        of_kind = [entity for entity in entities if entity.type == kind]
        if of_kind:
            click.echo(f"{kind} ({len(of_kind)})")
        for entity in of_kind:
            languages = Counter(name.language for name in entity.names)
            counts = " ".join(f"{language}:{count}" for language, count in sorted(languages.items()))
            click.echo(f"  {entity.id:{width}}  {entity.name}  [{counts}]")


@watchlist.command()
@click.argument("id")
@pass_home
def show(home: Home, id: str) -> None:
    """Show one entity: its names, place, relations and references."""
    listed = _load(home)
    try:
        entity = listed.entity(id)
    except KeyError:
        raise BadInput(f"no entity is called {id!r}; `landbridge watchlist list` shows the ids") from None
    click.echo("\n".join(_described(entity)))


@watchlist.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_home
def diff(home: Home, old: str | None, new: str | None, as_json: bool) -> None:
    """Say what two versions of the watchlist tell apart: OLD (default: the one in use) and NEW (default: the files).

    A version is called by its hash, or the beginning of it, as the matches cite it.
    """
    with archive(home) as db:
        known = used_versions(db)
        if not known and old is None:
            raise Trouble(f"{home.database}: no watchlist was used yet; `landbridge run` uses one")
        before = _stored(db, find_version(db, old) if old else known[0])
        after = _stored(db, find_version(db, new)) if new else _load(home)
    difference = compare(before, after)
    if as_json:
        click.echo(json.dumps(_difference_as_json(difference), ensure_ascii=False, indent=2))
    else:
        click.echo(harmless("\n".join(_difference_in_words(difference, known, the_files=new is None))))


def _stored(db: Database, version: UsedVersion) -> Watchlist:
    said = stored_watchlist(db, version.hash)
    if said is None:
        raise Trouble(f"what version {version.hash} said was not kept; it was used before contents were")
    return said


def _difference_in_words(difference: Difference, known: list[UsedVersion], *, the_files: bool) -> Iterator[str]:
    after = f"{difference.new} (the files as they are)" if the_files else difference.new
    if not difference:
        yield f"{difference.old} and {after} say the same"
        for version in known:
            said = f"{version.entities} entities, {version.names:,} names"
            yield f"  {version.hash}  in use from {version.taken_up:%Y-%m-%d %H:%M} UTC, {said}"
        return
    yield f"{difference.old} → {after}"
    yield ""
    yield from in_words(difference)
    yield ""
    yield _sum(difference)


def _sum(difference: Difference) -> str:
    kinds = Counter(change.kind for change in difference.entities)
    names = [name for change in difference.entities for name in change.names]
    added, removed = sum(not name.before for name in names), sum(not name.after for name in names)
    return (
        f"entities: {kinds['added']} added, {kinds['removed']} removed, {kinds['changed']} changed;"
        f" names: {added} added, {removed} removed, {len(names) - added - removed} changed"
    )


def _difference_as_json(difference: Difference) -> dict[str, object]:
    return {
        "old": difference.old,
        "new": difference.new,
        "entities": [
            {
                "id": change.entity.id,
                "name": change.entity.name,
                "change": change.kind,
                "names": [
                    {"text": one.name.text, "language": one.name.language, "change": one.kind, "said": one.said}
                    for one in change.names
                ],
                "said": change.traits,
            }
            for change in difference.entities
        ],
        "cues": {"added": _phrases(difference.cues_added), "removed": _phrases(difference.cues_removed)},
    }


def _phrases(phrases: Iterable[Phrase]) -> list[dict[str, str]]:
    return [{"cue": kind, "language": language, "words": words} for kind, language, words in phrases]


def _load(home: Home) -> Watchlist:
    return load_watchlist(home.watchlist)


def _described(entity: Entity) -> list[str]:
    lines = [f"{entity.name}  ({entity.type}, {entity.id}, priority {entity.priority})"]
    if entity.location:
        place = entity.location
        lines.append(f"  at {place.latitude:.4f}, {place.longitude:.4f} ({place.source})")
    if entity.note:
        lines.append(f"  {entity.note.strip()}")
    for language in sorted({name.language for name in entity.names}):
        of_language = [_name_in_words(name) for name in entity.names if name.language == language]
        lines.append(f"  {language}: {' · '.join(of_language)}")
    lines += [f"  {relation.kind} {relation.entity}" for relation in entity.relations]
    lines += [f"  {reference.kind}: {reference.value}" for reference in entity.references]
    return lines


def _name_in_words(name: Name) -> str:
    if name.described:
        return f"{name.text} (described)"
    return name.text if name.strength == "strong" else f"{name.text} (weak)"
