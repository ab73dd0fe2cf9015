"""What lets a person write on the site.

It stands in a file beside the database, for those alone who may read that; a browser shows it once and keeps a signed
cookie. Where the file is deleted, the next start makes another, and whoever was signed in is so no more.
"""

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from watchlist.errors import Trouble

FILE = "review.token"
_SHORTEST = 20  # characters of a token that nobody guesses


def own_token(folder: Path) -> str:
    """The token of the database in a folder, made where there is none. Raises Trouble where none can be had."""
    path = folder / FILE
    if not path.exists():
        _make(path)
    try:
        token = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"{path}: the token of the review site cannot be read; delete the file: {error}") from error
    if len(token) < _SHORTEST:
        raise Trouble(f"{path}: this is no token of {_SHORTEST} characters; delete the file, and one is made")
    return token


def _make(path: Path) -> None:
    """Write one that is there whole or not at all: another site over the same database may be starting, too."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(f"{secrets.token_urlsafe(24)}\n")
        with suppress(FileExistsError):
            os.link(draft, path)
    except OSError as error:
        raise Trouble(f"{path}: the token of the review site cannot be written: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)


def secret_of(token: str) -> str:
    """What cookies are signed with: they hold for as long as the token."""
    return hashlib.sha256(f"landbridge review {token}".encode()).hexdigest()
