"""A small database to review: sentences of our own in three languages, and an article by someone who means us ill."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from storage.alerts import tell
from storage.articles import store_article
from storage.cycles import begin_cycle, end_cycle
from storage.database import open_database, write
from storage.leases import acquire
from storage.sources import record_failure, record_listing, sync_sources
from storage.watchlists import record_watchlist
from watchlist.article import Article
from watchlist.load import load_shipped
from watchlist.matcher import Matcher
from watchlist.page import Failed
from watchlist.source import Link, Source
from watchlist.story import Story

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SOURCES = (
    Source("ledger", "The Ledger", "feed", "https://ledger.example/feed", "https://ledger.example", "en", "SY"),
    Source("nakhil", "دفتر النخيل", "feed", "https://nakhil.example/feed", "https://nakhil.example", "ar", "IQ"),
    Source("rah", "دفتر راه", "feed", "https://rah.example/feed", "https://rah.example", "fa", "IR"),
)
ARTICLES = (
    ("ledger", "en", "https://ledger.example/1", "Lorries wait",
     "A convoy of lorries waited outside al-Bukamal, near the Syrian border with Iraq, until the evening."),
    ("nakhil", "ar", "https://nakhil.example/1", "قافلة على الحدود",
     "وصلت قافلة شاحنات إلى أطراف مدينة البوكمال السورية قادمة من العراق، وقال السائقون إنها انتظرت والمطر غزير."),
    ("rah", "fa", "https://rah.example/1", "کاروان در مرز",
     "رانندگان گفتند کاروان کامیون‌ها شب را در حومهٔ شهر بوکمال سوریه ماند و صبح به عراق بازگشت."),
    ("ledger", "en", "https://ledger.example/2", "Olives",
     "The price of olives rose again; growers blame the late rain."),
    ("ledger", "en", "javascript:alert(1)", "=HYPERLINK(\"https://evil.example\")<script>alert(1)</script>\u202e",
     "Guards of Kata'ib Hezbollah <img src=x onerror=alert(1)> stood in al-Bukamal in Syria."),
)  # fmt: skip


@cache
def shipped() -> Matcher:
    """The shipped watchlist, built once."""
    return Matcher(load_shipped())


def fill(path: Path) -> None:
    """Make the database at `path`, with matches as the matcher finds them and one alert."""
    matcher = shipped()
    db = open_database(path)
    lease = acquire(db, "monitor", "tests", NOW)
    with write(db):
        record_watchlist(db, matcher.watchlist, NOW)
        sync_sources(db, SOURCES)
        cycle = begin_cycle(db, lease, NOW)  # type: ignore[arg-type] # nobody else holds it
        link = Link("ledger", "https://ledger.example/1", "Lorries wait")
        record_listing(
            db, cycle, "ledger", [("key", link)], [("no-address", 2)], etag="", last_modified="", detail="",
            at=NOW, due_at=NOW,
        )  # fmt: skip
        failed = Failed("https://rah.example/feed", "http-503", "the server has no time for us", True)
        record_failure(db, cycle, "rah", failed, at=NOW, due_at=NOW)
        for number, (source, language, url, title, text) in enumerate(ARTICLES):
            article = Article(url, title, text, "", language, NOW - timedelta(hours=number))
            stored = store_article(
                db, article, matcher.match(title, text, language), source=source, story=Story(title),
                watchlist=matcher.watchlist.version, now=NOW,
            )  # fmt: skip
        tell(
            db,
            route="desk",
            channels=["desk/phone"],
            story=stored.story,
            content={"headline": title},
            elements=(),
            news=(),
            now=NOW,
        )
        end_cycle(db, cycle, {}, NOW)
    db.close()
