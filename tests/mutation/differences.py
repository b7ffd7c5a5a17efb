"""What each mutant does otherwise than the function it was made of."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path

_ORIGINAL = "orig"


def differences(module: Path, names: Sequence[str]) -> Iterator[str]:
    """The lines that differ, for each of the mutants named, in the same order.

    Read from the module that mutmut has made, where function and mutants stand beside each other; its own command for
    that takes seconds for each. Raises KeyError for a mutant that is not there.
    """
    source = module.read_text("utf-8")
    lines = source.splitlines()
    functions = {
        node.name: lines[node.lineno - 1 : node.end_lineno]
        for node in (ast.walk(ast.parse(source)) if names else ())
        if isinstance(node, ast.FunctionDef)
    }
    for name in names:
        function, _, number = name.rpartition(".")[2].rpartition("_")
        original, mutant = (_plain(functions, function, which) for which in (_ORIGINAL, number))
        yield "\n".join(unified_diff(original, mutant, lineterm="", n=0))


def _plain(functions: dict[str, list[str]], name: str, which: str) -> list[str]:
    """The lines of one of them, under the name that they have in common."""
    first, *others = functions[f"{name}_{which}"]
    return [first.replace(f"{name}_{which}", name), *others]
