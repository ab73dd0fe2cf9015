"""What each kind of alert says, line by line, in the words of a language."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flows.message.inert import clean, embedded
from flows.message.writing import Block
from flows.wording import Wording
from storage.times import from_text

Facts = Mapping[str, Any]
Tails = tuple[tuple[Block, ...], ...]  # the ends that a message can have, the fullest first

NAMED = 3  # entities in a title, and sources that a story is also in; the rest is counted
MAP_ZOOM = 12  # of OpenStreetMap: a town and its surroundings


def title(facts: Facts, wording: Wording) -> str:
    """What the message is about, in one line of plain text."""
    if facts["kind"] == "trial":
        return wording.say("test")
    if facts["kind"] == "condition":
        return wording.say("well" if facts["closed_at"] else "wrong")
    if facts["kind"] == "digest":
        return wording.say("digest", route=clean(facts["route"]))
    names = [name_of(entity, wording) for entity in facts["entities"]]
    said = wording.listed(embedded(name, wording.right_to_left) for name in names[:NAMED])
    said += f" +{wording.number(len(names) - NAMED)}" if len(names) > NAMED else ""
    if cues := _cues(facts, wording):
        said += f": {wording.listed(cues)}"
    return f"{wording.say('update')} {said}" if facts.get("news") else said


def lines(facts: Facts, wording: Wording) -> tuple[tuple[Block, ...], Tails]:
    """The lines of a message, the most important first, and the ends that it can have."""
    return _LINES[facts["kind"]](facts, wording)


def map_link(facts: Facts) -> str:
    """OpenStreetMap at the place that a story is about most; "" where no place of it has coordinates."""
    place = next((entity["place"] for entity in facts["entities"] if entity.get("place")), None)
    if place is None:
        return ""
    at = f"{place[0]:g}/{place[1]:g}"
    return f"https://www.openstreetmap.org/?mlat={place[0]:g}&mlon={place[1]:g}#map={MAP_ZOOM}/{at}"


def reasons(entity: Facts, wording: Wording) -> tuple[str, ...]:
    """Why an entity was found: the matcher's own sentences in English, else in which words it is named, and where."""
    if wording.language == "en" or "seen" not in entity:
        return tuple(entity["why"])
    return tuple(_reason(way, wording) for way in entity["seen"])


def also_in(facts: Facts) -> list[str]:
    """The other sources that tell the story, each once, in order of arrival."""
    return list(dict.fromkeys(one["source"] for one in facts.get("also", ()) if one["source"] != facts["source"]))


def name_of(entity: Facts, wording: Wording) -> str:
    """What an entity is called in the language."""
    return clean(entity.get("names", {}).get(wording.language) or entity["name"])


def news_of(facts: Facts, wording: Wording) -> list[str]:
    """What an update brings: entities by their names, the rest are cues."""
    news = facts.get("news", ())
    names = {entity["id"]: name_of(entity, wording) for entity in facts["entities"] if "id" in entity} if news else {}
    return [names.get(new) or wording.cue(new) for new in news]


def amiss(name: str, detail: str, wording: Wording) -> str:
    """A condition of the watch: the whole sentence in English; in another language what it is, and then that sentence,
    in which errors are cited as programs word them."""
    return detail if wording.language == "en" else f"{wording.condition(name)} — {detail}"


def _story(facts: Facts, wording: Wording) -> tuple[tuple[Block, ...], Tails]:
    blocks = [Block(1, words=(facts["headline"],), strong=True, language=facts["language"])]
    if cues := _cues(facts, wording):
        blocks.append(Block(1, wording.say("happened"), tuple(cues)))
    if news := news_of(facts, wording):
        blocks.append(Block(1, wording.say("new"), tuple(news)))
    for entity in facts["entities"]:
        name = embedded(name_of(entity, wording), wording.right_to_left)
        kind = wording.listed((wording.type(entity["type"]), wording.number(f"{entity['score']:.2f}")))
        blocks.append(Block(2, f"• {name} ({kind}):", reasons(entity, wording), mixed=True))
    snippets = telling((entity["snippet"] for entity in facts["entities"]), facts["headline"])
    blocks += [Block(3, words=(words,), quoted=True, language=facts["language"]) for words in snippets]
    return tuple(blocks), _story_tails(facts, wording)


def telling(snippets: Iterable[str], headline: str) -> list[str]:
    """The snippets that say something new: names that stand near each other have nearly the same surroundings."""
    kept: list[str] = []
    seen = _threes(headline)
    for quoted in snippets:
        threes = _threes(quoted)
        if len(threes - seen) > len(threes) / 2:
            kept.append(quoted)
            seen |= threes
    return kept


def _threes(text: str) -> set[tuple[str, ...]]:
    """Every three words in a row."""
    words = text.split()
    return set(zip(words, words[1:], words[2:], strict=False)) or {tuple(words)}


def _story_tails(facts: Facts, wording: Wording) -> Tails:
    times = [f"({wording.tongue(facts['language'])})"] if facts["language"] else []
    times += [f"· {wording.say(key, at=_at(facts[key], wording))}" for key in ("published", "found") if facts[key]]
    full = Block(4, words=(facts["source"],), after=" ".join(times))
    short = Block(4, words=(facts["source"],))
    link = Block(4, link=facts["url"])
    if facts["judge"]:
        judge = Block(4, wording.say("judge"), link=facts["judge"])
    else:
        judge = Block(4, wording.say("judge at home", story=facts["story"]))
    place = (Block(4, wording.say("map"), link=map_link(facts)),) if map_link(facts) else ()
    also = _also(facts, wording)
    tails = (
        (*also, full, link, *place, judge), (*also, full, link, judge), (full, link, judge), (full, link),
        (short, link), (link,),
    )  # fmt: skip
    return tuple(dict.fromkeys(tails))


def _also(facts: Facts, wording: Wording) -> tuple[Block, ...]:
    others = also_in(facts)
    if not others:
        return ()
    rest = len(others) - NAMED
    more = wording.count("more", rest) if rest > 0 else ""
    return (Block(4, wording.count("also", len(others)), tuple(others[:NAMED]), more),)


def _digest(facts: Facts, wording: Wording) -> tuple[tuple[Block, ...], Tails]:
    period = wording.say("period", begin=_at(facts["from"], wording), end=_at(facts["to"], wording))
    blocks = [Block(0, words=(facts["headline"],), strong=True), Block(0, period)]
    for number, section in enumerate(facts["sections"], 1):
        blocks.append(Block(number, words=(section["title"],), strong=True))
        blocks += [Block(number, "•", (line["text"],), link=line.get("url") or "") for line in section["lines"]]
    return tuple(blocks), ((),)


def _condition(facts: Facts, wording: Wording) -> tuple[tuple[Block, ...], Tails]:
    said = [wording.say("since", at=_at(facts["opened_at"], wording))]
    if facts["closed_at"]:
        said.append(wording.say("over", at=_at(facts["closed_at"], wording)))
    times = Block(2, wording.listed(said))
    if wording.language == "en":
        return (Block(1, words=(facts["headline"],), strong=True), times), ((),)
    own = Block(1, wording.condition(facts["name"]), strong=True)
    return (own, Block(1, words=(facts["headline"],), language="en"), times), ((),)


def _trial(facts: Facts, wording: Wording) -> tuple[tuple[Block, ...], Tails]:
    said = wording.say("test of", channel=facts["channel"], route=facts["route"])
    detail = wording.say("test detail", at=_at(facts["at"], wording))
    return (Block(1, said, strong=True), Block(2, detail)), ((),)


_LINES = {"story": _story, "digest": _digest, "condition": _condition, "trial": _trial}


def _cues(facts: Facts, wording: Wording) -> list[str]:
    return list(dict.fromkeys(clean(wording.cue(cue)) for entity in facts["entities"] for cue in entity["cues"]))


def _reason(way: Facts, wording: Wording) -> str:
    places: Sequence[str] = [
        *([wording.say("in title")] if way["title"] else []),
        *([wording.count("in text", way["text"])] if way["text"] else []),
    ]
    weak = "weak with company" if way["alerts"] else "weak"
    kind = wording.say("strong" if way["strength"] == "strong" else weak)
    quoted = f"{wording.say('open quote')}{clean(way['surface'])}{wording.say('close quote')}"
    return f"{quoted} {wording.say('and').join(places)}: {kind}"


def _at(text: str, wording: Wording) -> str:
    return wording.moment(from_text(text))
