"""How many spellings that nobody listed are found, and what finding them costs in false hits.

    python -m tests.bench.spellings [CORPUS …]

Each listed name of eight letters or more, in Latin or Arabic script, is hidden in turn, with all that compares as the
same, and looked for in a text that consists of it. It is found where any other name of its entity is. "All" counts
every hidden name, also one that shares nothing with what is left ("Guard Corps" of the IRGC); "alike" those of which
one is left with the same words, but for transliterated ones of which three letters in five agree; "spellings" those
alike of whose consonants seven in ten agree besides, for others are other names: جرف النصر, جرف الصخر; the Syrian
forces, the Assadist forces; two countries in the other order. The mark is on spellings.

Each CORPUS is read with and without the search for unlisted writings, and the mentions that it adds are printed: JSON
lines of {"text", "title"} (.jsonl, .jsonl.gz) or one JSON object of {key: {"articleBody"}} (.json).
"""

import argparse
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from tests.bench.matching import read
from watchlist.entity import Company, Entity, Name, Watchlist
from watchlist.entries import entries
from watchlist.find import Finder
from watchlist.fold import fold, fold_text
from watchlist.load import load_shipped
from watchlist.match import Mention
from watchlist.matcher import Matcher
from watchlist.snippet import around
from watchlist.spelling import forms
from watchlist.unlisted import Unlisted

_LETTERS = 8
_ALIKE = 0.6  # of the letters of each word
_SAME = 0.7  # of its consonants
_CONSONANTS = str.maketrans(
    "pqcgxkzپقكگغجچخظزضذصثطژڤ", "bjjjjjsبجججججججسسسسسستسف", "aeiouyhwvاويهعح"
)  # as writers exchange them
_KINDS = {"all": None, "alike": 0.0, "spellings": _SAME}  # of hidden names, and how many of their consonants agree
_MOST_SHOWN = 40


def hidden(entity: Entity) -> Iterator[tuple[Name, list[Name]]]:
    """Each name to hide, with those that are left."""
    seen = set()
    for name in entity.names:
        folded = fold_text(name.text)
        if folded in seen or name.exact_case or name.described or not _is_long(name):
            continue
        seen.add(folded)
        yield name, [other for other in entity.names if fold_text(other.text) != folded and not other.described]


def _is_long(name: Name) -> bool:
    return len(fold_text(name.text).replace(" ", "")) >= _LETTERS and bool(forms(name.text))


def is_found(name: Name, entity: Entity, left: Sequence[Name], context: Name) -> bool:
    """Whether a text that consists of a hidden name mentions its entity by the names that are left. `context`: asks
    for all that any name of the watchlist asks for."""
    codes = fold(f" {name.text} ").codes
    if Finder(other.text for other in left).find(codes):
        return True
    return bool(Unlisted([(entity, context), *((entity, other) for other in left)]).find(codes))


def is_alike(name: Name, left: Sequence[Name], heard: Collection[str], share: float, same: float) -> bool:
    """Whether a name is left that has the same words but for the letters of some that are transliterations: such
    shares of all letters and of the consonants agree."""
    return any(
        _agree(forms(name.text)[0], forms(other.text)[0], heard, share, same) for other in left if forms(other.text)
    )


def _agree(words: tuple[str, ...], others: tuple[str, ...], heard: Collection[str], share: float, same: float) -> bool:
    return len(words) == len(others) and all(
        one == two
        or ({one, two} <= set(heard) and _ratio(one, two) >= share and _ratio(_bare(one), _bare(two)) >= same)
        for one, two in zip(words, others, strict=True)
    )


def _ratio(one: str, two: str) -> float:
    return SequenceMatcher(None, one, two, autojunk=False).ratio()


def _bare(word: str) -> str:
    """The consonants of a word without its article."""
    return word.removeprefix("ال").translate(_CONSONANTS)


def transliterations(entity: Entity) -> set[str]:
    """The words of an entity's names that they have in both scripts."""
    cut = entries([(entity.id, name.text) for name in entity.names if not name.described])
    return {word for entry in cut for word, heard in zip(entry.words, entry.heard, strict=True) if heard}


def asked_for(watchlist: Watchlist) -> tuple[str, ...]:
    """The words that names ask for, but for those that are names themselves."""
    names = [name for entity in watchlist.entities for name in entity.names]
    asked = {word for name in names for one in (*name.requires, *name.excludes) for word in one.words}
    called = {way[0] for name in names for way in forms(name.text) if len(way) == 1}
    return tuple(sorted(word for word in asked if not called.intersection(*forms(word)[:1])))


def hide_each(show: bool) -> None:
    """Print the share that is found, by language."""
    watchlist = load_shipped()
    context = Name("", "", requires=(Company(words=asked_for(watchlist)),))
    counted: Counter[tuple[str, str]] = Counter()
    missed = []
    for entity in watchlist.entities:
        heard = transliterations(entity)
        for name, left in hidden(entity):
            found = is_found(name, entity, left, context)
            kinds = [kind for kind, same in _KINDS.items() if same is None or is_alike(name, left, heard, _ALIKE, same)]
            for language in (name.language, "all"):
                counted.update((language, kind) for kind in kinds)
                counted.update((language, f"{kind} found") for kind in kinds if found)
            if not found and "alike" in kinds:
                missed.append(f"{kinds[-1]:10}{name.language:4}{entity.id}: {name.text}")
    print(f"{'':10}", *(f"{kind:>10}{'found':>9}" for kind in _KINDS))
    for language in sorted({language for language, _ in counted}):
        shares = ((counted[language, kind], counted[language, f"{kind} found"]) for kind in _KINDS)
        print(f"{language:10}", *(f"{count:>10,}{found / max(count, 1):>9.3f}" for count, found in shares))
    if show:
        print("What is missed of those alike:", *missed, sep="\n  ")


def false_hits(corpus: Path, with_readings: Matcher, without: Matcher) -> None:
    """Print every mention that unlisted writings add, those that alert first."""
    texts = read(corpus)
    added: list[tuple[bool, str, str, str]] = []
    for one in texts:
        more, fewer = (_mentions(matcher, one.title, one.text) for matcher in (with_readings, without))
        for entity, mention in more.keys() - fewer.keys():
            field = one.title if mention.field == "title" else one.text
            added.append((not mention.alerts, entity, mention.name, around(field, mention, 50)))
    alerting = sum(not silent for silent, *_ in added)
    print(
        f"\n{corpus.name}: {len(texts):,} texts, {len(added)} mentions by unlisted writings, "
        f"{alerting} of them alerting: {alerting / len(texts) * 10_000:.1f} in 10,000"
    )
    for silent, entity, name, words in sorted(added)[:_MOST_SHOWN]:
        print(f"  {'      ' if silent else 'alerts'} {entity}, for “{name}”: {words}")


def _mentions(matcher: Matcher, title: str, text: str) -> dict[tuple[str, Mention], None]:
    return {(match.entity, mention): None for match in matcher.match(title, text) for mention in match.mentions}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="*")
    parser.add_argument("--missed", action="store_true", help="list the spellings that are not found")
    arguments = parser.parse_args()
    hide_each(arguments.missed)
    if arguments.corpora:
        watchlist = load_shipped()
        matchers = Matcher(watchlist), Matcher(watchlist, ())
        for corpus in arguments.corpora:
            false_hits(corpus, *matchers)


if __name__ == "__main__":
    main()
