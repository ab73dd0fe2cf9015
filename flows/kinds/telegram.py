"""A public Telegram channel, from the preview of it that https://t.me/s/<channel> shows to anybody.

Each post is an article of its own: its text is there, so that no page is fetched for it. The markup is read as the
public preview writes it: `tgme_widget_message` with `data-post`, `…_text js-message_text`, `…_forwarded_from_name`,
`tme_messages_more` with `data-before`.
"""

import re
from urllib.parse import urlsplit

from lxml import html  # type: ignore[import-untyped, unused-ignore]

from flows.calendars import when
from flows.decoding import decode
from flows.kinds.listing import Entry, listing
from flows.kinds.plain import paragraphs, plain
from watchlist.page import Failed, Page
from watchlist.source import Further, Listing, Source

CHANNEL = re.compile(r"/(?:s/)?([A-Za-z][A-Za-z0-9_]{3,31})/?")

_POST = re.compile(r"([A-Za-z][A-Za-z0-9_]{3,31})/(\d{1,12})")
_LONGEST_TITLE = 120  # code points of the first line, which stands for a title
_MOST_POSTS = 200  # of one page; the preview shows some twenty
_MOST_PARTS = 50  # texts of one post
_MEDIA = (
    ("tgme_widget_message_poll_question", "Poll"),
    ("tgme_widget_message_document_title", "Document"),
    ("link_preview_title", "Link"),
    ("link_preview_description", ""),
)


def ask_telegram(source: Source) -> str:
    """The address of a channel's preview, however the source writes that of the channel."""
    parts = urlsplit(source.url)
    channel = CHANNEL.fullmatch(parts.path)
    return f"{parts.scheme}://{parts.netloc}/s/{channel[1]}" if channel else source.url


def read_telegram(page: Page, source: Source) -> Listing | Failed:
    """The posts of a channel, newest first, each with its text. A post without words is left out ("no-text"), and so
    are notices such as a new picture of the channel ("notice"). "no-preview" where the channel shows none.
    """
    text = decode(page.body, page.header("content-type"), source.language)
    tree = html.document_fromstring(text) if text.strip() else None
    if tree is None or not _all(tree, "tgme_channel_history"):
        detail = "Telegram shows no preview of this channel: it is private, gone, or never was one"
        return Failed(page.url, "no-preview", detail, retry=True, status=page.status)
    posts = [_post(post, page) for post in _all(tree, "tgme_widget_message")[-_MOST_POSTS:] if post.get("data-post")]
    entries = [post for post in posts if isinstance(post, Entry)]
    dropped = [post for post in posts if isinstance(post, str)]
    title = _words(tree, "tgme_channel_info_header_title")
    listed = listing(page, source, reversed(entries), title=title, further=_further(tree, page))
    drops = {**dict(listed.drops), **{reason: dropped.count(reason) for reason in dropped}}
    return Listing(listed.links, tuple(sorted(drops.items())), listed.title, listed.note, listed.further)


def _all(element: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    """The elements of a class, in their order."""
    found: list[html.HtmlElement] = element.xpath(
        "descendant::*[contains(concat(' ', normalize-space(@class), ' '), $name)]", name=f" {name} "
    )
    return found


def _words(element: html.HtmlElement, name: str) -> str:
    found = _all(element, name)
    return plain(str(found[0].text_content()), 500) if found else ""


def _post(post: html.HtmlElement, page: Page) -> Entry | str:
    """What one post says, or why it says nothing."""
    place = _POST.fullmatch(post.get("data-post"))
    if place is None:
        return "bad-link"
    if "service_message" in post.get("class") or _all(post, "service_message"):
        return "notice"
    for quoted in _all(post, "tgme_widget_message_reply"):  # the post that this one answers has its own place
        quoted.drop_tree()
    said = paragraphs("<br>".join(_markup(part) for part in _texts(post)), 50_000)
    lines = [said, *_media(post)]
    body = "\n".join(filter(None, lines))
    if not body:
        return "no-text"
    forwarded = _words(post, "tgme_widget_message_forwarded_from_name")
    time = next((stamp for stamp in post.iter("time") if stamp.get("datetime")), None)
    parts = urlsplit(page.final_url)
    return Entry(
        url=f"{parts.scheme}://{parts.netloc}/{place[1]}/{place[2]}",
        title=_escaped(plain(_escaped(body.splitlines()[0]), _LONGEST_TITLE)),
        author=_escaped(forwarded or _words(post, "tgme_widget_message_from_author")),
        published=when(time.get("datetime")) if time is not None else None,
        text=_escaped(f"Forwarded from {forwarded}\n{body}" if forwarded else body),
        guid=place[0],
        edited="edited" in _words(post, "tgme_widget_message_meta").split(),
    )


def _texts(post: html.HtmlElement) -> list[html.HtmlElement]:
    """The post's own words: its text, or the caption below a picture; a text within another is part of it."""
    found = _all(post, "tgme_widget_message_text")[:_MOST_PARTS]
    others = set(found)
    return [part for part in found if others.isdisjoint(part.iterancestors())]


def _media(post: html.HtmlElement) -> list[str]:
    """What stands in a poll, a document's name or the preview of a linked page."""
    said = ((label, _words(post, name)) for name, label in _MEDIA)
    return [f"{label}: {words}" if label else words for label, words in said if words]


def _markup(part: html.HtmlElement) -> str:
    return str(html.tostring(part, encoding="unicode", with_tail=False))


def _escaped(text: str) -> str:
    """Plain text as the markup that the listing takes it for."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _further(tree: html.HtmlElement, page: Page) -> list[Further]:
    """The posts before the oldest of these."""
    for more in _all(tree, "tme_messages_more"):
        before = more.get("data-before") or ""
        if before.isascii() and before.isdigit():
            return [Further(f"{page.final_url.partition('?')[0]}?before={before}", older=True)]
    return []
