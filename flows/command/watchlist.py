"""`landbridge watchlist`: what is watched, and by which names."""

import json
from collections import Counter

import click

from flows.command.main import pass_home
from flows.home import Home
from watchlist.entity import TYPES as ENTITY_TYPES
from watchlist.entity import Entity, Name, Watchlist
from watchlist.errors import BadInput
from watchlist.load import load_watchlist


@click.group()
def watchlist() -> None:
    """List, show and check what is watched."""


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
@pass_home
def check(home: Home) -> None:
    """Check the shipped list and your own files; every mistake is named with its file and line."""
    listed = _load(home)
    entities = [entity for entity in listed.entities if not entity.decoy]
    names = sum(len(entity.names) for entity in entities)
    click.echo(f"{len(entities)} entities, {names} names, no mistakes; version {listed.version}")


def _load(home: Home) -> Watchlist:
    return load_watchlist(*([home.watchlist] if home.watchlist.is_dir() else []))


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
