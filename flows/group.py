"""Which story an article belongs to. For now each article is a story of its own."""

from watchlist.article import Article
from watchlist.story import Story


def group(article: Article) -> Story:
    """The story of a new article."""
    return Story(headline=article.title or article.text[:100])
