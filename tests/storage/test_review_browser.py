"""The review site in a real browser."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page, sync_playwright

from storage.review.site import Site
from tests.storage.reviewed import NOW, fill, shipped
from tests.storage.visiting import TOKEN

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path: Path = tmp_path_factory.mktemp("browser") / "landbridge.db"
    fill(path)
    app = Site(path, shipped().watchlist, clock=lambda: NOW, token=TOKEN).app()
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Page]:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page(base_url=address, viewport={"width": 390, "height": 844})
        yield page
        browser.close()


def test_no_page_complains_asks_others_or_is_wider_than_a_phone(page: Page, address: str) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    views = ("newest_matches", "newest_matches?_rows=1", "matches_by_entity", "alert_ledger", "completeness", "version")
    own = ("/", "/search?q=Abu+Kamal", "/landbridge", "/queue", "/stories", "/story/1", "/sign-in")
    for path in (*own, *(f"/landbridge/{view}" for view in views)):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert said == []
    assert asked
    assert all(url.startswith(f"{address}/") for url in asked)


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fa", "rtl"), ("en", "ltr")])
def test_a_snippet_runs_in_the_direction_of_its_script(page: Page, language: str, direction: str) -> None:
    page.goto(f"/landbridge/newest_matches?language={language}")
    snippet = page.locator(".snippet bdi").last
    assert snippet.evaluate("element => getComputedStyle(element).direction") == direction
    assert snippet.evaluate("element => getComputedStyle(element).textAlign") in ("start", direction)


def test_a_latin_name_typed_into_the_box_finds_the_arabic_article(page: Page) -> None:
    page.goto("/")
    page.fill("input[name=q]", "Abu Kamal")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=Abu+Kamal")
    assert page.locator("h3", has_text="قافلة على الحدود").count() == 1
    assert page.locator("mark", has_text="البوكمال").count() >= 1


def test_a_hostile_title_is_shown_and_leads_nowhere(page: Page) -> None:
    page.goto("/landbridge/newest_matches?source_id=ledger")
    title = page.locator("h3", has_text="<script>alert(1)</script>").first
    assert title.is_visible()
    assert title.locator("a").count() == 0


def test_a_click_on_an_entity_shows_its_matches_alone(page: Page) -> None:
    page.goto("/landbridge/newest_matches")
    page.locator(".entity a", has_text="al-Bukamal").first.click()
    page.wait_for_url("**/newest_matches?entity_id=al-bukamal")
    assert set(page.locator(".entity").all_inner_texts()) == {"al-Bukamal"}


def test_a_person_signs_in_merges_two_stories_and_judges_a_match_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/story/2")
    page.click(".who")
    page.fill("input[name=name]", "ميرا")
    page.fill("input[name=token]", TOKEN)
    page.keyboard.press("Enter")
    page.wait_for_url("**/story/2")
    page.fill("form[action$=merge] input[name=other]", "3")
    page.keyboard.press("Enter")
    page.wait_for_url("**/story/2#said")
    assert "was merged into this one by ميرا" in page.inner_text(".words li")
    page.locator(".judge input[name=note]").first.focus()
    page.keyboard.press("Enter")  # which judges nothing
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/story/2#judge-*")
    assert page.locator(".judge").first.locator("[aria-pressed=true]").inner_text() == "not relevant"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.querySelectorAll('.judge')[1].elements.verdict[0]")
