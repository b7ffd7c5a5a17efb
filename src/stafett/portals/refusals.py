"""Why a record was refused, in words: for the clerk at the page and the clerk at the command line."""

from collections.abc import Mapping
from typing import Any, Final

from stafett.frontend.words import text

# Parameters that are codes themselves, with the prefix of their texts.
_CODED: Final = {"why": "number_error", "kind": "note_kind"}


def refusal_in_words(code: str, parameters: Mapping[str, Any]) -> str:
    """The text of a refusal in the active language, the codes among its parameters in words too."""
    worded = {name: text(f"{_CODED[name]}.{value}") if name in _CODED else value for name, value in parameters.items()}
    return text(f"refusal.{code}", **worded)
