"""Posts of a channel's preview become articles with their own text."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from flows.discover import KINDS, discover
from tests.flows.kinds.preview import Post, answering, forwarded, preview
from tests.flows.kinds.written import NOW, page, source
from watchlist.page import Failed
from watchlist.source import Further, Link, Listing

CHANNEL = replace(source("ar"), kind="telegram", url="https://t.me/s/frontier_desk")


def read(*posts: Post, before: int = 0) -> Listing:
    listing = discover(page(preview(posts, before=before), "text/html", CHANNEL.url), CHANNEL)
    assert isinstance(listing, Listing)
    return listing


def only(post: Post) -> Link:
    (link,) = read(post).links
    return link


def test_a_post_is_an_article_of_its_own() -> None:
    link = only(Post(41, "قصف على البوكمال<br/><br/>سمع دوي الانفجارات في <b>القائم</b> &amp; الهري"))
    assert link.url == "https://t.me/frontier_desk/41"
    assert link.title == "قصف على البوكمال"
    assert link.text == "قصف على البوكمال\nسمع دوي الانفجارات في القائم & الهري"
    assert link.published == datetime(2026, 11, 21, 9, tzinfo=UTC)


def test_newest_posts_come_first() -> None:
    assert [link.url[-2:] for link in read(Post(41, "one"), Post(42, "two")).links] == ["42", "41"]


def test_a_forwarded_post_says_from_whom() -> None:
    link = only(Post(41, "Convoy on the river road", forwarded("River Watch")))
    assert link.author == "River Watch"
    assert link.text == "Forwarded from River Watch\nConvoy on the river road"
    assert link.title == "Convoy on the river road"


def test_a_post_that_answers_another_says_only_its_own_words() -> None:
    assert only(Post(41, "It is open again", answering("The bridge is closed"))).text == "It is open again"


def test_the_caption_below_a_picture_is_its_text() -> None:
    words = '<div class="tgme_widget_message_text js-message_text">At the gate</div>'
    extra = f'<div class="media_supported_cont">{words}</div>'
    assert only(Post(41, extra=extra)).text == "At the gate"


def test_a_text_within_a_text_is_read_once() -> None:
    assert only(Post(41, '<div class="tgme_widget_message_text js-message_text">Once</div>')).text == "Once"


def test_a_document_and_a_linked_page_are_named() -> None:
    extra = (
        '<div class="tgme_widget_message_document_title">list.pdf</div>'
        '<a class="tgme_widget_message_link_preview"><div class="link_preview_title">Night raid</div></a>'
    )
    assert only(Post(41, "See", extra)).text == "See\nDocument: list.pdf\nLink: Night raid"


def test_a_picture_without_words_and_a_notice_are_counted() -> None:
    listing = read(Post(41), Post(42, "Channel photo updated", service=True), Post(43, "Words"))
    assert listing.drops == (("no-text", 1), ("notice", 1))
    assert len(listing.links) == 1


def test_an_edited_post_says_so() -> None:
    assert only(Post(41, "Four wounded", edited=True)).edited
    assert not only(Post(41, "The word edited in a text")).edited


def test_older_posts_are_named() -> None:
    older = Further("https://t.me/s/frontier_desk?before=41", older=True)
    assert read(Post(41, "one"), before=41).further == (older,)
    assert read(Post(41, "one")).further == ()


def test_scripts_in_a_post_are_no_text() -> None:
    link = only(Post(41, "Safe<script>alert(1)</script> &lt;b&gt;words&lt;/b&gt;"))
    assert link.text == "Safe <b>words</b>"


@pytest.mark.parametrize("body", ["", "<html><body><div class='tgme_page'>Contact @nobody</div></body></html>"])
def test_a_channel_without_preview_is_a_failure(body: str) -> None:
    failed = discover(page(body, "text/html", CHANNEL.url), CHANNEL)
    assert isinstance(failed, Failed)
    assert (failed.reason, failed.retry) == ("no-preview", True)


@pytest.mark.parametrize("url", ["https://t.me/frontier_desk", "https://t.me/s/frontier_desk/", CHANNEL.url])
def test_the_preview_is_asked_for_however_the_channel_is_written(url: str) -> None:
    assert KINDS["telegram"].ask(replace(CHANNEL, url=url), None, NOW) == "https://t.me/s/frontier_desk"
