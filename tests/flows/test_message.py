"""Messages: what they say, that strangers' words are inert in them, and that they keep to a channel's limits."""

import json
import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from markdown import markdown  # type: ignore[import-untyped]

from flows.message import Format, Manner, content, render, trial
from flows.wording import Wording
from flows.words import LANGUAGES
from watchlist.article import Article
from watchlist.entity import Entity, Location, Name
from watchlist.match import Match, Mention
from watchlist.source import Source

FOUND = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
SOURCE = Source("furat", "الفرات اليوم", "feed", "https://furat.example/feed", "https://furat.example/", "ar", "SY")
TEXT = "أفاد شهود بأن غارة جوية استهدفت شاحنة قرب معبر البوكمال بعد منتصف الليل."
ARTICLE = Article(
    "https://furat.example/news/17?a=1&b=(2)",
    "غارة قرب معبر البوكمال",
    TEXT,
    "",
    "ar",
    datetime(2026, 11, 21, tzinfo=UTC),
)
ENTITIES = {
    "al-bukamal-crossing": Entity(
        "al-bukamal-crossing", "crossing", "Al-Bukamal crossing",
        (Name("Al-Bukamal crossing", "en"), Name("معبر البوكمال", "ar"), Name("گذرگاه بوکمال", "fa")),
        Location(34.42, 40.96, "our own"),
    ),
    "al-bukamal": Entity("al-bukamal", "place", "Abu Kamal", (), Location(34.45, 40.92, "our own")),
}  # fmt: skip
FORMATS: tuple[Format, ...] = ("text", "markdown", "html", "chat")
MAP = "https://www.openstreetmap.org/?mlat=34.42&mlon=40.96#map=12/34.42/40.96"
HOSTILE = (
    "[free](http://evil.example) <a href='http://evil.example'>x</a><script>alert(1)</script> **bold** _it_ `code` "
    "@everyone <!channel> <@U1> ![i](http://evil.example/i.png) ||spoiler|| ~~gone~~ \u202eturned\u202c \x07\x00 "
    "javascript:alert(1) &lt;b&gt; {0} {} %s"
)


def found(entity: str = "al-bukamal-crossing", type: str = "crossing", score: float = 0.87) -> Match:
    start = TEXT.index("معبر البوكمال")
    mention = Mention("معبر البوكمال", "معبر البوكمال", "text", start, start + 13, "strong", True)
    why = ("named “معبر البوكمال” in the text", "a strike is told of 3 words away")
    return Match(entity, type, score, "strong", True, (mention,), why, ("strike",))


def facts(article: Article = ARTICLE, *matches: Match, review: str = "") -> dict[str, object]:
    made = content(
        article, matches or (found(),), entities=ENTITIES, source=SOURCE, story=5, found=FOUND, review=review
    )  # fmt: skip
    read: dict[str, object] = json.loads(json.dumps(made))
    return read


def test_a_message_says_what_where_why_when_and_how_to_judge_it() -> None:
    message = render(facts())
    assert message.title == "Al-Bukamal crossing: strike"
    assert message.body == (
        "\u2068غارة قرب معبر البوكمال\u2069\nWhat happened: strike\n\n"
        "• Al-Bukamal crossing (crossing, 0.87): named “\u2068معبر البوكمال\u2069” in the text;"
        " a strike is told of 3 words away\n\n"
        f"“\u2068{TEXT}\u2069”\n\n"
        "\u2068الفرات اليوم\u2069 (Arabic) · published 21 Nov 2026, 00:00 UTC · found 21 Nov 2026, 09:30 UTC\n"
        "https://furat.example/news/17?a=1&b=%282%29\n"
        "Map: https://www.openstreetmap.org/?mlat=34.42&mlon=40.96#map=12/34.42/40.96\n"
        "Judge it: landbridge review, story 5"
    )


def test_the_review_site_is_linked_where_it_is_public() -> None:
    body = render(facts(review="https://review.example/")).body
    assert body.endswith("Judge it: https://review.example/story/5")


def test_several_matches_of_one_article_are_one_message_best_first() -> None:
    message = render(facts(ARTICLE, found("al-bukamal", "place", 0.5), found()))
    assert message.title == "Al-Bukamal crossing, Abu Kamal: strike"
    assert message.body.index("Al-Bukamal crossing (crossing, 0.87)") < message.body.index("Abu Kamal (place, 0.50)")
    assert message.body.count(TEXT) == 1


def test_a_title_names_a_few_and_counts_the_rest() -> None:
    matches = [found(f"e{number}", score=0.9 - number / 10) for number in range(5)]
    assert render(facts(ARTICLE, *matches)).title == "e0, e1, e2 +2: strike"


def test_what_is_not_known_is_not_said() -> None:
    body = render(facts(replace(ARTICLE, published=None, language=""))).body
    assert "\u2068الفرات اليوم\u2069 · found 21 Nov 2026, 09:30 UTC" in body


class Seen(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]


def hostile(format: Format) -> str:
    match = replace(found(), why=(HOSTILE,))
    return render(facts(replace(ARTICLE, title=HOSTILE, text=f"{HOSTILE} {TEXT}"), match), format).body


def test_strangers_words_bring_no_markup_into_html() -> None:
    seen = Seen(hostile("html"))
    assert set(seen.tags) == {"div", "b", "a", "br", "span"}
    assert seen.links == ["https://furat.example/news/17?a=1&b=%282%29", MAP]


def test_strangers_words_bring_no_markup_into_a_chat() -> None:
    seen = Seen(hostile("chat"))
    assert set(seen.tags) == {"b", "a"}
    assert seen.links == ["https://furat.example/news/17?a=1&b=%282%29", MAP]


def test_strangers_words_bring_no_markup_into_markdown() -> None:
    seen = Seen(markdown(hostile("markdown")))
    assert set(seen.tags) == {"p", "em"}
    assert seen.tags.count("em") == 1
    assert seen.links == []


@pytest.mark.parametrize("format", FORMATS)
def test_strangers_words_call_nobody_and_link_nowhere(format: Format) -> None:
    body = hostile(format)
    assert "@everyone" not in body
    assert "<!" not in body
    assert "<@" not in body
    assert "evil.example" in body
    assert "://evil" not in body


@pytest.mark.parametrize("format", FORMATS)
def test_no_control_or_turning_characters_get_through(format: Format) -> None:
    kinds = {char: unicodedata.category(char) for char in hostile(format)}
    assert {char for char, kind in kinds.items() if kind == "Cc"} <= {"\n"}
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067") & set(kinds)


def test_what_persian_needs_stays() -> None:
    assert "می\u200cرود" in render(facts(replace(ARTICLE, title="او می\u200cرود"))).body


def test_halves_of_surrogates_do_not_get_through() -> None:
    render(facts(replace(ARTICLE, title="half \ud800 a letter"))).body.encode()


def test_an_address_cannot_leave_its_place() -> None:
    url = 'https://furat.example/"><script>x</script>)[a](b) c\n@everyone'
    for format in FORMATS:
        body = render(facts(replace(ARTICLE, url=url)), format).body
        assert "https://furat.example/%22%3E%3Cscript%3Ex%3C/script%3E%29%5Ba%5D%28b%29%20c%0A%40everyone" in body


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("limit", [160, 250, 400, 600, 1000, 2000, 4096])
def test_a_message_keeps_to_its_limit_with_link_and_source(format: Format, limit: int) -> None:
    long = facts(replace(ARTICLE, title=ARTICLE.title * 50, text=TEXT * 50), *[found(f"e{n}") for n in range(30)])
    limit += 300 if format == "html" else 0  # its elements alone take that: mail has room
    body = render(long, format, body_limit=limit).body
    assert len(body) <= limit
    assert "https://furat.example/news/17?a=1" in body
    assert "الفرات اليوم" in body
    assert body.count("\u2068") == body.count("\u2069")
    assert [body.count(f"<{tag}") for tag in ("div", "b>", "a ")] == [
        body.count(f"</{tag}>") for tag in ("div", "b", "a")
    ]


def test_words_are_cut_between_words() -> None:
    article = replace(ARTICLE, title="one two three four five six seven " * 20)
    headline = render(facts(article), body_limit=250).body.splitlines()[0]
    assert headline.endswith(("one…", "two…", "three…", "four…", "five…", "six…", "seven…"))


def test_a_link_that_fits_nowhere_is_still_whole() -> None:
    url = f"https://furat.example/{'x' * 300}"
    assert render(facts(replace(ARTICLE, url=url)), body_limit=160).body == url


def test_the_words_go_before_the_link_does_and_the_times_before_the_words() -> None:
    body = render(facts(), body_limit=160).body
    assert "غارة قرب معبر البوكمال" in body
    assert "published" not in body


def test_a_channel_without_titles_has_it_in_the_body() -> None:
    message = render(facts(), "chat", title_limit=0)
    assert message.title == ""
    assert message.body.startswith("<b>Al-Bukamal crossing: strike</b>\n\u2060\n<b>\u2068غارة")


def test_a_channel_that_cuts_after_a_line_gets_one() -> None:
    body = render(facts(), body_limit=250, one_line=True).body
    assert "\n" not in body
    assert "غارة قرب معبر البوكمال\u2069 · " in body
    assert "https://furat.example/news/17?a=1" in body


def test_a_title_keeps_to_its_limit_and_may_count_towards_the_bodys() -> None:
    message = render(facts(replace(ARTICLE, text=TEXT * 50)), title_limit=12, body_limit=400, together=True)
    assert message.title == "Al-Bukamal…"
    assert len(message.title) + 2 + len(message.body) <= 400


@pytest.mark.parametrize(
    ("closed", "title", "since"),
    [
        (None, "Landbridge: something is wrong", "Since 21 Nov 2026, 09:30 UTC"),
        ("2026-11-21T10:00:00.000Z", "Landbridge: all is well again", "UTC, over 21 Nov 2026, 10:00 UTC"),
    ],
)
def test_a_condition_of_the_watch_is_told(closed: str | None, title: str, since: str) -> None:
    condition = {
        "kind": "condition", "headline": "The source x fails: <b>", "name": "source-failing:x", "detail": "…",
        "opened_at": "2026-11-21T09:30:00.000Z", "closed_at": closed,
    }  # fmt: skip
    message = render(condition)
    assert message.title == title
    assert message.body.startswith("The source x fails: ‹b›")
    assert message.body.endswith(since)


@pytest.mark.parametrize("format", FORMATS)
def test_a_test_message_says_that_nothing_has_happened(format: Format) -> None:
    message = render(trial("editors", "editors/phone", FOUND), format)
    assert message.title == "Landbridge: a test"
    assert "Nothing has happened." in message.body


def test_names_that_stand_together_share_a_snippet() -> None:
    words = " ".join(f"word{number}" for number in range(40))
    entities = [
        {"id": str(at), "name": f"Name {at}", "type": "place", "score": 0.5, "alerts": True, "why": ["why"], "cues": [],
         "snippet": snippet}
        for at, snippet in enumerate([f"{words} …", f"… {words[30:]} …", "Somewhere else, something else was said."])
    ]  # fmt: skip
    facts = {
        "kind": "story", "headline": "A headline", "entities": entities, "source": "The Ledger", "language": "en",
        "published": None, "found": "2026-11-21T09:00:00.000Z", "url": "https://ledger.example/1", "story": 1,
        "judge": "",
    }  # fmt: skip
    body = render(facts).body
    assert body.count("word20") == 1
    assert "something else was said" in body


ARABIC = Manner(Wording("ar", "Asia/Damascus"))
OTHERS = ("The Ledger", "دفتر راه", "The Courier", "Post", "الفرات اليوم", "Mirror", "Herald")


def told_elsewhere(**more: object) -> dict[str, object]:
    """The facts of a story that others tell too; one of them is the first source again."""
    also = [
        {"source": name, "language": "en", "headline": HOSTILE, "url": "https://other.example/1", "published": None}
        for name in OTHERS
    ]
    return {**facts(ARTICLE, found(), found("al-bukamal", "place", 0.5)), "also": also, **more}


def test_the_other_sources_are_counted_and_a_few_named() -> None:
    said = next(line for line in render(told_elsewhere()).body.splitlines() if line.startswith("Also"))
    assert said == "Also in 6 other sources: The Ledger, \u2068دفتر راه\u2069, The Courier and 3 more"


def test_a_story_that_only_its_own_source_tells_again_is_in_no_other() -> None:
    again = {"source": "الفرات اليوم", "language": "ar", "headline": "x", "url": "https://x.example", "published": None}
    assert "Also in" not in render({**facts(), "also": [again]}).body


def test_an_update_says_what_is_new() -> None:
    message = render({**facts(), "news": ["al-bukamal-crossing", "convoy"]})
    assert message.title.startswith("Update: Al-Bukamal crossing")
    assert "\nNew in this story: Al-Bukamal crossing, convoy\n" in message.body


def test_an_arabic_message_is_arabic_throughout() -> None:
    message = render(told_elsewhere(news=["al-bukamal", "strike"]), "text", ARABIC)
    assert message.title == "تحديث: معبر البوكمال، \u2068Abu Kamal\u2069: قصف أو هجوم"
    assert message.body.splitlines() == [
        "غارة قرب معبر البوكمال",
        "ما حدث: قصف أو هجوم",
        "الجديد في الخبر: \u2068Abu Kamal\u2069، قصف أو هجوم",
        "",
        "• معبر البوكمال (معبر، ٠٫٨٧): «معبر البوكمال» في النص: اسم صريح",
        "• \u2068Abu Kamal\u2069 (مكان، ٠٫٥٠): «معبر البوكمال» في النص: اسم صريح",
        "",
        f"«{TEXT}»",
        "",
        "ورد أيضا في ٦ مصادر أخرى: \u2068The Ledger\u2069، دفتر راه، \u2068The Courier\u2069 و٣ مصادر أخرى",
        "الفرات اليوم (بالعربية) · نُشر ٢١ تشرين الثاني ٢٠٢٦، ٠٣:٠٠ (UTC+3) · رُصد ٢١ تشرين الثاني ٢٠٢٦، ١٢:٣٠ (UTC+3)",
        "https://furat.example/news/17?a=1&b=%282%29",
        f"الخريطة: {MAP}",
        "للحكم عليه: landbridge review، الخبر 5",
    ]


def test_html_says_its_language_and_direction_and_that_of_each_quotation() -> None:
    body = render(facts(replace(ARTICLE, language="en", title="A raid near Abu Kamal")), "html", ARABIC).body
    assert body.startswith(
        '<div dir="rtl" lang="ar"><div dir="auto" lang="en"><b>\u2068A raid near Abu Kamal\u2069</b>'
    )
    body = render(facts(), "html").body
    assert body.startswith('<div dir="ltr" lang="en"><div dir="auto" lang="ar"><b>\u2068غارة')
    assert 'lang="' not in render(facts(replace(ARTICLE, language='"><x')), "html").body.replace('lang="en"', "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format", FORMATS)
def test_strangers_words_are_inert_in_every_language_and_part(format: Format, language: str) -> None:
    """The names of other sources, headlines of copies, the source's own name, surfaces, entities and cues."""
    said = told_elsewhere(news=[HOSTILE], source=HOSTILE)
    said["also"] = [{"source": HOSTILE}]
    said["entities"] = [
        {**entity, "seen": [{"surface": HOSTILE, "strength": "weak", "alerts": True, "title": 1, "text": 2}],
         "cues": [HOSTILE]}
        for entity in said["entities"]  # type: ignore[attr-defined]
    ]  # fmt: skip
    message = render(said, format, Manner(Wording(language)))
    assert "@everyone" not in message.body
    assert "://evil" not in message.body
    assert "<script" not in message.body
    assert not set("\u202a\u202b\u202c\u202d\u202e\x00\x07") & set(message.body)
    if format != "markdown":
        assert set(Seen(message.body).tags) <= {"div", "b", "a", "br", "span"}


def test_an_address_that_is_not_of_the_web_is_no_link() -> None:
    for format in FORMATS:
        body = render({**facts(), "url": "javascript:alert(1)"}, format).body
        assert "javascript:alert(1)" in body
        assert "javascript:alert(1)" not in Seen(body).links


def test_an_alert_from_before_places_and_surfaces_were_kept_can_still_be_told() -> None:
    old = facts()
    old["entities"] = [
        {name: entity[name] for name in ("id", "name", "type", "score", "alerts", "why", "cues", "snippet")}
        for entity in old["entities"]  # type: ignore[attr-defined]
    ]
    assert "named “معبر البوكمال” in the text" in render(old, "text", ARABIC).body.translate(
        {0x2068: None, 0x2069: None}
    )
    assert "openstreetmap" not in render(old).body


def test_a_person_or_a_militia_is_put_on_no_map() -> None:
    assert "openstreetmap" not in render(facts(ARTICLE, found("al-bukamal-crossing", "militia"))).body


@pytest.mark.parametrize("limit", [160, 320, 480])
def test_a_text_message_has_headline_source_and_link(limit: int) -> None:
    body = render(told_elsewhere(), title_limit=0, body_limit=limit).body
    assert len(body) <= limit
    assert "غارة قرب معبر البوكمال" in body
    assert "الفرات اليوم" in body
    assert "https://furat.example/news/17?a=1&b=%282%29" in body


def test_length_is_counted_as_the_unkindest_channel_does() -> None:
    """Telegram and SMS count UTF-16 code units: an emoji is two."""
    body = render(facts(replace(ARTICLE, title="🚚" * 3000)), body_limit=1000).body
    assert len(body.encode("utf-16-le")) // 2 <= 1000


DIGEST = {
    "kind": "digest", "headline": "3 stories", "route": "editors", "from": "2026-11-20T07:00:00.000Z",
    "to": "2026-11-21T07:00:00.000Z",
    "sections": [
        {"title": "New stories", "lines": [{"text": HOSTILE, "url": "https://desk.example/1"}, {"text": "A second"}]},
        {"title": "What was broken", "lines": [{"text": "The Courier: twice"}]},
    ],
}  # fmt: skip


def test_a_digest_has_its_period_sections_and_links() -> None:
    body = render(DIGEST).body
    assert body.startswith("3 stories\n20 Nov 2026, 07:00 UTC – 21 Nov 2026, 07:00 UTC\n\nNew stories\n• ")
    assert " https://desk.example/1\n• A second\n\nWhat was broken\n• The Courier: twice" in body
    assert Seen(render(DIGEST, "html").body).links == ["https://desk.example/1"]


@pytest.mark.parametrize("format", FORMATS)
def test_a_digest_is_inert_and_keeps_to_its_limit(format: Format) -> None:
    long = {**DIGEST, "sections": DIGEST["sections"] * 40}  # type: ignore[operator]
    body = render(long, format, body_limit=2000).body
    assert len(body) <= 2000
    assert re.search(r"… and \d+ lines more", body)
    assert "@everyone" not in body
    assert "://evil" not in body


def test_a_digest_rather_loses_links_than_lines() -> None:
    """The first lines keep theirs as long as there is room for all lines."""
    lines = [{"text": f"Story {number}", "url": f"https://desk.example/{number}"} for number in range(20)]
    long = {**DIGEST, "sections": [{"title": "New stories", "lines": lines}]}
    whole = render(long).body
    body = render(long, body_limit=len(whole) - 100).body
    assert len(body) <= len(whole) - 100
    assert all(f"Story {number}" in body for number in range(20))
    assert "https://desk.example/0" in body
    assert "https://desk.example/19" not in body


def test_a_digest_that_fits_leaves_nothing_out() -> None:
    assert "more" not in render(DIGEST).body
    assert len(render(DIGEST, body_limit=60).body) <= 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_concerns_the_watch_is_told_in_the_language_of_its_route(language: str) -> None:
    said = {
        "kind": "condition",
        "name": "source-failing:ledger",
        "headline": "The Ledger fails",
        "opened_at": "2026-11-21T09:30:00.000Z",
    }
    manner = Manner(Wording(language, "Asia/Baghdad"))
    titles = {render({**said, "closed_at": closed}, "text", manner).title for closed in (None, said["opened_at"])}
    titles.add(render(trial("editors", "editors/phone", FOUND), "text", manner).title)
    assert len(titles) == 3
    body = render({**said, "closed_at": None}, "text", manner).body
    assert manner.wording.number("12:30") in body
    assert "The Ledger fails" in body
    assert {"en": "", "ar": "مصدر تتعذر قراءته", "fa": "منبعی خوانده نمی‌شود"}[language] in body
