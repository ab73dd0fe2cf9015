"""`landbridge watchlist import`: a list of others as files of your own."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from flows.command.main import pass_home
from flows.home import Home
from flows.importing import Plan, carry_out, plan_import, prove
from flows.terminal import harmless
from watchlist.entity import TYPES

_SHOWN = 10  # dangerous names


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--type", "type_", type=click.Choice(TYPES), help="Of all entities, whatever the list says.")
@click.option("--language", default="en", show_default=True, help="Of names in Latin letters (ISO 639-1).")
@click.option("--dry-run", is_flag=True, help="Print what would be written.")
@click.option("--force", is_flag=True, help="Replace files of that name, and of an earlier import of the list.")
@pass_home
def import_file(home: Home, file: Path, type_: str | None, language: str, dry_run: bool, force: bool) -> None:
    """Import a list into your watchlist: FollowTheMoney (OpenSanctions) as JSON lines, or a CSV of names.

    A CSV has a header; its columns are name, type, language, id, strength, case, wikidata, reference and note, of which
    only the name is needed, and the type where --type gives none. Dangerous names come in as weak. An entity with the
    id, or the Wikidata item, of one that is watched adds its names to that one.
    """
    plan = plan_import(home, file, type_, language)
    prove(home, plan)
    if dry_run:
        for path, text in plan.files.items():
            click.echo(harmless(f"# {path}\n{text}"))
    else:
        carry_out(home, plan, force=force)
    click.echo(harmless("\n".join(_in_words(plan, dry_run=dry_run))))


def _in_words(plan: Plan, *, dry_run: bool) -> Iterator[str]:
    entities = plan.imported.entities
    names = [(entity, name) for entity in entities for name in entity.names]
    weak = sum(name.strength == "weak" for _, name in names)
    yield f"{_count(len(entities), 'entity', 'entities')}, {_count(len(names), 'name', 'names')}, {weak} of them weak"
    for what, count in Counter(plan.imported.left_out).most_common():
        yield f"left out: {count} {what}"
    dangerous = [(entity, name) for entity, name in names if name.why]
    for entity, name in dangerous[:_SHOWN]:
        kept = "" if name.strength == "weak" else ", and strong because the list says so"
        yield f"  “{name.text}” ({name.language}, {entity.id}): {name.why}{kept}"
    if len(dangerous) > _SHOWN:
        yield f"  and {len(dangerous) - _SHOWN} more dangerous names"
    if dry_run:
        yield "Nothing was written."
        return
    yield from (f"written  {path}" for path in plan.files)
    yield "`landbridge watchlist check --stored` counts the names; `landbridge rescan --dry-run` shows what they find"


def _count(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"
