"""Articles that are placed in stories by hand."""

from datetime import datetime

from sqlite_utils import Database

from storage.alerts import tell
from storage.articles import store_article
from storage.database import write
from storage.stories import record_place
from tests.storage.conftest import NOW
from watchlist.article import Article
from watchlist.story import Story


def stored(
    db: Database,
    name: str,
    *,
    story: int | None = None,
    keys: tuple[int, ...] = (),
    traits: tuple[str, ...] = (),
    at: datetime = NOW,
) -> tuple[int, int]:
    """An article of that name; its number and that of its story."""
    with write(db):
        article = store_article(
            db, Article(f"https://news.example/{name}", name, f"Text of {name}.", "", "en", at), [], source="ledger",
            story=Story(name, story), watchlist="0123456789ab", now=at,
        )  # fmt: skip
        record_place(
            db, article.article, article.story, keys=keys, traits=traits, facts="{}", grouped='{"how": "first"}', at=at
        )
    return article.article, article.story


def told(db: Database, story: int) -> str:
    """What becomes of the news that an article brings to a story, on one route."""
    with write(db):
        return tell(
            db, route="desk", channels=["desk/phone"], story=story, elements=(), news=(), content={}, now=NOW
        ).what  # fmt: skip
