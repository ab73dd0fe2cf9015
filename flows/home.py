"""The user's home: where it is, and what lies in it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from watchlist.errors import Trouble

SETTINGS = "landbridge.toml"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds what is the user's."""

    path: Path

    @property
    def settings(self) -> Path:
        return self.path / SETTINGS

    @property
    def sources(self) -> Path:
        return self.path / "sources.yaml"

    @property
    def watchlist(self) -> Path:
        return self.path / "watchlist"

    @property
    def database(self) -> Path:
        return self.path / "landbridge.db"

    @property
    def evidence(self) -> Path:
        return self.path / "evidence"

    @property
    def feeds(self) -> Path:
        return self.path / "feeds"

    @property
    def prefect(self) -> Path:
        return self.path / "prefect"

    def prepare(self) -> None:
        """Make the folder where it is missing. Raises Trouble where that fails or it cannot be written."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            remedy = "choose another with --home"
            raise Trouble(f"{self.path}: the home cannot be made ({error.strerror}); {remedy}") from error
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise Trouble(f"{self.path}: the home cannot be written; make it yours or choose another with --home")


def find_home(given: Path | None, environ: Mapping[str, str], folder: Path) -> Home:
    """The home to use: the one given, else $LANDBRIDGE_HOME, else the nearest folder upward from `folder` that is the
    user's own and holds a landbridge.toml, else ~/.landbridge."""
    if given is not None:
        return Home(given.absolute())
    if environ.get("LANDBRIDGE_HOME"):
        return Home(Path(environ["LANDBRIDGE_HOME"]).expanduser().absolute())
    for upward in (folder, *folder.parents):
        settings = upward / SETTINGS
        # another user's settings may name commands and files of theirs: only our own count
        if settings.is_file() and upward.stat().st_uid == os.getuid():
            return Home(upward)
    return Home(Path.home() / ".landbridge")
