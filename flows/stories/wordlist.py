"""The lists of words that come with the package."""

from importlib.resources import files
from typing import Any

import yaml


def read_list(file: str) -> Any:
    """What a YAML file of this package holds."""
    text = (files("flows.stories") / file).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
