"""Which texts the source asks for: sentences and dotted keys in templates and Python, vocabularies."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
GETTEXT = {"gettext", "gettext_lazy", "_"}
PLURAL = {"ngettext", "ngettext_lazy"}
TEMPLATE_TEXT = re.compile(r"""{%\s*text\s+["']([^"']+)["']""")
TEMPLATE_SAY = re.compile(r"""{%\s*say\s+["']([^"']+)["'](?:[^%]*?prefix=["']([^"']+)["'])?""")
TEMPLATE_LITERAL = re.compile(r"""["']([a-z0-9_.]+)["']""")


@dataclass
class Texts:
    """What was found. `literals` may be (the end of) a key; so may what `patterns` (of f-strings) match."""

    sentences: set[str] = field(default_factory=set)
    plurals: dict[str, str] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    literals: set[str] = field(default_factory=set)
    patterns: set[str] = field(default_factory=set)

    def add_msgid(self, msgid: str) -> None:
        """A gettext call's argument: a dotted key or a sentence."""
        (self.keys if KEY.fullmatch(msgid) else self.sentences).add(msgid)

    def uses(self, key: str) -> bool:
        """Whether the key, or the code it ends in, stands anywhere in the source."""
        parts = key.split(".")
        endings = [".".join(parts[start:]) for start in range(len(parts))]
        if key in self.keys or any(ending in self.literals for ending in endings):
            return True
        return any(re.fullmatch(pattern, ending) for pattern in self.patterns for ending in endings)


def find_texts(package: Path, vocabularies: tuple[tuple[str, str], ...]) -> Texts:
    """Read every template and module under `package` (the folder of `stafett`)."""
    texts = Texts()
    for path in sorted(package.rglob("*.py")):
        if "migrations" not in path.parts:
            _read_python(ast.parse(path.read_text(encoding="utf-8"), str(path)), texts)
    for path in sorted(package.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt"}:
            _read_template(path.read_text(encoding="utf-8"), texts)
    for prefix, definition in vocabularies:
        texts.keys.update(f"{prefix}.{value}" for value in vocabulary(package, definition))
    return texts


def vocabulary(package: Path, definition: str) -> list[str]:
    """Values of the enumeration or constant `stafett.module:Name`, read from the source without importing it.

    Of an enumeration member with a label (`NAME = "value", "label"`) the first string counts.
    """
    module, name = definition.split(":")
    path = package.parent.joinpath(*module.split("."))
    file = path.with_suffix(".py") if path.with_suffix(".py").is_file() else path / "__init__.py"
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return [value for member in node.body for value in _strings_of_member(member)]
        if name in _assigned_names(node):
            return [value for value, _ in _strings(node)]
    raise LookupError(f"{definition} is named in vocabularies.py, but {file.name} does not define it")


def _strings_of_member(member: ast.stmt) -> list[str]:
    if not isinstance(member, ast.Assign):
        return []
    return [value for value, _ in _strings(member.value)][:1]


def _assigned_names(node: ast.stmt) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _strings(node: ast.AST) -> Iterator[tuple[str, ast.Constant]]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value, inner


def _read_python(tree: ast.Module, texts: Texts) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            _read_call(node, texts)
        elif isinstance(node, ast.JoinedStr):
            _read_made_up(node, texts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.literals.add(node.value)


def _read_call(call: ast.Call, texts: Texts) -> None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    keywords = {word.arg: _literal(word.value) for word in call.keywords}
    first = _literal(call.args[0]) if call.args else keywords.get("code", "")
    if not first:
        return
    if name in GETTEXT:
        texts.add_msgid(first)
    elif name in PLURAL:
        texts.plurals[first] = _literal(call.args[1])
    elif name in {"text", "text_lazy"} and KEY.fullmatch(first):
        texts.keys.add(first)
    elif name in {"say", "Reason"} and ("prefix" not in keywords or keywords["prefix"]):
        texts.keys.add(f"{keywords.get('prefix', 'reason')}.{first}")


def _literal(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _read_made_up(node: ast.JoinedStr, texts: Texts) -> None:
    parts = [_literal(part) for part in node.values]
    fixed = "".join(parts)
    if re.fullmatch(r"[a-z0-9_.]*[a-z][a-z0-9_.]*", fixed) and "." in fixed:
        texts.patterns.add("".join(re.escape(part) or r"[a-z0-9_.]+" for part in parts))


def _read_template(source: str, texts: Texts) -> None:
    # The template's indentation means nothing to Python, whose tokenizer would trip over it.
    lines = [line.strip() for line in templatize(source).splitlines()]
    python = BytesIO("\n".join(lines).encode())
    for _, messages, *_ in extract("python", python, keywords=DEFAULT_KEYWORDS):
        if isinstance(messages, str):
            texts.add_msgid(messages)
        else:
            texts.plurals[messages[0]] = messages[1]
    texts.keys.update(TEMPLATE_TEXT.findall(source))
    texts.keys.update(f"{prefix or 'reason'}.{code}" for code, prefix in TEMPLATE_SAY.findall(source))
    texts.literals.update(TEMPLATE_LITERAL.findall(source))
