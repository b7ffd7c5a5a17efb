"""OpenFisca: one variable for each stop point and each reason, with vectorised formulas over arrays.

Parameters are dated, but of one date for everybody: its formulas ask for them as of the period. A list of reasons is no
type of it, so each reason is a variable of its own that holds or does not, and Stafett's function makes the lists.
Days are whole numbers, which is faster than its dates. Working days and ages are reckoned with Stafett's functions on
arrays, which formulas may call like any others.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from benchmarks.choices import CATEGORIES
from benchmarks.peers.openfisca_parts import (
    CHOICES,
    DAYS,
    NUMBERS_GIVEN,
    SWITCHES,
    Actor,
    AnswerCooperation,
    AnswerDuration,
    AnswerReturn,
    IssuerKind,
    Kind,
    Nature,
    Row,
    Segment,
    counted,
    from_sick_pay,
    given_of,
    input_of,
    on_max_date,
    sick_pay_begins,
    variable,
)
from benchmarks.peers.task import COLUMNS, NUMBERS, TODAY, Answers, Order
from benchmarks.rules import ON
from stafett.core.dates import add_months, days_of_age, next_working_days, nth_weekday
from stafett.core.parameters import default_law
from stafett.core.reasons import code_lists
from stafett.core.rows import NEVER

PERIOD = ON.isoformat()


def max_date(row: Any, period: Any, parameters: Any) -> Any:
    law = parameters(period)
    start = sick_pay_begins(row, period, parameters)
    ends = nth_weekday(start, int(law.sick_pay_days))
    born = row("birth_date", period)
    older = np.flatnonzero(start - born > law.sick_pay_older_age * 365 - 732)
    ages = (np.full(older.size, years, dtype=np.int32) for years in (law.sick_pay_older_age, law.sick_pay_end_age))
    turns_older, turns_end = (days_of_age(born[older], years) for years in ages)
    shorter = nth_weekday(np.maximum(start[older], turns_older), int(law.sick_pay_older_days))
    none = turns_end - 1 < start[older]
    ends[older] = np.where(none, NEVER, np.minimum(np.minimum(ends[older], shorter), turns_end - 1))
    return ends


def message(row: Any, period: Any, _: Any) -> Any:
    asked = row("screening_asked_on", period)
    return np.where(asked < NEVER, asked, row("passes_screening", period))


def activity_info(row: Any, period: Any, parameters: Any) -> Any:
    law = parameters(period)
    due = row("first_day", period) + (law.activity_info_weeks * 7 - 1)
    if law.screening_week <= law.activity_info_weeks:
        return np.maximum(due, row("message", period))
    return due


def activity_opens(row: Any, period: Any, parameters: Any) -> Any:
    return row("first_day", period) + (parameters(period).activity_requirement_opens_day - 1)


def activity_requirement(row: Any, period: Any, parameters: Any) -> Any:
    due = row("activity_opens", period) + parameters(period).activity_requirement_due_days
    return np.maximum(due, row("message", period) + 1)


def after_return(row: Any, period: Any, parameters: Any) -> Any:
    return row("last_day", period) + (1 + parameters(period).after_return_weeks * 7)


DUE: dict[str, Any] = {
    "activity_info": activity_info,
    "extended_note": counted("extended_note_first_weeks", 0),
    "extended_note_2": counted("extended_note_second_weeks", 0),
    "extended_note_3": counted("extended_note_third_weeks", 0),
    "issuer_limit": counted("issuer_limit_weeks"),
    "screening": lambda row, period, _: row("passes_screening", period),
    "activity_requirement": activity_requirement,
    "no_employer": counted("no_employer_contact_weeks"),
    "no_employer_2": counted("no_employer_decision_weeks"),
    "meeting_need": counted("meeting_need_weeks"),
    "meeting_need_2": counted("meeting_need_weeks"),
    "dialogue_2_candidate": counted("dialogue_2_candidate_weeks"),
    "dialogue_2": counted("dialogue_2_weeks"),
    "plan_b": counted("plan_b_weeks"),
    "hit_check": counted("hit_check_weeks", 0),
    "late": counted("late_weeks"),
    "soon_end": from_sick_pay(lambda ends, law: nth_weekday(ends, -int(law.soon_end_days))),
    "soon_end_silence": lambda row, period, parameters: (
        row("soon_end_due", period)
        + (parameters(period).soon_end_silence_days + parameters(period).stop_point_window_days)
    ),
    "measures": on_max_date(lambda ends, law: ends - law.measures_days_before_end),
    "transition": from_sick_pay(lambda ends, law: ends - law.transition_weeks * 7),
    "end": on_max_date(lambda ends, _: ends),
    "silence": lambda row, period, parameters: add_months(
        row("first_day", period), int(parameters(period).silence_months)
    ),
    "after_return": after_return,
}


def sick(row: Any, period: Any, _: Any) -> Any:
    return ~row("closed", period)


def without_employer(row: Any, period: Any, _: Any) -> Any:
    return row("sick", period) & ~row("employed", period)


def in_meeting(row: Any, period: Any, _: Any) -> Any:
    return row("sick", period) & row("employed", period)


def with_sick_pay(row: Any, period: Any, _: Any) -> Any:
    return row("sick", period) & (row("max_date", period) < NEVER)


def while_sick_listed(name: str, needed: str) -> Any:
    def formula(row: Any, period: Any, _: Any) -> Any:
        due = row(f"{name}_due", period)
        return row(needed, period) & ((due <= row("last_day", period)) | (due > TODAY))

    return formula


def said_under(row: Any, period: Any, _: Any) -> Any:
    return row("sick", period) & (row("answer_duration", period) == AnswerDuration.under_26_weeks)


def limited_issuer(row: Any, period: Any, _: Any) -> Any:
    kind = row("issuer_kind", period)
    limited = (kind == IssuerKind.chiropractor) | (kind == IssuerKind.manual_therapist)
    return row("sick", period) & limited


def assessed(row: Any, period: Any, parameters: Any) -> Any:
    last = row("last_day", period)
    recently = last + parameters(period).activity_requirement_after_end_days >= TODAY
    return row("sick", period) | ((row("activity_opens", period) <= last) & recently)


def returned(row: Any, period: Any, parameters: Any) -> Any:
    shown = row("after_return_due", period) + parameters(period).after_return_open_days >= TODAY
    return row("closed", period) & shown & (row("passes_screening", period) <= row("last_day", period))


CONDITIONS: dict[str, Any] = {
    "sick": sick,
    "without_employer": without_employer,
    "in_meeting": in_meeting,
    "with_sick_pay": with_sick_pay,
    "said_under": said_under,
    "limited_issuer": limited_issuer,
    "assessed": assessed,
    "returned": returned,
    "candidate": while_sick_listed("dialogue_2_candidate", "in_meeting"),
    "hit": while_sick_listed("hit_check", "said_under"),
}
NEEDED = {
    "issuer_limit": "limited_issuer", "activity_requirement": "assessed", "no_employer": "without_employer",
    "no_employer_2": "without_employer", "meeting_need": "in_meeting", "meeting_need_2": "in_meeting",
    "dialogue_2_candidate": "candidate", "dialogue_2": "in_meeting", "hit_check": "hit", "soon_end": "with_sick_pay",
    "soon_end_silence": "with_sick_pay", "measures": "with_sick_pay", "transition": "with_sick_pay",
    "end": "with_sick_pay", "after_return": "returned",
}  # fmt: skip


def stop_point(name: str) -> Any:
    """The due day where the stop point is there, else 0."""
    needed = NEEDED.get(name, "sick")
    return lambda row, period, _: row(f"{name}_due", period) * row(needed, period)


def answered(row: Any, period: Any, _: Any) -> Any:
    return (
        (row("answer_return", period) != AnswerReturn.none)
        | (row("answer_cooperation", period) != AnswerCooperation.none)
        | (row("answer_duration", period) != AnswerDuration.none)
    )


def asked(row: Any, period: Any, _: Any) -> Any:
    return row("screening_asked_on", period) < NEVER


def silent(row: Any, period: Any, parameters: Any) -> Any:
    waiting = row("asked", period) & ~row("answered", period) & (row("last_day", period) >= TODAY)
    places = np.flatnonzero(waiting)
    ends = row("screening_asked_on", period)[places] + parameters(period).screening_window_days
    waiting[places] = next_working_days(ends.astype(np.int32)) + 1 <= TODAY
    return waiting


def judged(row: Any, period: Any, _: Any) -> Any:
    return row("answered", period) | row("silent", period)


def unasked(row: Any, period: Any, parameters: Any) -> Any:
    """Not asked, sick, reached or requested, and not back soon."""
    reached = (row("passes_screening", period) <= TODAY) | row("open_request_person", period)
    back_soon = row("last_day", period) <= TODAY + parameters(period).screening_expected_fit_days
    return ~row("judged", period) & ~row("asked", period) & row("sick", period) & reached & ~back_soon


def said(question: str, answer: Any) -> Any:
    return lambda row, period, _: row("judged", period) & (row(question, period) == answer)


def missing(question: str, none: Any) -> Any:
    return lambda row, period, _: row("answered", period) & (row(question, period) == none)


def holds(switch: str) -> Any:
    return lambda row, period, _: row("judged", period) & row(switch, period)


FAILED: dict[str, Any] = {
    "not_answered": lambda row, period, _: row("silent", period),
    "answer_unsure": said("answer_return", AnswerReturn.unsure),
    "answer_unlikely": said("answer_return", AnswerReturn.unlikely),
    "prefer_not_return": said("answer_return", AnswerReturn.prefer_not),
    "missing_return": missing("answer_return", AnswerReturn.none),
    "answer_not_good": said("answer_cooperation", AnswerCooperation.not_good),
    "prefer_not_cooperation": said("answer_cooperation", AnswerCooperation.prefer_not),
    "missing_cooperation": missing("answer_cooperation", AnswerCooperation.none),
    "answer_over_26_weeks": said("answer_duration", AnswerDuration.over_26_weeks),
    "prefer_not_duration": said("answer_duration", AnswerDuration.prefer_not),
    "missing_duration": missing("answer_duration", AnswerDuration.none),
    "recurrent_absence": holds("recurrent"),
    "open_request_person": holds("open_request_person"),
}


def failed(row: Any, period: Any, _: Any) -> Any:
    result = row("because_not_answered", period).copy()
    for name in FAILED:
        result |= row(f"because_{name}", period)
    return result


OTHERS: dict[str, Any] = {
    "all_conditions_met": lambda row, period, _: row("judged", period) & ~row("failed", period),
    "awaiting_answer": lambda row, period, _: row("asked", period) & ~row("judged", period) & row("sick", period),
    "pregnancy_related": lambda row, period, _: row("unasked", period) & row("pregnancy_related", period),
    "bypass_age": lambda row, period, _: row("unasked", period) & (row("birth_date", period) <= NUMBERS.born_by),
    "no_employer": lambda row, period, _: (
        row("unasked", period)
        & ~row("employed", period)
        & ~row("because_pregnancy_related", period)
        & ~row("because_bypass_age", period)
    ),
}


def segment(row: Any, period: Any, _: Any) -> Any:
    cases = [
        (row("because_all_conditions_met", period), Segment.care_in_place),
        (row("failed", period) | row("because_no_employer", period), Segment.needs_mapping),
        (row("because_pregnancy_related", period) | row("because_bypass_age", period), Segment.bypass),
        (row("because_awaiting_answer", period), Segment.awaiting_answer),
    ]
    # Of these at most one holds, so that their places in the list of values can be summed up.
    return sum(np.multiply(holding, value.index, dtype=np.uint8) for holding, value in cases)


def step(row: Any, period: Any, parameters: Any) -> Any:
    """The first step of the order of work that holds."""
    own, due = row("actor", period) == Actor.nav, row("due", period)
    legal = own & (row("nature", period) == Nature.law)
    promised, kind = own & row("promised_answer", period), row("kind", period)
    waits = promised | (own & (kind == Kind.confirm)) | (own & (kind == Kind.mapping) & (due <= TODAY))
    soon = legal & (due - parameters(period).order_legal_soon_days <= TODAY)
    contact = own & row("planned_contact", period) & (due <= TODAY)
    return np.select([legal & (due < TODAY), promised & (due < TODAY), waits, soon, contact], [1, 2, 3, 4, 5], 7)


REASONS = (*FAILED, *OTHERS)


@cache
def system() -> TaxBenefitSystem:
    """The variables and the dated parameters."""
    made = TaxBenefitSystem([Row])
    law = default_law()
    values = {
        name: {"values": {dated.start.isoformat(): {"value": dated.value} for dated in parameter.dated}}
        for name, parameter in law.parameters.items()
        if all(isinstance(dated.value, int) for dated in parameter.dated)
    }
    made.parameters = ParameterNode("", data=values)
    for name in (*DAYS, *NUMBERS_GIVEN, *SWITCHES, *CHOICES):
        made.add_variable(input_of(name))
    for name, formula in {"message": message, "activity_opens": activity_opens, "max_date": max_date}.items():
        made.add_variable(variable(int, name, formula))
    for name, formula in CONDITIONS.items():
        made.add_variable(variable(bool, name, formula))
    for name, formula in DUE.items():
        made.add_variable(variable(int, f"{name}_due", formula))
        made.add_variable(variable(int, f"stop_point_{name}", stop_point(name)))
    for formula in (answered, asked, silent, judged, unasked, failed):
        made.add_variable(variable(bool, formula.__name__, formula))
    for name, formula in {**FAILED, **OTHERS}.items():
        made.add_variable(variable(bool, f"because_{name}", formula))
    made.add_variable(variable(Enum, "segment", segment, possible_values=Segment, default_value=Segment.none))
    made.add_variable(variable(int, "step", step))
    return made


@dataclass(frozen=True, slots=True)
class Solved:
    """What was calculated: the day of each stop point, the lists of reasons, and the place of each segment."""

    days: list[Any]
    reasons: pl.Series
    segments: Any


def _simulation(given: dict[str, Any]) -> Any:
    size = len(next(iter(given.values())))
    simulation = SimulationBuilder().build_default_simulation(system(), count=size)
    for name, array in given.items():
        simulation.set_input(name, PERIOD, array)
    return simulation


def ready(spells: pl.DataFrame) -> dict[str, Any]:
    system()
    return given_of(spells)


def solve(given: dict[str, Any]) -> Solved:
    simulation = _simulation(given)
    return Solved(
        [simulation.calculate(f"stop_point_{name}", PERIOD) for name in COLUMNS],
        code_lists([(f"screening.{name}", simulation.calculate(f"because_{name}", PERIOD)) for name in REASONS]),
        simulation.calculate("segment", PERIOD),
    )


def told(solved: Solved) -> Answers:
    names = [segment.name for segment in Segment]
    outcomes = [names[place] if place else None for place in np.asarray(solved.segments).tolist()]
    segments = [(outcome, tuple(codes)) for outcome, codes in zip(outcomes, solved.reasons.to_list(), strict=True)]
    return Answers(np.array(solved.days, dtype=np.int32).T, segments)


def ready_tasks(tasks: pl.DataFrame) -> dict[str, Any]:
    system()
    return {**given_of(tasks), "task": tasks.get_column("task").to_numpy()}


def order(given: dict[str, Any]) -> tuple[Any, Any]:
    """The steps by OpenFisca, the sorting by NumPy: it sorts nothing itself."""
    simulation = _simulation({name: array for name, array in given.items() if name != "task"})
    steps = simulation.calculate("step", PERIOD)
    others = np.asarray(given["actor"]) != Actor.nav.index
    category = np.where(steps == len(CATEGORIES) + 1, np.asarray(given["category"]), 0)
    keys = (given["task"], given["last_contact"], -given["risk_count"], given["due"], category, others, steps,
            ~given["pinned"])  # fmt: skip
    places = np.lexsort(keys)
    return given["task"][places], steps[places]


def told_order(ordered: tuple[Any, Any]) -> Order:
    return list(zip(*(part.tolist() for part in ordered), strict=True))
