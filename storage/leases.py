"""Whose run is on: one row per kind of flow, with a fencing number that every write of the run checks."""

import os
import secrets
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from storage.times import from_text, to_text
from watchlist.errors import Trouble

LASTS = timedelta(seconds=60)  # a run that has not been heard of for so long is taken for dead


class LeaseLost(Trouble):
    """Another run has taken over: this one must write nothing more."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"another {kind} run has taken over: this one was not heard of for more than {LASTS.total_seconds():.0f} s"
            " (a machine that slept, a clock that jumped); it has stopped, and the other goes on where it was"
        )


@dataclass(frozen=True, slots=True)
class Lease:
    kind: str  # of flow: "monitor", "deliver", "serve"
    owner: str  # "host:pid:random"
    fence: int  # grows by one each time the lease changes hands


@dataclass(frozen=True, slots=True)
class Held:
    """The lease is another's."""

    kind: str
    owner: str
    heartbeat_at: datetime  # aware UTC, when the owner was last heard of


def new_owner() -> str:
    """A name for this process that no other has: host, process id and a random part."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def acquire(db: Database, kind: str, owner: str, now: datetime) -> Lease | Held:
    """Take the lease where it is free, expired, or left by a process of this machine that is no more."""
    db.execute("BEGIN IMMEDIATE")
    try:
        row = db.execute("SELECT owner, fence, heartbeat_at, expires_at FROM lease WHERE kind = ?", [kind]).fetchone()
        if row is not None and from_text(row[3]) > now and row[0] != owner and not _is_dead(row[0]):
            db.execute("ROLLBACK")
            return Held(kind, row[0], from_text(row[2]))
        fence = 1 if row is None else row[1] + 1
        db.execute(
            "INSERT INTO lease (kind, owner, fence, heartbeat_at, expires_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind)"
            " DO UPDATE SET owner = excluded.owner, fence = excluded.fence, heartbeat_at = excluded.heartbeat_at,"
            " expires_at = excluded.expires_at",
            [kind, owner, fence, to_text(now), to_text(now + LASTS)],
        )
    except BaseException:
        if db.conn.in_transaction:
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
    return Lease(kind, owner, fence)


def renew(db: Database, lease: Lease, now: datetime) -> None:
    """Say that the owner lives. Raises LeaseLost."""
    renewed = db.execute(
        "UPDATE lease SET heartbeat_at = ?, expires_at = ? WHERE kind = ? AND fence = ?",
        [to_text(now), to_text(now + LASTS), lease.kind, lease.fence],
    ).rowcount
    if not renewed:
        raise LeaseLost(lease.kind)


def release(db: Database, lease: Lease, now: datetime) -> None:
    """Give the lease back, where it is still ours."""
    db.execute("UPDATE lease SET expires_at = ? WHERE kind = ? AND fence = ?", [to_text(now), lease.kind, lease.fence])


def check(db: Database, lease: Lease) -> None:
    """Raise LeaseLost unless the lease is still ours. Call it inside the transaction that it guards."""
    row = db.execute("SELECT fence FROM lease WHERE kind = ?", [lease.kind]).fetchone()
    if row is None or row[0] != lease.fence:
        raise LeaseLost(lease.kind)


def _is_dead(owner: str) -> bool:
    """Whether the owner ran on this machine and is gone. A process id used anew only delays the takeover."""
    host, pid, _ = owner.rsplit(":", 2)
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return _has_ended(int(pid))


def _has_ended(pid: int) -> bool:
    """Whether the process has ended and only waits for its parent to take note (Linux; elsewhere the lease expires)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]  # proc(5): after the name
    except OSError:
        return False
    return state in ("Z", "X")
