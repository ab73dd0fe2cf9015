"""`landbridge review`: the database in the browser."""

import os

import click

from flows.command.main import pass_home
from flows.home import Home


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Default: [review] port of the settings, 8123.")
@click.option("--open/--no-open", "browser", default=False, help="Open it in the browser.")
@pass_home
def review(home: Home, port: int | None, browser: bool) -> None:
    """Serve the matches, stories, sources and the alert ledger on loopback until Ctrl-C."""
    from flows.settings import read_settings
    from storage.review import HOST, serve
    from storage.review.token import FILE

    settings = read_settings(home.settings, os.environ).review
    at = port or settings.port

    def ready() -> None:
        click.echo(f"landbridge: reviewing {home.database} at http://{HOST}:{at}/   stop: Ctrl-C", err=True)
        click.echo(f"landbridge: to judge there, sign in with the token in {home.path / FILE}", err=True)
        if browser:
            click.launch(f"http://{HOST}:{at}/")

    serve(home.database, at, home.watchlist, public_url=settings.public_url, ready=ready)
