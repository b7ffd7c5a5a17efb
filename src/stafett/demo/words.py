"""The invented names and texts, read from words.yaml."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def words() -> dict[str, Any]:
    """The whole file; the same object every time, not to be changed."""
    text = (Path(__file__).parent / "words.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded
