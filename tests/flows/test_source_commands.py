"""`landbridge sources add`, `check --fix`, `import` and `export`, as a person meets them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.sources import load_sources
from tests.flows.kinds.written import item, rss
from tests.flows.loopback import Loopback, Reply, redirect
from tests.flows.test_commands import landbridge

FEED = Reply(body=rss(item(1) + item(2)).encode(), headers={"Content-Type": "application/rss+xml"})
OWN = """include_shipped: false
sources:
  # moved for good
  - {id: moved, url: "%s", homepage: "%s"}
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Loopback]:
    (tmp_path / "landbridge.toml").write_text('[fetch]\nallow_private = true\ngap = "0s"\n')
    with Loopback({"/feed": FEED}) as opened:
        front = '<html lang="en"><title>Frontier Desk</title><link rel=alternate type=application/rss+xml href=/feed>'
        opened.replies["/"] = Reply(body=front.encode(), headers={"Content-Type": "text/html"})
        yield opened


def test_a_site_is_added_with_a_preview_of_what_it_would_bring(site: Loopback, tmp_path: Path) -> None:
    added = landbridge("sources", "add", site.url("/"), "--yes", "--country", "SY", home=tmp_path)
    assert added.returncode == 0, added.stderr
    assert f"1. feed  {site.url('/feed')}" in added.stdout
    assert "without a date  News 1" in added.stdout
    source = load_sources(tmp_path / "sources.yaml")[0]
    assert (source.id, source.url, source.country) == ("frontier-desk", site.url("/feed"), "SY")
    again = landbridge("sources", "add", site.url("/"), "--yes", home=tmp_path)
    assert again.returncode == 1
    assert "is listed already, as frontier-desk" in again.stderr


def test_nothing_is_added_where_nobody_can_be_asked(site: Loopback, tmp_path: Path) -> None:
    asked = landbridge("sources", "add", site.url("/"), home=tmp_path)
    assert asked.returncode == 1
    assert "add --yes to take the first" in asked.stderr
    assert not (tmp_path / "sources.yaml").exists()


def test_an_address_that_leads_nowhere_is_named(site: Loopback, tmp_path: Path) -> None:
    asked = landbridge("sources", "add", site.url("/gone"), "--yes", home=tmp_path)
    assert asked.returncode == 1
    assert "answered 404" in asked.stderr


def test_a_feed_that_was_redirected_is_mended(site: Loopback, tmp_path: Path) -> None:
    site.replies["/old"] = redirect("/feed", 301)
    (tmp_path / "sources.yaml").write_text(OWN % (site.url("/old"), ""))
    looked = landbridge("sources", "check", home=tmp_path)
    assert looked.returncode == 0
    assert f"2 items, redirected to {site.url('/feed')}" in looked.stdout
    assert "--fix writes that down" in looked.stdout
    assert landbridge("sources", "check", "--fix", home=tmp_path).returncode == 0
    assert load_sources(tmp_path / "sources.yaml")[0].url == site.url("/feed")
    assert "# moved for good" in (tmp_path / "sources.yaml").read_text()


def test_a_feed_that_is_gone_is_found_again_from_its_homepage(site: Loopback, tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(OWN % (site.url("/gone"), site.url("/")))
    mended = landbridge("sources", "check", "--fix", home=tmp_path)
    assert mended.returncode == 1
    assert f"its homepage leads to {site.url('/feed')} (feed, 2 items)" in mended.stdout
    assert landbridge("sources", "check", home=tmp_path).returncode == 0


def test_a_list_of_feeds_goes_out_and_in(site: Loopback, tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(OWN % ("https://one.example/feed", "https://one.example/"))
    opml = tmp_path / "list.opml"
    opml.write_text(landbridge("sources", "export", "--opml", home=tmp_path).stdout)
    extra = '<outline text="Two" xmlUrl="https://two.example/feed"/><outline xmlUrl="javascript:alert(1)"/></body>'
    opml.write_text(opml.read_text().replace("</body>", extra))
    planned = landbridge("sources", "import", opml, "--dry-run", home=tmp_path)
    assert "1 of 3 feeds would be added" in planned.stdout
    taken = landbridge("sources", "import", opml, home=tmp_path)
    assert taken.returncode == 0
    assert "left out  javascript:alert(1)" in taken.stdout
    assert [source.id for source in load_sources(tmp_path / "sources.yaml")] == ["moved", "two"]
    assert site.targets() == []


def test_what_is_exported_is_a_list_of_sources_again(tmp_path: Path) -> None:
    (tmp_path / "out.yaml").write_text(landbridge("sources", "export", home=tmp_path).stdout)
    assert load_sources(tmp_path / "out.yaml") == load_sources(None)


def test_what_is_no_list_of_feeds_is_asked_wrongly(tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text("<html></html>")
    taken = landbridge("sources", "import", tmp_path / "list.opml", home=tmp_path)
    assert taken.returncode == 2
    assert "list.opml:1: no OPML" in taken.stderr
