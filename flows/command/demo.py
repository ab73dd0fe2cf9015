"""`landbridge demo`: one whole cycle over a small news site of our own."""

import tempfile
from pathlib import Path

import click

from flows.home import Home


@click.command()
@click.option("--into", type=click.Path(path_type=Path), help="Folder for its home. Default: a new temporary one.")
def demo(into: Path | None) -> None:
    """Run three whole cycles over a small news site on loopback and show what was found, sent, held and dropped.

    Real HTTP, SQLite and Apprise; nothing leaves this machine.
    """
    from flows.demo.show import program_name, show

    home = Home(into.absolute() if into else Path(tempfile.mkdtemp(prefix="landbridge-demo-")))
    show(home, click.echo, program_name())
