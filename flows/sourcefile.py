"""Writing into the user's sources.yaml, which keeps its comments, its order and everything else that stands in it."""

import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import yaml

from flows.kinds.listing import LONGEST_URL
from flows.sources import parse_sources, source_template
from watchlist.errors import Trouble
from watchlist.source import Source

_WRITTEN = ("id", "name", "kind", "url", "homepage", "language", "country", "owner", "found", "content", "select")


def change_sources(path: Path, change: Callable[[str], str]) -> None:
    """Let a function rewrite the file (a new one begins as the template), see that the result is sound, and put it in
    the old one's place at once. Raises BadInput, and Trouble where it cannot be written.
    """
    target = path.resolve()
    try:
        data = target.read_bytes() if target.exists() else source_template().encode()
        parse_sources(data, path)
        text = data.decode("utf-8-sig")
        changed = change(text)
        parse_sources(changed.encode(), path)
        _put(target, changed.encode())
    except OSError as error:
        raise Trouble(f"{path}: cannot be written ({error.strerror}); make it yours") from error


def _put(path: Path, data: bytes) -> None:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise


def with_sources(text: str, sources: Sequence[Source]) -> str:
    """The file with these sources at the end of its list. The text is valid YAML."""
    listed = _listed(text)
    if listed is None:
        return _ended(text) + "sources:\n" + _block(sources, 2)
    if isinstance(listed, yaml.SequenceNode) and listed.value:
        if listed.flow_style:
            more = ", ".join(json.dumps(_facts(source), ensure_ascii=False) for source in sources)
            at = _end(listed.value[-1])
            return f"{text[:at]}, {more}{text[at:]}"
        return _inserted(text, _end(listed), _block(sources, listed.start_mark.column))
    start, end = listed.start_mark.index, listed.end_mark.index
    emptied = text[:start].rstrip(" ") + text[end:]
    return _inserted(emptied, len(text[:start].rstrip(" ")), _block(sources, 2))


def with_url(text: str, number: int, url: str) -> str:
    """The file with another address for the source of that number in its list, counted from 0."""
    listed = _listed(text)
    if not isinstance(listed, yaml.SequenceNode):
        return text
    node = next(value for key, value in listed.value[number].value if key.value == "url")
    return text[: node.start_mark.index] + json.dumps(url, ensure_ascii=False) + text[node.end_mark.index :]


def with_moved(text: str, path: Path, moved: Mapping[str, str]) -> str:
    """The file with the new addresses of sources, by id. A shipped one is written into it, and takes its place."""
    sources = parse_sources(text.encode(), path)
    listed = _listed(text)
    own = len(listed.value) if isinstance(listed, yaml.SequenceNode) else 0
    for number, source in enumerate(sources[:own]):
        if source.id in moved:
            text = with_url(text, number, moved[source.id])
    shipped = [replace(source, url=moved[source.id]) for source in sources[own:] if source.id in moved]
    return with_sources(text, shipped) if shipped else text


def _listed(text: str) -> yaml.Node | None:
    """What stands under `sources`."""
    top = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = top.value if isinstance(top, yaml.MappingNode) else []
    return next((value for key, value in pairs if key.value == "sources"), None)


def _end(node: yaml.Node) -> int:
    """Where a node's own text ends: what PyYAML says of a block is where the next thing begins."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _inserted(text: str, at: int, block: str) -> str:
    """The block on lines of its own after the line that holds a place."""
    if at and text[at - 1] == "\n":
        return text[:at] + block + text[at:]
    line_end = text.find("\n", at)
    return _ended(text) + block if line_end < 0 else text[: line_end + 1] + block + text[line_end + 1 :]


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _facts(source: Source) -> dict[str, str | bool]:
    texts = {name: str(getattr(source, name))[:LONGEST_URL] for name in _WRITTEN}
    facts: dict[str, str | bool] = {name: value for name, value in texts.items() if value}
    if source.every:
        facts["every"] = f"{source.every.total_seconds():g}s"
    if source.guess:
        facts["guess"] = True
    if not source.active:
        facts["active"] = False
    return facts


def _block(sources: Sequence[Source], indent: int) -> str:
    """The sources as items of a list: every value in double quotes, as JSON writes them, so that YAML reads text."""
    lines: list[str] = []
    for source in sources:
        for number, (name, value) in enumerate(_facts(source).items()):
            lead = " " * indent + ("- " if number == 0 else "  ")
            lines.append(f"{lead}{name}: {json.dumps(value, ensure_ascii=False)}\n")
    return "".join(lines)
