"""A page as somebody else has it, made into something that can be read and not used."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

_CONTROLS: Final = frozenset({"button", "input", "select", "textarea"})
_INSTEAD: Final = {"a": "span", "form": "fieldset", "h1": "h2", "h2": "h3", "h3": "h4"}
_LEADS_ON: Final = frozenset({"href", "action", "method", "target", "formaction"})


def shown_inert(template: str, context: Mapping[str, Any]) -> SafeString:
    """What stands in `<main>` of a page, by its own template, with nothing in it that leads anywhere or can be sent.

    Links become words, forms disabled groups, and each heading goes down a level: there is a page around it.
    """
    parser = _Inert()
    parser.feed(render_to_string(template, dict(context)))
    parser.close()
    return mark_safe("".join(parser.kept))  # noqa: S308 # the template has escaped it; every attribute is escaped anew


class _Inert(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.kept: list[str] = []
        self._inside = False
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "main":
            self._inside = True
        elif tag == "script":
            self._silent = True
        elif self._inside and not (tag == "input" and given.get("type") == "hidden"):
            own = [
                (name, value)
                for name, value in attrs
                if name not in _LEADS_ON and not name.startswith(("on", "hx-")) and name != "disabled"
            ]
            if tag == "a":
                own = [
                    (name, (value or "").replace("ds-link", "") if name == "class" else value) for name, value in own
                ]
            if tag in _CONTROLS or tag == "form":
                own.append(("disabled", None))
            said = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in own)
            self.kept.append(f"<{_INSTEAD.get(tag, tag)}{said}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._inside = False
        elif tag == "script":
            self._silent = False
        elif self._inside:
            self.kept.append(f"</{_INSTEAD.get(tag, tag)}>")

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def _keep(self, words: str) -> None:
        if self._inside and not self._silent:
            self.kept.append(words)
