"""What OpenFisca's variables for the task are made of: the entity, the lists of codes, and what is given."""

from typing import Any

import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable

from benchmarks.choices import CHOICES as CODES
from benchmarks.peers.task import as_numbers
from stafett.core.rows import NEVER

Row = build_entity(key="row", plural="rows", label="A spell, or a task", is_person=True)


def choice(name: str, *choices: str) -> Any:
    """A list of codes, the first being the default."""
    return Enum(name, {code: code.replace("_", " ") for code in choices})


AnswerReturn = choice("AnswerReturn", "none", *CODES["answer_return"])
AnswerCooperation = choice("AnswerCooperation", "none", *CODES["answer_cooperation"])
AnswerDuration = choice("AnswerDuration", "none", *CODES["answer_duration"])
Segment = choice("Segment", "none", "care_in_place", "needs_mapping", "bypass", "awaiting_answer")
CHOICES: dict[str, Any] = {
    "answer_return": AnswerReturn,
    "answer_cooperation": AnswerCooperation,
    "answer_duration": AnswerDuration,
    **{name: choice(name, *CODES[name]) for name in ("issuer_kind", "kind", "actor", "nature", "category")},
}
IssuerKind, Kind, Actor, Nature = (CHOICES[name] for name in ("issuer_kind", "kind", "actor", "nature"))
DAYS = ("first_day", "last_day", "birth_date", "passes_screening", "screening_asked_on", "due", "last_contact")
NUMBERS_GIVEN = ("well_days", "risk_count")
SWITCHES = ("closed", "employed", "recurrent", "open_request_person", "pregnancy_related", "promised_answer",
            "planned_contact", "pinned")  # fmt: skip


def input_of(name: str) -> type[Variable]:
    """A variable that is given."""
    own: dict[str, Any] = {"entity": Row, "definition_period": DateUnit.DAY, "label": name}
    if name in CHOICES:
        choices = CHOICES[name]
        own |= {"value_type": Enum, "possible_values": choices, "default_value": next(iter(choices))}
    elif name in SWITCHES:
        own |= {"value_type": bool}
    else:
        own |= {"value_type": int, "default_value": NEVER if name in DAYS else 0}
    return type(name, (Variable,), own)


def variable(value_type: Any, name: str, formula: Any, **more: Any) -> type[Variable]:
    """A variable that is reckoned. `formula(row, period, parameters)` as usual."""
    own = {
        "value_type": value_type, "entity": Row, "definition_period": DateUnit.DAY, "label": name, "formula": formula,
    }  # fmt: skip
    return type(name, (Variable,), own | more)


def given_of(frame: pl.DataFrame) -> dict[str, Any]:
    """The columns as arrays, codes by their place in the list."""
    names = [name for name in (*DAYS, *NUMBERS_GIVEN, *SWITCHES) if name in frame.columns]
    given = as_numbers(frame.select(names))
    for name, choices in CHOICES.items():
        if name in frame.columns:
            places = {choice.name: choice.index for choice in choices}
            codes = frame.get_column(name).fill_null("none").replace_strict(places, return_dtype=pl.UInt8)
            given[name] = choices.encode(codes.to_numpy())
    return given


def counted(parameter: str, extra: int = -1) -> Any:
    """A number of weeks from the first day."""
    return lambda row, period, parameters: row("first_day", period) + (parameters(period)[parameter] * 7 + extra)


def on_max_date(days: Any) -> Any:
    """A day reckoned from the last day of sick pay."""
    return lambda row, period, parameters: days(row("max_date", period), parameters(period))


def sick_pay_begins(row: Any, period: Any, parameters: Any) -> Any:
    return row("first_day", period) + parameters(period).employer_period_days + row("well_days", period)


def from_sick_pay(days: Any) -> Any:
    """As `on_max_date`, on the first day of sick pay at the earliest."""
    reckoned = on_max_date(days)
    return lambda row, period, parameters: np.maximum(
        reckoned(row, period, parameters), sick_pay_begins(row, period, parameters)
    )
