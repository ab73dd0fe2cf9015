"""What becomes of a link once its page was asked for: decided here, done elsewhere."""

from dataclasses import dataclass, replace
from datetime import datetime

from flows.pages.language import tell_language
from flows.web.canonical import canonical
from flows.web.walls import WALLS
from watchlist.article import Article, Rejected
from watchlist.page import Failed
from watchlist.source import Link, Source

# The page is refused to us, or holds nothing we can read: what the source itself published stands in.
STAND_IN = frozenset(
    {"http-401", "http-403", "http-451", "robots", "no-text", "hung", "crashed", "too-much-memory", *WALLS}
)


@dataclass(frozen=True, slots=True)
class Store:
    """There is an article."""

    article: Article
    stands_in_for: str | None = None  # why a summary, or a paywall's stub, stands in for the page


@dataclass(frozen=True, slots=True)
class Retry:
    """Later, perhaps."""

    reason: str
    detail: str
    not_before: datetime | None
    tried: bool = True  # whether the page was asked for at all, so that the try counts


@dataclass(frozen=True, slots=True)
class Drop:
    """No article comes of it."""

    reason: str
    detail: str
    dead: bool  # whether there is nothing behind the link at all


Outcome = Store | Retry | Drop


def decide(link: Link, source: Source, result: Article | Rejected | Failed, *, last: bool = False) -> Outcome:
    """The outcome for a link of a source, from what came of its page.

    `last`: whether the page is asked for no more, so that the summary stands in for what might come later, too.
    """
    if isinstance(result, Article):
        if result.paywalled and len(link.summary) > len(result.text):
            return Store(_from_summary(link, source), "paywall")
        return Store(complete(result, link, source), "paywall" if result.paywalled else None)
    if result.reason in STAND_IN and link.summary:
        return Store(_from_summary(link, source), result.reason)
    if isinstance(result, Failed) and result.retry:
        tried = result.reason != "host-asked-to-wait"
        if last and tried and link.summary:
            return Store(_from_summary(link, source), result.reason)
        return Retry(result.reason, result.detail, result.not_before, tried)
    return Drop(result.reason, result.detail, dead=isinstance(result, Failed))


def complete(article: Article, link: Link, source: Source) -> Article:
    """The article under its canonical address, with what its page does not say filled in from its source."""
    return replace(
        article,
        url=canonical(article.url),
        title=article.title or link.title,
        author=article.author or link.author,
        language=article.language or source.language,
        published=link.published or article.published,
    )


def from_source(link: Link, source: Source) -> Article:
    """The article that the source carries whole."""
    language = tell_language(link.text, source.language)
    return Article(canonical(link.url), link.title, link.text, link.author, language, link.published)


def _from_summary(link: Link, source: Source) -> Article:
    url = canonical(link.url)
    return Article(url, link.title, link.summary, link.author, source.language, link.published, from_summary=True)
