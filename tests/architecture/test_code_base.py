"""What the code base promises of itself, read from its own source."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "stafett"
MOST_LINES = 400

# Settings are made of the environment. The command chooses which settings before there are any.
MAY_READ_ENVIRONMENT = {"settings/base.py", "settings/production.py", "cli/__init__.py"}
# The demo plays staff and the sick-listed, so it acts where people would; it keeps its own words.
NORWEGIAN_WORDS = {"demo"}
# Codes and words of formats from outside, which are Norwegian: they are compared with, never shown.
NORWEGIAN_FORMATS = {"intake/kith.py"}
CLOCK = {"now", "today", "utcnow", "fromtimestamp", "localtime", "gmtime", "time"}


def sources(folder: Path = PACKAGE) -> list[Path]:
    found = [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]
    assert found
    return found


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def dotted(node: ast.AST) -> str:
    """`a.b.c` of an attribute or a name; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def test_only_settings_read_the_environment() -> None:
    readers = {
        name_of(path)
        for path in sources()
        for node in ast.walk(tree_of(path))
        if dotted(node) in {"os.environ", "os.getenv", "os.environb"}
        or (isinstance(node, ast.ImportFrom) and node.module == "os")
    }
    assert readers == MAY_READ_ENVIRONMENT


def test_only_the_clock_reads_the_clock() -> None:
    readers = {
        name_of(path)
        for path in sources()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and _reads_clock(dotted(node.func), bool(node.args))
    }
    assert readers == {"clock.py"}


def _reads_clock(call: str, has_arguments: bool) -> bool:
    owner, _, function = call.rpartition(".")
    if function in {"localtime", "gmtime"} and has_arguments:
        return False
    of_time = owner.rpartition(".")[2] in {"date", "datetime", "timezone", "time"}
    return of_time and function in CLOCK


@pytest.mark.parametrize("folder", ["src", "tests", "benchmarks"])
def test_no_file_is_longer_than_can_be_read(folder: str) -> None:
    too_long = {path.name for path in sources(ROOT / folder) if len(path.read_text("utf-8").splitlines()) > MOST_LINES}
    assert too_long == set()


def _undocumented() -> Iterator[str]:
    services = [path for path in sources() if path.name == "services.py"]
    for path in [*sources(PACKAGE / "core"), *services]:
        module = tree_of(path)
        if not ast.get_docstring(module) and path.read_text("utf-8").strip():
            yield name_of(path)
        for node in module.body:
            documented = isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node)
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not documented:
                yield f"{name_of(path)}: {node.name}"


def test_what_others_call_in_rules_and_services_says_what_it_is() -> None:
    assert list(_undocumented()) == []


def test_every_module_and_package_of_the_portals_says_what_it_is() -> None:
    silent = [name_of(path) for path in sources(PACKAGE / "portals") if not _says_what_it_is(path)]
    assert silent == []


def _says_what_it_is(path: Path) -> bool:
    return not path.read_text("utf-8").strip() or bool(ast.get_docstring(tree_of(path)))


WITHOUT_REASON = re.compile(r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|type:\s*ignore(?:\[[\w, -]+\])?)\s*$")
BLANKET = re.compile(r"#\s*(?:noqa(?!:)|type:\s*ignore(?!\[)|mypy:\s*ignore|ruff:\s*noqa|pragma)")


@pytest.mark.parametrize("folder", ["src", "tests", "benchmarks"])
def test_no_check_is_silenced_without_a_reason(folder: str) -> None:
    silenced = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources(ROOT / folder)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if WITHOUT_REASON.search(line) or (BLANKET.search(line) and path != Path(__file__).resolve())
    ]
    assert silenced == []


WRITES = {
    "save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create", "add",
    "set", "remove", "clear",
}  # fmt: skip
# What is written to other things than the database's rows.
NO_ROWS = re.compile(r"^(?:request\.session|form\.errors|messages|response|.*_names?|seen|found|context)(?:\.|$)")


def test_portals_write_nothing_themselves() -> None:
    writing = [
        f"{name_of(path)}:{node.lineno} {dotted(node.func)}"
        for path in sources(PACKAGE / "portals")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
        if _of_rows(node.func)
    ]
    # The date control writes that a move has been asked for, beside the job that makes it; only the demo has it.
    assert [line.partition(" ")[2] for line in writing] == ["DemoMove.objects.create"]


def _of_rows(function: ast.Attribute) -> bool:
    """Whether the call can reach the database: a chain from a manager, or a method that only rows have."""
    written = ast.unparse(function)
    return ".objects" in written or (function.attr in {"save", "delete"} and not NO_ROWS.match(written))


def _strings(path: Path) -> Iterator[ast.Constant]:
    module = tree_of(path)
    documentation = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node


def test_no_text_for_people_stands_in_the_code() -> None:
    """A heuristic: Norwegian letters in a string. Template sentences and catalogues are where words belong."""
    found = [
        f"{name_of(path)}:{text.lineno}"
        for path in sources()
        if name_of(path).partition("/")[0] not in NORWEGIAN_WORDS and name_of(path) not in NORWEGIAN_FORMATS
        for text in _strings(path)
        if re.search(r"[æøåÆØÅ]", str(text.value)) and not _is_language_name(path)
    ]
    assert found == []


def _is_language_name(path: Path) -> bool:
    """Each language is called what it calls itself."""
    return name_of(path) == "settings/base.py"


def test_names_in_code_are_english() -> None:
    foreign = [
        f"{name_of(path)}:{getattr(node, 'lineno', 0)}"
        for path in sources()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Name | ast.FunctionDef | ast.ClassDef | ast.arg)
        and not (getattr(node, "id", "") + getattr(node, "name", "") + getattr(node, "arg", "")).isascii()
    ]
    assert foreign == []


def test_nothing_is_left_to_do_in_comments() -> None:
    left = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("src", "tests", "benchmarks")
        for path in sources(ROOT / folder)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if re.search(r"#.*\b(?:TODO|FIXME|XXX|HACK)\b", line) and path != Path(__file__).resolve()
    ]
    assert left == []


def test_imports_go_one_way() -> None:
    program = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout
