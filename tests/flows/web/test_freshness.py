"""How long an answer holds, as its server says."""

from datetime import timedelta

import pytest

from flows.web.freshness import fresh_until
from tests.flows.loopback import Loopback, Reply
from tests.flows.web.fetching import NOW, fetcher, with_fetcher
from watchlist.page import NotModified

DATE = ("Date", "Fri, 20 Nov 2026 11:00:00 GMT")  # an hour behind our clock


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ([("Cache-Control", "public, max-age=600")], 600),
        ([("cache-control", 'MAX-AGE="600"')], 600),
        ([("Cache-Control", "max-age=600"), ("Age", "200")], 400),
        ([("Cache-Control", "max-age=600"), ("Age", "soon")], 600),
        ([("Cache-Control", "public"), ("Cache-Control", "max-age=60")], 60),
        ([("Cache-Control", "max-age=600"), ("Expires", "0")], 600),
        ([("Expires", "Fri, 20 Nov 2026 11:10:00 GMT"), DATE], 600),
        ([("Expires", "Fri, 20 Nov 2026 12:10:00 -0000")], 600),
        ([("Cache-Control", "max-age=" + "9" * 99)], 365 * 86400),
    ],
)
def test_an_answer_holds_as_long_as_its_server_says(headers: list[tuple[str, str]], seconds: int) -> None:
    assert fresh_until(headers, NOW) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Cache-Control", "no-cache, max-age=600")],
        [("Cache-Control", "no-store")],
        [("Cache-Control", "max-age=0"), ("Expires", "Fri, 20 Nov 2099 12:10:00 GMT")],
        [("Cache-Control", "max-age=-5")],
        [("Cache-Control", "s-maxage=600")],
        [("Cache-Control", "max-age=600"), ("Age", "900")],
        [("Expires", "0")],
        [("Expires", "Fri, 20 Nov 2026 10:10:00 GMT"), DATE],
        [("Cache-Control", "=,=;\x00")],
    ],
)
def test_an_answer_of_which_nothing_is_said_holds_no_time(headers: list[tuple[str, str]]) -> None:
    assert fresh_until(headers, NOW) is None


def test_what_was_not_modified_says_how_long_it_holds() -> None:
    with Loopback({"/": Reply(status=304, headers={"Cache-Control": "max-age=900"})}) as server:
        found = with_fetcher(fetcher(), lambda opened: opened.poll(server.url(), etag='"1"'))
    assert found == NotModified(server.url(), NOW, NOW + timedelta(seconds=900))
