"""What an article says has happened: the kinds of cue in its title and in what it begins with."""

from typing import NamedTuple

from flows.stories.facts import LEAD
from watchlist.article import Article
from watchlist.cues import flattened
from watchlist.entity import Watchlist
from watchlist.find import Finder
from watchlist.fold import fold
from watchlist.letters import foreign


class Happened(NamedTuple):
    """Kinds of cue."""

    told: frozenset[str] = frozenset()  # in the title and the lead
    titled: frozenset[str] = frozenset()  # in the title


class CueReader:
    """Finds the cues of a watchlist in articles. Built once, then only read."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._cues = flattened(watchlist.cues)
        self._finder = Finder(phrase for _, _, phrase in self._cues)

    def read(self, article: Article) -> Happened:
        """The cues of its language, and of those in another script."""
        others, titled = foreign(article.language), fold(f" {article.title} ").codes
        hits = self._finder.find(titled + fold(f" {article.text[:LEAD]} ").codes[1:])
        cues = [(self._cues[hit.key], hit.end < len(titled)) for hit in hits]
        known = [(kind, in_title) for (kind, spoken, _), in_title in cues if spoken not in others]
        return Happened(frozenset(kind for kind, _ in known), frozenset(kind for kind, in_title in known if in_title))
