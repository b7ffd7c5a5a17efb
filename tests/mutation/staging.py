"""A folder of its own to make mutants in, so that nothing of them lies among the sources."""

from __future__ import annotations

import ast
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "mutation"
COPIED = ("src", "tests", "pyproject.toml")
RULES = Path("src", "stafett", "core")

# What mutmut leaves alone: a function with one of these on it.
WRAPPERS = {"cache", "cached_property", "lru_cache"}


def stage(only: str = RULES.name) -> None:
    """What is mutated and what tests it, made anew. `only`: one module or folder of the rules, as core/contact.py."""
    if not (ROOT / RULES.parent / only).exists():
        sys.exit(f"There is no {RULES.parent / only}. Name a module of the rules, as ONLY=core/contact.py.")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, FOLDER / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, FOLDER / name)
    for path in (FOLDER / RULES).rglob("*.py"):
        path.write_text(unwrapped(path.read_text("utf-8")), "utf-8")
    settings = FOLDER / "pyproject.toml"
    chosen = f"{RULES.parent / only}" if only.endswith(".py") else f"{RULES.parent / only}/*"
    settings.write_text(settings.read_text("utf-8").replace(f'"{RULES}/*"', f'"{chosen}"'), "utf-8")


def unwrapped(source: str) -> str:
    """The same module with `name = wrapper(_plain_name)` below each function instead of `@wrapper` above it.

    mutmut passes by functions with a decorator, and much that is remembered is a rule. Lines keep their order.
    """
    lines = source.splitlines(keepends=True)
    module = ast.parse(source)
    classes = [node for node in module.body if isinstance(node, ast.ClassDef) and not _is_named_tuple(node)]
    owners: list[ast.Module | ast.ClassDef] = [module, *classes]
    functions = [node for owner in owners for node in owner.body if isinstance(node, ast.FunctionDef)]
    for function in sorted(functions, key=lambda function: function.lineno, reverse=True):
        wrappers = [ast.unparse(decorator) for decorator in function.decorator_list]
        if len(wrappers) != 1 or wrappers[0].partition("(")[0] not in WRAPPERS or not function.end_lineno:
            continue
        indent, plain = " " * function.col_offset, f"_plain_{function.name}"
        lines.insert(function.end_lineno, f"\n{indent}{function.name} = {wrappers[0]}({plain})\n")
        lines[function.lineno - 1] = lines[function.lineno - 1].replace(f"def {function.name}(", f"def {plain}(", 1)
        del lines[function.decorator_list[0].lineno - 1]
    return "".join(lines)


def _is_named_tuple(node: ast.ClassDef) -> bool:
    """A class that holds functions and annotated fields, and nothing else."""
    return any(ast.unparse(base) == "NamedTuple" for base in node.bases)
