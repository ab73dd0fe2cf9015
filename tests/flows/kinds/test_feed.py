"""RSS, Atom and RDF become links, whatever state they are in."""

import socket
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from flows.discover import discover
from flows.kinds import feed
from flows.kinds.feed import read_feed
from flows.kinds.listing import LONGEST_SUMMARY, MOST_LINKS
from tests.flows.kinds.written import atom, item, page, rss, source
from watchlist.page import Failed
from watchlist.source import Further, Link, Listing

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"><title>Example</title></channel>
<item rdf:about="https://news.example/1"><title>News 1</title><link>https://news.example/1</link>
<dc:date>2026-11-02T10:15:00Z</dc:date><dc:creator>Desk</dc:creator></item></rdf:RDF>"""
ATOM = atom(
    '<entry><title>News 1</title><link href="https://news.example/1"/><published>2026-11-02T10:15:00Z</published>'
    "<summary>What happened.</summary><author><name>Desk</name></author></entry>"
)
RSS = rss(
    item(
        extra="<description>&lt;p&gt;What happened.&lt;/p&gt;</description><dc:creator>Desk</dc:creator>"
        "<pubDate>Mon, 02 Nov 2026 13:15:00 +0300</pubDate>"
    )
)
MORNING = datetime(2026, 11, 2, 10, 15, tzinfo=UTC)


def listed(body: str | bytes, content_type: str = "application/rss+xml", language: str = "en") -> Listing:
    listing = read_feed(page(body, content_type), source(language))
    assert isinstance(listing, Listing), listing
    return listing


def only(body: str | bytes, content_type: str = "application/rss+xml", language: str = "en") -> Link:
    (link,) = listed(body, content_type, language).links
    return link


def test_a_link_says_all_that_the_feed_says() -> None:
    assert only(RSS) == Link("example", "https://news.example/1", "News 1", "What happened.", "Desk", MORNING)


@pytest.mark.parametrize("body", [RSS, ATOM, RDF])
def test_the_dialects_say_the_same(body: str) -> None:
    link = only(body)
    assert (link.url, link.title, link.author, link.published) == ("https://news.example/1", "News 1", "Desk", MORNING)


@pytest.mark.parametrize("body", [RSS, ATOM, RDF])
def test_both_parsers_say_the_same(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = listed(body)
    monkeypatch.setattr(feed, "_read_fast", lambda _, **__: None)
    assert listed(body) == fast


@pytest.mark.parametrize("body", [RSS, ATOM])
def test_a_sound_feed_is_read_fast(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "_read_tolerantly", lambda *_: pytest.fail("the tolerant parser was asked"))
    assert listed(body).links


@pytest.mark.parametrize(
    "extra",
    [
        "<pubDate>yesterday</pubDate>",
        "<pubDate>Mon, 02 Nov 2026 10:15</pubDate>",
        "<pubDate>۱۴۰۵/۰۸/۱۱</pubDate>",
        "<description>a & b</description>",
        "<description>&nbsp;</description>",
        '<x xml:base="https://other.example/"/>',
        "<description><![CDATA[ </item> ]]></description>",
        "<feedburner:origLink xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'>https://a.example/</feedburner:origLink>",
    ],
)
def test_anything_unusual_goes_to_the_tolerant_parser(extra: str) -> None:
    assert feed._read_fast(rss(item(extra=extra)).encode()) is None
    assert len(listed(rss(item(extra=extra))).links) == 1


@pytest.mark.parametrize(
    "body",
    [
        rss(item() + item(2))[:-20],  # cut off
        "Warning: mysql in line 3\n" + rss(item() + item(2)),
        rss(item() + item(2)).replace("</item>", ""),
        rss(item() + item(2), head="").replace('xmlns:dc="', "xmlns:dc="),
        rss(item(extra="<dc:oops>&</dc:oop>") + item(2)),
        rss("<item><title>News 1</title><guid>https://news.example/1</guid></item>" + item(2)),
        rss('<item><title>1</title><guid isPermaLink="true">https://news.example/1</guid></item>' + item(2)),
        rss(item() + item(2), head='<!DOCTYPE rss SYSTEM "http://dtd.example/rss.dtd">'),
    ],
)
def test_a_broken_feed_is_read_all_the_same(body: str) -> None:
    assert [link.url for link in listed(body).links] == ["https://news.example/1", "https://news.example/2"]


def test_what_was_mended_is_noted() -> None:
    assert "not well-formed" in listed(rss(item())[:-20]).note
    assert listed(rss(item())).note == ""


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("/a", "https://news.example/a"),
        ("a", "https://news.example/a"),
        ("//cdn.example/a", "https://cdn.example/a"),
        ("  https://news.example/a\n", "https://news.example/a"),
        ("https://news.example/a b", "https://news.example/a%20b"),
        ("https://news.example/خبر", "https://news.example/خبر"),
        ("HTTP://news.example/a", "HTTP://news.example/a"),
    ],
)
def test_addresses_are_made_absolute(written: str, url: str) -> None:
    assert only(rss(f"<item><title>x</title><link>{written}</link></item>")).url == url


def test_relative_addresses_refer_to_xml_base() -> None:
    entry = '<entry xml:base="https://other.example/b/"><title>x</title><link href="a"/></entry>'
    assert only(atom(entry)).url == "https://other.example/b/a"


def test_relative_addresses_of_a_feed_without_home_refer_to_the_feed() -> None:
    assert only(atom('<entry><title>x</title><link href="a"/></entry>')).url == "https://news.example/a"


def test_the_original_address_counts_where_a_feed_was_redirected() -> None:
    extra = '<f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">https://news.example/real</f:origLink>'
    assert only(rss(item(extra=extra))).url == "https://news.example/real"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "no-link"),
        ("javascript:alert(1)", "not-http"),
        ("mailto:desk@news.example", "not-http"),
        ("file:///etc/passwd", "not-http"),
        ("http://", "bad-link"),
        ("http://[::1", "bad-link"),
        ("https://news.example/" + "a" * 3000, "link-too-long"),
        ("https://news.example/2", "duplicate"),
    ],
)
def test_what_cannot_be_followed_is_counted(written: str, reason: str) -> None:
    listing = listed(rss(item(2) + f"<item><title>x</title><link>{written}</link></item>"))
    assert [link.url for link in listing.links] == ["https://news.example/2"]
    assert listing.drops == ((reason, 1),)


def test_an_undated_item_is_kept() -> None:
    assert only(rss(item())).published is None


def test_an_iranian_date_is_not_a_thousand_years_ago() -> None:
    assert only(rss(item(extra="<pubDate>۱۴۰۵/۰۸/۱۱ ۱۰:۱۵</pubDate>"))).published == MORNING


@pytest.mark.parametrize(
    "date", ["Mon, 02 Nov 2099 10:15:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "0001-01-01T00:00:00Z"]
)
def test_a_date_that_cannot_be_is_not_believed(date: str) -> None:
    listing = listed(rss(item(extra=f"<pubDate>{date}</pubDate>") + item(2)))
    assert [link.published for link in listing.links] == [None, None]
    assert ("1 dated before 1990 or in the future" in listing.note) != date.startswith("0001")


def test_a_date_an_hour_ahead_is_a_zone_and_stays() -> None:
    link = only(rss(item(extra="<pubDate>Sat, 21 Nov 2026 13:00:00 GMT</pubDate>")))
    assert link.published == datetime(2026, 11, 21, 13, tzinfo=UTC)


def test_the_content_stands_in_for_a_missing_summary() -> None:
    content = '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">&lt;p&gt;%s&lt;/p&gt;</content:encoded>'
    link = only(rss(item(extra=content % ("word " * 2000))))
    assert LONGEST_SUMMARY - 10 < len(link.summary) <= LONGEST_SUMMARY


@pytest.mark.parametrize("encoding", ["windows-1256", "utf-16", "utf_16", "u16", "utf-8", "iso-8859-6"])
def test_old_encodings_are_read(encoding: str) -> None:
    body = rss(
        "<item><title>البوكمال</title><link>https://news.example/1</link></item>",
        head=f'<?xml version="1.0" encoding="{encoding}"?>',
    )
    assert only(body.encode(encoding)).title == "البوكمال"


def test_undeclared_arabic_letters_are_read() -> None:
    body = rss("<item><title>البوكمال</title><link>https://news.example/1</link></item>", head="")
    assert only(body.encode("cp1256"), "text/xml", "ar").title == "البوكمال"
    assert only(body.encode(), "text/xml; charset=iso-8859-1").title == "البوكمال"


def test_a_sound_feed_without_entries_is_an_empty_listing() -> None:
    assert listed(rss("")) == Listing((), (), "Example")
    assert listed(atom("")).links == ()


@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [
        ("", "empty", "no content"),
        (" \n", "empty", "no content"),
        ("<!DOCTYPE html><html><head><title>Just a moment…</title></head></html>", "not-a-feed", "“Just a moment…”"),
        ("<html><body>Log in</body></html>", "not-a-feed", "a web page"),
        ('{"items": [{"url": "https://news.example/1"}]}', "not-a-feed", "JSON"),
        ("[1]", "not-a-feed", "JSON"),
        ("Too many requests", "not-a-feed", "“Too many requests”"),
        ("\x89PNG\r\n\x1a\n", "not-a-feed", "no feed"),
        ("<svg/>", "not-a-feed", "no feed"),
    ],
)
def test_what_is_no_feed_is_a_failure_that_may_pass(body: str, reason: str, words: str) -> None:
    failed = read_feed(page(body, "text/html"), source())
    assert isinstance(failed, Failed)
    assert (failed.reason, failed.retry, failed.url, failed.status) == (
        reason,
        True,
        "https://news.example/feed.xml",
        200,
    )
    assert words in failed.detail


def test_five_hundred_new_items_are_all_listed() -> None:
    assert len(listed(rss("".join(map(item, range(500))))).links) == 500


def test_more_links_than_any_feed_has_are_counted() -> None:
    listing = listed(rss("".join(map(item, range(MOST_LINKS + 10)))))
    assert len(listing.links) == MOST_LINKS
    assert listing.drops == (("over-limit", 10),)


_LAYERS = "".join(
    f'<!ENTITY {name} "' + 10 * f"&{below};" + '">' for below, name in zip("abcdefghi", "bcdefghij", strict=True)
)
BOMB = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{_LAYERS}]>'
HOSTILE = {
    "entity bomb": rss(item(extra="<description>&j;</description>"), head=BOMB),
    "one fat entity": rss(
        item(extra="<description>" + "&a;" * 20000 + "</description>"),
        head=f'<!DOCTYPE x [\n<!ENTITY a "{"x" * 50000}">\n]>',
    ),
    "deep": rss(item() + "<a>" * 10000 + "</a>" * 10000),
    "deep and open": rss(item() + "<a>" * 10000),
    "megabyte line": rss(item(extra=f"<description>{'x' * 1_000_000}</description>")),
    "attributes": rss(item(extra="<a " + " ".join(f'a{n}="x"' for n in range(50000)) + "/>")),
    "long author": rss(item(extra=f"&<author>{'a.' * 100000}@</author>")),
    "nested bases": rss(item() + '<x xml:base="aaaaaaaa/">' * 5000),
    "nothing but brackets": rss(item(extra=f"<description>{'<' * 100000}</description>")),
    "newlines before": "\n" * 1_000_000 + rss(item()),
    "doctypes": "<!DOCTYPE [" * 100000 + rss(item()),
    "zeroes": rss(item(extra="\x00" * 100000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_feed_is_over_soon(name: str) -> None:
    started = time.process_time()
    read_feed(page(HOSTILE[name]), source())
    assert time.process_time() - started < 5


def test_an_address_that_no_parser_can_join_is_survived() -> None:
    body = atom('<link xml:base="http://[::1" href="a"/><entry><link href="https://news.example/1"/></entry>')
    assert only(body).url == "https://news.example/1"


@pytest.mark.parametrize("reference", ["&#xD800;", "&#x110000;", "&#99999999999;", "&#0;"])
def test_a_character_that_cannot_be_is_left_out(reference: str) -> None:
    assert only(rss(item(extra=f"<description>a{reference}b &nbsp;</description>"))).summary == "ab"


def test_a_parser_that_crashes_is_a_failure_of_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object, **__: object) -> None:
        raise AssertionError("unknown status keyword")

    monkeypatch.setattr("feedparser.parse", crash)
    monkeypatch.setattr("fastfeedparser.parse", crash)
    failed = read_feed(page(rss(item())), source())
    assert isinstance(failed, Failed)
    assert "AssertionError: unknown status keyword" in failed.detail


def test_no_entity_is_expanded_and_no_file_read() -> None:
    for head in (BOMB, '<!DOCTYPE x [\n<!ENTITY j SYSTEM "file:///etc/hostname">\n]>'):
        assert only(rss(item(extra="<description>&j;</description>"), head=head)).summary == "&j;"


def test_nothing_reaches_for_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a connection was tried"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a name was looked up"))
    heads = (
        '<!DOCTYPE rss SYSTEM "http://dtd.example/rss.dtd">',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://dtd.example/p"> %p;]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "http://dtd.example/a">]>',
        '<?xml-stylesheet href="http://dtd.example/a.xsl"?>',
    )
    for head in heads:
        assert listed(rss(item(extra="<description>&a;</description>"), head=head)).links
    for body in ("https://news.example/feed.xml", "/etc/hostname"):
        assert isinstance(read_feed(page(body), source()), Failed)


@pytest.mark.parametrize(
    "link",
    [
        '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="/feed?a=1&amp;page=2"/>',
        "<link href='/feed?a=1&amp;page=2' rel='prev-archive' />",
    ],
)
def test_the_page_or_archive_before_is_named(link: str) -> None:
    found = discover(page(rss(item(), channel=link)), source())
    assert isinstance(found, Listing)
    assert found.further == (Further("https://news.example/feed?a=1&page=2", older=True),)


def test_a_link_within_an_entry_is_no_page_of_the_feed() -> None:
    assert listed(rss(item(extra='<description>rel="next"</description>'))).further == ()


@pytest.mark.parametrize("head", ['<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0" encoding="latin-1"?>'])
def test_the_whole_text_is_taken_where_the_source_says_that_it_is_there(head: str) -> None:
    content = "<content:encoded><![CDATA[<p>One.</p><p>Two &amp; three.</p>]]></content:encoded>"
    body = rss(item(1, "<description>Short</description>" + content), head).replace(
        "<rss ", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    )
    found = discover(page(body), replace(source(), content="feed"))
    assert isinstance(found, Listing)
    assert [link.text for link in found.links] == ["One.\nTwo & three."]
    assert listed(body).links[0].text == ""
