"""A story has a page that says what is in it and why, and there a person splits, merges and judges."""

import asyncio
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.alerts import tell
from storage.database import open_database, read_database, write
from storage.regrouping import take, words_on
from storage.review.site import Site
from storage.stories import read_story
from tests.storage.reviewed import NOW, fill
from tests.storage.visiting import OWN, TOKEN, Visitor
from watchlist.entity import Watchlist

ENGLISH, ARABIC, PERSIAN = 1, 2, 3  # articles about one convoy, each in a story of its own number


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which the Arabic article was put beside the English one."""
    path = tmp_path_factory.mktemp("stories") / "landbridge.db"
    fill(path)
    db = open_database(path)
    with write(db):
        take(db, [ARABIC], ARABIC, "omar", NOW, into=ENGLISH)
        why = '{"how": "same event", "why": ["both at al-bukamal (+3.0)"], "beside": 1}'
        db.execute("UPDATE article SET grouped = ? WHERE id = ?", [why, ARABIC])
    db.close()
    return path


@pytest.fixture
def path(filled: Path, tmp_path: Path) -> Path:
    """A copy of its own for each test."""
    return Path(shutil.copy(filled, tmp_path / "landbridge.db"))


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def reader(path: Path, runner: asyncio.Runner) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(Site(path, Watchlist(()), clock=lambda: NOW, token=TOKEN), runner)


@pytest.fixture
def mira(reader: Visitor) -> Visitor:
    """Somebody who is."""
    assert reader.sign_in("Mira").status_code == 303
    return reader


def look(path: Path, query: str) -> list[Any]:
    db = read_database(path)
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


def in_story(path: Path, story: int) -> list[int]:
    return [row[0] for row in look(path, f"SELECT id FROM article WHERE story_id = {story} ORDER BY id")]  # noqa: S608


def test_a_story_shows_its_articles_in_order_of_time_and_why_each_is_there(reader: Visitor) -> None:
    page = reader.get("/story/1").text
    assert page.index("قافلة على الحدود") < page.index("Lorries wait", page.index("Its articles"))
    assert "دفتر النخيل" in page
    assert re.search(r'same event as in <a href="#article-1">article 1</a>: <bdi[^>]*>both at al-bukamal', page)
    assert re.search(r'<bdi dir="auto" lang="ar">[^<]*<mark>[^<]*البوكمال[^<]*</mark>', page)


def test_a_story_shows_what_was_told_of_it_and_of_what_was_merged_into_it(path: Path, reader: Visitor) -> None:
    db = open_database(path)
    for story in (ENGLISH, ARABIC):
        with write(db):
            tell(db, route="desk", channels=[f"desk/phone-{story}"], story=story, elements=(), news=(), content={},
                 now=NOW)  # fmt: skip
    db.close()
    told = reader.get("/story/1").text.split('id="told"')[1]
    assert re.search(r'class="state pending">pending</span></td>\s*<td data-label="to"><bdi[^>]*>desk/phone-1<', told)
    assert "desk/phone-2" in told


def test_a_story_names_those_of_the_same_days_about_the_same(reader: Visitor) -> None:
    near = reader.get("/story/1").text.split("What it could be one with")[1]
    assert re.search(r'href="/story/3"><bdi[^>]*>کاروان در مرز', near)
    assert re.search(r'names too: <span class="chip"><bdi[^>]*>al-Bukamal', near)
    assert "Olives" not in near


def test_a_merged_story_leads_to_the_one_that_it_is_now(reader: Visitor) -> None:
    answer = reader.get("/story/2")
    assert (answer.status_code, answer.headers["location"]) == (302, "/story/1")


@pytest.mark.parametrize("path_of", ["/story/99", "/story/x", "/story/99999999999999999999", "/story/1/burn"])
def test_there_is_no_page_of_what_is_not_there(reader: Visitor, path_of: str) -> None:
    assert reader.get(path_of).status_code == 404


def test_the_list_of_stories_leads_on(reader: Visitor) -> None:
    page = reader.get("/stories").text
    assert re.findall(r'<h3><a href="/story/(\d+)"', page) == ["5", "3", "1"]
    assert re.findall(r'<h3><a href="/story/(\d+)"', reader.get("/stories?several=1").text) == ["1"]
    assert re.findall(r'<h3><a href="/story/(\d+)"', reader.get("/stories?before=3").text) == ["1"]


def test_matches_and_articles_lead_to_their_story(reader: Visitor) -> None:
    assert 'href="/story/3"><bdi dir="auto">the story' in reader.get("/landbridge/newest_matches").text
    assert 'href="/story/1"' in reader.get("/article/2").text
    assert 'href="/story/5"' in reader.get("/landbridge/alert_ledger").text


def test_no_page_of_stories_holds_a_script_or_style_or_what_strangers_wrote(mira: Visitor) -> None:
    for path in ("/queue", "/stories", "/story/1", "/story/5", "/sign-in", "/landbridge/newest_matches"):
        page = mira.get(path).text
        assert not re.search(r"<script|<style|<[^>]*\s(style|on\w+)=|href=.?javascript|<img src=x", page), path


def test_who_only_reads_sees_no_form_and_can_change_nothing(path: Path, reader: Visitor) -> None:
    assert 'method="post"' not in reader.get("/story/1").text
    reader.get("/sign-in")
    answer = reader.post("/story/1/merge", {"other": 3})
    assert answer.status_code == 403
    assert 'href="/sign-in?next=/story/1"' in answer.text
    assert in_story(path, 3) == [PERSIAN]


@pytest.mark.parametrize("place", ["/story/1/take?article=2", "/story/1/merge?other=3", "/story/1/part?other=2",
                                   "/match/1/verdict?verdict=relevant", "/story/1", "/article/1"])  # fmt: skip
def test_to_open_an_address_changes_nothing(path: Path, mira: Visitor, place: str) -> None:
    before = look(path, "SELECT story_id, grouped FROM article") + look(path, "SELECT count(*) FROM story_word")
    assert mira.get(place).status_code == (405 if "?" in place else 200)
    assert look(path, "SELECT story_id, grouped FROM article") + look(path, "SELECT count(*) FROM story_word") == before
    assert look(path, "SELECT * FROM verdict") == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 403), ({"sec-fetch-site": "cross-site"}, 403), ({"sec-fetch-site": "same-site"}, 403),
     ({"origin": "https://evil.example"}, 403), ({"origin": "null"}, 403), ({"origin": "http://localhost:81"}, 403),
     ({"sec-fetch-site": "cross-site", "origin": "http://localhost"}, 403), ({"origin": "http://localhost"}, 303),
     ({**OWN, "content-type": "text/plain"}, 415), ({**OWN, "content-length": "70000"}, 413)],
)  # fmt: skip
def test_only_a_form_of_our_own_pages_is_taken(path: Path, mira: Visitor, headers: dict[str, str], status: int) -> None:
    assert mira.post("/story/1/merge", {"other": 3}, headers).status_code == status
    assert in_story(path, 3) == ([] if status == 303 else [PERSIAN])


@pytest.mark.parametrize("token", ["", "x", "ImFub3RoZXIi.c2lnbmVk"])
def test_a_form_without_its_token_is_refused(path: Path, mira: Visitor, token: str) -> None:
    assert mira.post("/story/1/merge", {"other": 3, "csrftoken": token}).status_code == 403
    assert in_story(path, 3) == [PERSIAN]


def test_the_wrong_token_signs_nobody_in(reader: Visitor) -> None:
    answer = reader.sign_in("Mira", "something else")
    assert answer.status_code == 403
    assert "ds_actor" not in reader.cookies
    assert "That is not the token" in answer.text


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", "x", "/a\r\nb: c"])
def test_signing_in_leads_to_no_other_site(reader: Visitor, back: str) -> None:
    assert reader.sign_in("Mira", back=back).headers["location"] == "/"


def test_who_is_signed_in_stays_so_when_the_site_starts_anew_and_not_with_another_token(
    path: Path, mira: Visitor, runner: asyncio.Runner
) -> None:
    for token, forms in ((TOKEN, True), ("another token altogether", False)):
        again = Visitor(Site(path, Watchlist(()), clock=lambda: NOW, token=token), runner)
        again.cookies = mira.cookies
        assert ('method="post"' in again.get("/story/1").text) is forms


def test_a_person_takes_an_article_out_and_puts_it_back(path: Path, mira: Visitor) -> None:
    answer = mira.post("/story/1/take", {"article": ARABIC, "into": ""})
    assert (answer.status_code, answer.headers["location"]) == (303, "/story/1#said")
    assert (in_story(path, 1), in_story(path, 6)) == ([ENGLISH], [ARABIC])
    page = mira.get("/story/6").text
    assert re.search(r"Article 2</a> was taken out of <a href=\"/story/1\">.*by\s*<bdi[^>]*>Mira</bdi>", page, re.S)
    assert 'name="into" value="1"><button class="plain" name="article" value="2">Put it back' in page
    mira.post("/story/6/take", {"article": ARABIC, "into": 1})
    assert in_story(path, 1) == [ENGLISH, ARABIC]
    assert look(path, "SELECT act, story_id, other_id, author FROM story_word ORDER BY id DESC LIMIT 2") == [
        ("merge", 1, 6, "Mira"), ("split", 1, 6, "Mira"),
    ]  # fmt: skip


def test_several_ticked_articles_go_together(path: Path, mira: Visitor) -> None:
    mira.post("/story/1/merge", {"other": 3})
    mira.post("/story/1/take", {"article": [ARABIC, PERSIAN], "into": ""})
    assert in_story(path, 6) == [ARABIC, PERSIAN]


def test_a_person_merges_two_stories_and_parts_them_again(path: Path, mira: Visitor) -> None:
    assert mira.post("/story/3/merge", {"other": 1}).status_code == 303
    assert in_story(path, 1) == [ENGLISH, ARABIC, PERSIAN]
    assert 'name="other" value="3">Part them again' in mira.get("/story/1").text
    mira.post("/story/1/part", {"other": 3})
    assert (in_story(path, 1), in_story(path, 3)) == ([ENGLISH, ARABIC], [PERSIAN])
    assert "were parted again" in mira.get("/story/3").text
    assert "Part them again" not in mira.get("/story/1").text.split("Story 2 was merged")[0]


@pytest.mark.parametrize(
    ("deed", "fields", "said"),
    [("take", {"article": PERSIAN, "into": ""}, "is not in story 1 any more"), ("take", {}, "no article was chosen"),
     ("take", {"article": "2 OR 1"}, "is no number"), ("merge", {"other": 2}, "was merged into story 1 already"),
     ("merge", {"other": 1}, "two that exist"), ("merge", {"other": ""}, "is no number"),
     ("part", {"other": 3}, "cannot be parted"), ("take", {"article": 2, "into": "9" * 30}, "is no number")],
)  # fmt: skip
def test_what_cannot_be_done_is_said_and_leads_back(
    path: Path, mira: Visitor, deed: str, fields: dict[str, Any], said: str
) -> None:
    answer = mira.post(f"/story/1/{deed}", fields)
    assert answer.status_code == 409
    assert said in answer.text
    assert 'href="/story/1">Back' in answer.text
    assert (in_story(path, 1), in_story(path, 3)) == ([ENGLISH, ARABIC], [PERSIAN])


def test_a_word_waits_for_the_transaction_of_a_cycle_and_both_stand(path: Path, mira: Visitor) -> None:
    cycle = open_database(path)
    mira.get("/story/1")
    cycle.execute("BEGIN IMMEDIATE")
    cycle.execute("UPDATE article SET language = 'xx' WHERE id = ?", [ENGLISH])
    done = threading.Timer(0.3, lambda: cycle.execute("COMMIT"))
    done.start()
    assert mira.post("/story/1/merge", {"other": 3}).status_code == 303
    done.join()
    cycle.close()
    assert in_story(path, 1) == [ENGLISH, ARABIC, PERSIAN]
    assert look(path, "SELECT language FROM article WHERE id = 1") == [("xx",)]


def test_a_verdict_is_kept_with_who_said_it_and_shown(path: Path, mira: Visitor) -> None:
    (match,) = look(path, "SELECT id FROM match WHERE article_id = 3 LIMIT 1")[0]
    back = "/landbridge/newest_matches?alerts=1"
    for verdict, note in (("relevant", ""), ("not relevant", "<b>a namesake</b>")):
        answer = mira.post(f"/match/{match}/verdict", {"verdict": verdict, "note": note, "back": f"{back}#x"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"{back}#judge-{match}")
    assert look(path, "SELECT verdict, note, author FROM verdict ORDER BY id") == [
        ("relevant", "", "Mira"), ("not relevant", "<b>a namesake</b>", "Mira"),
    ]  # fmt: skip
    page = mira.get("/story/3").text
    assert 'value="not relevant" aria-pressed="true"' in page
    assert "&lt;b&gt;a namesake" in page


def test_what_is_judged_leaves_the_queue_and_is_named_there(path: Path, mira: Visitor) -> None:
    page = mira.get("/queue").text
    first, second = re.findall(r'id="judge-(\d+)"', page)[:2]
    answer = mira.post(f"/match/{first}/verdict", {"verdict": "relevant", "back": "/queue", "following": second})
    assert answer.headers["location"] == f"/queue#judge-{second}"
    page = mira.get("/queue").text
    assert f'id="judge-{first}"' not in page
    assert re.search(r'You said <span class="verdict relevant">relevant</span> of', page)


def test_the_queue_of_the_unsure_is_another(path: Path, reader: Visitor) -> None:
    db = open_database(path)
    with write(db):
        db.execute("UPDATE match SET alerts = 0 WHERE article_id = ?", [PERSIAN])
    db.close()
    assert "کاروان در مرز" not in reader.get("/queue").text
    weak = reader.get("/queue?weak=1").text
    assert "کاروان در مرز" in weak
    assert "Lorries wait" not in weak
    assert "None further back" in reader.get("/queue?weak=1&skip=20").text


@pytest.mark.parametrize(("match", "verdict"), [(1, "splendid"), (1, ""), (999, "relevant")])
def test_what_is_no_verdict_is_not_kept(path: Path, mira: Visitor, match: int, verdict: str) -> None:
    assert mira.post(f"/match/{match}/verdict", {"verdict": verdict, "back": "/stories"}).status_code == 409
    assert look(path, "SELECT * FROM verdict") == []


def test_what_a_person_said_on_the_site_is_what_the_command_line_says(path: Path, mira: Visitor) -> None:
    mira.post("/story/1/merge", {"other": 3})
    db = read_database(path)
    assert read_story(db, 1).articles[-1].why == ("story 3 was merged into this one by Mira",)
    assert words_on(db, 1)[0].author == "Mira"
    db.close()
