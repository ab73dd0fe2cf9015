"""No page of a stranger's keeps a reader busy for long, whatever stands in it."""

import time
from dataclasses import replace

import pytest

from flows.discover import discover
from tests.flows.kinds.written import page, source

SECONDS = 3.0  # of CPU for a megabyte
SIZE = 1_000_000
POST = '<div class="tgme_widget_message" data-post="abcd/1">'
TEXT = '<div class="tgme_widget_message_text">'
HISTORY = '<section class="tgme_channel_history"></section>'
HEADLINES = "".join(f'<a href="/2026/11/21/{n}">A headline that is long enough</a>' for n in range(15_000))
HOSTILE = {
    ("telegram", "texts"): (HISTORY + POST, TEXT + "x</div>"),
    ("telegram", "texts in texts"): (HISTORY + POST, TEXT),
    ("telegram", "posts"): (HISTORY, POST + TEXT + "x</div></div>"),
    ("telegram", "answers"): (HISTORY + POST, '<a class="tgme_widget_message_reply">'),
    ("page", "headlines"): ("<div>" * 7 + HEADLINES, "<p>x</p>"),
    ("page", "times"): ("<div>" * 7, '<time datetime="2026"></time><a href="/2026/11/21/x">A headline as long</a>'),
    ("page", "deep"): ("", "<div>"),
    ("page", "brackets"): ("<html>", "<"),
    ("sitemap", "entries"): ("<urlset>", "<url><loc>https://news.example/1</loc></url>"),
    ("sitemap", "deep"): ("<urlset>", "<url>"),
    ("sitemap", "maps"): ("<sitemapindex>", "<sitemap><loc>https://news.example/1</loc></sitemap>"),
    ("gdelt", "backslashes"): ('{"articles":["', "\\"),
    ("feed", "items"): ('{"version":"https://jsonfeed.org/version/1","items":[', '{"url":"/1"},'),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "what"), HOSTILE)
def test_a_megabyte_is_over_soon(kind: str, what: str) -> None:
    head, again = HOSTILE[kind, what]
    hostile = page(head + again * (SIZE // len(again)), "text/html")
    began = time.process_time()
    discover(hostile, replace(source(), kind=kind))
    assert time.process_time() - began < SECONDS
