"""What is read from one page."""

from datetime import UTC, datetime

import pytest

from flows.pages.reading import read
from flows.pages.workshop import Sheet
from watchlist.article import Article, Rejected

URL = "https://www.example.com/news/1"
ENGLISH = "The road to the crossing was closed on Monday after two drones were shot down near the base, officials said."
ARABIC = "أعلنت هيئة المنافذ أن معبر القائم مغلق أمام حركة المسافرين بعد هجوم على القاعدة في محيط المدينة."
PERSIAN = "به گزارش خبرنگار ما، نیروها می‌خواهند گذرگاه مرزی را تا پایان هفته برای کامیون‌ها باز کنند."


def page(text: str, head: str = "") -> str:
    body = f"<body><article><h1>A title</h1><p>{text}</p></article></body>"
    return f"<!doctype html><html><head><title>A title</title>{head}</head>{body}</html>"


def result(body: str | bytes, content_type: str = "text/html; charset=utf-8") -> Article | Rejected:
    raw = body.encode() if isinstance(body, str) else body
    return read(Sheet(URL, content_type, raw, datetime(2026, 3, 2, tzinfo=UTC)))


def article(body: str | bytes, content_type: str = "text/html; charset=utf-8") -> Article:
    found = result(body, content_type)
    assert isinstance(found, Article)
    return found


def reason(body: str | bytes, content_type: str = "text/html; charset=utf-8") -> str:
    found = result(body, content_type)
    assert isinstance(found, Rejected)
    return found.reason


def test_title_text_and_language_of_a_page() -> None:
    found = article(page(ENGLISH))
    assert (found.title, found.language, ENGLISH in found.text) == ("A title", "en", True)


def test_windows_1256_declared_in_the_header() -> None:
    found = article(page(ARABIC).encode("cp1256"), "text/html; charset=windows-1256")
    assert (ARABIC in found.text, found.language) == (True, "ar")


def test_windows_1256_declared_in_the_page() -> None:
    found = article(page(ARABIC, '<meta charset="windows-1256">').encode("cp1256"), "text/html")
    assert ARABIC in found.text


def test_persian_keeps_its_joiners() -> None:
    found = article(page(PERSIAN))
    assert (PERSIAN in found.text, found.language) == (True, "fa")


def test_joiners_and_marks_written_as_entities_are_kept() -> None:
    found = article(page("می&zwnj;خواهند و می&#8204;روند و می&#x200c;آیند &rlm;(پایان) " + PERSIAN))
    assert "می\u200cخواهند و می\u200cروند و می\u200cآیند \u200f(پایان)" in found.text


def test_marks_of_direction_are_kept_in_text_and_title() -> None:
    marked = "\u202bمعبر\u202c \u200f(القائم)\u200e"
    found = article(page(f"{marked} {ARABIC}", f'<meta property="og:title" content="{marked}">'))
    assert (found.title, marked in found.text) == (marked, True)


def test_control_characters_are_dropped() -> None:
    assert "road\x00\x07" not in article(page(ENGLISH.replace("road", "road\x00\x07"))).text


def test_lone_surrogates_become_replacement_characters() -> None:
    data = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Broken \\ud800 title"}</script>'
    found = article(page(ENGLISH + " &#xD800;", data))
    assert found.title == "Broken \ufffd title"
    assert found.text.encode()


def test_plain_text_is_its_own_article() -> None:
    found = article("First line\n\n" + ENGLISH, "text/plain")
    assert (found.title, found.text) == ("First line", "First line\n\n" + ENGLISH)


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json"])
def test_other_types_are_not_html(kind: str) -> None:
    assert reason(page(ENGLISH), kind) == "not-html"


def test_bytes_without_a_type_are_not_html() -> None:
    assert reason(b"PK\x03\x04\x00\x00\x00\x00" * 20, "") == "not-html"


@pytest.mark.parametrize("body", ["", " ", "<html></html>", "<html><body><script>1</script></body></html>"])
def test_a_page_without_text_is_rejected(body: str) -> None:
    assert reason(body) == "no-text"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<link rel="canonical" href="/news/one#top">', "https://www.example.com/news/one"),
        ('<link rel="canonical" href="https://example.com/news/one">', "https://example.com/news/one"),
        ('<meta property="og:url" content="https://m.example.com/news/one">', "https://m.example.com/news/one"),
        ('<link rel="canonical" href="https://example.org/news/one">', URL),
        ('<link rel="canonical" href="https://www.example.com/">', URL),
        ('<link rel="canonical" href="javascript:alert(1)">', URL),
        ('<link rel="canonical" href="http://[broken">', URL),
        ("", URL),
    ],
)
def test_a_canonical_address_counts_on_its_own_site(head: str, expected: str) -> None:
    assert article(page(ENGLISH, head)).url == expected


def test_authors_and_time_come_from_json_ld() -> None:
    data = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebPage"},
        {"@type": ["NewsArticle"], "headline": "From the data", "author": [{"@type": "Person", "name": "Desk One"},
        {"name": "Desk Two"}], "datePublished": "2026-03-01T18:30:00+03:00"}]}</script>"""
    found = article(page(ENGLISH, data))
    assert (found.title, found.author) == ("From the data", "Desk One; Desk Two")
    assert found.published == datetime(2026, 3, 1, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "data", ["{", "[[[[[[[[[[1]]]]]]]]]]", '{"@type": {"a": 1}, "author": 3}', "[" * 200_000, "null"]
)
def test_broken_json_ld_does_no_harm(data: str) -> None:
    assert article(page(ENGLISH, f'<script type="application/ld+json">{data}</script>')).title == "A title"


def test_html_nested_10_000_deep_is_answered() -> None:
    assert isinstance(result("<html><body>" + "<div>" * 10_000 + ENGLISH), Article | Rejected)


def test_the_headline_is_not_repeated_in_the_text() -> None:
    assert article(page(ENGLISH)).text == ENGLISH


LONG = {
    "en": "The road was opened again at noon, and the first lorries crossed before the evening, the officials said.",
    "ar": "أعيد فتح الطريق عند الظهر وعبرت أولى الشاحنات قبل المساء بحسب مسؤولين في هيئة المنافذ الحدودية.",
    "fa": "راه هنگام ظهر دوباره باز شد و نخستین کامیون‌ها پیش از شب گذشتند، مسئولان گذرگاه مرزی گفتند.",
}


@pytest.mark.parametrize("language", LONG)
def test_a_page_whose_text_stands_in_json_ld(language: str) -> None:
    text = "\\n".join(f"{number}. {LONG[language]}" for number in range(6))
    data = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{text}"}}</script>'
    html = f"<!doctype html><html><head><title>T</title>{data}</head><body><div id='app'></div></body></html>"
    found = article(html)
    assert (found.text.count(LONG[language]), found.language) == (6, language)


@pytest.mark.parametrize("language", LONG)
def test_every_update_of_a_live_blog_is_read(language: str) -> None:
    posts = "".join(
        f'<div class="post-content"><h2>{number}:00</h2><p>{number} {LONG[language]}</p></div>' for number in range(8)
    )
    html = f"<!doctype html><html><head><title>T</title></head><body><main><h1>Live</h1>{posts}</main></body></html>"
    assert article(html).text.count(LONG[language]) == 8


@pytest.mark.parametrize(
    ("text", "wall", "expected"),
    [
        (ENGLISH, "<div>Subscribe to continue reading</div>", True),
        (ARABIC, "<div>اشترك لمتابعة القراءة</div>", True),
        (PERSIAN, "<div>برای خواندن ادامه مطلب مشترک شوید</div>", True),
        (ENGLISH, "<div>Subscribe to our newsletter</div>", False),
    ],
)
def test_a_stub_before_a_paywall_is_marked(text: str, wall: str, expected: bool) -> None:
    assert article(page(text).replace("</article>", f"</article>{wall}")).paywalled is expected


@pytest.mark.parametrize("value", ["false", '"False"'])
def test_a_page_that_declares_itself_paid_is_marked(value: str) -> None:
    data = f'<script type="application/ld+json">{{"@type": "NewsArticle", "isAccessibleForFree": {value}}}</script>'
    assert article(page(ENGLISH, data)).paywalled


def test_the_last_change_is_told_apart_from_publication() -> None:
    head = (
        '<meta property="article:published_time" content="2026-03-01T10:00:00Z">'
        '<meta property="article:modified_time" content="2026-03-01T12:00:00Z">'
    )
    found = article(page(ENGLISH, head))
    assert found.published == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert found.modified == datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_page_whose_text_the_rules_would_lose_is_read_whole() -> None:
    text = " ".join([ENGLISH] * 3)
    html = page("x").replace("<p>x</p>", f'<div class="newsletter-text">{text}</div>')
    assert ENGLISH in article(html).text


@pytest.mark.parametrize("byline", ["By Desk One", "بقلم: Desk One", "نویسنده: Desk One", "خبرنگار: Desk One"])
def test_the_word_before_an_author_is_left_out(byline: str) -> None:
    assert article(page(ENGLISH, f'<meta name="author" content="{byline}">')).author == "Desk One"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (ARABIC, "الأربعاء ١ رمضان ١٤٤٧ هـ"),
        (PERSIAN, "چهارشنبه ۲۹ بهمن ۱۴۰۴"),
        (ENGLISH, "Wednesday – 18 February 2026"),
    ],
)
def test_a_page_dated_in_its_own_calendar(text: str, line: str) -> None:
    html = page(text).replace("<p>", f'<span class="news-date">{line}</span><p>')
    assert article(html).published == datetime(2026, 2, 18, tzinfo=UTC)
