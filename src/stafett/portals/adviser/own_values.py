"""An office's own values as its people read them: the common one, the office's, what is planned and what was."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from stafett.core.parameters import default_law
from stafett.frontend.words import text
from stafett.lawbook.document import ShownParameter, law_document
from stafett.lawbook.words import amount
from stafett.people.models import OfficeValue
from stafett.people.office_values import OfficeValueError, local_parameter, standing

STATES: Final = ("planned", "in_force", "earlier", "replaced", "taken_back", "takes_back")
"""Of something said; the last one takes back what was planned from the same day."""


class LocalParameter:
    """In an address: the name of a parameter that offices may choose, and nothing else."""

    regex = "[a-z0-9_]+"

    def to_python(self, value: str) -> str:
        """Raises ValueError for any other name, so that there is no such address."""
        try:
            return local_parameter(value).name
        except OfficeValueError:
            raise ValueError(value) from None

    def to_url(self, value: str) -> str:
        """The name as it is."""
        return value


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said, in words, and what has become of it. `always`: from the first day there is a value."""

    row: OfficeValue
    words: str
    state: str
    always: bool

    @property
    def can_be_taken_back(self) -> bool:
        """Only what has not begun."""
        return self.state == "planned"


@dataclass(frozen=True, slots=True)
class OwnValue:
    """A parameter that the office may choose for itself; `history` is all that was said, the newest first."""

    shown: ShownParameter
    history: tuple[Said, ...]

    @property
    def own(self) -> Said | None:
        """What is in force at the office; None while it has the common value and has said nothing else."""
        return next((said for said in self.history if said.state == "in_force" and said.row.value is not None), None)

    @property
    def planned(self) -> list[Said]:
        """What lies ahead, in order of the day."""
        return sorted((said for said in self.history if said.state == "planned"), key=lambda said: said.row.first_day)


@dataclass(frozen=True, slots=True)
class OwnSubject:
    """The parameters of one law file that an office may choose."""

    name: str
    title: str
    values: tuple[OwnValue, ...]


def own_values(unit: int, on: date, name: str = "") -> list[OwnSubject]:
    """All parameters that the unit may choose as of the day, or only the one of that name, by subject."""
    said: dict[str, list[OfficeValue]] = defaultdict(list)
    rows = OfficeValue.objects.filter(unit=unit)
    for row in rows.filter(name=name) if name else rows:
        said[row.name].append(row)
    subjects = []
    for subject in law_document(default_law(), on, names=[name] if name else []):
        local = [shown for shown in subject.parameters if shown.parameter.local]
        values = tuple(OwnValue(shown, _history(shown, said[shown.name], on)) for shown in local)
        subjects += [OwnSubject(subject.name, subject.title, values)] if values else []
    return subjects


def _history(shown: ShownParameter, rows: Iterable[OfficeValue], on: date) -> tuple[Said, ...]:
    newest_first = sorted(rows, key=lambda row: -row.pk)
    counts = standing(newest_first)
    begun = [row for row in counts if row.first_day <= on]
    withdrawn = {row.first_day for row in newest_first} - {row.first_day for row in counts}

    def state(row: OfficeValue) -> str:
        if row.withdrawn:
            return "takes_back"
        if row not in counts:
            return "taken_back" if row.first_day in withdrawn else "replaced"
        if row.first_day > on:
            return "planned"
        return "in_force" if row == begun[-1] else "earlier"

    first = shown.parameter.first_day
    return tuple(Said(row, _words(shown, row), state(row), row.first_day <= first) for row in newest_first)


def _words(shown: ShownParameter, row: OfficeValue) -> str:
    return text("law.common_value") if row.value is None else amount(shown.parameter, row.value)
