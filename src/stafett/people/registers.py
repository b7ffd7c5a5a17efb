"""The two files with which an installation is set up: the organisation, and what is known about persons.

YAML in UTF-8 (JSON is YAML, too). Every scalar is read as the text that stands there, so that the number 0101 stays
what it is; the models below make it what it should be. The JSON Schemas in docs/formats are made from them
(`python -m stafett.people.registers Organisation`).
"""

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from stafett.core.parameters import default_law

UNIT_NUMBER: Final = r"^[0-9]{4}$"
IDENTITY_NUMBER: Final = r"^[0-9]{11}$"
_EARLIEST_WEEK, _LATEST_WEEK = default_law().parameter("screening_week").bounds


def _day(value: object) -> object:
    """Pydantic would take a number for seconds since 1970."""
    return date.fromisoformat(value) if isinstance(value, str) and value else value


Name = Annotated[str, Field(min_length=1, max_length=100)]
PersonName = Annotated[str, Field(min_length=1, max_length=200)]
UnitNumber = Annotated[str, Field(pattern=UNIT_NUMBER)]
Nothing = BeforeValidator(lambda value: value or None)
Day = Annotated[date | None, BeforeValidator(_day), Nothing]
Level = Literal["confidential", "strictly_confidential", "shielded"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class UnitPart(_Part):
    """One unit, known by its number. What is left out stays as it is; for a new unit it is the default."""

    number: UnitNumber
    name: Name
    kind: Literal["local", "roe", "noe"]
    """Local office, regional (ROE) or national (NOE) follow-up unit."""
    roe: Annotated[UnitNumber | None, Nothing] = None
    """The regional unit that takes the office's cases that are cared for; empty: they stay at the office."""
    receives_unknown: bool = False
    """Takes the persons whose home unit is not known; exactly one local office does."""
    screening_basis_recorded_on: Day = None
    """The day on which the office recorded its legal basis for screening; before that, or empty, it asks nobody."""
    screening_week: Annotated[Annotated[int, Field(ge=_EARLIEST_WEEK, le=_LATEST_WEEK)] | None, Nothing] = None
    """The office's own week of screening from the day of the import; empty: the common one."""


class StaffPart(_Part):
    """One member of staff, known by their login. What is left out stays as it is, or is the default for a new one."""

    login: Annotated[str, Field(min_length=1, max_length=50)]
    """The identifier from the employer's own login; never an identity number."""
    name: Name
    unit: UnitNumber
    role: Literal["adviser", "leader"]
    active: bool = True
    """False for somebody who has stopped: out at once, their cases held by the unit alone."""
    may_open: list[Level] = []
    """The levels of protection that they may open, besides persons without protection."""
    handles_quarantine: bool = False
    """Reads and corrects refused sick notes, whoever they are about."""


class Organisation(_Part):
    """Units and staff. Who is not named is left alone; nobody is deleted."""

    units: list[UnitPart] = []
    staff: list[StaffPart] = []


class PersonPart(_Part):
    """One person, known by the identity number. What is left out stays as it is.

    A person who is not known needs names and a home unit.
    """

    identity_number: Annotated[str, Field(pattern=IDENTITY_NUMBER)]
    given_name: PersonName | None = None
    family_name: PersonName | None = None
    home_unit: UnitNumber | None = None
    """The local office where the person belongs. An open case which the former one holds goes along."""
    protection: Literal["none", "confidential", "strictly_confidential", "shielded"] = "none"
    """Confidential or strictly confidential address, or a person whom few at Nav may open."""
    language: Literal["nb", "nn", "en"] = "nb"
    reachable_digitally: bool = True
    phone: Annotated[str, Field(max_length=20)] = ""
    died_on: Day = None
    disability_benefit: bool = False
    """On disability benefit with an ordinary case."""
    self_employed: bool = False
    follow_up_decision_until: Day = None
    """The day until which a decision under nav-loven § 14 a is valid."""


class People(_Part):
    """What is known about persons before and besides their sick notes."""

    people: list[PersonPart]


At = tuple[str | int, ...]
"""Where in a file: `("staff", 3, "role")`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, and its text `register.<code>` with what it needs. Holds no identity number."""

    at: At
    code: str
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lines:
    """At which line of the file each part of it stands."""

    of: Mapping[At, int]

    def line(self, at: At) -> int:
        """The line of the part, or of the part that should have held it."""
        return next((self.of[at[:size]] for size in range(len(at), -1, -1) if at[:size] in self.of), 1)


class RegisterError(Exception):
    """Nothing was changed; `problems` are all that is wrong, `lines` where (None: ask the file that was read)."""

    def __init__(self, problems: list[Problem], lines: Lines | None = None) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems, self.lines = problems, lines


File = TypeVar("File", Organisation, People)


def read_register(path: Path, kind: type[File]) -> tuple[File, Lines]:
    """The file, and where its parts stand. Raises RegisterError with all that is wrong in its form."""
    places: dict[At, int] = {}
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=yaml.BaseLoader)
        return kind.model_validate(_content(node, (), places) if node else {}), Lines(places)
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise RegisterError([Problem((), "not_yaml")], Lines({(): line})) from None
    except ValidationError as error:
        found = [_problem(details) for details in error.errors(include_url=False)]
        raise RegisterError(found, Lines(places)) from None


def _content(node: yaml.Node, at: At, places: dict[At, int]) -> object:
    """What a node holds, every scalar as its text; `places` learns where it stands. A repeated name is refused."""
    places[at] = node.start_mark.line + 1
    if len(at) > _DEEPEST:
        raise RegisterError([Problem(at, "not_yaml")], Lines(places))
    if isinstance(node, yaml.SequenceNode):
        return [_content(each, (*at, number), places) for number, each in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, object] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                places[*at, name] = key.start_mark.line + 1
                raise RegisterError([Problem((*at, name), "repeated_field")], Lines(places))
            found[name] = _content(value, (*at, name), places)
        return found
    return node.value


def _problem(details: ErrorDetails) -> Problem:
    """Pydantic's error as one of ours; what was given instead is not repeated, it may be an identity number."""
    kind, facts = details["type"], details.get("ctx", {})
    match kind:
        case "missing":
            return Problem(details["loc"], "missing_field")
        case "extra_forbidden":
            return Problem(details["loc"], "unknown_field")
        case "literal_error":
            words = re.findall(r"'(\w+)'", str(facts["expected"]))
            return Problem(details["loc"], "not_one_of", {"words": words})
        case "string_pattern_mismatch":
            return Problem(details["loc"], "not_digits", {"count": _DIGITS[facts["pattern"]]})
        case "string_too_long":
            return Problem(details["loc"], "too_long", {"count": facts["max_length"]})
    return Problem(details["loc"], _FORMS.get(kind, "wrong_form"))


_DEEPEST: Final = 9  # a file that is right has four levels; one that names itself has no end
_DIGITS: Final = {UNIT_NUMBER: 4, IDENTITY_NUMBER: 11}
_FORMS: Final = {
    "string_too_short": "empty", "bool_parsing": "not_true_or_false", "bool_type": "not_true_or_false",
    "value_error": "not_a_day", "int_parsing": "not_a_week", "greater_than_equal": "not_a_week",
    "less_than_equal": "not_a_week", "list_type": "not_a_list", "string_type": "not_text",
}  # fmt: skip


def json_schema(kind: type[Organisation] | type[People]) -> str:
    """The published JSON Schema, as it stands in docs/formats."""
    name = kind.__name__.lower()
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:stafett:{name}:1"}
    return json.dumps(head | kind.model_json_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(json_schema(People if sys.argv[1] == "People" else Organisation))
