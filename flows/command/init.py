"""`landbridge init`: a home with commented defaults."""

from importlib.resources import files
from pathlib import Path

import click

from flows.command.main import pass_home
from flows.home import Home
from flows.sources import source_template

_WATCHLIST = """\
# Entities of your own, and changes to the shipped ones (`landbridge watchlist list` shows their ids).
# An entry with a shipped id adds its names and replaces what else it gives; `silence: true` keeps it out of reports.
#
# type: place
# entities:
#   - id: al-qaryatayn
#     name: al-Qaryatayn
#     names:
#       en: [al-Qaryatayn, Qaryatain]
#       ar: [القريتين]
#       fa: [القریتین]
#     location: {latitude: 34.2296, longitude: 37.2407, source: GeoNames 173361}
"""


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@pass_home
def init(home: Home, folder: Path | None) -> None:
    """Write a home with commented defaults into FOLDER (default: the home in use). Nothing that exists is changed."""
    home = Home(folder.absolute()) if folder else home
    home.prepare()
    home.watchlist.mkdir(exist_ok=True)
    template = files("flows.command").joinpath("template.toml").read_text(encoding="utf-8")
    for path, text in (
        (home.settings, template),
        (home.sources, source_template()),
        (home.watchlist / "own.yaml", _WATCHLIST),
    ):
        if path.exists():
            click.echo(f"kept     {path}")
        else:
            path.write_text(text, encoding="utf-8")
            click.echo(f"written  {path}")
    click.echo(f"\nNext: landbridge --home {home.path} doctor, then run, then serve")
