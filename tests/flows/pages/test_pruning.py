"""What is beside an article goes, and the article stays."""

import pytest
from lxml.html import HtmlElement, fromstring  # type: ignore[import-untyped, unused-ignore]

from flows.pages.pruning import prune

PARAGRAPH = "<p>The convoy crossed before dawn and was seen again at noon on the road to the west, residents said.</p>"


def left(body: str) -> str:
    tree: HtmlElement = fromstring(f"<html><body>{body}</body></html>")
    prune(tree)
    return " ".join(tree.text_content().split())


@pytest.mark.parametrize(
    "beside",
    [
        '<div class="Newsletter-box"><p>Our letter each morning</p></div>',
        '<section id="related-stories"><p>An older piece</p></section>',
        '<div class="readMore"><p>An older piece</p></div>',
        '<span class="rollover-people"><a href="/p">A person</a> in other news</span>',
        '<p class="author-bio">The author has written since long ago.</p>',
        '<ul><li><a href="/1">An older piece</a></li><li><a href="/2">One more older piece</a></li></ul>',
        '<p>Read also: <a href="/1">An older piece about the crossing</a></p>',
        '<p>اقرأ أيضا: <a href="/1">خبر أقدم عن المعبر</a></p>',
        '<p>بیشتر بخوانید: <a href="/1">خبر قدیمی گذرگاه</a></p>',
        "<script>var a = 1</script><noscript>Switch it on</noscript><button>Send</button>",
        "<header><a href='/'>The outlet</a></header>",
    ],
)
def test_what_leads_elsewhere_goes(beside: str) -> None:
    assert left(f"<article>{PARAGRAPH * 3}{beside}{PARAGRAPH}</article>") == left(f"<article>{PARAGRAPH * 4}</article>")


def test_the_headline_goes_and_its_element_stays() -> None:
    tree: HtmlElement = fromstring(f"<html><body><h1>A <em>title</em></h1>{PARAGRAPH}</body></html>")
    prune(tree)
    assert [heading.text_content() for heading in tree.iter("h1")] == [""]


def test_an_article_named_like_a_side_piece_stays() -> None:
    assert "convoy" in left(f'<div class="related-content">{PARAGRAPH * 4}</div>')


def test_a_standfirst_in_the_article_s_header_stays() -> None:
    assert "standfirst" in left(f"<article><header><h1>T</h1><h2>A standfirst</h2></header>{PARAGRAPH}</article>")


def test_a_linked_sentence_stays() -> None:
    assert "residents" in left('<p><a href="/x">The crossing was closed, residents said.</a></p>')


def test_a_page_within_a_form_stays() -> None:
    assert "convoy" in left(f"<form>{PARAGRAPH}</form>")


def test_the_pieces_of_an_article_are_brought_together() -> None:
    piece = f'<div class="body-piece">{PARAGRAPH * 2}</div>'
    tree: HtmlElement = fromstring(
        f"<html><body><article>{piece}<div>An advertisement</div>{piece}</article></body></html>"
    )
    prune(tree)
    first = next(tree.iter("div"))
    assert first.text_content().count("convoy") == 4


def test_pieces_within_each_other_do_no_harm() -> None:
    inner = f'<div class="body">{PARAGRAPH}</div>'
    assert left(f'<article><div class="body">{inner}{PARAGRAPH}</div></article>').count("convoy") == 2


def test_comments_are_not_taken_for_pieces() -> None:
    comment = f'<div class="comment-body">{PARAGRAPH}</div>'
    tree: HtmlElement = fromstring(f"<html><body><section>{comment}{comment}</section></body></html>")
    prune(tree)
    assert [block.text_content().count("convoy") for block in tree.iter("div")] == [1, 1]
