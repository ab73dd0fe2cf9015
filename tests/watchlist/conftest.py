"""Fixtures of the watchlist's tests."""

import pytest

from tests.watchlist.lists import small_watchlist
from watchlist.matcher import Matcher


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    """A matcher over a small watchlist of our own."""
    return Matcher(small_watchlist(tmp_path_factory.mktemp("small")))
