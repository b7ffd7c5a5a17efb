"""The stop points one by one: from when each counts, and what must hold for it to be there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from stafett.core.dates import DAYS_PER_WEEK, day_number, day_numbers, nth_weekday
from stafett.core.max_date import estimate_max_date
from stafett.core.parameters import Law

# Absent columns get these types, null; the meaning of a null is stated in `stoppoints`.
OPTIONAL_SPELL_COLUMNS: Mapping[str, Any] = {
    "birth_date": pl.Date,
    "died_on": pl.Date,
    "fit_from": pl.Date,
    "issuer_kind": pl.String,
    "passes_screening": pl.Date,
    "screening_asked_on": pl.Date,
    "answer_duration": pl.String,
    "dialogue_2_held": pl.Boolean,
    "max_date": pl.Date,
    "office": pl.String,
}
OPTIONAL_EMPLOYMENT_COLUMNS: Mapping[str, Any] = {"dialogue_1_wanted": pl.Boolean, "ended_on": pl.Date}
FULL_GRADE = 100

Named = tuple[str, pl.Expr]


@dataclass(frozen=True, slots=True)
class Terms:
    """The frame a rule is written over, the law in force for its rows, and the day it is seen from.

    Days are whole numbers (days since 1970-01-01), so that they can be added to.
    """

    frame: pl.DataFrame
    law: Law
    on: date
    _numbers: dict[str, pl.Expr] = field(default_factory=dict)

    def number(self, name: str) -> pl.Expr:
        """The parameter in force on each row's first day, at its own office."""
        if name not in self._numbers:
            offices = self.frame["office"] if self.frame["office"].null_count() < self.frame.height else None
            self._numbers[name] = self.law.column(name, self.frame["first_day"], offices)
        return self._numbers[name]

    def day(self, name: str) -> pl.Expr:
        return pl.col(name).to_physical()

    @property
    def today(self) -> pl.Expr:
        return pl.lit(day_number(self.on), dtype=pl.Int32)

    def within(self, weeks_parameter: str, start: str = "first_day") -> pl.Expr:
        """Day 7N."""
        return self.day(start) + self.number(weeks_parameter) * DAYS_PER_WEEK - 1

    def passes(self, weeks_parameter: str) -> pl.Expr:
        """Day 7N + 1."""
        return self.day("first_day") + self.number(weeks_parameter) * DAYS_PER_WEEK


Due = Callable[[Terms], pl.Expr]


@dataclass(frozen=True, slots=True)
class StopPoint:
    """One stop point. `parameter` is the one that carries its nature and reference."""

    kind: str
    actor: str
    parameter: str
    due: Due
    needs: tuple[str, ...]
    occurrence: int = 1
    own_opening: Due | None = None
    from_max_date: bool = False
    while_sick_listed: bool = False
    settled: Due | None = None
    facts: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        return self.kind if self.occurrence == 1 else f"{self.kind}_{self.occurrence}"

    @property
    def reason(self) -> str:
        return f"stop_point.{self.column}"

    @property
    def settled_reason(self) -> str:
        return f"{self.reason}.settled"

    def opens(self, terms: Terms, due: pl.Expr) -> pl.Expr:
        if self.own_opening is not None:
            return self.own_opening(terms)
        return due - terms.number("stop_point_window_days")

    def conditions(self, terms: Terms, due: pl.Expr) -> list[Named]:
        """What must hold for the point to be there, by name; the first that fails is why it is not."""
        conditions = [(name, pl.col(f"is_{name}")) for name in self.needs]
        if self.while_sick_listed:
            conditions.append(("sick_listed", (due <= terms.day("last_day")) | (due > terms.today)))
        if self.from_max_date:
            conditions.append(("right_to_sick_pay", due.is_not_null()))
        return conditions


def _alive(terms: Terms) -> pl.Expr:
    return pl.col("died_on").is_null() | (pl.col("died_on") > terms.on)


def _activity_requirement_stands(terms: Terms) -> pl.Expr:
    opened = _activity_opens(terms) <= terms.day("last_day")
    recently = terms.today <= terms.day("last_day") + terms.number("activity_requirement_after_end_days")
    return ~pl.col("closed") | (opened & recently)


def _returned_lately(terms: Terms) -> pl.Expr:
    last_shown = _after_return(terms) + terms.number("after_return_open_days")
    returned = pl.col("closed") | (pl.col("fit_from") <= terms.on)
    return returned & (terms.today <= last_shown)


def _limited_issuer(terms: Terms) -> pl.Expr:
    # The kinds are not numbers, so they are not picked per row; the law of the day seen from decides.
    kinds = terms.law.value("issuer_limit_kinds", terms.on)
    return pl.col("issuer_kind").is_in(list(kinds) if isinstance(kinds, tuple) else [])


CONDITIONS: Mapping[str, Due] = {
    "alive": _alive,
    "open": lambda _: ~pl.col("closed"),
    "not_fit": lambda terms: pl.col("fit_from").is_null() | (pl.col("fit_from") > terms.on),
    "employed": lambda _: pl.col("employed"),
    "no_employer": lambda _: ~pl.col("employed"),
    "limited_issuer": _limited_issuer,
    "meeting_not_held": lambda _: ~pl.col("dialogue_2_held"),
    "said_under_26_weeks": lambda _: pl.col("answer_duration").eq_missing(pl.lit("under_26_weeks")),
    "activity_requirement": _activity_requirement_stands,
    "returned": _returned_lately,
    "long_enough": lambda terms: _screening(terms) <= terms.day("last_day"),
    "employment_goes_on": lambda terms: pl.col("ended_on").is_null() | (pl.col("ended_on") > terms.on),
    "sick_in_employment": lambda terms: terms.today <= terms.day("last_day") + terms.number("spell_gap_days"),
    "full_or_wanted": lambda _: pl.col("first_full_day").is_not_null() | pl.col("dialogue_1_wanted"),
}
SICK = ("alive", "open", "not_fit")
EMPLOYED = (*SICK, "employed")


def _screening(terms: Terms) -> pl.Expr:
    reckoned = terms.passes("screening_week") + pl.col("well_days")
    return pl.coalesce(terms.day("passes_screening"), reckoned)


def _message(terms: Terms) -> pl.Expr:
    """The day of the screening message: when it was sent, else when it is to be."""
    return pl.coalesce(terms.day("screening_asked_on"), _screening(terms))


def _activity_info(terms: Terms) -> pl.Expr:
    due = terms.within("activity_info_weeks")
    screening_first = terms.number("screening_week") <= terms.number("activity_info_weeks")
    return pl.when(screening_first).then(pl.max_horizontal(due, _message(terms))).otherwise(due)


def _activity_opens(terms: Terms) -> pl.Expr:
    return terms.day("first_day") + terms.number("activity_requirement_opens_day") - 1


def _activity_requirement(terms: Terms) -> pl.Expr:
    due = _activity_opens(terms) + terms.number("activity_requirement_due_days")
    return pl.max_horizontal(due, _message(terms) + 1)


def _activity_fulfilled(terms: Terms) -> pl.Expr:
    return (_activity_opens(terms) <= terms.today) & (pl.col("grade") < FULL_GRADE)


def _dialogue_1(terms: Terms) -> pl.Expr:
    start = pl.coalesce(terms.day("first_full_day"), terms.day("first_day"))
    return start + terms.number("dialogue_1_weeks") * DAYS_PER_WEEK - 1


def _soon_end(terms: Terms) -> pl.Expr:
    return terms.day("soon_end_day")


def _transition(terms: Terms) -> pl.Expr:
    return terms.day("max_date") - terms.number("transition_weeks") * DAYS_PER_WEEK


def _after_return(terms: Terms) -> pl.Expr:
    returned = pl.coalesce(terms.day("fit_from"), terms.day("last_day") + 1)
    return returned + terms.number("after_return_weeks") * DAYS_PER_WEEK


def _within(parameter: str) -> Due:
    return lambda terms: terms.within(parameter)


def _passes(parameter: str) -> Due:
    return lambda terms: terms.passes(parameter)


def _counted(
    kind: str,
    actor: str,
    parameter: str,
    needs: tuple[str, ...],
    *,
    passes: bool = False,
    occurrence: int = 1,
    while_sick_listed: bool = False,
    facts: tuple[str, ...] = (),
) -> StopPoint:
    """A stop point that is a number of weeks from the first sick day, and nothing else."""
    return StopPoint(
        kind=kind,
        actor=actor,
        parameter=parameter,
        due=_passes(parameter) if passes else _within(parameter),
        needs=needs,
        occurrence=occurrence,
        while_sick_listed=while_sick_listed,
        facts=facts,
    )


HELD = ("employed", "dialogue_2_held")
MEETING = (*EMPLOYED, "meeting_not_held")

SPELL_POINTS: tuple[StopPoint, ...] = (
    StopPoint(
        "activity_info",
        "system",
        "activity_info_weeks",
        _activity_info,
        SICK,
        facts=("screening_asked_on", "passes_screening"),
        parameters=("screening_week",),
    ),
    _counted("extended_note", "issuer", "extended_note_first_weeks", SICK, passes=True),
    _counted("extended_note", "issuer", "extended_note_second_weeks", SICK, passes=True, occurrence=2),
    _counted("extended_note", "issuer", "extended_note_third_weeks", SICK, passes=True, occurrence=3),
    _counted("issuer_limit", "issuer", "issuer_limit_weeks", (*SICK, "limited_issuer"), facts=("issuer_kind",)),
    StopPoint(
        "screening",
        "person",
        "screening_week",
        _screening,
        SICK,
        own_opening=_screening,
        facts=("passes_screening", "sick_days", "well_days", "weeks", "weeks_since_first"),
    ),
    StopPoint(
        "activity_requirement",
        "nav",
        "activity_requirement_opens_day",
        _activity_requirement,
        ("alive", "activity_requirement"),
        own_opening=_activity_opens,
        settled=_activity_fulfilled,
        facts=("last_day", "grade", "screening_asked_on", "passes_screening"),
        parameters=("activity_requirement_due_days", "activity_requirement_after_end_days"),
    ),
    _counted("no_employer", "nav", "no_employer_contact_weeks", (*SICK, "no_employer"), facts=("employed",)),
    _counted(
        "no_employer",
        "nav",
        "no_employer_decision_weeks",
        (*SICK, "no_employer"),
        occurrence=2,
        facts=("employed",),
    ),
    _counted("meeting_need", "person", "meeting_need_weeks", MEETING, facts=HELD),
    _counted("meeting_need", "employer", "meeting_need_weeks", MEETING, occurrence=2, facts=HELD),
    _counted(
        "dialogue_2_candidate",
        "nav",
        "dialogue_2_candidate_weeks",
        MEETING,
        while_sick_listed=True,
        facts=("last_day", *HELD),
    ),
    _counted("dialogue_2", "nav", "dialogue_2_weeks", MEETING, facts=HELD),
    _counted("plan_b", "nav", "plan_b_weeks", SICK),
    _counted(
        "hit_check",
        "system",
        "hit_check_weeks",
        (*SICK, "said_under_26_weeks"),
        passes=True,
        while_sick_listed=True,
        facts=("last_day", "answer_duration"),
    ),
    _counted("late", "nav", "late_weeks", SICK),
    StopPoint(
        "soon_end",
        "person",
        "soon_end_days",
        _soon_end,
        SICK,
        from_max_date=True,
        facts=("max_date", "well_days", "birth_date"),
        parameters=("sick_pay_days",),
    ),
    StopPoint(
        "measures",
        "nav",
        "measures_days_before_end",
        lambda terms: terms.day("max_date") - terms.number("measures_days_before_end"),
        SICK,
        from_max_date=True,
        facts=("max_date", "well_days", "birth_date"),
        parameters=("sick_pay_days",),
    ),
    StopPoint(
        "transition",
        "nav",
        "transition_weeks",
        _transition,
        SICK,
        from_max_date=True,
        facts=("max_date", "well_days", "birth_date"),
        parameters=("sick_pay_days",),
    ),
    StopPoint(
        "end",
        "system",
        "sick_pay_days",
        lambda terms: terms.day("max_date"),
        SICK,
        from_max_date=True,
        facts=("max_date", "well_days", "birth_date"),
        parameters=("sick_pay_older_age", "sick_pay_older_days", "sick_pay_end_age"),
    ),
    StopPoint(
        "after_return",
        "person",
        "after_return_weeks",
        _after_return,
        ("alive", "returned", "long_enough"),
        own_opening=_after_return,
        facts=("last_day", "fit_from"),
        parameters=("after_return_open_days", "screening_week"),
    ),
)

IN_EMPLOYMENT = (*SICK, "employment_goes_on", "sick_in_employment")

EMPLOYMENT_POINTS: tuple[StopPoint, ...] = (
    StopPoint(
        "plan",
        "employer",
        "plan_weeks",
        _within("plan_weeks"),
        IN_EMPLOYMENT,
        facts=("employer", "last_day", "ended_on"),
    ),
    StopPoint(
        "dialogue_1",
        "employer",
        "dialogue_1_weeks",
        _dialogue_1,
        (*IN_EMPLOYMENT, "full_or_wanted"),
        facts=("employer", "first_full_day", "last_day", "ended_on", "dialogue_1_wanted"),
    ),
)


def spell_terms(spells: pl.DataFrame, *, law: Law, on: date) -> Terms:
    frame = _with_absent(spells, OPTIONAL_SPELL_COLUMNS).with_columns(
        pl.col("dialogue_2_held").fill_null(value=False),
        pl.col("max_date").is_null().alias("max_date_estimated"),
    )
    if frame["max_date"].null_count():
        frame = frame.with_columns(pl.coalesce("max_date", estimate_max_date(frame, law)))
    frame = frame.with_columns(_soon_end_day(frame, law))
    return _with_conditions(Terms(frame, law, on), SPELL_POINTS)


def _soon_end_day(frame: pl.DataFrame, law: Law) -> pl.Series:
    # The Nth weekday from the end is counted too: it is the first with fewer than N left after it.
    known = frame.filter(pl.col("max_date").is_not_null())
    offices = known["office"].to_numpy() if known["office"].null_count() < known.height else None
    left = law.values("soon_end_days", day_numbers(known["first_day"]), offices)
    days = pl.Series("soon_end_day", nth_weekday(day_numbers(known["max_date"]), -left)).cast(pl.Date)
    if known.height == frame.height:
        return days
    empty = pl.Series("soon_end_day", [None] * frame.height, dtype=pl.Date)
    return empty.scatter(frame["max_date"].is_not_null().arg_true(), days)


def employment_terms(employments: pl.DataFrame, spells: pl.DataFrame, *, law: Law, on: date) -> Terms:
    of_spell = _with_absent(spells, OPTIONAL_SPELL_COLUMNS).select(
        "spell", "person", "closed", "died_on", "fit_from", "office"
    )
    own = _with_absent(employments, OPTIONAL_EMPLOYMENT_COLUMNS).with_columns(
        pl.col("dialogue_1_wanted").fill_null(value=False)
    )
    frame = own.drop("person", strict=False).join(of_spell, on="spell", maintain_order="left")
    return _with_conditions(Terms(frame, law, on), EMPLOYMENT_POINTS)


def _with_conditions(terms: Terms, points: tuple[StopPoint, ...]) -> Terms:
    """The terms with a column for each condition: many points share them."""
    names = dict.fromkeys(name for point in points for name in point.needs)
    columns = [CONDITIONS[name](terms).fill_null(value=False).alias(f"is_{name}") for name in names]
    return replace(terms, frame=terms.frame.with_columns(columns))


def _with_absent(frame: pl.DataFrame, columns: Mapping[str, Any]) -> pl.DataFrame:
    absent = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in columns.items() if name not in frame.columns]
    return frame.with_columns(absent) if absent else frame
