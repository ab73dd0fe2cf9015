"""Lists of feeds from other readers, and for them."""

from dataclasses import replace

import pytest

from flows.opml import Outline, read_opml, write_opml
from tests.flows.kinds.written import source
from watchlist.errors import BadInput

OPML = """<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Folder"><outline type="rss" text="One &amp; two" xmlUrl="https://one.example/feed"
 htmlUrl="https://one.example/" language="ar-SY"/></outline>
<outline text="Again" xmlUrl=" https://one.example/feed "/><outline text="Note"/></body></opml>"""


def test_feeds_are_found_in_folders_and_once() -> None:
    (one,) = read_opml(OPML.encode(), "list.opml")
    assert one.url == "https://one.example/feed"
    full = read_opml(
        OPML.replace("Again", "x").replace(" https://one.example/feed ", "https://two.example/").encode(), "x"
    )
    assert full[0] == Outline("One & two", "https://one.example/feed", "https://one.example/", "ar")


def test_what_is_written_can_be_read() -> None:
    sources = [
        replace(source(), name='A "quoted" name & more'),
        replace(source(), kind="page", url="https://x.example/"),
    ]
    (one,) = read_opml(write_opml(sources).encode(), "x")
    assert (one.title, one.url) == ('A "quoted" name & more', "https://news.example/feed.xml")


def test_entities_are_neither_expanded_nor_fetched() -> None:
    hostile = """<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">
    <!ENTITY x SYSTEM "file:///etc/hostname">]>"""
    body = OPML.partition("?>")[2].replace("One &amp; two", "&b;&x;")
    (one, *_) = read_opml((hostile + body).encode(), "x")
    assert "aaa" not in one.title


@pytest.mark.parametrize(
    "data", [b"", b"<html></html>", b"<opml><body/></opml>", b"\xff\xfe", b"<opml>" + b" " * 11_000_000, b"<opml"]
)
def test_what_is_no_list_is_named(data: bytes) -> None:
    with pytest.raises(BadInput, match=r"list\.opml:1: no "):
        read_opml(data, "list.opml")


def test_ten_thousand_folders_within_each_other_harm_nobody() -> None:
    deep = "<outline text='f'>" * 10_000
    (one, *_) = read_opml(OPML.replace('<outline text="Note"/>', deep).encode(), "x")
    assert one.url == "https://one.example/feed"
