"""The news site of the demonstration, asked over real HTTP."""

import html
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser
from xml.parsers import expat

import feedparser
import httpx
import pytest

from flows.demo.site import LOCKED, Site
from watchlist.source import Source

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A site that only its readers touch."""
    with Site(NOW) as open_site:
        yield open_site


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client() as open_client:
        yield open_client


def source(site: Site, id: str) -> Source:
    return next(source for source in site.sources() if source.id == id)


def page(site: Site, client: httpx.Client, slug: str) -> httpx.Response:
    """What a reader gets who follows the link of the feed."""
    printed = next(printed for printed in site.printed if printed.piece.slug == slug)
    return client.get(site.url + printed.listed)


def test_sources_speak_three_languages_and_have_homepages(site: Site, client: httpx.Client) -> None:
    assert {source.language for source in site.sources()} == {"en", "ar", "fa"}
    assert [client.get(source.homepage).status_code for source in site.sources()] == [200] * 6


@pytest.mark.parametrize(
    ("id", "version"), [("tamarisk-ledger", "rss20"), ("daftar-al-nakhil", "atom10"), ("daftar-e-rah", "rss20")]
)
def test_a_sound_feed_lists_every_piece_of_its_outlet(site: Site, client: httpx.Client, id: str, version: str) -> None:
    where = source(site, id).url
    feed = feedparser.parse(client.get(where).content)
    printed = [printed for printed in site.printed if printed.piece.outlet == id]
    assert not feed.bozo
    assert feed.version == version
    assert [entry.title for entry in feed.entries] == [item.piece.title for item in printed]
    assert [urljoin(where, entry.link).split("?")[0] for entry in feed.entries] == [
        site.url + item.listed for item in printed
    ]


def test_the_wire_feed_is_no_xml_but_every_entry_can_be_recovered(site: Site, client: httpx.Client) -> None:
    body = client.get(source(site, "waymark-wire").url).content
    with pytest.raises(expat.ExpatError):
        expat.ParserCreate().Parse(body, True)
    titles = [printed.piece.title for printed in site.printed if printed.piece.outlet == "waymark-wire"]
    assert [entry.title.replace("&amp;", "&") for entry in feedparser.parse(body).entries] == titles


def test_the_locked_outlet_answers_with_a_login_page_where_its_feed_was(site: Site, client: httpx.Client) -> None:
    answer = client.get(source(site, LOCKED).url)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert 'type="password"' in answer.text


@pytest.mark.parametrize("id", ["tamarisk-ledger", "daftar-al-nakhil", "daftar-e-rah", "waymark-wire"])
def test_a_feed_that_has_not_changed_answers_304_to_either_validator(site: Site, client: httpx.Client, id: str) -> None:
    url = source(site, id).url
    first = client.get(url)
    for validator in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        answer = client.get(url, headers=validator)
        assert (answer.status_code, answer.content) == (304, b"")
    assert client.get(url, headers={"If-None-Match": '"another"'}).status_code == 200


def test_a_held_piece_changes_its_feed_and_adds_one_entry_and_its_page(client: httpx.Client) -> None:
    with Site(NOW) as site:
        url = source(site, "tamarisk-ledger").url
        first = client.get(url)
        printed = site.publish("crossing-drones")
        for validator in ("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since"):
            second = client.get(url, headers={validator[1]: first.headers[validator[0]]})
            assert second.status_code == 200
        before, after = (feedparser.parse(answer.content).entries for answer in (first, second))
        assert after[0].title == printed.piece.title
        assert [entry.link for entry in after[1:]] == [entry.link for entry in before]
        assert client.get(site.url + printed.path).status_code == 200


def test_publishing_changes_no_other_feed(client: httpx.Client) -> None:
    with Site(NOW) as site:
        url = source(site, "daftar-e-rah").url
        known = {"If-None-Match": client.get(url).headers["ETag"]}
        site.publish("crossing-drones")
        assert client.get(url, headers=known).status_code == 304


def test_publishing_leaves_the_pages_that_stand_as_they_were(client: httpx.Client) -> None:
    with Site(NOW) as site:
        before = page(site, client, "heri-strike").content
        site.publish("crossing-drones")
        assert page(site, client, "heri-strike").content == before


def test_a_held_piece_is_nowhere_before_it_is_published(site: Site, client: httpx.Client) -> None:
    assert client.get(f"{site.url}/tamarisk-ledger/security/crossing-drones").status_code == 404


def test_pieces_were_published_within_the_day_before_now(site: Site) -> None:
    assert all(NOW - timedelta(days=1) <= printed.published < NOW for printed in site.printed)


def test_every_page_carries_its_headline_its_language_and_the_note(site: Site, client: httpx.Client) -> None:
    for printed in site.printed:
        if printed.piece.serve == "page":
            answer = client.get(site.url + printed.listed)
            assert answer.status_code == 200
            assert f'<html lang="{printed.outlet.language}" dir="{printed.outlet.direction}">' in answer.text
            assert f"<h1>{printed.piece.title}</h1>" in html.unescape(answer.text)
            assert f"<em>{printed.outlet.note}</em>" in answer.text


def test_one_arabic_page_is_served_in_an_old_character_set(site: Site, client: httpx.Client) -> None:
    answer = page(site, client, "hamdan-matar")
    assert answer.headers["Content-Type"] == "text/html; charset=windows-1256"
    assert "مطار الحمدان" in answer.content.decode("windows-1256")
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode("utf-8")


def test_a_page_that_moved_redirects_for_good(site: Site, client: httpx.Client) -> None:
    answer = page(site, client, "mayadin-bridge")
    assert answer.status_code == 301
    assert client.get(urljoin(site.url, answer.headers["Location"])).status_code == 200


@pytest.mark.parametrize(("slug", "status"), [("vanished-brief", 404), ("joint-chamber-visit", 403)])
def test_a_page_is_gone_and_another_is_refused(site: Site, client: httpx.Client, slug: str, status: int) -> None:
    assert page(site, client, slug).status_code == status


def test_the_feed_tells_what_the_refused_page_would_have_told(site: Site, client: httpx.Client) -> None:
    entries = feedparser.parse(client.get(source(site, "tamarisk-ledger").url).content).entries
    (refused,) = (entry for entry in entries if "joint-chamber-visit" in entry.link)
    assert "the Iranian-Syrian Joint Chamber of Commerce" in refused.summary


def test_the_gallery_holds_pictures_and_no_paragraph(site: Site, client: httpx.Client) -> None:
    text = page(site, client, "autumn-gallery").text
    assert "<img" in text
    assert "<p" not in text


def test_the_heavy_page_has_a_hundred_thousand_attributes_on_one_tag(site: Site, client: httpx.Client) -> None:
    assert page(site, client, "beacon-page").text.count(" data-beacon-") == 100_000


def test_robots_txt_keeps_readers_out_of_the_members_pages(site: Site, client: httpx.Client) -> None:
    robots = RobotFileParser()
    robots.parse(client.get(f"{site.url}/robots.txt").text.splitlines())
    shut = [printed.piece.slug for printed in site.printed if not robots.can_fetch("*", site.url + printed.listed)]
    assert shut == ["crossword"]


def test_every_request_is_kept_with_its_status_and_who_asked(client: httpx.Client) -> None:
    with Site(NOW) as site:
        client.get(f"{site.url}/nowhere?a=b", headers={"User-Agent": "a reader"})
        (request,) = site.requests
    assert (request.method, request.path, request.status, request.agent) == ("GET", "/nowhere?a=b", 404, "a reader")


def test_a_head_request_gets_the_head_alone(site: Site, client: httpx.Client) -> None:
    answer = client.head(source(site, "daftar-e-rah").url)
    assert (answer.status_code, answer.content) == (200, b"")
    assert "ETag" in answer.headers
