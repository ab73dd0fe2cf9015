"""Pages that scripts fill, in a real Chromium: what it shows, and what it cannot reach."""

import asyncio
import contextlib
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from flows.fetch import Fetcher, FetchSettings
from flows.web.browser import RENDERED, find_browser
from flows.web.network import Resolve
from tests.flows.loopback import Loopback, Reply
from tests.flows.web.fetching import NOW, PUBLIC, Elsewhere, Names, reason, with_fetcher
from tests.flows.web.proxying import LoopbackProxy
from watchlist.page import Failed, Page
from watchlist.source import Source

SOURCE = Source("s", "S", "feed", "http://news.example/feed", "", "en", "SY", render=True)
HTML = {"Content-Type": "text/html; charset=utf-8"}
TEXT = "وصلت القافلة إلى المعبر. The convoy reached the crossing at dawn, two drivers said. " * 4

needs_chromium = pytest.mark.skipif(find_browser() is None, reason="no Chromium is installed")


def shell(script: str) -> Reply:
    body = f"<!doctype html><title>News</title><div id='root'></div><script>{script}</script>"
    return Reply(body=body.encode(), headers=HTML)


def made(port: int, *, names: Resolve | None = None, seconds: float = 20.0, **more: object) -> Fetcher:
    """A Fetcher that may not ask private addresses; all public ones are this port of loopback."""
    settings = FetchSettings(gap_seconds=0.0, total_seconds=seconds, read_seconds=2.0)
    known = names or Names({"news.example": [PUBLIC], "data.example": [PUBLIC], "inside.example": ["10.0.0.1"]})
    return Fetcher(settings, {}, lambda: NOW, resolve=known, network=Elsewhere(port), **more)  # type: ignore[arg-type]


def render(fetcher: Fetcher, source: Source = SOURCE, url: str = "http://news.example/7") -> Page | Failed:
    return with_fetcher(fetcher, lambda opened: opened.page(url, source=source))


FILLED = "fetch('http://data.example/7.json').then(r=>r.text()).then(t=>document.getElementById('root').innerHTML=t)"


@needs_chromium
def test_a_page_that_scripts_fill_becomes_text() -> None:
    data = Reply(body=f"<article><p>{TEXT}</p></article>".encode(), headers={"Access-Control-Allow-Origin": "*"})
    with Loopback({"news.example/7": shell(FILLED), "data.example/7.json": data}) as server:
        found = render(made(server.port))
        agents = {asked.headers["user-agent"] for asked in server.asked}
    assert isinstance(found, Page)
    assert TEXT.strip() in found.body.decode()
    assert (found.url, found.status, found.fetched_at) == ("http://news.example/7", 200, NOW)
    assert "chrom" in found.header(RENDERED)
    assert found.header("etag") == ""
    assert len(agents) == 1


@needs_chromium
def test_nothing_private_is_reached_from_a_browser() -> None:
    with Loopback() as secret, Loopback() as server:
        secret.replies["/"] = Reply(body=b"secret", headers={"Access-Control-Allow-Origin": "*"})
        goals = [f"http://127.0.0.1:{secret.port}/", f"http://localhost:{secret.port}/", f"http://[::1]:{secret.port}/",
                 f"ws://127.0.0.1:{secret.port}/", "http://inside.example/", "https://169.254.169.254/latest/",
                 f"http://0.0.0.0:{secret.port}/", f"http://2130706433:{secret.port}/"]  # fmt: skip
        tries = "".join(
            f"tell(new Promise((y,n)=>{{let s=new WebSocket('{goal}');s.onopen=()=>y('OPEN');s.onerror=n}}));"
            if goal.startswith("ws") else f"tell(fetch('{goal}',{{mode:'no-cors'}}).then(()=>'sent'));"
            for goal in goals
        )  # fmt: skip
        script = (
            "const root=document.getElementById('root');let n=0;"
            "function tell(p){p.then(()=>p.then(t=>root.append(t+' ')),e=>root.append('failed '+(++n)+' '))}"
            f"{tries}let f=document.createElement('iframe');f.src='{goals[0]}';document.body.append(f);"
            f"new Image().src='{goals[1]}';root.append('{TEXT}');"
        )
        server.replies["news.example/7"] = shell(script)
        found = render(made(server.port))
        assert secret.connections == 0
    assert isinstance(found, Page)
    assert TEXT.strip() in found.body.decode()
    assert "secret" not in found.body.decode().replace(script, "")


@needs_chromium
def test_a_page_that_leaves_for_a_private_address_shows_nothing_of_it() -> None:
    with Loopback({"/": Reply(body=b"<p>secret</p>" * 40, headers=HTML)}) as secret, Loopback() as server:
        server.replies["news.example/7"] = shell(f"location='http://127.0.0.1:{secret.port}/'")
        found = render(made(server.port))
        assert secret.connections == 0
    assert not isinstance(found, Page) or b"secret" not in found.body


@needs_chromium
def test_where_private_addresses_are_allowed_they_are_reached() -> None:
    with Loopback() as server:
        server.replies["/7"] = shell("fetch('/data').then(r=>r.text()).then(t=>document.body.append(t))")
        server.replies["/data"] = Reply(body=TEXT.encode())
        fetcher = Fetcher(FetchSettings(gap_seconds=0.0, allow_private=True), {}, lambda: NOW)
        found = render(fetcher, url=server.url("/7"))
    assert isinstance(found, Page)
    assert TEXT.strip() in found.body.decode()


@needs_chromium
@pytest.mark.parametrize("script", ["while(true){}", "setInterval(()=>{while(true){}},1)"])
def test_a_page_that_hangs_is_ended_with_all_that_it_started(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with TemporaryDirectory() as folder, Loopback({"news.example/7": shell(script)}) as server:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        found = render(made(server.port, seconds=2.0))
        assert not _left(folder)
        assert not list(Path(folder).iterdir())
    assert isinstance(found, Failed)
    assert (found.reason, found.retry) == ("hung", False)


@needs_chromium
def test_who_gives_up_leaves_no_browser_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    async def give_up(opened: Fetcher) -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(opened.page("http://news.example/7", source=SOURCE), 1.5)

    with TemporaryDirectory() as folder, Loopback({"news.example/7": shell("while(true){}")}) as server:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        with_fetcher(made(server.port), give_up)
        assert not _left(folder)


def _left(folder: str) -> list[int]:
    """The processes that have a folder in their command two seconds later; a process takes a while to end."""
    deadline = time.monotonic() + 2
    while (left := _naming(folder)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def _naming(folder: str) -> list[int]:
    """The processes that have a folder in their command."""
    return [each.pid for each in psutil.process_iter(["cmdline"]) if folder in " ".join(each.info["cmdline"] or ())]


@needs_chromium
def test_a_page_that_wants_ever_more_is_held_short() -> None:
    script = "const a=[];for(;;){a.push(new Uint8Array(5e7).fill(1))}"
    with Loopback({"news.example/7": shell(script)}) as server, Watching() as watching:
        found = render(made(server.port, seconds=10.0))
    assert reason(found) in ("crashed", "hung", "script-only")
    assert 50 < watching.most < 1200


class Watching:
    """Looks at the memory of what this process has started, while the context is open."""

    def __init__(self) -> None:
        self.most = 0  # MB that one process had to itself
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Watching":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.05):
            for process in psutil.Process().children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    memory = process.memory_info()
                    self.most = max(self.most, (memory.rss - memory.shared) >> 20)


@needs_chromium
def test_an_endless_answer_to_a_script_ends_at_the_limit() -> None:
    endless = Reply(body=b"x" * 65536, endless=True, headers={"Access-Control-Allow-Origin": "*"})
    with Loopback({"news.example/7": shell(FILLED), "data.example/7.json": endless}) as server:
        settings = FetchSettings(gap_seconds=0.0, total_seconds=10.0, max_decoded_bytes=2_000_000)
        names = Names({"news.example": [PUBLIC], "data.example": [PUBLIC]})
        found = render(Fetcher(settings, {}, lambda: NOW, resolve=names, network=Elsewhere(server.port)))
    assert reason(found) in ("too-large", "script-only", "hung")


@needs_chromium
def test_the_browser_goes_through_the_proxy_of_its_source() -> None:
    source = replace(SOURCE, proxy_env="WAY", trust_proxy=True)
    filled = {"hidden.onion/7": shell(f"document.body.append('{TEXT}')")}
    with Loopback(filled) as server, LoopbackProxy("socks5", server.port) as proxy:
        fetcher = Fetcher(FetchSettings(gap_seconds=0.0), {}, lambda: NOW, environ={"WAY": proxy.url})
        found = render(fetcher, source, "http://hidden.onion/7")
        assert set(proxy.asked) == {("hidden.onion", 80)}  # nor did the browser ask its maker for anything
        assert server.targets().count("/7") == 2
    assert isinstance(found, Page)
    assert TEXT.strip() in found.body.decode()


@needs_chromium
def test_what_is_a_wall_in_a_browser_too_is_one() -> None:
    with Loopback({"news.example/7": shell("document.title='Just a moment...'")}) as server:
        assert reason(render(made(server.port))) == "captcha"


def test_a_page_is_put_into_a_browser_only_where_its_source_asks_for_it() -> None:
    with Loopback({"news.example/7": shell("1")}) as server:
        assert reason(render(made(server.port), replace(SOURCE, render=False))) == "script-only"


def test_a_page_that_says_enough_is_not_put_into_a_browser() -> None:
    body = f"<div id='root'><p>{TEXT * 40}</p></div><script>1</script>"
    with Loopback({"news.example/7": Reply(body=body.encode(), headers=HTML)}) as server:
        found = render(made(server.port, browser="/nowhere/chromium"))
    assert isinstance(found, Page)
    assert found.header(RENDERED) == ""


def test_without_a_browser_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with Loopback({"news.example/7": shell("1")}) as server:
        found = render(made(server.port))
    assert isinstance(found, Failed)
    assert (found.reason, found.retry) == ("script-only", False)
    assert found.detail == "news.example: no Chromium is installed that could render it"


def test_without_a_browser_a_page_that_says_a_little_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    little = Reply(body=f"<p>{TEXT}</p><script>1</script>".encode(), headers=HTML)
    with Loopback({"news.example/7": little}) as server:
        assert reason(render(made(server.port))) == ""


def test_a_captcha_is_not_put_into_a_browser() -> None:
    captcha = Reply(body=b"<title>Are you human?</title><script>1</script>", headers=HTML)
    with Loopback({"news.example/7": captcha}) as server:
        assert reason(render(made(server.port, browser="/nowhere/chromium"))) == "captcha"


def test_a_browser_that_is_none_is_a_failure(tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    with Loopback({"news.example/7": shell("1")}) as server:
        assert reason(render(made(server.port, browser=str(program)))) == "crashed"


def test_a_browser_that_cannot_be_started_is_a_failure(tmp_path: Path) -> None:
    with Loopback({"news.example/7": shell("1")}) as server:
        assert reason(render(made(server.port, browser=str(tmp_path / "gone")))) == "crashed"


def test_a_browser_that_prints_without_end_is_ended(tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nyes\n")
    program.chmod(0o755)
    with Loopback({"news.example/7": shell("1")}) as server:
        assert reason(render(made(server.port, browser=str(program)))) == "too-large"


def test_the_environment_of_ours_is_not_that_of_the_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_URL", "s3cret")
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nenv\n")
    program.chmod(0o755)
    with Loopback({"news.example/7": shell("1")}) as server:
        found = render(made(server.port, browser=str(program)))
    assert isinstance(found, Page)
    assert b"s3cret" not in found.body
