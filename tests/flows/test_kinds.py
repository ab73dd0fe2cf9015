"""Sources of every kind on their way through whole cycles, against real servers on loopback."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import yaml

from flows.paging import MOST_PAGES
from storage.database import read_database
from tests.flows.homes import FILLER, NAMED, PLAIN, Item, Scene, page
from tests.flows.kinds.preview import Post, preview
from tests.flows.kinds.test_sitemap import index, urlset
from tests.flows.loopback import Asked, Reply

HTML = {"Content-Type": "text/html; charset=utf-8"}
REFUSED = "SELECT title, reason, detail FROM link WHERE state = 'dropped' ORDER BY title"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with Scene(tmp_path) as opened:
        yield opened


def watch(scene: Scene, kind: str, url: str, **more: str) -> None:
    """Make this the one source."""
    row = {"id": "one", "name": "One", "kind": kind, "url": url, "language": "en", **more}
    scene.write("sources.yaml", yaml.safe_dump({"sources": [row]}))


def channel(scene: Scene, posts: list[Post], *, a_page: int = 3) -> None:
    """Serve a channel's preview as https://t.me/s/<channel> pages it: the newest posts, `before` excluded."""

    def answer(asked: Asked) -> Reply:
        before = int(parse_qs(asked.target.partition("?")[2]).get("before", ["999999"])[0])
        shown = [post for post in posts if post.number < before][-a_page:]
        older = shown and any(post.number < shown[0].number for post in posts)
        return Reply(body=preview(shown, before=shown[0].number if older else 0).encode(), headers=HTML)

    scene.site.replies["/s/frontier_desk"] = answer


def titles(scene: Scene) -> list[str]:
    return scene.rows("SELECT title FROM version ORDER BY title")


def test_posts_of_a_channel_become_articles_without_another_request(scene: Scene) -> None:
    channel(scene, [Post(1, f"Night at the gate<br/>{NAMED}"), Post(2, PLAIN), Post(3)])
    watch(scene, "telegram", scene.site.url("/frontier_desk"))
    report = scene.run()
    assert (report.tally.stored, report.tally.fetched) == (2, 0)
    assert scene.site.targets() == ["/s/frontier_desk"]
    assert (
        scene.rows("SELECT from_summary, language FROM version JOIN article ON article.id = article_id")
        == [(0, "en")] * 2
    )
    assert "Night at the gate" in scene.told()[0]
    assert scene.rows("SELECT reason, count FROM poll_drop") == [("no-text", 1)]


def test_the_page_of_the_channel_is_the_evidence_of_its_posts(scene: Scene) -> None:
    channel(scene, [Post(1, NAMED), Post(2, "Again " + NAMED), Post(3, PLAIN)])
    watch(scene, "telegram", scene.site.url("/s/frontier_desk"))
    scene.run()
    cited = scene.rows('SELECT url, file, "offset" FROM evidence')
    assert [row[0] for row in cited] == [scene.site.url("/s/frontier_desk")] * 2
    assert len({row[1:] for row in cited}) == 1
    scene.run()
    assert scene.rows("SELECT count(*) FROM response") == [0]


def test_a_channel_is_read_back_to_the_last_post_that_is_known(scene: Scene) -> None:
    posts = [Post(number, f"Post number {number}. {PLAIN}") for number in range(1, 5)]
    channel(scene, posts)
    watch(scene, "telegram", scene.site.url("/s/frontier_desk"))
    scene.run()
    assert len(titles(scene)) == 3
    posts += [Post(number, f"Post number {number}. {PLAIN}") for number in range(5, 12)]
    scene.run()
    assert len(titles(scene)) == 10
    assert scene.site.targets()[1:] == ["/s/frontier_desk", "/s/frontier_desk?before=9", "/s/frontier_desk?before=6"]


def test_an_edited_post_is_a_new_version_of_its_article(scene: Scene) -> None:
    channel(scene, [Post(1, f"Night at the gate<br/>{PLAIN}"), Post(2, "Another. " + PLAIN)])
    watch(scene, "telegram", scene.site.url("/s/frontier_desk"))
    scene.run()
    channel(scene, [Post(1, f"Night at the gate<br/>{NAMED}", edited=True), Post(2, "Another. " + PLAIN)])
    report = scene.run()
    assert scene.rows("SELECT number FROM version ORDER BY id") == [1, 1, 2]
    assert scene.rows("SELECT count(*) FROM article") == [2]
    assert len(scene.told()) == report.polled[0].new == 1
    scene.run()
    assert scene.rows("SELECT count(*) FROM version") == [3]


def test_what_an_edited_post_says_no_more_is_no_longer_found(scene: Scene) -> None:
    channel(scene, [Post(1, NAMED)])
    watch(scene, "telegram", scene.site.url("/s/frontier_desk"))
    scene.run()
    channel(scene, [Post(1, PLAIN, edited=True)])
    scene.run()
    assert scene.rows("SELECT entity_id FROM newest_matches") == []
    assert scene.rows("SELECT entity_id FROM former_matches") == ["al-bukamal"]
    db = read_database(scene.home.database)
    try:
        assert [row[0] for row in db.execute("SELECT rowid FROM article_text WHERE article_text MATCH 'bukamal'")] == []
        assert [row[0] for row in db.execute("SELECT rowid FROM article_text WHERE article_text MATCH 'ferry'")] == [1]
    finally:
        db.close()


def test_reading_back_has_an_end_which_is_noted(scene: Scene) -> None:
    channel(scene, [Post(1, PLAIN)], a_page=1)
    watch(scene, "telegram", scene.site.url("/s/frontier_desk"))
    scene.run()
    channel(scene, [Post(number, f"Post {number}. {PLAIN}") for number in range(100, 160)], a_page=1)
    scene.run()
    assert scene.asked("/s/frontier_desk") == 1 + MOST_PAGES
    (detail,) = scene.rows("SELECT detail FROM poll WHERE detail IS NOT NULL")
    assert "more is listed than was read" in detail


def test_an_older_page_that_fails_costs_nothing_of_the_newer_one(scene: Scene) -> None:
    channel(scene, [Post(1, PLAIN)])
    watch(scene, "telegram", scene.site.url("/s/frontier_desk"))
    scene.run()
    newer = Reply(body=preview([Post(9, "Newest. " + PLAIN)], before=9).encode(), headers=HTML)
    scene.site.replies["/s/frontier_desk"] = lambda asked: Reply(status=500) if "before" in asked.target else newer
    scene.run()
    assert len(titles(scene)) == 2
    (detail,) = scene.rows("SELECT detail FROM poll WHERE detail IS NOT NULL")
    assert "a further page of it failed" in detail


def test_a_feed_that_holds_the_whole_text_needs_no_pages(scene: Scene) -> None:
    text = "".join(f"<p>{part}</p>" for part in (NAMED, *FILLER))
    body = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>F</title><item>'
        f"<title>Whole</title><link>{scene.site.url('/whole')}</link><description>Short</description>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded></item></channel></rss>"
    )
    scene.site.replies["/feed"] = Reply(body=body.encode(), headers={"Content-Type": "application/rss+xml"})
    watch(scene, "feed", scene.site.url("/feed"), content="feed")
    scene.run()
    assert scene.rows("SELECT title, text FROM version") == [("Whole", "\n".join((NAMED, *FILLER)))]
    assert scene.asked("/whole") == 0
    assert scene.rows("SELECT url FROM evidence") == [scene.site.url("/feed")]


def test_the_sitemaps_of_an_index_are_read_each_time(scene: Scene) -> None:
    scene.site.replies["/index.xml"] = Reply(
        body=index((scene.site.url("/news.xml"), ""), (scene.site.url("/old.xml"), "2001-01-01")).encode(),
        headers={"ETag": '"same"'},
    )
    for name in ("one", "two"):
        scene.site.replies[f"/{name}"] = page(Item(name, name.title()))
    scene.site.replies["/news.xml"] = Reply(body=urlset((scene.site.url("/one"), "")).encode())
    scene.site.replies["/old.xml"] = Reply(body=urlset().encode())
    watch(scene, "sitemap", scene.site.url("/index.xml"))
    scene.run()
    scene.site.replies["/news.xml"] = Reply(
        body=urlset((scene.site.url("/two"), ""), (scene.site.url("/one"), "")).encode()
    )
    scene.run()
    assert titles(scene) == ["One", "Two"]
    assert (scene.asked("/news.xml"), scene.asked("/old.xml")) == (2, 1)


def test_of_a_new_source_only_what_it_lists_first_is_read_and_the_rest_is_known(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.polling.FIRST_LOOK", 2)
    urls = [scene.site.url(f"/{name}") for name in "abcd"]
    for url in urls:
        scene.site.replies[f"/{url[-1]}"] = page(Item("x", url[-1]))
    scene.site.replies["/map.xml"] = Reply(body=urlset(*((url, "") for url in urls[:3])).encode())
    watch(scene, "sitemap", scene.site.url("/map.xml"))
    scene.run()
    assert titles(scene) == ["a", "b"]
    assert scene.rows("SELECT reason FROM dropped_links") == ["before-first-look"]
    scene.site.replies["/map.xml"] = Reply(body=urlset(*((url, "") for url in urls)).encode())
    assert scene.run().polled[0].new == 1
    assert titles(scene) == ["a", "b", "d"]


def test_a_listing_page_is_read(scene: Scene) -> None:
    links = "".join(f'<h2><a href="/2026/11/21/{n}">Headline number {n} of this Saturday</a></h2>' for n in range(4))
    scene.site.replies["/front"] = Reply(body=f"<html><body>{links}</body></html>".encode(), headers=HTML)
    for number in range(4):
        scene.site.replies[f"/2026/11/21/{number}"] = page(Item("x", f"Headline {number}"))
    watch(scene, "page", scene.site.url("/front"))
    scene.run()
    assert len(titles(scene)) == 4


def test_a_query_to_gdelt_is_asked_in_windows(scene: Scene) -> None:
    scene.site.replies["/doc"] = Reply(
        body=json.dumps(
            {"articles": [{"url": scene.site.url("/a"), "title": "A", "seendate": "20261121T093000Z"}]}
        ).encode()
    )
    scene.site.replies["/a"] = page(Item("a", "A", NAMED))
    watch(scene, "gdelt", scene.site.url("/doc?query=bukamal"))
    scene.run()
    scene.run()
    first, second = (parse_qs(asked.target.partition("?")[2]) for asked in scene.site.asked if asked.path == "/doc")
    assert titles(scene) == ["A"]
    assert second["startdatetime"] > first["startdatetime"]


def test_dropped_files_become_articles_and_stay_where_they_are(scene: Scene) -> None:
    folder = scene.home.path / "inbox"
    folder.mkdir()
    (folder / "note.txt").write_text(f"A note from the gate\n{NAMED}")
    (folder / "saved.html").write_bytes(page(Item("x", "Saved", NAMED)).body)
    (folder / "there.url").write_text(f"[InternetShortcut]\nURL={scene.site.url('/there')}\n")
    (folder / "bad.pdf").write_bytes(b"%PDF")
    scene.site.replies["/there"] = page(Item("there", "There", NAMED))
    watch(scene, "inbox", "inbox")
    scene.run()
    assert titles(scene) == ["A note from the gate", "Saved", "There"]
    assert scene.rows("SELECT count(*) FROM evidence") == [3]
    assert sum(url.startswith("inbox:") for url in scene.rows("SELECT url FROM article")) == 2
    assert scene.rows(REFUSED) == [("bad.pdf", "unknown-type", "bad.pdf: neither .html, .eml, .txt nor .url")]
    scene.run()
    assert len(list(folder.iterdir())) == 4
    assert len(titles(scene)) == 3
    assert scene.rows("SELECT outcome FROM poll ORDER BY id") == ["listed", "not modified"]


def test_a_feed_that_changes_every_link_brings_nothing_twice(scene: Scene) -> None:
    headlines = ("The bridge is open", "The market is closed", "The ferry is late", "The road is wet")

    def publish(turn: int) -> None:
        items = "".join(
            f"<item><title>{title}</title><link>{scene.site.url(f'/{turn}/{number}')}</link></item>"
            for number, title in enumerate(headlines)
        )
        scene.site.replies["/feed"] = Reply(body=f'<rss version="2.0"><channel>{items}</channel></rss>'.encode())
        for number, title in enumerate(headlines):
            scene.site.replies[f"/{turn}/{number}"] = page(Item("x", title))

    watch(scene, "feed", scene.site.url("/feed"))
    for turn in range(3):
        publish(turn)
        scene.run()
    assert len(titles(scene)) == 4
    assert scene.rows("SELECT reason, count FROM poll_drop") == [("renamed", 4)] * 2
    assert "every link has changed" in scene.rows("SELECT detail FROM poll ORDER BY id DESC LIMIT 1")[0]


def test_an_item_is_known_by_its_guid_whatever_its_link(scene: Scene) -> None:
    for turn in range(2):
        body = (
            f'<rss version="2.0"><channel><item><title>Once</title><guid>n-1</guid><link>{scene.site.url(f"/{turn}")}'
            "</link></item></channel></rss>"
        )
        scene.site.replies["/feed"] = Reply(body=body.encode())
        scene.site.replies[f"/{turn}"] = page(Item("x", "Once"))
        watch(scene, "feed", scene.site.url("/feed"))
        scene.run()
    assert titles(scene) == ["Once"]
    assert scene.rows("SELECT reason, count FROM poll_drop") == [("renamed", 1)]
