"""Rules that every template in the project follows."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import engines

import stafett

PACKAGE = Path(stafett.__file__).parent
TEMPLATES = sorted(path for path in PACKAGE.rglob("templates/**/*.html"))
# Written to a file that stands alone; no server, and so no policy, ever sends it.
ALONE = {"alone.html"}
SENT = [path for path in TEMPLATES if path.name not in ALONE]
TEMPLATE_SYNTAX = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)


class InlineFinder(HTMLParser):
    """Collects what a strict content security policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(f"<{tag}>")
        self.found += [f"{tag} {name}=" for name in names if name == "style" or re.match(r"on|hx-on", name)]
        self.found += [
            f"{tag} {name}={value}" for name, value in attrs if (value or "").strip().startswith("javascript:")
        ]


def inline_code(source: str) -> list[str]:
    finder = InlineFinder()
    finder.feed(TEMPLATE_SYNTAX.sub("", source))
    return finder.found


@pytest.mark.parametrize("path", SENT, ids=lambda path: path.name)
def test_template_has_no_inline_style_script_or_handler(path: Path) -> None:
    assert inline_code(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_compiles(path: Path) -> None:
    engines["django"].from_string(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        '<button onclick="x()">',
        '<button hx-on:click="x()">',
        '<a href="javascript:x()">',
        '<p {% if a %}style="color: red"{% endif %}>',
    ],
)
def test_inline_code_is_recognised(source: str) -> None:
    assert inline_code(source)


def test_there_are_templates_to_look_at() -> None:
    assert "base.html" in {path.name for path in TEMPLATES}
