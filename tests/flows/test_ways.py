"""Whole cycles over sources that are asked by a way of their own: through a proxy, or into a browser."""

import json
from pathlib import Path

import pytest
import yaml

from flows.web.browser import RENDERED, find_browser
from tests.flows.homes import FILLER, NAMED, Scene
from tests.flows.kinds.written import rss
from tests.flows.loopback import Reply
from tests.flows.web.proxying import LoopbackProxy

HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGE = f"<article><h1>Night</h1>{''.join(f'<p>{part}</p>' for part in (NAMED, *FILLER))}</article>"


def listing(scene: Scene, reply: Reply, **choices: object) -> None:
    """Make the scene's only source a feed of one item, with such a page and such choices."""
    link = scene.site.url("/pages/1")
    item = f"<item><title>Night</title><link>{link}</link><description>{NAMED}</description></item>"
    scene.site.replies |= {"/one": Reply(body=rss(item).encode()), "/pages/1": reply}
    row = {"id": "one", "name": "One", "url": scene.site.url("/one"), "language": "en", **choices}
    scene.write("sources.yaml", yaml.safe_dump({"sources": [row]}))


@pytest.mark.skipif(find_browser() is None, reason="no Chromium is installed")
def test_the_evidence_of_a_rendered_page_says_that_it_is_one(tmp_path: Path) -> None:
    script = f"document.getElementById('root').innerHTML={json.dumps(PAGE)}"
    shell = b"<!doctype html><html lang=en><title>Night</title><div id=root></div><script src=/app.js></script>"
    with Scene(tmp_path) as scene:
        scene.site.replies["/app.js"] = Reply(body=script.encode(), headers={"Content-Type": "text/javascript"})
        listing(scene, Reply(body=shell, headers=HTML), render=True)
        report = scene.run()
        ((state, reason, summary, headers),) = scene.rows(
            "SELECT link.state, link.reason, version.from_summary, evidence.headers FROM link"
            " JOIN version ON version.article_id = link.article_id JOIN evidence ON evidence.version_id = version.id"
        )
    assert (state, reason, summary) == ("stored", None, 0)
    assert RENDERED in dict(json.loads(headers))
    assert [found.matches[0].entity for found in report.tally.found] == ["al-bukamal"]


def test_without_a_browser_the_summary_stands_in_and_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    shell = b"<!doctype html><title>Night</title><div id=root></div><script>1</script>"
    with Scene(tmp_path) as scene:
        listing(scene, Reply(body=shell, headers=HTML), render=True)
        report = scene.run()
        assert scene.rows("SELECT state, reason FROM link") == [("stored", "script-only")]
    assert report.tally.summaries == {"script-only": 1}


def test_feed_and_pages_of_a_source_come_through_its_proxy_whose_address_stays_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Scene(tmp_path) as scene, LoopbackProxy("socks5", scene.site.port, login="me:s3cret") as proxy:
        monkeypatch.setenv("WAY", proxy.url)
        listing(scene, Reply(body=PAGE.encode(), headers=HTML), proxy_env="WAY")
        report = scene.run()
        assert scene.rows("SELECT state, reason FROM link") == [("stored", None)]
        assert {asked.path for asked in scene.site.asked} == {"/robots.txt", "/one", "/pages/1"}
        assert scene.site.connections == len(proxy.asked) > 0
        written = [path.read_bytes() for path in scene.home.path.rglob("*") if path.is_file()]
    assert b"s3cret" not in b"".join(written) + str(report).encode()


def test_a_proxy_that_fails_leaves_a_row_that_does_not_name_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAY", "socks5://me:s3cret@127.0.0.1:9")
    with Scene(tmp_path) as scene:
        listing(scene, Reply(), proxy_env="WAY")
        scene.run()
        ((reason, detail),) = scene.rows("SELECT reason, detail FROM poll")
        assert scene.site.asked == []
    assert (reason, detail.endswith("the proxy cannot be reached")) == ("proxy", True)
    assert "s3cret" not in detail
