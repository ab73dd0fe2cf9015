"""The page of an article: its versions, what came and went, and nothing of it that could do harm."""

import asyncio
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.articles import store_version
from storage.database import open_database, write
from storage.review.site import Site
from storage.versions import newest_version
from tests.storage.reviewed import ARTICLES, NOW, fill, shipped
from watchlist.article import Article

Get = Callable[[str], str]
ENGLISH, ARABIC = 1, 2
EVIL = "<script>alert(1)</script>\u202e"


def edit(path: Path, article: int, old: str, new: str, title: str = "") -> None:
    """Store the article anew with some of its words replaced."""
    db = open_database(path)
    said = newest_version(db, article).said
    text = said.text.replace(old, new)
    assert text != said.text
    changed = Article(said.url, title or said.title, text, "", said.language, said.published, modified=NOW)
    matches = shipped().match(changed.title, text, said.language)
    with write(db):
        store_version(
            db, article, changed, matches, watchlist=shipped().watchlist.version, now=NOW + timedelta(hours=1)
        )
    db.close()


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    path = tmp_path_factory.mktemp("review") / "landbridge.db"
    fill(path)
    edit(
        path, ENGLISH, "al-Bukamal, near the Syrian border with Iraq,", f"al-Tanf {EVIL} in Syria", "Lorries turn back"
    )
    edit(path, ARABIC, "والمطر غزير", "والجو صاف")
    db = open_database(path)
    db.execute("UPDATE article SET removed_at = '2026-11-21T10:00:00.000Z' WHERE id = ?", [ARABIC])
    db.close()
    site = Site(path, shipped().watchlist, clock=lambda: NOW)
    with asyncio.Runner() as runner:
        yield lambda asked: str(runner.run(site.client.get(asked)).text)


def test_a_change_is_shown_word_by_word(get: Get) -> None:
    page = get(f"/article/{ENGLISH}")
    assert re.search(r"<del><bdi[^>]*>al-Bukamal, near the Syrian border with Iraq, </bdi></del>", page)
    assert re.search(r"<ins><bdi[^>]*>al-Tanf ", page)
    assert re.search(r'class="headline">\s*<p class="passage" dir="ltr">', page)


def test_the_names_that_came_and_went_are_said(get: Get) -> None:
    page = get(f"/article/{ENGLISH}")
    assert re.search(r"Names anew .*al-Tanf", page)
    assert re.search(r"Names no more .*al-Bukamal", page)


def test_arabic_is_shown_from_right_to_left(get: Get) -> None:
    page = get(f"/article/{ARABIC}")
    assert re.search(r'<p class="passage" dir="rtl">.*<del><bdi dir="rtl">والمطر غزير', page, re.DOTALL)
    assert 'dir="ltr"' not in page.split("Its matches")[0].split("What was changed")[1]


def test_a_removed_page_is_said_to_be(get: Get) -> None:
    assert "Removed from its site" in get(f"/article/{ARABIC}")
    assert "Removed from its site" not in get(f"/article/{ENGLISH}")
    assert 'class="chip removed"' in get("/landbridge/newest_matches")


def test_what_strangers_wrote_is_inert(get: Get) -> None:
    page = get(f"/article/{ENGLISH}")
    assert "&lt;script&gt;alert(1)" in page
    assert not re.search(r"<script|<style|<[^>]*\s(style|on\w+)=", page)


def test_an_article_that_was_never_changed_has_no_changes(get: Get) -> None:
    page = get("/article/3")
    assert "What was changed" not in page
    assert ARTICLES[2][4] in page


def test_the_matches_and_the_search_lead_to_it(get: Get) -> None:
    assert f'href="/article/{ARABIC}#changes">edited' in get("/landbridge/newest_matches")
    assert f'href="/article/{ENGLISH}"' in get("/search?q=lorries")


def test_the_search_finds_what_it_says_now(get: Get) -> None:
    assert f'href="/article/{ARABIC}"' not in get("/search?q=غزير")
    assert f'href="/article/{ARABIC}"' in get("/search?q=صاف")


@pytest.mark.parametrize("path", ["/article/99", "/article/x", "/article/1e3", "/article/99999999999999999999"])
def test_there_is_no_page_of_what_is_not_there(get: Get, path: str) -> None:
    assert "There is no such page." in get(path)
