"""Which texts the source asks for: sentences and dotted keys in templates and Python, vocabularies."""

import ast
import re
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import yaml
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
    """Read every template, module and law file under `package` (the folder of `stafett`)."""
    texts = Texts()
    for path in sorted(package.rglob("*.py")):
        if "migrations" not in path.parts:
            _read_python(ast.parse(path.read_text(encoding="utf-8"), str(path)), texts)
    for path in sorted(package.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt"}:
            _read_template(path.read_text(encoding="utf-8"), texts)
    for path in sorted((package / "law").rglob("*.yaml")):
        _read_law(path, texts)
    for prefix, definition in vocabularies:
        texts.keys.update(f"{prefix}.{value}" for value in vocabulary(package, definition))
    return texts


def vocabulary(package: Path, definition: str) -> list[str]:
    """Values of `stafett.module:Name` or `stafett.module:Outer.Name`, read from the source without importing it.

    Of an enumeration: each member's first string. Of a mapping: its values where they are strings or lists of
    them, else its keys. Of a sequence or set: its strings, and the first string of every call in it.
    """
    module, name = definition.split(":")
    path = package.parent.joinpath(*module.split("."))
    file = path.with_suffix(".py") if path.with_suffix(".py").is_file() else path / "__init__.py"
    body = ast.parse(file.read_text(encoding="utf-8")).body
    *outer, last = name.split(".")
    for each in outer:
        body = next((node.body for node in body if isinstance(node, ast.ClassDef) and node.name == each), [])
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name == last:
            return [value for member in node.body for value in _values(member)[:1]]
        if last in _assigned_names(node):
            return _values(node)
    raise LookupError(f"{definition} is named in vocabularies.py, but {file.name} does not define it")


def _assigned_names(node: ast.stmt) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _values(node: ast.AST | None) -> list[str]:
    """The strings that an assigned value stands for."""
    match node:
        case ast.Assign() | ast.AnnAssign():
            return _values(node.value)
        case ast.Constant(value=str(value)):
            return [value]
        case ast.Dict():
            texts = [text for value in node.values for text in _values(value)]
            plain = all(isinstance(value, ast.Constant | ast.Tuple | ast.List) for value in node.values)
            return texts if plain else [text for key in node.keys for text in _values(key)]
        case ast.Tuple() | ast.List() | ast.Set():
            return [text for element in node.elts for text in _values(element)]
        case ast.Call(func=ast.Name(id="frozenset" | "tuple" | "set")):
            return [text for argument in node.args for text in _values(argument)]
        case ast.Call():
            return [text for argument in node.args for text in _values(argument)][:1]
    return []


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


def _read_law(path: Path, texts: Texts) -> None:
    """A law file has a heading, and each of its parameters a name; a table of examples and its sections headings."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if path.parent.name == "examples":
        texts.keys.add(f"example.table.{path.stem}")
        texts.keys.update(f"example.section.{path.stem}.{section}" for section in content if section != "about")
    elif names := content.get("parameters"):
        texts.keys.add(f"law.subject.{path.stem}")
        texts.keys.update(f"parameter.{name}" for name in names)


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
