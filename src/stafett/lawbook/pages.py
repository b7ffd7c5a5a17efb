"""Pages that stand alone: the law and the examples, for whoever has a browser and nothing else."""

from datetime import date
from pathlib import Path
from typing import Any, Final

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from stafett.core.parameters import Law
from stafett.lawbook.document import law_document
from stafett.lawbook.examples import in_words, read_tables

STYLE: Final = "stafett/law.css"


def write_pages(target: Path, law: Law, folder: Path, on: date, language: str) -> list[Path]:
    """Writes law.html and examples.html in one language; the examples are those beside the law files in `folder`."""
    target.mkdir(parents=True, exist_ok=True)
    style = Path(str(finders.find(STYLE))).read_text(encoding="utf-8")
    with translation.override(language):
        contexts: dict[str, dict[str, Any]] = {
            "law": {"subjects": law_document(law, on)},
            "examples": {"tables": list(_tables(law, folder, on))},
        }
        return [_write(target, name, {**context, "on": on, "style": style}) for name, context in contexts.items()]


def _tables(law: Law, folder: Path, on: date) -> Any:
    tables, errors = read_tables(folder)
    if errors:
        raise errors[0]
    for table in tables:
        sections = [
            (f"{table.name}.{section.name}", [in_words(row, section.name, law, on) for row in section.rows])
            for section in table.sections
        ]
        yield table, sections


def _write(target: Path, name: str, context: dict[str, Any]) -> Path:
    path = target / f"{name}.html"
    path.write_text(render_to_string(f"lawbook/{name}_alone.html", context), encoding="utf-8")
    return path
