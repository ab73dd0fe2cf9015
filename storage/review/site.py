"""The site itself: Datasette over one database, with our pages, our looks and our safeguards."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import yaml
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from storage.review import plugin
from storage.review.guard import Application, Guard
from storage.review.inert import Inert
from storage.review.rows import DATABASE
from storage.review.token import secret_of
from storage.search import QueryReader
from storage.threads import begun
from watchlist.entity import Watchlist
from watchlist.matcher import Matcher

_HERE = Path(__file__).parent
_SETTINGS = {
    "allow_download": False,
    "default_cache_ttl": 0,  # what is under way must show
    "default_facet_size": 12,
    "default_page_size": 50,
    "facet_time_limit_ms": 800,
    "max_csv_mb": 200,
    "sql_time_limit_ms": 3000,
    "suggest_facets": False,  # the metadata names those that help
    "truncate_cells_html": 1200,
}


class Site(Datasette):  # type: ignore[misc] # Datasette has no annotations
    """Datasette, opened read-only over a database of ours, which others go on writing to."""

    def __init__(
        self,
        database: Path,
        watchlist: Watchlist,
        public_url: str = "",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        token: str = "",
    ) -> None:
        """`token`: what lets a person write, as a browser shows it once; "" for one that nobody knows."""
        self.public_url = public_url  # asked for while Datasette is being built
        self.token = token or secrets.token_urlsafe()
        _take_hold_of_plugins()
        super().__init__(
            metadata=yaml.safe_load((_HERE / "metadata.yaml").read_text(encoding="utf-8")),
            template_dir=str(_HERE / "templates"),
            static_mounts=[("static", str(_HERE / "static"))],
            settings=_SETTINGS,
            secret=secret_of(self.token),
        )
        self.remove_database("_memory")
        self.add_database(Database(self, str(database), is_mutable=True), name=DATABASE)
        self.clock = clock
        # it takes a moment: neither the first pages nor who ends us early need wait for it
        self._reader = begun(lambda: QueryReader(Matcher(watchlist)), "reader")

    async def reader(self) -> QueryReader:
        """What understands the queries."""
        return await asyncio.wrap_future(self._reader)

    def app(self) -> Application:
        """The ASGI application."""
        return Guard(Inert(super().app()), self.public_url)


def _take_hold_of_plugins() -> None:
    """Datasette keeps its plugins for the whole process: put ours there, once, and take off what prints secrets."""
    if not pm.is_registered(plugin):
        pm.register(plugin, name=plugin.__name__)
    # it prints every exception with its local variables, which hold what a request carried
    if pm.has_plugin("datasette.handle_exception"):
        pm.unregister(name="datasette.handle_exception")
