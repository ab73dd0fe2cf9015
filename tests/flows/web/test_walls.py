"""Walls are told from pages: each as its maker builds it, in three languages, and never an article."""

from time import process_time

import pytest

from flows.web.walls import wall
from tests.flows.web.fetching import NOW
from watchlist.page import Page

URL = "https://ledger.example/news/7"
BUTTON = "<form><button>OK</button></form>"
PASSWORD = '<form><input name=u><input type="password" name=p></form>'
STORY = "Trucks queued for two kilometres at the crossing after the scanners failed for the third time this week. "


def answer(html: str, *, final: str = URL, **headers: str) -> Page:
    body = html.encode()
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Page(URL, final, 200, named, body, body, NOW)


def titled(title: str, rest: str = "") -> str:
    return f"<!doctype html><html><head><title>{title}</title></head><body>{rest}</body></html>"


CAPTCHAS = {
    "cloudflare": titled("Just a moment...", "<script>window._cf_chl_opt={cType:'managed'}</script>"),
    "datadome": titled("ledger.example", "<script>var dd={'host':'geo.captcha-delivery.com'}</script>"),
    "human": titled("Access to this page has been denied", '<div id="px-captcha"></div>'),
    "imperva": titled("", '<iframe src="/_Incapsula_Resource">Request unsuccessful. Incident ID: 1</iframe>'),
    "arvan": titled("در حال انتقال به سایت مورد نظر هستید...", "<script>__arcsjs</script>"),
    "english": titled("Are you human? - The Ledger", "<form>Press and hold</form>"),
    "arabic": titled("التحقق من أنك إنسان", "<p>يرجى الانتظار</p>"),
    "persian": titled("من ربات نیستم", "<p>لطفاً صبر کنید</p>"),
    "headline": titled("ledger.example", "<h1>Verify you are human</h1><p>This may take a few seconds."),
}
CONSENTS = {
    "english": titled("Before you continue", f"<p>{STORY * 12}</p>{BUTTON}"),
    "arabic": titled("الصحيفة", f"<h1>نستخدم ملفات تعريف الارتباط</h1>{BUTTON}"),
    "persian": titled("حریم خصوصی شما برای ما مهم است", BUTTON),
}
LOGINS = {
    "english": titled("Log in | The Ledger", PASSWORD),
    "arabic": titled("تسجيل الدخول - الصحيفة", PASSWORD),
    "persian": titled("ورود به حساب کاربری", PASSWORD),
}
SHELLS = {
    "root": titled("The Ledger", '<div id="root"></div><script src="/main.js"></script>'),
    "english": titled("L", "<noscript>You need to enable JavaScript to run this app.</noscript><script>1</script>"),
    "arabic": titled("ص", "<noscript>يرجى تفعيل جافا سكريبت في متصفحك</noscript><script>1</script>"),
    "persian": titled("ر", "<p>لطفاً جاوا اسکریپت را فعال کنید</p><script>1</script>"),
}


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        *((html, "captcha") for html in CAPTCHAS.values()),
        *((html, "consent-wall") for html in CONSENTS.values()),
        *((html, "login-wall") for html in LOGINS.values()),
        *((html, "script-only") for html in SHELLS.values()),
    ],
    ids=[*(f"captcha-{name}" for name in CAPTCHAS), *(f"consent-{name}" for name in CONSENTS),
         *(f"login-{name}" for name in LOGINS), *(f"script-{name}" for name in SHELLS)],
)  # fmt: skip
def test_a_wall_is_told_by_what_it_is(html: str, reason: str) -> None:
    assert wall(answer(html)) == reason


@pytest.mark.parametrize("headers", [{"cf_mitigated": "challenge"}, {"x_amzn_waf_action": "captcha"}])
def test_a_challenge_that_says_so_in_a_header_is_believed(headers: dict[str, str]) -> None:
    assert wall(answer("", **headers)) == "captcha"


@pytest.mark.parametrize(
    ("final", "reason"),
    [
        ("https://consent.ledger.example/?next=7", "consent-wall"),
        ("https://ledger.example/privacy-gate?to=7", "consent-wall"),
        ("https://ledger.example/login?next=7", "login-wall"),
        ("https://ledger.example/wp-login.php", "login-wall"),
        ("https://ledger.example/news/7-login-trouble-at-bank", None),
    ],
)
def test_where_a_reader_was_sent_tells_a_wall(final: str, reason: str | None) -> None:
    assert wall(answer(titled("The Ledger", STORY), final=final)) == reason


def test_what_was_asked_for_at_such_an_address_is_none() -> None:
    page = answer(titled("The Ledger", STORY))
    login = "https://ledger.example/login/"
    assert wall(Page(login, login + "x", 200, (), page.raw, page.body, NOW)) is None


ARTICLES = {
    "about-captchas": titled("Are you human? The end of the captcha", f"<article>{STORY}</article>"),
    "long": titled("Captcha", f"<div>{STORY * 30}</div>"),
    "marked": titled("Just a moment", '<meta property="og:type" content="article"><p>' + STORY),
    "phrase-in-a-title": titled("Are you human enough for Aleppo's new poetry prize?", STORY),
    "code": titled("How the check works", f"<p>{STORY * 20}<code>window._cf_chl_opt</code>"),
    "watched-over": titled("The Ledger", f'<p>{STORY * 20}<script src="/cdn-cgi/challenge-platform/jsd.js"></script>'),
    "banner": titled("Trucks queue", f"{STORY * 45}<div><h1>We use cookies</h1>{BUTTON}</div>"),
    "login-in-the-corner": titled("Trucks queue at the crossing", STORY * 3 + PASSWORD),
    "app-with-text": titled("Ledger", f'<div id="root">{STORY * 5}</div><script>1</script>'),
    "app-with-data": titled("Ledger", '<div id="root"></div><script>{"articleBody": "Trucks"}</script>'),
    "noscript-hint": titled("Ledger", f"<noscript>Please enable JavaScript</noscript>{STORY * 5}<script>1</script>"),
    "empty": titled("Ledger"),
    "feed": '<?xml version="1.0"?><rss><channel><title>Captcha</title></channel></rss>',
    "feed-without-a-declaration": "<!-- made today --><rss><channel><title>Captcha</title></channel></rss>",
    "json-with-markup": '{"title": "Captcha", "content_html": "<h1>Captcha</h1>"}',
    "json": '{"title": "Captcha"}',
}


@pytest.mark.parametrize("name", ARTICLES)
def test_a_page_that_only_speaks_of_such_things_is_none(name: str) -> None:
    assert wall(answer(ARTICLES[name])) is None


@pytest.mark.parametrize("piece", ["<", "<h1>", "<script>", "<!--", "<>", "<input ", "<noscript>", "<h1>|- </h1>"])
def test_no_page_takes_long_to_tell(piece: str) -> None:
    page = answer("<html>" + piece * (600_000 // len(piece)))
    began = process_time()
    assert wall(page) is None
    assert process_time() - began < 2
