"""The numbered steps from an empty file to the schema of today."""

import sqlite3
from collections.abc import Iterator

from sqlite_utils import Database, Migrations

from storage import changes, schema
from storage.views import VIEWS
from watchlist.errors import Trouble

steps = Migrations("landbridge")


@steps(name="001-tables")
def _tables(db: Database) -> None:
    for script in (schema.TABLES, schema.INDEXES, schema.TRIGGERS):
        run_script(db, script)


@steps(name="002-rescans")
def _rescans(db: Database) -> None:
    run_script(db, changes.RESCANS)


@steps(name="003-kinds")
def _kinds(db: Database) -> None:
    run_script(db, changes.KINDS)


@steps(name="004-stories")
def _stories(db: Database) -> None:
    run_script(db, changes.STORIES)


@steps(name="005-rhythm")
def _rhythm(db: Database) -> None:
    run_script(db, changes.RHYTHM)


@steps(name="006-versions")
def _versions(db: Database) -> None:
    run_script(db, changes.VERSIONS)


@steps(name="007-routes")
def _routes(db: Database) -> None:
    for view in db.view_names():  # none may name a table that is renamed; all are renewed afterwards
        db.execute(f'DROP VIEW "{view}"')
    run_script(db, changes.ROUTES)


@steps(name="008-names")
def _names(db: Database) -> None:
    run_script(db, changes.NAMES)


def migrate(db: Database) -> None:
    """Bring the database up to date; several processes may try at once. Raises Trouble for one from the future."""
    refuse_newer(db)
    if not steps.pending(db) and _has_todays_views(db):
        return
    db.execute("PRAGMA foreign_keys = OFF")  # a table that others refer to can be made anew only so
    db.execute("BEGIN IMMEDIATE")
    try:
        steps.apply(db)
        _renew_views(db)
        if broken := db.execute("PRAGMA foreign_key_check").fetchall():
            raise ValueError(f"the migration lost rows that others refer to: {broken[:3]}")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    else:
        db.execute("COMMIT")
    finally:
        db.execute("PRAGMA foreign_keys = ON")


def refuse_newer(db: Database) -> None:
    """Raise Trouble where a newer Landbridge has migrated this database."""
    known = {step.name for step in steps._migrations}
    unknown = [step.name for step in steps.applied(db) if step.name not in known]
    if unknown:
        path = next((row[2] for row in db.execute("PRAGMA database_list") if row[1] == "main"), "the database")
        raise Trouble(f"{path}: made by a newer Landbridge (step {unknown[-1]}); install that version or a later one")


def run_script(db: Database, script: str) -> None:
    """Run each statement of a script inside the transaction that is open (`executescript` would end it)."""
    for statement in _statements(script):
        db.execute(statement)


def _has_todays_views(db: Database) -> bool:
    stored = {row[0] for row in db.execute("SELECT sql FROM sqlite_master WHERE type = 'view'")}
    return stored == {statement.removesuffix(";") for statement in _statements(VIEWS)}


def _renew_views(db: Database) -> None:
    for name in db.view_names():
        db.execute(f'DROP VIEW "{name}"')
    run_script(db, VIEWS)


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
