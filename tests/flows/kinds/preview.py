"""A public channel's preview in the markup of https://t.me/s/<channel>.

As the open readers of these pages describe it (RSSHub's telegram/channel route, among others): a
`section.tgme_channel_history` with one `div.tgme_widget_message_wrap` for each post, oldest first; `data-post` names
channel and number; the text in `div.tgme_widget_message_text.js-message_text`, breaks as `<br/>`; a forwarded post has
`a.tgme_widget_message_forwarded_from_name`; an answered one is quoted in `a.tgme_widget_message_reply`; the word
"edited" stands before the date of an edited one; `a.tme_messages_more` with `data-before` leads to what is older.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a channel."""

    number: int
    html: str = ""  # of its text, "" for a picture without words
    extra: str = ""  # markup before the text
    edited: bool = False
    service: bool = False
    at: str = "2026-11-21T09:00:00+00:00"


def forwarded(name: str) -> str:
    """The line over a forwarded post."""
    return (
        '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;'
        '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/elsewhere">'
        f'<span dir="auto">{name}</span></a></div>'
    )


def answering(text: str) -> str:
    """The quotation over a post that answers another."""
    return (
        '<a class="tgme_widget_message_reply user-color-default" href="https://t.me/frontier_desk/3">'
        '<div class="tgme_widget_message_author accent_color">Frontier Desk</div>'
        f'<div class="tgme_widget_message_text js-message_reply_text" dir="auto">{text}</div></a>'
    )


def preview(posts: Sequence[Post], *, channel: str = "frontier_desk", before: int = 0) -> str:
    """The whole page; `before`: the number that the link to older posts names, 0 where there are none."""
    more = (
        '<div class="tgme_widget_message_centered js-messages_more_wrap">'
        f'<a href="/s/{channel}?before={before}" class="tme_messages_more js-messages_more" data-before="{before}"></a>'
        "</div>"
        if before
        else ""
    )
    wraps = "".join(_wrap(post, channel) for post in posts)
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Frontier Desk – Telegram</title></head><body>'
        '<div class="tgme_channel_info"><div class="tgme_channel_info_header_title">'
        '<span dir="auto">Frontier Desk</span></div></div>'
        f'<section class="tgme_channel_history js-message_history">{more}{wraps}</section></body></html>'
    )


def _wrap(post: Post, channel: str) -> str:
    text = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{post.html}</div>' if post.html else ""
    photo = '<a class="tgme_widget_message_photo_wrap" style="background-image:url(\'https://cdn.example/1.jpg\')"></a>'
    kind = "service_message" if post.service else "text_not_supported_wrap js-widget_message"
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        f'<div class="tgme_widget_message {kind}" data-post="{channel}/{post.number}">'
        f'<div class="tgme_widget_message_bubble">{post.extra}{photo}{text}'
        '<div class="tgme_widget_message_footer compact js-message_footer"><span class="tgme_widget_message_meta">'
        f'{"edited &nbsp;" if post.edited else ""}<a class="tgme_widget_message_date" '
        f'href="https://t.me/{channel}/{post.number}"><time datetime="{post.at}" class="time">09:00</time></a></span>'
        "</div></div></div></div>"
    )
