"""Where an article is set: which countries its title and its first words name.

A rule of thumb that a reader would use too: a text that opens with Nigeria, and with nothing of the region, is not
about the Syrian National Defence. It lowers scores, and keeps a weak name whose company could be anybody's silent.
"""

from collections.abc import Iterable
from typing import NamedTuple

from watchlist.entity import Watchlist
from watchlist.find import Hit
from watchlist.fold import fold_text
from watchlist.letters import foreign

LEAD = 60  # words of the text that say what it is about


class Setting(NamedTuple):
    """What an article's title and lead, and its source, say of where it is set."""

    here: str = ""  # the first name of the region in title or lead, as it is listed
    elsewhere: str = ""  # the first name of a country far from it there, where there is none of the region
    source: bool | None = None  # whether the source is published in the region; None where that is not known


class Countries:
    """The names of countries."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._listed = [
            (country, language, name)
            for country in watchlist.countries
            for language, names in country.names.items()
            for name in names
        ]
        self.called = [name for _, _, name in self._listed]
        self.regional = frozenset(fold_text(name) for country, _, name in self._listed if country.here)
        self._codes = {country.code: country.here for country in watchlist.countries}

    def setting(self, hits: Iterable[Hit], language: str, country: str) -> Setting:
        """Where an article in that language is set that opens with these of the `called`, by a source of that country
        (ISO 3166-1 alpha-2, "" unknown)."""
        others = foreign(language)
        named = [self._listed[hit.key] for hit in sorted(hits, key=lambda hit: hit.start)]
        here = elsewhere = ""
        for one, spoken, name in named:
            if spoken not in others and one.here:
                here = here or name
            elif spoken not in others:
                elsewhere = elsewhere or name
        return Setting(here, "" if here else elsewhere, self._codes.get(country.lower()))
