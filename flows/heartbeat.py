"""The heartbeat: an address of the user's that is asked for after each good cycle, so that somebody else notices when
none comes any more. In the manner of healthchecks.io: `/start` and `/fail` behind the address say what it does not.

The address is a secret. A ping that fails is counted and never stops a cycle.
"""

import asyncio
import os
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from sqlite_utils import Database

from flows.means import Means
from flows.settings import HeartbeatSection
from storage.database import write
from storage.leases import Lease, LeaseLost
from storage.pulse import beat, miss
from watchlist.errors import BadInput

PULSE = "heartbeat"
SECONDS = 10.0  # that a ping may take


@asynccontextmanager
async def beating(
    means: Means, db: Database, lease: Lease, environ: Mapping[str, str] = os.environ
) -> AsyncIterator[None]:
    """Ping before and after what is done within, where the settings name an address. Raises what is raised within."""
    section = means.settings.heartbeat
    if not section.is_set:
        yield
        return
    started = asyncio.create_task(asyncio.to_thread(_ping, section, means.home.path, environ, "start"))
    try:
        yield
    except LeaseLost:  # another run does the work now, and says so itself
        raise
    except BaseException:
        await started
        await asyncio.to_thread(_ping, section, means.home.path, environ, "fail")
        raise
    await started
    trouble = await asyncio.to_thread(_ping, section, means.home.path, environ, "")
    with write(db, lease):
        if trouble:
            miss(db, PULSE, trouble, means.now())
        else:
            beat(db, PULSE, means.now())


def ping(url: str, word: str) -> str:
    """Ask for the address, with a word behind its path; returns what went wrong, without the address, or ""."""
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_address = False
    if not is_address:
        return "the heartbeat's address is none; write it like https://hc-ping.com/…"
    path = f"{parts.path.rstrip('/')}/{word}" if word else parts.path
    asked = urllib.request.Request(  # noqa: S310 - the scheme was looked at
        urlunsplit(parts._replace(path=path)), headers={"User-Agent": "landbridge"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS):  # noqa: S310 - as above
            return ""
    except urllib.error.HTTPError as error:
        error.close()
        phrase = HTTPStatus(error.code).phrase if error.code in HTTPStatus._value2member_map_ else "?"
        return f"the heartbeat's server answered {error.code} {phrase}"
    except (OSError, ValueError) as error:  # what they say may hold the address
        reason = getattr(error, "reason", error)
        return f"the heartbeat's server could not be reached ({type(reason).__name__})"


def heartbeat_file(section: HeartbeatSection, home: Path) -> Path:
    """The file that holds the address, where the settings name one."""
    return home / Path(section.url_file).expanduser()


def heartbeat_url(section: HeartbeatSection, home: Path, environ: Mapping[str, str]) -> str:
    """The address. Raises BadInput, with the place and the remedy, where there is none."""
    if section.url_env:
        url = environ.get(section.url_env, "").strip()
        if not url:
            raise BadInput(f"[heartbeat] the environment variable {section.url_env} is not set")
        return url
    path = heartbeat_file(section, home)
    try:
        lines = path.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"[heartbeat] {path} cannot be read; write the address into it") from None
    if not lines:
        raise BadInput(f"[heartbeat] {path} is empty; write the address into it")
    return lines[0]


def _ping(section: HeartbeatSection, home: Path, environ: Mapping[str, str], word: str) -> str:
    try:
        return ping(heartbeat_url(section, home, environ), word)
    except BadInput as error:
        return str(error)
