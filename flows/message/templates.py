"""Templates of the user's own: Jinja in a sandbox, over facts that are inert already.

`name.txt.j2`, `name.md.j2` or `name.html.j2`: what a template writes is told by its name. Blocks called `title` and
`body` are the message's; without a block `body` all of it is the body.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from flows.message.inert import ANGLES, MARKS, address, clean, defused, isolated
from flows.message.telling import also_in, map_link, reasons, telling
from flows.message.writing import Format
from flows.wording import Wording
from storage.times import from_text
from watchlist.errors import Trouble

LONGEST = 100_000  # code points that a template may write
_FORMATS: Mapping[str, Format] = {".txt": "text", ".md": "markdown", ".html": "html"}
_ADDRESSES = ("url", "judge", "map")
_MISUSED = ("safe", "urlize", "xmlattr")  # they would let markup of strangers through


class BrokenTemplate(Trouble):
    """A template that cannot be read or filled in; with file and line."""


def apply(path: Path, facts: Mapping[str, Any], wording: Wording, format: Format) -> tuple[str, str]:
    """Title ("" where the template has none) and body of a message about a story. Raises BrokenTemplate."""
    own = _format(path)
    template = _read(path, path.stat().st_mtime_ns if path.exists() else 0, wording)
    values = _inert(view(facts, wording), _signs(own, format))
    try:
        title, body = (_filled(template, name, values) for name in ("title", "body"))
        if "body" not in template.blocks:
            body = _limited(template.generate(values))
    except TemplateError as error:
        raise BrokenTemplate(f"{path}:{_line(error, path)}: {_said(error)}") from error
    except Exception as error:  # what an expression of the template can raise is up to it
        raise BrokenTemplate(f"{path}:{_line(error, path)}: {type(error).__name__}: {_said(error)}") from error
    if not body.strip():
        raise BrokenTemplate(f"{path}:1: it writes nothing; write the message, or take the template out")
    return clean(title), _converted(body.strip(), own, format)


def problem(path: Path) -> str:
    """What is wrong with a template, with its file and line; "" where it can be filled in."""
    try:
        for facts in _SAMPLES:
            apply(path, facts, Wording(), _format(path))
    except BrokenTemplate as error:
        return str(error)
    return ""


def view(facts: Mapping[str, Any], wording: Wording) -> dict[str, Any]:
    """What a template can name: the facts of the alert, and what is made of them."""
    entities = [
        {**entity, "name": entity.get("names", {}).get(wording.language) or entity["name"],
         "why": list(reasons(entity, wording))}
        for entity in facts["entities"]
    ]  # fmt: skip
    return {
        **facts,
        "entities": entities,
        "cues": list(dict.fromkeys(cue for entity in facts["entities"] for cue in entity["cues"])),
        "snippets": telling((entity["snippet"] for entity in facts["entities"]), facts["headline"]),
        "also": list(facts.get("also", ())),
        "also_in": also_in(facts),
        "news": list(facts.get("news", ())),
        "map": map_link(facts),
    }


def _format(path: Path) -> Format:
    kind = Path(path.stem).suffix if path.suffix == ".j2" else ""
    if kind not in _FORMATS:
        raise BrokenTemplate(f"{path}:1: the name says what it writes; call it …{'.j2, …'.join(_FORMATS)}.j2")
    return _FORMATS[kind]


@lru_cache(maxsize=32)
def _read(path: Path, changed: int, wording: Wording) -> Template:
    """The template as of its last change. Raises BrokenTemplate."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(path.parent), undefined=StrictUndefined, autoescape=_format(path) == "html",
        finalize=lambda value: isolated(value, wording.right_to_left) if type(value) is str else value,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False,
    )  # fmt: skip
    for name in _MISUSED:
        del environment.filters[name]
    environment.filters |= {
        "moment": lambda text: wording.moment(from_text(text)) if text else "",
        "cue": wording.cue, "type": wording.type, "language": wording.tongue, "number": wording.number,
    }  # fmt: skip
    try:
        return environment.get_template(path.name)
    except TemplateSyntaxError as error:
        raise BrokenTemplate(f"{error.filename or path}:{error.lineno}: {_said(error)}") from error
    except (OSError, UnicodeDecodeError, TemplateError) as error:
        raise BrokenTemplate(f"{path}:1: cannot be read ({type(error).__name__}); it must be a UTF-8 text") from error


def _filled(template: Template, block: str, values: Mapping[str, Any]) -> str:
    if block not in template.blocks:
        return ""
    return _limited(template.blocks[block](template.new_context(dict(values))))


def _limited(pieces: Iterable[str]) -> str:
    kept: list[str] = []
    length = 0
    for piece in pieces:
        kept.append(piece)
        length += len(piece)
        if length > LONGEST:
            raise ValueError(f"it writes more than {LONGEST:,} letters")
    return "".join(kept)


def _signs(own: Format, wanted: Format) -> Mapping[int, int]:
    """What stands in for signs that mean something on the way from the template to the channel."""
    if "markdown" in (own, wanted):
        return MARKS
    return {} if own == "html" and wanted in ("html", "chat") else ANGLES  # Jinja escapes what stays HTML


def _inert(value: Any, signs: Mapping[int, int], key: str = "") -> Any:
    """The same with every text in it inert."""
    if isinstance(value, Mapping):
        return {name: _inert(one, signs, name) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_inert(one, signs, key) for one in value]
    if not isinstance(value, str):
        return value
    if key in _ADDRESSES:
        return address(value)
    return defused(clean(value)).translate(signs)


def _converted(body: str, own: Format, wanted: Format) -> str:
    if own == wanted or (own, wanted) in (("text", "markdown"), ("html", "chat"), ("markdown", "text")):
        return body
    from apprise.common import NotifyFormat
    from apprise.conversion import convert_between

    known = {"text": NotifyFormat.TEXT, "markdown": NotifyFormat.MARKDOWN}
    begin, end = (known.get(format, NotifyFormat.HTML) for format in (own, wanted))
    return str(convert_between(begin, end, body))  # type: ignore[no-untyped-call]


def _line(error: BaseException, path: Path) -> int:
    """The line of the template that an error came from; Jinja puts it into the traceback."""
    return next(iter(reversed([*_lines(error, path)])), 1)


def _lines(error: BaseException, path: Path) -> Iterator[int]:
    at = error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename == str(path):
            yield at.tb_lineno
        at = at.tb_next


def _said(error: Exception) -> str:
    return " ".join(str(error).split()) or "it is wrong there"


_ENTITY = {
    "id": "al-bukamal", "name": "al-Bukamal", "names": {}, "type": "place", "score": 0.87, "alerts": True,
    "why": ["“Abu Kamal” in the text"], "seen": [], "cues": ["strike"], "snippet": "A raid near Abu Kamal.",
    "place": [34.45, 40.94],
}  # fmt: skip
_FULL = {
    "kind": "story", "headline": "A raid", "entities": [_ENTITY], "source": "A source", "country": "SY",
    "language": "en", "published": "2026-11-21T09:00:00.000Z", "found": "2026-11-21T09:00:00.000Z",
    "url": "https://source.example/1", "story": 1, "judge": "https://review.example/1", "news": ["strike"],
    "also": [{"source": "Another", "language": "en", "headline": "A raid", "url": "https://another.example/1",
              "published": None}],
}  # fmt: skip
_SAMPLES = (_FULL, {**_FULL, "published": None, "language": "", "judge": "", "news": [], "also": []})
