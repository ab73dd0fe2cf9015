"""Redirects are followed one by one, and each address is checked as if it were the first."""

import pytest

from tests.flows.loopback import Loopback, Reply, redirect
from tests.flows.web.fetching import PUBLIC, Elsewhere, Names, fetcher, page, reason
from watchlist.page import Failed, Page


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_leads_to_the_page(status: int) -> None:
    with Loopback({"/old": redirect("/new?x=1", status), "/new": Reply(body=b"news")}) as server:
        found = page(server.url("/old"))
        assert isinstance(found, Page)
        assert (found.url, found.final_url) == (server.url("/old"), server.url("/new?x=1"))


def test_a_redirect_in_any_script_is_understood() -> None:
    with Loopback({"/old": redirect("/خبر"), "/%D8%AE%D8%A8%D8%B1": Reply(body=b"news")}) as server:
        assert reason(page(server.url("/old"))) == ""


def test_a_circle_of_redirects_is_left() -> None:
    with Loopback({"/a": redirect("/b"), "/b": redirect("/a")}) as server:
        found = page(server.url("/a"))
        assert server.targets() == ["/a", "/b"]
    assert isinstance(found, Failed)
    assert (found.reason, found.retry) == ("redirect-loop", False)


def test_there_is_an_end_to_redirects() -> None:
    with Loopback({f"/{n}": redirect(f"/{n + 1}") for n in range(9)}) as server:
        assert reason(page(server.url("/0"), fetcher(max_redirects=3))) == "too-many-redirects"
        assert server.targets() == ["/0", "/1", "/2", "/3"]


@pytest.mark.parametrize("goal", ["http://169.254.169.254/latest/meta-data/", "http://inside.example/", "//127.0.0.1/"])
def test_a_redirect_to_a_private_address_is_not_followed(goal: str) -> None:
    with Loopback({"news.example/": redirect(goal)}) as server:
        names = Names({"news.example": [PUBLIC], "inside.example": ["192.168.0.1"]})
        network = Elsewhere(server.port)
        found = page("http://news.example/", fetcher(names=names, network=network))
    assert isinstance(found, Failed)
    assert (found.url, found.reason, found.retry) == ("http://news.example/", "private-address", False)
    assert set(network.connected) == {PUBLIC}


@pytest.mark.parametrize("goal", ["file:///etc/passwd", "http://user@news.example/", "http://[::1", "javascript:1"])
def test_a_redirect_to_no_proper_address_is_not_followed(goal: str) -> None:
    with Loopback({"/": redirect(goal)}) as server:
        assert reason(page(server.url())) == "bad-address"


def test_a_redirect_without_a_goal_is_a_failure() -> None:
    with Loopback({"/": Reply(status=302)}) as server:
        assert reason(page(server.url())) == "http-302"
