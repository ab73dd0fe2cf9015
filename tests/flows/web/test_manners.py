"""Settings of fetching that cannot work are refused by name."""

from typing import Any

import pytest

from flows.web.manners import FetchSettings, user_agent
from watchlist.errors import BadInput


def test_the_user_agent_names_the_software_and_the_operator() -> None:
    assert user_agent().startswith("Landbridge/")
    assert user_agent("https://example.org/about").endswith("(news monitoring; +https://example.org/about)")
    assert FetchSettings().product == "landbridge"


@pytest.mark.parametrize(
    "wrong",
    [
        {"user_agent": ""},
        {"user_agent": "/1"},
        {"user_agent": "A\r\nX: 1"},
        {"user_agent": "قارئ"},
        {"connect_seconds": 0},
        {"total_seconds": -1},
        {"read_seconds": float("nan")},
        {"max_bytes": 0},
        {"per_host": 0},
        {"concurrency": 0},
        {"gap_seconds": -0.1},
        {"max_redirects": -1},
    ],
)
def test_a_value_that_cannot_work_is_named(wrong: dict[str, Any]) -> None:
    (name,) = wrong
    with pytest.raises(BadInput, match=f"^{name}: "):
        FetchSettings(**wrong)
