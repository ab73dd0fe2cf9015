"""Whatever a server answers, a row says what happened: whole cycles against servers on loopback that misbehave."""

import asyncio
import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpcore
import pytest
import yaml

from flows.fetch import Fetcher
from flows.means import leased
from flows.polling import Polled, Poller
from storage.cycles import begin_cycle
from storage.database import write
from storage.sources import states, sync_sources
from tests.flows.homes import FILLER, NAMED, SETTINGS, Scene
from tests.flows.kinds.written import item, rss
from tests.flows.loopback import Loopback, Reply, redirect
from tests.flows.web.certificate import self_signed
from tests.flows.web.fetching import PUBLIC, Elsewhere, Names, fetcher
from watchlist.source import Source

HTML = {"Content-Type": "text/html"}
XML = {"Content-Type": "application/rss+xml"}
LIMITS = SETTINGS.replace('timeout = "5s"', 'timeout = "1s"\nmax_megabytes = 1', 1)
NOTHING = rss("")
ENTITIES = (
    '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/hostname">]>'
)

FEEDS: dict[str, tuple[Reply, str, str]] = {  # name → what is answered, outcome, what the row says
    "endless": (Reply(body=b"<rss>" * 1000, endless=True), "failed", "too-large"),
    "short": (Reply(body=NOTHING.encode(), length=99_999), "failed", "incomplete"),
    "gzip-bomb": (
        Reply(body=gzip.compress(bytes(40_000_000)), headers={"Content-Encoding": "gzip"}), "failed", "too-large",
    ),
    "brotli": (Reply(body=b"\x8f\xff" * 99, headers={"Content-Encoding": "br"}), "failed", "bad-encoding"),
    "drip": (Reply(body=NOTHING.encode() * 99, chunk=1, pause=0.05), "failed", "timeout"),
    "circle": (redirect("/feeds/circle"), "failed", "redirect-loop"),
    "long-circle": (redirect("/feeds/long-circle?x"), "failed", "redirect-loop"),
    "elsewhere": (redirect("ftp://127.0.0.1/feed"), "failed", "bad-address"),
    "nothing": (Reply(), "failed", "empty"),
    "captcha": (Reply(body=b"<html><title>Are you human?</title></html>", headers=HTML), "failed", "captcha"),
    "challenge": (Reply(403, headers={"cf-mitigated": "challenge", **HTML}), "failed", "captcha"),
    "login": (
        Reply(body=b"<title>Log in</title><form><input type=password></form>", headers=HTML), "failed", "login-wall",
    ),
    "page": (Reply(body=b"<html><title>The Ledger</title><p>News</html>", headers=HTML), "failed", "not-a-feed"),
    "cut": (Reply(cut=True), "failed", "protocol"),
    "deep": (Reply(body=b"<rss>" + b"<channel>" * 10_000), "listed", "not well-formed"),
    "entities": (Reply(body=rss(item(1, "<description>&b;&x;</description>"), ENTITIES).encode()), "listed", ""),
    "line": (
        Reply(body=rss(item(2, f"<description>{'a' * 999_999}</description>"))[:-50].encode()), "listed", "well-formed",
    ),
    "mixed": (
        Reply(body=rss(item(3)).encode() + "غارة".encode("cp1256") + "غارة".encode()), "listed", "not well-formed",
    ),
    "picture": (Reply(body=rss(item(4)).encode(), headers={"Content-Type": "image/png"}), "listed", ""),
    "dates": (
        Reply(body=rss(item(5, "<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>")
                       + item(6, "<pubDate>Fri, 01 May 2099 00:00:00 GMT</pubDate>")).encode()),
        "listed", "2 dated before 1990 or in the future",
    ),
    "many": (Reply(body=rss("".join(item(number) for number in range(1000, 1500))).encode()), "listed", ""),
}  # fmt: skip


def body(text: str) -> bytes:
    paragraphs = "".join(f"<p>{part}</p>" for part in (text, *FILLER))
    article = f"<article><h1>Night</h1>{paragraphs}</article>"
    return f"<html><head><title>Night</title></head><body>{article}</body></html>".encode()


READ: set[tuple[str, str | None]] = {("stored", None)}
PAGES: dict[str, tuple[Reply, set[tuple[str, str | None]]]] = {  # name → what is answered, how the link may end
    "deep": (Reply(body=b"<div>" * 10_000 + body(NAMED), headers=HTML), READ | {("dropped", "no-text")}),
    "line": (Reply(body=body(NAMED + " word" * 180_000), headers=HTML), READ | {("dropped", "hung")}),
    "entities": (Reply(body=ENTITIES.encode() + body(NAMED + "&b;&x;"), headers=HTML), READ | {("dropped", "no-text")}),
    "mixed": (Reply(body=body(NAMED) + "غارة".encode("cp1256") + "غارة".encode(), headers=HTML), READ),
    "picture": (Reply(body=body(NAMED), headers={"Content-Type": "image/png"}), {("dropped", "not-html")}),
    "endless": (Reply(body=body(NAMED), headers=HTML, endless=True), {("dead", "too-large")}),
    "short": (Reply(body=body(NAMED), headers=HTML, length=99_999), {("retry", "incomplete")}),
    "circle": (redirect("/pages/circle"), {("dead", "redirect-loop")}),
    "drip": (Reply(body=body(NAMED), headers=HTML, chunk=1, pause=0.05), {("retry", "timeout")}),
    "gzip-bomb": (
        Reply(body=gzip.compress(bytes(40_000_000)), headers={"Content-Encoding": "gzip", **HTML}),
        {("dead", "too-large")},
    ),
    "brotli": (
        Reply(body=b"\x8f\xff" * 99, headers={"Content-Encoding": "br", **HTML}), {("dead", "bad-encoding")},
    ),
    "elsewhere": (redirect("ftp://127.0.0.1/page"), {("dead", "bad-address")}),
    "captcha": (Reply(body=b"<title>Are you human?</title>", headers=HTML), {("dead", "captcha")}),
}  # fmt: skip
SHELL = b"<title>The Ledger</title><div id=root></div><script src=/app.js></script>"
LOGIN = b"<title>Log in | The Ledger</title><form><input type=password></form>"
CONSENT = "<title>قبل المتابعة</title><form><button>موافق</button></form>".encode()
WALLED: dict[str, tuple[Reply, str]] = {  # name → what is answered, why the summary stands in
    "refused": (Reply(403, headers=HTML), "http-403"),
    "forbidden-by-law": (Reply(451, headers=HTML), "http-451"),
    "challenge": (Reply(503, b"<title>Just a moment...</title>", {"cf-mitigated": "challenge", **HTML}), "captcha"),
    "captcha": (Reply(405, b"<title>\xda\x86</title><div id=px-captcha></div>", HTML), "captcha"),
    "consent": (Reply(body=CONSENT, headers=HTML), "consent-wall"),
    "login": (Reply(body=LOGIN, headers=HTML), "login-wall"),
    "shell": (Reply(body=SHELL, headers=HTML), "script-only"),
}


@pytest.fixture(scope="module")
def polled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A cycle that polled every one of the feeds, and had no time left to read anything."""
    with Scene(tmp_path_factory.mktemp("feeds"), LIMITS.replace("[watch]", '[watch]\nbudget = "0s"')) as scene:
        rows = []
        for name, (reply, _, _) in FEEDS.items():
            scene.site.replies[f"/feeds/{name}"] = reply
            rows.append({"id": name, "name": name, "url": scene.site.url(f"/feeds/{name}"), "language": "ar"})
        scene.write("sources.yaml", yaml.safe_dump({"sources": rows}))
        scene.run()
        yield scene


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A cycle that read every one of the pages."""
    with Scene(tmp_path_factory.mktemp("pages"), LIMITS) as scene:
        items = ""
        for name, (reply, _) in PAGES.items():
            scene.site.replies[f"/pages/{name}"] = reply
            items += f"<item><title>{name}</title><link>{scene.site.url(f'/pages/{name}')}</link></item>"
        for name, (reply, _) in WALLED.items():
            scene.site.replies[f"/walls/{name}"] = reply
            link = f"<link>{scene.site.url(f'/walls/{name}')}</link>"
            items += f"<item><title>walled {name}</title>{link}<description>{NAMED} {name}</description></item>"
        scene.site.replies["/feed"] = Reply(body=rss(items).encode(), headers=XML)
        scene.write("sources.yaml", yaml.safe_dump({"sources": [{"url": scene.site.url("/feed"), "language": "en"}]}))
        scene.run()
        yield scene


@pytest.mark.parametrize("name", FEEDS)
def test_a_row_says_what_came_of_a_feed(polled: Scene, name: str) -> None:
    _, outcome, said = FEEDS[name]
    ((came, reason, detail),) = polled.rows(f"SELECT outcome, reason, detail FROM poll WHERE source_id = '{name}'")  # noqa: S608
    assert came == outcome
    assert said in f"{reason} {detail}"
    assert reason or outcome == "listed"


def test_what_can_be_read_of_a_bad_feed_is_read(polled: Scene) -> None:
    counts = polled.rows("SELECT source_id, count(*) FROM link GROUP BY source_id")
    assert dict(counts) == {"entities": 1, "line": 1, "mixed": 1, "picture": 1, "dates": 2, "many": 500}


def test_a_date_that_cannot_be_is_left_out_and_the_item_kept(polled: Scene) -> None:
    assert polled.rows("SELECT published_at FROM link WHERE source_id = 'dates'") == [None, None]


def test_no_entity_is_expanded(polled: Scene) -> None:
    (summary,) = polled.rows("SELECT summary FROM link WHERE source_id = 'entities'")
    assert "aaaa" not in summary


@pytest.mark.parametrize("name", PAGES)
def test_a_row_says_what_came_of_a_page(read: Scene, name: str) -> None:
    (row,) = read.rows(f"SELECT state, reason FROM link WHERE title = '{name}'")  # noqa: S608
    assert row in PAGES[name][1]


@pytest.mark.parametrize("name", WALLED)
def test_the_summary_of_the_feed_stands_in_for_a_page_behind_a_wall(read: Scene, name: str) -> None:
    rows = read.rows(
        "SELECT link.title, link.state, link.reason, version.text, version.from_summary FROM link"
        " JOIN version ON version.article_id = link.article_id"
    )
    assert (f"walled {name}", "stored", WALLED[name][1], f"{NAMED} {name}", 1) in rows


def poll(scene: Scene, made: Fetcher, *urls: str) -> Sequence[Polled]:
    """Poll addresses through a fetcher of the test's own, and record it as a cycle would."""
    means = scene.means()
    sources = [Source(f"s{number}", "S", "feed", url, "", "en", "") for number, url in enumerate(urls)]

    async def go() -> Sequence[Polled]:
        with leased(scene.home, "monitor", means.now) as (db, lease):
            with write(db, lease):
                cycle = begin_cycle(db, lease, means.now())
                sync_sources(db, sources)
            async with made as opened:
                return await Poller(db, lease, cycle, opened, means.settings.watch, states(db), means.now()).poll_all(
                    sources
                )

    return asyncio.run(go())


def reasons(scene: Scene) -> list[str]:
    return scene.rows("SELECT reason FROM poll WHERE outcome = 'failed' ORDER BY source_id")


def test_a_feed_that_leads_to_a_private_address_is_not_followed_there(tmp_path: Path) -> None:
    with Scene(tmp_path) as scene:
        scene.site.replies["out.example/feed"] = redirect(f"http://10.0.0.1:{scene.site.port}/feed")
        scene.site.replies["meta.example/feed"] = redirect("http://169.254.169.254/latest/meta-data/")
        network: httpcore.AsyncNetworkBackend = Elsewhere(scene.site.port)
        names = Names({"out.example": [PUBLIC], "meta.example": [PUBLIC]})
        poll(scene, fetcher(names=names, network=network), "http://out.example/feed", "http://meta.example/feed")
        assert reasons(scene) == ["private-address"] * 2


def test_a_name_that_turns_to_a_private_address_is_not_followed_there(tmp_path: Path) -> None:
    with Scene(tmp_path) as scene:
        scene.site.replies["turn.example/robots.txt"] = Reply(status=404, headers={"Connection": "close"}, length=0)
        network = Elsewhere(scene.site.port)
        names = Names({"turn.example": [[PUBLIC], ["127.0.0.1"]]})
        poll(scene, fetcher(names=names, network=network), "http://turn.example/feed")
        assert reasons(scene) == ["private-address"]
        assert network.connected == [PUBLIC]


def test_a_certificate_that_nobody_signed_leaves_a_row(tmp_path: Path) -> None:
    with Scene(tmp_path / "home") as scene, Loopback({}, tls=self_signed(tmp_path, "127.0.0.1")[0]) as secret:
        poll(scene, fetcher(), secret.url("/feed"))
        assert reasons(scene) == ["tls"]
