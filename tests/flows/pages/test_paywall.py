"""A stub before a paywall is told from a short article."""

import pytest

from flows.pages.paywall import stands_before_a_wall

SHORT = "The crossing was closed on Monday."


@pytest.mark.parametrize(
    "wall",
    [
        "<div>Subscribe to continue reading</div>",
        "<p>Already a reader? Log in to read the full story</p>",
        "<p>This article is for subscribers only.</p>",
        "<p>اشترك الآن لمتابعة القراءة</p>",
        "<p>هذا المحتوى مخصص للمشتركين</p>",
        "<p>برای ادامه مطلب مشترک شوید</p>",
        "<p>این مطلب ویژه مشترکین است</p>",
    ],
)
def test_a_wall_is_known_by_its_words(wall: str) -> None:
    assert stands_before_a_wall(SHORT, wall, declared=False)


def test_a_page_that_declares_itself_paid_is_a_stub_where_it_is_short() -> None:
    assert stands_before_a_wall(SHORT, "", declared=True)
    assert not stands_before_a_wall(SHORT * 100, "", declared=True)


@pytest.mark.parametrize("words", ["Subscribe to our newsletter", "اشترك في النشرة", "عضو کانال ما شوید"])
def test_an_invitation_is_no_wall(words: str) -> None:
    assert not stands_before_a_wall(SHORT, words, declared=False)


def test_words_that_a_script_holds_ready_are_no_wall() -> None:
    html = "<script>show('Subscribe to continue reading')</script><p>It was closed.</p>"
    assert not stands_before_a_wall(SHORT, html, declared=False)
    assert stands_before_a_wall(SHORT, html + "<p>Subscribe to continue reading</p>", declared=False)
