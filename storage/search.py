"""Finds stored articles as the matcher would: by watched entities, whatever name is asked for, and by folded words.

query ── read ──▶ Query (entities, phrases) ── search ──▶ Found*, the newest first
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from watchlist.fold import fold, fold_text
from watchlist.match import Mention
from watchlist.matcher import Matcher
from watchlist.snippet import around

LONGEST = 400  # code points of a query that are read; what is longer is no search
_MOST_WORDS = 24  # likewise, so that a pasted article asks nothing absurd of the index
_QUOTED = re.compile(r'["“”«»„]([^"“”«»„]*)["“”«»„]|([^"“”«»„]+)')
_ARTICLES = frozenset(("al", "el", "the"))  # alone they say nothing: what is left of "the Abu Kamal"
_ARABIC = re.compile(r"[\u0620-\u064a\u0671-\u06d3]{3,}")
_PROCLITICS = re.compile(r"[وف]?(?:[بك]?ال|لل)(?=..)")
_SHORTEST_STEM = 3  # letters; what is shorter takes no further proclitics, for too many words would be hit


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded words that stand together."""

    words: tuple[str, ...]  # never empty
    begins: bool = False  # whether the last one may go on: strik* finds strikes


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked for: an article has to have all of it, or else all of the words as they stand."""

    entities: tuple[tuple[str, ...], ...] = ()  # for each name in the query, the ids that it may mean
    rest: tuple[Phrase, ...] = ()  # what is not part of a name
    whole: tuple[Phrase, ...] = ()  # all of it, as words

    def __bool__(self) -> bool:
        return bool(self.entities or self.whole)


@dataclass(frozen=True, slots=True)
class Found:
    """An article that answers a query, and the words of it that do."""

    article: int
    story: int
    title: str
    url: str
    source_id: str
    source: str
    language: str
    published_at: str | None  # UTC text, as stored
    stored_at: str
    entities: tuple[tuple[str, str], ...]  # (id, name) of what it matched, the surest first
    snippet: str
    marks: tuple[str, ...]  # what to highlight in title and snippet


class QueryReader:
    """Understands queries by a watchlist. Building it takes a moment; then it is only read."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._called: dict[str, set[str]] = {}
        for entity in matcher.watchlist.entities:
            listed = () if entity.decoy else (name.text for name in entity.names if not name.described)
            for text in (entity.name, entity.id, *listed) if not entity.decoy else ():
                self._called.setdefault(fold_text(text), set()).add(entity.id)
        self._longest = max((name.count(" ") + 1 for name in self._called), default=0)

    def read(self, text: str) -> Query:
        """What a query asks for. No query is wrong: quotation marks hold words together, a * ends the beginning of a
        word, and any other sign parts words."""
        entities: list[tuple[str, ...]] = []
        rest: list[Phrase] = []
        whole: list[Phrase] = []
        for quoted, plain in _QUOTED.findall(text[:LONGEST]):
            part = quoted or plain
            named, left = self._names(part)
            entities += named
            rest += _phrases(left, bool(quoted))
            whole += _phrases([part], bool(quoted))
        return Query(tuple(dict.fromkeys(entities)), tuple(rest[:_MOST_WORDS]), tuple(whole[:_MOST_WORDS]))

    def _names(self, text: str) -> tuple[list[tuple[str, ...]], list[str]]:
        """The entities that a text names, and what is left of it."""
        spans: dict[tuple[int, int], set[str]] = {}
        for match in self._matcher.match("", text):
            for mention in match.mentions:
                spans.setdefault(_whole_words(text, mention.start, mention.end), set()).add(match.entity)
        named: list[tuple[str, ...]] = []
        left, at = [], 0
        for (start, end), ids in sorted(spans.items(), key=lambda item: (item[0][0], -item[0][1])):
            if start >= at:  # a name inside a longer one is part of that one
                left.append(text[at:start])
                named.append(tuple(sorted(ids)))
                at = end
        remains = []
        for piece in (*left, text[at:]):
            further, words = self._listed(piece)
            named += further
            remains += words
        return named, remains

    def _listed(self, text: str) -> tuple[list[tuple[str, ...]], list[str]]:
        """Names that stand as they are listed, but that the matcher doubts: irgc in small letters."""
        words = text.split()
        named, left, at = [], [], 0
        while at < len(words):
            longest = range(min(len(words), at + self._longest), at, -1)
            end = next((end for end in longest if fold_text(" ".join(words[at:end])) in self._called), None)
            if end is None:
                left.append(words[at])
            else:
                named.append(tuple(sorted(self._called[fold_text(" ".join(words[at:end]))])))
            at = end or at + 1
        return named, [" ".join(left)]


def search(db: Database, query: Query, *, limit: int, offset: int = 0) -> list[Found]:
    """The articles that answer a query, the newest first."""
    if not query:
        return []
    wanted, parameters = _wanted(query)
    chosen = f"SELECT id FROM article WHERE id IN ({wanted}) ORDER BY id DESC LIMIT ? OFFSET ?"  # noqa: S608 - made here
    ids = [row[0] for row in db.execute(chosen, [*parameters, limit, offset])]
    rows = db.execute(
        "SELECT article.id, story_id, version.title, article.url, source_id, source.name, article.language,"
        " published_at, stored_at, version.text"
        " FROM article JOIN source ON source.id = source_id"
        " JOIN version ON version.id = (SELECT max(id) FROM version WHERE article_id = article.id)"
        " WHERE article.id IN (SELECT value FROM json_each(?)) ORDER BY article.id DESC",
        [json.dumps(ids)],
    )
    asked = {id for ids in query.entities for id in ids}
    matches = _matches(db, ids)
    return [_found(tuple(row), matches.get(row[0], []), asked, query) for row in rows]


def _wanted(query: Query) -> tuple[str, list[str]]:
    """A subquery for the ids of the articles that answer, and its parameters."""
    alternatives, parameters = [], []
    if query.entities:
        steps = []
        for ids in query.entities:
            steps.append(
                "SELECT article_id FROM match WHERE gone_in IS NULL AND entity_id IN (SELECT value FROM json_each(?))"
            )
            parameters.append(json.dumps(ids))
        if query.rest:
            steps.append("SELECT rowid FROM article_text WHERE article_text MATCH ?")
            parameters.append(_expression(query.rest))
        alternatives.append(" INTERSECT ".join(steps))
    if query.whole:
        alternatives.append("SELECT rowid FROM article_text WHERE article_text MATCH ?")
        parameters.append(_expression(query.whole))
    return " UNION ".join("SELECT * FROM (" + one + ")" for one in alternatives), parameters  # noqa: S608


def _matches(db: Database, articles: Sequence[int]) -> dict[int, list[tuple[str, str, str, tuple[str, ...]]]]:
    """For each article, (entity id, name, snippet, surfaces) of its matches, the surest first."""
    rows = db.execute(
        "SELECT article_id, entity_id, entity.name, snippet,"
        " (SELECT json_group_array(DISTINCT surface) FROM mention WHERE match_id = match.id)"
        " FROM match JOIN entity ON entity.id = entity_id"
        " WHERE gone_in IS NULL AND article_id IN (SELECT value FROM json_each(?)) ORDER BY score DESC, match.id",
        [json.dumps(articles)],
    )
    found: dict[int, list[tuple[str, str, str, tuple[str, ...]]]] = {}
    for article, entity, name, snippet, surfaces in rows:
        found.setdefault(article, []).append((entity, name, snippet, tuple(json.loads(surfaces))))
    return found


def _found(
    row: tuple[object, ...],
    matches: Sequence[tuple[str, str, str, tuple[str, ...]]],
    asked: set[str],
    query: Query,
) -> Found:
    article, story, title, url, source_id, source, language, published, stored, text = row
    entities = tuple(dict.fromkeys((entity, name) for entity, name, _, _ in matches))
    answering = [match for match in matches if match[0] in asked]
    snippet, marks = _words_around(str(text), query.whole)
    if answering:
        snippet = answering[0][2]
        marks = tuple(dict.fromkeys((*marks, *(surface for match in answering for surface in match[3]))))
    return Found(
        int(str(article)), int(str(story)), str(title), str(url), str(source_id), str(source), str(language),
        None if published is None else str(published), str(stored), entities, snippet, marks,
    )  # fmt: skip


def _words_around(text: str, phrases: Iterable[Phrase]) -> tuple[str, tuple[str, ...]]:
    """The surroundings of the first of these phrases in a text, and all that it writes for them."""
    folded = fold(text)
    spans = sorted(
        folded.original(*hit.span()) for phrase in phrases for hit in re.finditer(_pattern(phrase), folded.text)
    )
    start, end = spans[0] if spans else (0, 0)
    first = Mention("", text[start:end], "text", start, end, "weak", False)
    return around(text, first), tuple(dict.fromkeys(text[start:end] for start, end in spans))


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A span with what is written together with it: an article, a proclitic, a possessive."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _phrases(texts: Iterable[str], together: bool) -> list[Phrase]:
    """The phrases that these texts ask for: each word is one, or all of them are."""
    phrases = []
    for text in texts:
        for piece in [text] if together else text.split():
            words = [word for word in fold_text(piece).split() if word.strip("\x01")]
            if words and (together or words[0] not in _ARTICLES or len(words) > 1):
                phrases.append(Phrase(tuple(words[:_MOST_WORDS]), piece.rstrip().endswith("*")))
    return phrases


def _expression(phrases: Iterable[Phrase]) -> str:
    """The phrases in the language of FTS5, each in quotation marks: nothing in them is an operator."""
    said = []
    for phrase in phrases:
        star = " *" if phrase.begins else ""
        spellings = (" ".join((first, *phrase.words[1:])) for first in _spellings(phrase.words[0]))
        said.append("(" + " OR ".join('"' + one.replace('"', '""') + '"' + star for one in spellings) + ")")
    return " AND ".join(said)


def _pattern(phrase: Phrase) -> str:
    first = "|".join(map(re.escape, _spellings(phrase.words[0])))
    others = "".join(" " + re.escape(word) for word in phrase.words[1:])
    return rf"(?<!\w)(?:{first}){others}" + (r"\w*" if phrase.begins else r"(?!\w)")


def _spellings(word: str) -> list[str]:
    """A folded word, and with what Arabic writes together with it: and, then, in, as, to, the."""
    if not _ARABIC.fullmatch(word):
        return [word]
    stem = word[found.end() :] if (found := _PROCLITICS.match(word)) else word
    if len(stem) < _SHORTEST_STEM:
        return [word]
    heads = ("", "ب", "ك", "ل", "ال", "بال", "كال", "لل")
    return list(dict.fromkeys((word, *(before + head + stem for before in ("", "و", "ف") for head in heads))))
