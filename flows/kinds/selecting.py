"""CSS selectors as far as a list of links needs them, turned into XPath.

Type, `*`, `.class`, `#id`, `[attribute]` with `=`, `^=`, `$=`, `*=`, `~=`, the descendant (space) and child (`>`)
combinators, and lists with commas.
"""

import re

_NAME = r"-?[A-Za-z_\u0080-\U0010ffff][\w-]*"
_PART = re.compile(
    rf"""(?P<type>\*|{_NAME})|\.(?P<class>{_NAME})|\#(?P<id>{_NAME})
    |\[\s*(?P<attribute>{_NAME})\s*(?:(?P<how>[\^$*~]?=)\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[\w-]+))\s*)?\]""",
    re.VERBOSE,
)
_JOINT = re.compile(r"\s*(>)\s*|\s+")
_HOW = {
    "=": "@{name} = {value}",
    "^=": "starts-with(@{name}, {value})",
    "$=": "substring(@{name}, string-length(@{name}) - string-length({value}) + 1) = {value}",
    "*=": "contains(@{name}, {value})",
    "~=": "contains(concat(' ', normalize-space(@{name}), ' '), concat(' ', {value}, ' '))",
}


def to_xpath(selector: str) -> str:
    """The XPath that finds, below any element, what a CSS selector selects. Raises ValueError, saying what is wrong."""
    return " | ".join(_path(one.strip()) for one in selector.split(","))


def _path(selector: str) -> str:
    if not selector:
        raise ValueError("a part of it is empty")
    path, at, axis = "", 0, "descendant-or-self::"
    while at < len(selector):
        step, at = _step(selector, at)
        path += f"/{axis}{step}" if path else f"{axis}{step}"
        if at == len(selector):
            return path
        joint = _JOINT.match(selector, at)
        if joint is None:
            raise ValueError(f"“{selector[at : at + 20]}” is not understood")
        axis, at = "child::" if joint[1] else "descendant::", joint.end()
    raise ValueError("it ends too early")


def _step(selector: str, at: int) -> tuple[str, int]:
    """One element's conditions from `at` on, and where they end."""
    kind, conditions, first = "*", list[str](), at
    while part := _PART.match(selector, at):
        if part["type"]:
            if at != first:
                raise ValueError(f"“{selector[at : at + 20]}” is not understood")
            kind = part["type"].lower()
        elif part["class"]:
            conditions.append(_HOW["~="].format(name="class", value=_quoted(part["class"])))
        elif part["id"]:
            conditions.append(_HOW["="].format(name="id", value=_quoted(part["id"])))
        else:
            conditions.append(_attribute(part))
        at = part.end()
    if at == first:
        raise ValueError(f"“{selector[at : at + 20]}” is not understood")
    return kind + "".join(f"[{condition}]" for condition in conditions), at


def _attribute(part: re.Match[str]) -> str:
    name = part["attribute"].lower()
    value = next((part[way] for way in ("double", "single", "bare") if part[way] is not None), None)
    return f"@{name}" if value is None else _HOW[part["how"]].format(name=name, value=_quoted(value))


def _quoted(value: str) -> str:
    if '"' in value and "'" in value:
        raise ValueError("both kinds of quotes in one value")
    return f"'{value}'" if '"' in value else f'"{value}"'
