"""The entry: finds the command, and says in one line what went wrong."""

import errno
import os
import sqlite3
import sys
from importlib import import_module
from pathlib import Path

import click

from flows.home import Home, find_home
from watchlist.errors import Trouble

# name → module and attribute; imported only when asked for, so that each command starts as fast as it can
COMMANDS = {
    "demo": "flows.command.demo:demo",
    "init": "flows.command.init:init",
    "run": "flows.command.run:run",
    "serve": "flows.command.serve:serve",
    "review": "flows.command.review:review",
    "match": "flows.command.match:match",
    "sources": "flows.command.sources:sources",
    "watchlist": "flows.command.watchlist:watchlist",
    "rescan": "flows.command.rescan:rescan",
    "stories": "flows.command.stories:stories",
    "alerts": "flows.command.alerts:alerts",
    "export": "flows.command.export:export",
    "verify": "flows.command.verify:verify",
    "doctor": "flows.command.doctor:doctor",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    "folder",
    type=click.Path(path_type=Path),
    help="Your folder of settings, sources, watchlist and database. "
    "Default: $LANDBRIDGE_HOME, else the nearest folder upward with a landbridge.toml, else ~/.landbridge.",
)
@click.option("--verbose", is_flag=True, help="Show where an error came from.")
@click.version_option(package_name="landbridge")
@click.pass_context
def commands(ctx: click.Context, folder: Path | None, verbose: bool) -> None:
    """Watches the news for the bases, militias and crossings of the corridor Iran – Iraq – Syria – Mediterranean."""
    ctx.obj = find_home(folder, os.environ, Path.cwd())


pass_home = click.make_pass_decorator(Home)


def main() -> None:
    """Run the command that the arguments name; exits 0 on success, 1 where the work failed, 2 where asked wrongly."""
    verbose = "--verbose" in sys.argv[1:]
    try:
        commands(prog_name="landbridge", standalone_mode=False)
        sys.stdout.flush()
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # whoever read us has gone: nothing more to say, and nothing to say it to
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if verbose:
            raise
        _say(error)
        sys.exit(error.exit_status if isinstance(error, Trouble) else 1)


def _say(error: Exception) -> None:
    lines = str(error).splitlines() if isinstance(error, Trouble) else [_in_one_line(error)]
    for line in lines:
        print(f"landbridge: {line}", file=sys.stderr)


def _in_one_line(error: Exception) -> str:
    if isinstance(error, sqlite3.Error):
        from storage.database import explain

        return str(explain(error, Path("the database")))
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}the disk is full; free some space, then run again: nothing that was stored is lost"
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    text = " ".join(str(error).split())
    return f"this should not have happened: {type(error).__name__}: {text[:300]} (--verbose shows where)"
