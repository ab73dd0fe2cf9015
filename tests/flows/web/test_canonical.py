"""The same address gives the same key, and different addresses stay different."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.web.canonical import canonical, identity


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("HTTPS://News.Example/A", "https://news.example/A"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("http://news.example:80/a", "http://news.example/a"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://news.example/a#comments", "https://news.example/a"),
        ("https://news.example/a?utm_source=x&utm_medium=rss", "https://news.example/a"),
        ("https://news.example/a?b=2&UTM_Source=x&a=1", "https://news.example/a?b=2&a=1"),
        ("https://news.example/a?fbclid=I&id=7&gclid=x", "https://news.example/a?id=7"),
        ("https://news.example/a?maca=en-rss-en-all-1573-rdf", "https://news.example/a"),
        ("https://news.example/a?at_medium=RSS&at_campaign=KARANGA", "https://news.example/a"),
        ("https://news.example/a?", "https://news.example/a"),
        ("https://news.example/a?&&b=1&", "https://news.example/a?b=1"),
        ("  https://news.example/a\n", "https://news.example/a"),
        ("https://news.example/a%2fb%7ec%c3%a9", "https://news.example/a%2Fb~c%C3%A9"),
        ("https://news.example/100%", "https://news.example/100%25"),
        ("https://news.example/a b", "https://news.example/a%20b"),
        ("https://news.example/a/./b/../c", "https://news.example/a/c"),
        ("https://news.example/../a/..", "https://news.example/"),
        ("https://مثال.example/a", "https://xn--mgbh0fb.example/a"),
        ("https:/news.example/a", "https://news.example/a"),
    ],
)
def test_one_form_for_one_address(written: str, key: str) -> None:
    assert canonical(written) == key


def test_an_arabic_path_has_one_key_encoded_or_not() -> None:
    assert (
        canonical("https://news.example/سوريا/البوكمال")
        == canonical(
            "https://news.example/%d8%b3%d9%88%d8%b1%d9%8a%d8%a7/%D8%A7%D9%84%D8%A8%D9%88%D9%83%D9%85%D8%A7%D9%84"
        )
        == "https://news.example/%D8%B3%D9%88%D8%B1%D9%8A%D8%A7/%D8%A7%D9%84%D8%A8%D9%88%D9%83%D9%85%D8%A7%D9%84"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/a", "https://news.example/a/"),
        ("https://news.example/a", "http://news.example/a"),
        ("https://news.example/a", "https://news.example/A"),
        ("https://news.example/?id=1", "https://news.example/?id=2"),
        ("https://news.example/?cid=1&eid=2", "https://news.example/?cid=1&eid=3"),
        ("https://news.example/?gallery=1", "https://news.example/"),
        ("https://news.example/?p=a&source=b", "https://news.example/?p=a"),
        ("https://news.example/a%2Fb", "https://news.example/a/b"),
        ("https://news.example/a%3Fb", "https://news.example/a?b"),
        ("https://www.news.example/", "https://news.example/"),
    ],
)
def test_what_may_differ_stays_apart(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize("text", ["", "mailto:a@news.example", "//news.example/a", "https://", "javascript:void(0)"])
def test_what_is_no_web_address_comes_back_as_it_is(text: str) -> None:
    assert canonical(text) == text


_PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            ["/", "//", "?", "&", "=", "#", "%", "%2", "%41", "%e3", "%2F", "%25", ".", "..", "/./", "/../"]
        ),
        st.sampled_from(["a", "utm_a=1", ":80", ":443", "@", "[", "]", "\\", " ", "xn--", ";", "+", "-"]),
        st.sampled_from(["é", "سوريا", "\ud800", "\x00", "\n", "İ", "ß", "。"]),
    )
)


@given(st.sampled_from(["http://", "https://", "HTTP:", "https:/", ""]), _PIECES)
def test_the_form_is_stable(scheme: str, pieces: list[str]) -> None:
    once = canonical(scheme + "".join(pieces))
    assert canonical(once) == once


@given(st.text())
def test_any_text_has_a_stable_form(text: str) -> None:
    for url in (text, "https://news.example/" + text, "https://" + text):
        once = canonical(url)
        assert canonical(once) == once


ARTICLE = "https://news.example/syria/abu-kamal-2026?id=7&page=2"


@pytest.mark.parametrize(
    "other",
    [
        "http://news.example/syria/abu-kamal-2026?id=7&page=2",
        "https://www.news.example/syria/abu-kamal-2026?page=2&id=7",
        "https://m.news.example/syria/abu-kamal-2026/?id=7&page=2",
        "https://mobile.news.example:443/syria/abu-kamal-2026?id=7&page=2#top",
        "https://amp.news.example/syria/abu-kamal-2026?id=7&page=2",
        "https://news.example/amp/syria/abu-kamal-2026?id=7&page=2",
        "https://news.example/syria/abu-kamal-2026/amp/?id=7&page=2",
        "https://news.example/syria/abu-kamal-2026/amp.html?id=7&page=2",
        "https://news.example/syria/abu-kamal-2026.amp?id=7&page=2",
        "https://news.example/syria/abu-kamal-2026?amp&id=7&page=2",
        "https://news.example/syria/abu-kamal-2026?amp=1&id=7&page=2&utm_source=telegram&fbclid=x&gclid=y",
        "https://news.example/syria/abu-kamal-2026?outputType=amp&id=7&page=2",
        "https://news.example/syria/abu-kamal-2026/index.html?id=7&page=2",
        "https://news-example.cdn.ampproject.org/c/s/news.example/syria/abu-kamal-2026/amp?id=7&page=2",
        "https://news-example.cdn.ampproject.org/v/s/www.news.example/syria/abu-kamal-2026?id=7&page=2",
        "https://www.google.com/amp/s/news.example/amp/syria/abu-kamal-2026?id=7&page=2",
    ],
)
def test_every_address_of_an_article_gives_one_key(other: str) -> None:
    assert identity(other) == identity(ARTICLE) == ARTICLE


@pytest.mark.parametrize(
    "other",
    [
        "https://news.example/syria/abu-kamal-2026?id=8&page=2",
        "https://news.example/syria/abu-kamal-2026?id=7",
        "https://news.example/syria/abu-kamal-2026-amp?id=7&page=2",
        "https://news.example/syria/Abu-Kamal-2026?id=7&page=2",
        "https://news.example/m/syria/abu-kamal-2026?id=7&page=2",
        "https://ar.news.example/syria/abu-kamal-2026?id=7&page=2",
        "https://news.example:8443/syria/abu-kamal-2026?id=7&page=2",
        "https://news.example.test/syria/abu-kamal-2026?id=7&page=2",
    ],
)
def test_the_address_of_another_article_keeps_a_key_of_its_own(other: str) -> None:
    assert identity(other) != identity(ARTICLE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://m.example/a", "https://example/a"),
        ("https://news.example/camp", "https://news.example/c"),
        ("https://news.example/amplifier", "https://news.example/lifier"),
        ("https://news.example/?p=1", "https://news.example/?p=2"),
        ("https://www.google.com/search?q=a", "https://www.google.com/search?q=b"),
    ],
)
def test_what_only_looks_like_a_form_of_another_stays_apart(one: str, other: str) -> None:
    assert identity(one) != identity(other)


def test_what_is_no_web_address_is_its_own_key() -> None:
    assert identity("file:///inbox/note.txt") == "file:///inbox/note.txt"
    assert identity("mid:1@news.example") == "mid:1@news.example"


@given(st.sampled_from(["http://", "https://", "https://www.", "https://m.amp.", "https:/"]), _PIECES)
def test_the_key_is_stable(start: str, pieces: list[str]) -> None:
    for url in (start + "".join(pieces), f"{start}news.example/amp/{''.join(pieces)}/amp?m=1&amp&{''.join(pieces)}"):
        once = identity(url)
        assert identity(once) == once
