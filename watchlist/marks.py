"""YAML as plain values, each with the line it stands on, so that a mistake can be pointed at."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from watchlist.errors import BadInput

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's where it is built in: ten times as fast


class _Loader(_Base):  # type: ignore[misc]
    """Reads only what YAML 1.2 reads: `NO` is a country and `1:30` a text, not a truth value and a number."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def resolve(self, kind: type[yaml.Node], value: str, implicit: Any) -> Any:
        """The tag of a value; told at once for most, whose first letter says that they are text."""
        if kind is yaml.ScalarNode and implicit[0] and value[:1] not in self.yaml_implicit_resolvers:
            return "tag:yaml.org,2002:str"
        return super().resolve(kind, value, implicit)


_NUMBER_STARTS = list("-+.0123456789")
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$"), list("tTfF"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), _NUMBER_STARTS)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?$"),
    _NUMBER_STARTS,
)


@dataclass(frozen=True, slots=True)
class Marked:
    """One YAML document and where its parts stand."""

    value: Plain
    root: yaml.Node | None  # what it was read from; None where the document is empty

    def line(self, path: Iterable[str | int] = ()) -> int:
        """The line, counted from 1, of the value at that path, which is that of its key where it has one; or of the
        nearest part around it."""
        node, line = self.root, 1 if self.root is None else self.root.start_mark.line + 1
        for step in path:
            marked = _below(node, step)
            if marked is None:
                return line
            mark, node = marked
            line = mark.start_mark.line + 1
        return line


def _below(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """The node that tells where a part of another stands, and the part; None where there is none."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def parse_marked(data: bytes, name: str) -> Marked:
    """Read one YAML document (UTF-8, byte order mark allowed) into plain values; an empty one is None.

    Dates stay text, and so does everything that only YAML 1.1 takes for something else. Keys are texts, each once.
    Raises BadInput, one line for each problem, beginning with `name` and the line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{name}:{line}: not UTF-8; save the file as UTF-8") from error
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        what = error.problem or error.context or "not readable"
        raise BadInput(f"{name}:{line}: not valid YAML ({what}); check indentation, colons and quotes") from error
    except yaml.YAMLError as error:
        raise BadInput(f"{name}:1: not valid YAML ({str(error).splitlines()[0]}); remove that character") from error
    except RecursionError as error:
        raise BadInput(f"{name}:1: nested too deeply to be meant; make it flatter") from error
    finally:
        loader.dispose()
    if root is None:
        return Marked(None, None)
    reader = _Reader(name)
    value = reader.read(root)
    if reader.problems:
        raise BadInput(*reader.problems)
    return Marked(value, root)


class _Reader:
    """Turns nodes into values, remembering mistakes on the way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[str] = []
        self._seen: set[int] = set()  # nodes already read: meeting one again means an alias

    def read(self, node: yaml.Node) -> Plain:
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if id(node) in self._seen:
            return self._wrong(node, "an alias (*name); write the part out again")
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.read(child) for child in node.value]
        return self._mapping(node)

    def _mapping(self, node: yaml.Node) -> dict[str, Plain]:
        result: dict[str, Plain] = {}
        for key_node, child in node.value:
            key = key_node.value
            if not isinstance(key, str):
                self._wrong(key_node, "a list or mapping as a key; use a text")
            elif key in result:
                self._wrong(key_node, f"“{key}” a second time; keep one of the two")
            else:
                result[key] = self.read(child)
        return result

    def _scalar(self, node: yaml.ScalarNode) -> Plain:
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        text: str = node.value
        try:
            if kind == "str":
                return text
            if kind == "null":
                return None
            if kind == "bool":
                return {"true": True, "false": False}[text.lower()]
            if kind == "int":
                return int(text)
            if kind == "float":
                return float(text)
        except (KeyError, ValueError):
            return self._wrong(node, f"“{text}” is not a {kind}; correct it or put it in quotes")
        return self._wrong(node, f"the tag {node.tag}; write a plain value")

    def _wrong(self, node: yaml.Node, what: str) -> Plain:
        self.problems.append(f"{self.name}:{node.start_mark.line + 1}: {what}")
        return None
