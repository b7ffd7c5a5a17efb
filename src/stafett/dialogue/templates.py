"""Messages that advisers write often: a catalogue in plain language, filled in for the person in their own language.

Texts: `letter.name.<code>` for the adviser; `letter.subject.<code>` and `letter.text.<code>` for the person.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings
from django.utils.translation import override

from stafett.frontend.words import text

TEMPLATES: Final = (
    "invite_to_talk",
    "confirm_agreed",
    "after_missed_talk",
    "ask_for_documentation",
    "how_are_you",
    "changed_adviser",
)
WITH_A_DAY: Final = frozenset({"invite_to_talk", "after_missed_talk", "ask_for_documentation"})
"""Those in whose words a day stands."""

FOR_MANY: Final = tuple(code for code in TEMPLATES if code not in {"confirm_agreed", "ask_for_documentation"})
"""Those that somebody need not go on writing: they can go to many persons as they are."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A template with its fields filled in."""

    subject: str
    text: str


def fill_in(template: str, *, language: str, name: str, adviser: str, unit: str, day: date | None) -> Filled:
    """The words of a template in the person's language. A language without texts of its own is read as bokmål.

    Raises ValueError for a template that needs a day and has none.
    """
    if template in WITH_A_DAY and day is None:
        raise ValueError(f"{template} needs a day")
    known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    fields = {"name": name, "adviser": adviser, "unit": unit, "day": day or ""}
    with override(known):
        return Filled(text(f"letter.subject.{template}", **fields), text(f"letter.text.{template}", **fields))
