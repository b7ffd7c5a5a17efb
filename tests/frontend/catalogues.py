"""Small catalogues made for one test."""

from collections.abc import Mapping
from pathlib import Path

from stafett.frontend.build import compile_catalogues
from stafett.frontend.messages import po_file, write_catalogue


def make_catalogues(locale: Path, texts: Mapping[str, Mapping[str, str]]) -> None:
    """Write and compile `{language: {msgid: text}}` under `locale`."""
    for language, entries in texts.items():
        write_catalogue(po_file(locale, language), language, {key: (text,) for key, text in entries.items()}, {})
    compile_catalogues(locale)
