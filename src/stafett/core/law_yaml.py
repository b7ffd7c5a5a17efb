"""How a law file is read, and how what is wrong with one is told."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import yaml


class LawError(ValueError):
    """Something in the law files, or asked of them, is not right.

    `code` is for programs. With `facts` it is the text `law_error.<code>` in the reader's language, or the one that the
    fact `words` names where a code has several.
    """

    def __init__(
        self, code: str, *, file: str, name: str, problem: str, remedy: str, facts: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(f"{file}: {name}: {problem} {remedy}")
        self.code = code
        self.file = file
        self.name = name
        self.facts = dict(facts or {})


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the law files something stands."""

    file: str
    name: str

    def error(self, code: str, problem: str, remedy: str, **facts: object) -> LawError:
        return LawError(code, file=self.file, name=self.name, problem=problem, remedy=remedy, facts=facts)


def read_yaml(path: Path, name: str) -> Any:
    """What a file holds. Raises LawError, under `name` where it is no YAML at all."""
    with path.open(encoding="utf-8") as stream:
        try:
            return _content(stream)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            problem, remedy = f"cannot be read: {error}.", "Correct the layout."
            raise Place(path.name, name).error("not_yaml", problem, remedy, line=line) from error


class _Loader(yaml.SafeLoader):
    """YAML lets the last of two equal keys win; here the second is refused.

    What is written as a day and is none stays text, for whoever wants a day to refuse with its name.
    """


def _mapping_without_repeats(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    content = loader.construct_mapping(node, deep=True)  # refuses a key that is no single value
    seen: set[Hashable] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            line = key_node.start_mark.line + 1
            raise Place(Path(str(loader.name)).name, str(key)).error(
                "repeated_key", f"stands twice (line {line}).", "Keep one of them; dates must not overlap.", line=line
            )
        seen.add(key)
    return content


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_repeats)


def _day_or_text(loader: _Loader, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return loader.construct_scalar(node)


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day_or_text)


def _content(stream: TextIO) -> Any:
    loader = _Loader(stream)  # reads the first signs already, and may refuse them
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()
