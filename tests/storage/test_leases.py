import os
import socket
from datetime import timedelta

import pytest
from sqlite_utils import Database

from storage.leases import LASTS, Held, Lease, LeaseLost, acquire, new_owner, release, renew
from tests.storage.conftest import NOW


def taken(db: Database, owner: str, seconds: float = 0) -> Lease:
    lease = acquire(db, "monitor", owner, NOW + timedelta(seconds=seconds))
    assert isinstance(lease, Lease)
    return lease


def test_a_held_lease_is_refused_and_names_its_owner(db: Database) -> None:
    taken(db, "elsewhere:1:a")
    held = acquire(db, "monitor", "elsewhere:2:b", NOW + timedelta(seconds=30))
    assert held == Held("monitor", "elsewhere:1:a", NOW)


def test_another_kind_is_free(db: Database) -> None:
    taken(db, "elsewhere:1:a")
    assert isinstance(acquire(db, "deliver", "elsewhere:2:b", NOW), Lease)


def test_an_expired_lease_changes_hands_with_a_higher_fence(db: Database) -> None:
    first = taken(db, "elsewhere:1:a")
    second = taken(db, "elsewhere:2:b", LASTS.total_seconds() + 1)
    assert second.fence == first.fence + 1
    with pytest.raises(LeaseLost):
        renew(db, first, NOW)


def test_a_renewed_lease_lasts(db: Database) -> None:
    first = taken(db, "elsewhere:1:a")
    renew(db, first, NOW + timedelta(seconds=50))
    assert isinstance(acquire(db, "monitor", "elsewhere:2:b", NOW + timedelta(seconds=100)), Held)


def test_a_released_lease_is_free_at_once(db: Database) -> None:
    release(db, taken(db, "elsewhere:1:a"), NOW)
    assert taken(db, "elsewhere:2:b").fence == 2


def test_the_lease_of_a_dead_process_of_this_machine_is_free_at_once(db: Database) -> None:
    pid = os.spawnlp(os.P_NOWAIT, "true", "true")
    os.waitpid(pid, 0)
    taken(db, f"{socket.gethostname()}:{pid}:a")
    assert taken(db, new_owner()).fence == 2


def test_the_lease_of_a_process_that_nobody_has_buried_is_free_at_once(db: Database) -> None:
    pid = os.spawnlp(os.P_NOWAIT, "true", "true")
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # it has ended; its entry stays until waited for
    taken(db, f"{socket.gethostname()}:{pid}:a")
    assert taken(db, new_owner()).fence == 2
    os.waitpid(pid, 0)


def test_the_lease_of_a_living_process_of_this_machine_is_held(db: Database) -> None:
    taken(db, f"{socket.gethostname()}:{os.getppid()}:a")
    assert isinstance(acquire(db, "monitor", new_owner(), NOW), Held)


def test_owners_differ_within_one_process() -> None:
    assert new_owner() != new_owner()
