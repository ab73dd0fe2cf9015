"""What stands before a page: a captcha, a consent form, a login, or nothing at all until scripts have run.

A wall is told by what its maker must put there: a vendor's own header or script, the address it leads to, a title that
says nothing but what it wants. It is short; whatever has the length or the marks of an article is none.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from watchlist.page import Page

CAPTCHA, CONSENT, LOGIN, SCRIPT = "captcha", "consent-wall", "login-wall", "script-only"
WALLS = {  # reason → what it is, for people
    CAPTCHA: "a captcha or a check of the browser",
    CONSENT: "a form that asks for consent",
    LOGIN: "a login",
    SCRIPT: "an empty page that scripts would fill",
}

_LOOKED_AT = 512 * 1024  # bytes of a body
_PARAGRAPHS = 8  # of an article; a wall has fewer
_SHORT, _FORM, _EMPTY = (
    1500,
    4000,
    250,
)  # characters that are seen: of a captcha or login, of a consent form, of a shell

# What their operators' own documentation says that a challenge answers with: Cloudflare's "cf-mitigated", AWS WAF's
# "x-amzn-waf-action".
_HEADERS = (("cf-mitigated", ("challenge",)), ("x-amzn-waf-action", ("captcha", "challenge")))
# Scripts of challenge pages, never of the pages that are watched over: Cloudflare, DataDome, HUMAN (PerimeterX),
# Imperva, AWS WAF, Sucuri, DDoS-Guard, Qrator, ArvanCloud.
_CHALLENGES = (
    b"_cf_chl_opt", b"cf-challenge-running", b"captcha-delivery.com", b"px-captcha", b"_Incapsula_Resource",
    b"Incapsula incident ID", b"awsWafCookieDomainList", b"sucuri_cloudproxy_js",
    b"/.well-known/ddos-guard/js-challenge", b"__qrator", b"__arcsjs",
)  # fmt: skip
_ARTICLE = re.compile(
    rb"<article[\s>]|articleBody|\"(?:News)?Article\"|og:type[\"']?\s+content=[\"']?article", re.IGNORECASE
)
_NO_HTML = re.compile(
    rb"^\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml|[{\[])|<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]", re.IGNORECASE
)
_MARKUP = re.compile(rb"<(?:(!--)|(script|style|noscript|template|svg|title|h1)\b|[a-z/!?])")
_TAG = re.compile(rb"<[^>]{0,500}>")
_MOST_TITLES, _LONGEST_TITLE = 4, 200  # characters
_END = r"\W*(?:[|–—:-].*)?"  # a title may end with the name of the site


def _saying(phrases: str) -> re.Pattern[str]:
    return re.compile(f"(?:.*[|–—:-]\\s*)?(?:{phrases}){_END}", re.IGNORECASE | re.DOTALL)


_CAPTCHA_TITLE = _saying(
    r"just a moment|one moment,? please|attention required!?|access to this page has been denied"
    r"|pardon our interruption"
    r"|are you (?:a )?(?:human|robot)|(?:please )?verify (?:that )?you(?:'re| are) (?:a )?(?:human|not a robot)"
    r"|i(?:'m| am) not a robot|(?:human|bot|browser|security) (?:verification|check)|captcha|recaptcha|ddos-guard"
    r"|(?:we are )?checking (?:your browser|if you are human)[^|]*|you are being redirected"
    r"|(?:لحظة|مجرد لحظة|لحظة من فضلك)|(?:جار[يٍ]? )?التحقق من (?:أنك إنسان|المتصفح|متصفحك)"
    r"|(?:أنا|أنت) لست (?:روبوتا?ً?|برنامج روبوت)"
    r"|تأكد من أنك (?:لست روبوتا?ً?|إنسان)|التحقق الأمني|فحص أمني|هل أنت (?:إنسان|روبوت)"
    r"|(?:یک لحظه|لحظه‌?ای صبر کنید|لطفا(?:ً)? (?:کمی )?صبر کنید)|(?:من )?ربات نیستم"
    r"|(?:آیا )?شما ربات (?:هستید|نیستید)"
    r"|(?:تایید|تأیید) (?:کنید که )?(?:انسان (?:بودن|هستید)|ربات نیستید)|بررسی امنیتی"
    r"|در حال (?:بررسی مرورگر|انتقال به سایت)[^|]*"
)
_CONSENT_TITLE = _saying(
    r"before you continue[^|]*|(?:your )?privacy (?:choices|settings|gate)"
    r"|we (?:value|care about|respect) your privacy"
    r"|cookie (?:wall|consent|settings|notice)|(?:this (?:site|website) uses|we use|accept) cookies"
    r"|manage (?:your )?consent"
    r"|قبل (?:المتابعة|أن تتابع)[^|]*|(?:نحن )?(?:نهتم ب|نحترم )خصوصيتك\w*"
    r"|(?:نستخدم|يستخدم هذا الموقع) ملفات تعريف الارتباط"
    r"|(?:قبل|پیش) از ادامه[^|]*|حریم خصوصی شما برای ما مهم است"
    r"|(?:ما از|این (?:سایت|وب‌?سایت) از) کوکی‌?(?:ها)? استفاده می‌?کن\w+"
)
_LOGIN_TITLE = _saying(
    r"log[ -]?in|sign[ -]?in|(?:please )?(?:log|sign) in (?:to|or|with)[^|]*|member login|subscriber login"
    r"|account login"
    r"|تسجيل الدخول|سج[لّ]+ الدخول[^|]*|الدخول إلى حسابك|ورود|ورود (?:به|کاربران|اعضا)[^|]*|وارد (?:شوید|حساب)[^|]*"
)
_CONSENT_HOST = re.compile(r"(?:consent|cmp|myprivacy|privacy-?gate|cookiewall)\.")
_CONSENT_PATH = re.compile(
    r"/(?:collectconsent|privacy-?gate|cookie-?wall|cookie-?consent|consent)(?:[/.]|$)", re.IGNORECASE
)
_LOGIN_PATH = re.compile(r"/(?:wp-login\.php|log-?in|sign-?in|signon|sso|sign_in)(?:[/.]|$)", re.IGNORECASE)
_PASSWORD = re.compile(rb"<input\b[^>]{0,500}type=[\"']?password", re.IGNORECASE)
_FORM_PARTS = re.compile(rb"<(?:form|button|input)\b", re.IGNORECASE)
_NEEDS_SCRIPT = re.compile(
    r"(?:enable|turn on|activate|requires?|without|need) (?:java ?script|js\b)"
    r"|java ?script (?:is |must be )?(?:required|disabled|enabled)"
    r"|(?:تفعيل|تمكين|شغ[لّ]+) (?:ال)?جافا ?سكر[يب]+ت|(?:جاوا|جاواا?) ?اسکریپت (?:را|باید|غیر ?فعال|نیاز)"
    r"|فعال (?:کردن|سازی) جاوا ?اسکریپت",
    re.IGNORECASE,
)
_MOUNT = re.compile(
    rb"<(?:div|main)\b[^>]{0,500}\bid=[\"']?(?:root|app|__next|__nuxt|___gatsby|svelte|main-app)\b", re.IGNORECASE
)


def wall(page: Page) -> str | None:
    """Which wall an answer is, one of `WALLS`, or None where it is what it was asked to be, as far as can be told."""
    if any(page.header(name).strip().lower() in values for name, values in _HEADERS):
        return CAPTCHA
    led = _led_to(page)
    if not _may_be_bare(page) and (led is None or _ARTICLE.search(page.body[:_LOOKED_AT])):
        return None
    body = page.body[:_LOOKED_AT]
    return _behind(body, _look(body), led)


def wants_rendering(page: Page) -> bool:
    """Whether a page says so little, and has scripts, that there may be more to it once they have run."""
    if not _may_be_bare(page):
        return False
    look = _look(page.body[:_LOOKED_AT])
    return look.scripts and len(look.text) < _SHORT


def _may_be_bare(page: Page) -> bool:
    """Whether it is HTML that has neither the length nor the marks of an article."""
    body = page.body[:_LOOKED_AT]
    if b"<" not in body[:1024] or _NO_HTML.search(body[:1024]):
        return False
    return body.count(b"</p>") < _PARAGRAPHS and not _ARTICLE.search(body)


@dataclass(slots=True)
class _Look:
    """What a reader would see of a page."""

    text: str = ""  # with single spaces
    titles: list[str] = field(default_factory=list)  # the first few: of the page, and headlines
    without_scripts: str = ""  # what it says to who runs none
    scripts: bool = False  # whether there are any


def _look(body: bytes) -> _Look:
    """Look at a page in one pass, whatever a stranger made of it; what is never closed hides the rest."""
    look, shown, lower, at = _Look(), [], body.lower(), 0
    while found := _MARKUP.search(lower, at):
        shown.append(body[at : found.start()])
        name = found[2] or b""
        begin = _behind_next(lower, b"-->" if found[1] else b">", found.end())
        at = begin if name in (b"", b"h1") else _next(lower, b"</" + name, begin)
        if name in (b"title", b"h1") and len(look.titles) < _MOST_TITLES:
            end = _next(lower, b"</" + name, begin)
            look.titles.append(_words(body[begin : min(end, begin + 10 * _LONGEST_TITLE)])[:_LONGEST_TITLE])
        elif name == b"noscript":
            look.without_scripts += _words(body[begin : min(at, begin + _FORM)])
        look.scripts = look.scripts or name == b"script"
    shown.append(body[at:])
    look.text = " ".join(b" ".join(shown).decode("utf-8", "replace").split())
    return look


def _next(body: bytes, what: bytes, at: int) -> int:
    """Where it comes next, or where the body ends."""
    return found if (found := body.find(what, at)) >= 0 else len(body)


def _behind_next(body: bytes, what: bytes, at: int) -> int:
    return min(_next(body, what, at) + len(what), len(body))


def _led_to(page: Page) -> str | None:
    """What the address says that the reader was sent to, where another was asked for."""
    if page.url == page.final_url:
        return None
    asked, came = urlsplit(page.url), urlsplit(page.final_url)
    for reason, host, path in ((CONSENT, _CONSENT_HOST, _CONSENT_PATH), (LOGIN, None, _LOGIN_PATH)):
        if path.search(came.path) and not path.search(asked.path):
            return reason
        if host and host.match(came.netloc) and not host.match(asked.netloc):
            return reason
    return None


def _behind(body: bytes, look: _Look, led: str | None) -> str | None:
    """What a page is that does not look like an article."""
    short, bare = len(look.text) < _SHORT, len(look.text) < _FORM
    if short and (any(mark in body for mark in _CHALLENGES) or _any(_CAPTCHA_TITLE, look.titles)):
        return CAPTCHA
    if led == CONSENT or (bare and _FORM_PARTS.search(body) and _any(_CONSENT_TITLE, look.titles)):
        return CONSENT
    if (led == LOGIN and bare) or (short and _PASSWORD.search(body) and _any(_LOGIN_TITLE, look.titles)):
        return LOGIN
    return SCRIPT if len(look.text) < _EMPTY and look.scripts and _wants_script(body, look) else None


def _wants_script(body: bytes, look: _Look) -> bool:
    return bool(_MOUNT.search(body) or _NEEDS_SCRIPT.search(look.without_scripts or look.text))


def _words(markup: bytes) -> str:
    return " ".join(_TAG.sub(b" ", markup).decode("utf-8", "replace").replace("&#39;", "'").split())


def _any(pattern: re.Pattern[str], titles: list[str]) -> bool:
    return any(pattern.fullmatch(title) for title in titles)
