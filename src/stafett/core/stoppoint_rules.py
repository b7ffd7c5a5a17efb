"""The stop points one by one: from when each counts, and what must hold for it to be there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import or_
from types import MappingProxyType

import numpy as np
import polars as pl

from stafett.core.dates import DAYS_PER_WEEK, Days, day_number, nth_weekday
from stafett.core.max_date import estimated_max_dates
from stafett.core.parameters import Law
from stafett.core.rows import Flags, Rows, all_of, either, first_known, is_known

FULL_GRADE = 100
THERE, SETTLED = 0, 1  # positions in StopPoint.reasons; why it is not there follows


class Terms(Rows):
    """The rows a rule is written over and the day they are seen from, with what many rules share."""

    def __init__(
        self,
        frame: pl.DataFrame,
        law: Law,
        on: date,
        offices: pl.Series | None = None,
        holding: Mapping[str, Flags] = MappingProxyType({}),
    ) -> None:
        """`holding` is what is known already of some CONDITIONS."""
        super().__init__(frame, law, offices)
        self.on = on
        self.today = day_number(on)
        self._holds = dict(holding)
        self._hold: dict[tuple[str, ...], Flags] = {}

    def holds(self, name: str) -> Flags:
        """One of CONDITIONS."""
        if name not in self._holds:
            self._holds[name] = CONDITIONS[name](self)
        return self._holds[name]

    def hold(self, names: tuple[str, ...]) -> Flags:
        """All of several CONDITIONS."""
        if names not in self._hold:
            self._hold[names] = all_of([self.holds(name) for name in names])
        return self._hold[names]

    def within(self, weeks_parameter: str) -> Days:
        """Day 7N."""
        return self.day("first_day") + (self.number(weeks_parameter) * DAYS_PER_WEEK - 1)

    def passes(self, weeks_parameter: str) -> Days:
        """Day 7N + 1."""
        return self.day("first_day") + self.number(weeks_parameter) * DAYS_PER_WEEK

    @cached_property
    def max_date(self) -> Days:
        """As the benefit line says, else estimated; NEVER where there is no right to sick pay."""
        told = self.day("max_date")
        return told if is_known(told).all() else first_known(told, estimated_max_dates(self))


Due = Callable[[Terms], Days]
Condition = Callable[[Terms], Flags]


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
    settled: Condition | None = None
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

    @property
    def reasons(self) -> tuple[str, ...]:
        """Every reason there can be: why it is there, why it is settled, and why it is not there."""
        own = {"sick_listed": self.while_sick_listed, "right_to_sick_pay": self.from_max_date}
        names = (*self.needs, *(name for name, needed in own.items() if needed))
        return (self.reason, self.settled_reason, *(f"not_relevant.{name}" for name in names))

    def opens(self, terms: Terms, due: Days) -> Days:
        if self.own_opening is not None:
            return self.own_opening(terms)
        return due - terms.number("stop_point_window_days")

    def relevant(self, terms: Terms, due: Days) -> Flags:
        return all_of([terms.hold(self.needs), *self._conditions_on(terms, due)])

    def why_not(self, terms: Terms, due: Days) -> Days:
        """The position in `reasons` of the first condition that fails; of `reason` where none does."""
        conditions = [*(terms.holds(name) for name in self.needs), *self._conditions_on(terms, due)]
        first = np.argmin(conditions, axis=0) + SETTLED + 1
        return np.where(all_of(conditions), THERE, first).astype(np.int32)

    def _conditions_on(self, terms: Terms, due: Days) -> list[Flags]:
        conditions = []
        if self.while_sick_listed:
            conditions.append((due <= terms.day("last_day")) | (due > terms.today))
        if self.from_max_date:
            conditions.append(is_known(due))
        return conditions


def _alive(terms: Terms) -> Flags:
    return terms.day("died_on") > terms.today


def _activity_requirement_stands(terms: Terms) -> Flags:
    opened = _activity_opens(terms) <= terms.day("last_day")
    recently = terms.today <= terms.day("last_day") + terms.number("activity_requirement_after_end_days")
    return ~terms.switch("closed") | (opened & recently)


def _returned_lately(terms: Terms) -> Flags:
    last_shown = _after_return(terms) + terms.number("after_return_open_days")
    returned = terms.switch("closed") | (terms.day("fit_from") <= terms.today)
    return returned & (terms.today <= last_shown)


def _limited_issuer(terms: Terms) -> Flags:
    # The kinds are not numbers, so they are not picked per row; the law of the day seen from decides.
    kinds = terms.law.value("issuer_limit_kinds", terms.on)
    limited = [terms.text_is("issuer_kind", kind) for kind in kinds] if isinstance(kinds, tuple) else []
    return reduce(or_, limited, np.zeros(terms.height, dtype=np.bool_))


CONDITIONS: Mapping[str, Condition] = {
    "alive": _alive,
    "open": lambda terms: ~terms.switch("closed"),
    "not_fit": lambda terms: terms.day("fit_from") > terms.today,
    "employed": lambda terms: terms.switch("employed"),
    "no_employer": lambda terms: ~terms.switch("employed"),
    "limited_issuer": _limited_issuer,
    "meeting_not_held": lambda terms: ~terms.switch("dialogue_2_held"),
    "said_under_26_weeks": lambda terms: terms.text_is("answer_duration", "under_26_weeks"),
    "activity_requirement": _activity_requirement_stands,
    "returned": _returned_lately,
    "long_enough": lambda terms: _screening(terms) <= terms.day("last_day"),
    "employment_goes_on": lambda terms: terms.day("ended_on") > terms.today,
    "sick_in_employment": lambda terms: terms.today <= terms.day("last_day") + terms.number("spell_gap_days"),
    "full_or_wanted": lambda terms: is_known(terms.day("first_full_day")) | terms.switch("dialogue_1_wanted"),
}
SICK = ("alive", "open", "not_fit")
EMPLOYED = (*SICK, "employed")


def _screening(terms: Terms) -> Days:
    reckoned = terms.passes("screening_week") + terms.whole("well_days")
    return first_known(terms.day("passes_screening"), reckoned)


def _message(terms: Terms) -> Days:
    """The day of the screening message: when it was sent, else when it is to be."""
    return first_known(terms.day("screening_asked_on"), _screening(terms))


def _activity_info(terms: Terms) -> Days:
    due = terms.within("activity_info_weeks")
    screening_first = np.less_equal(terms.number("screening_week"), terms.number("activity_info_weeks"))
    return either(screening_first, np.maximum(due, _message(terms)), due)


def _activity_opens(terms: Terms) -> Days:
    return terms.day("first_day") + terms.number("activity_requirement_opens_day") - 1


def _activity_requirement(terms: Terms) -> Days:
    due = _activity_opens(terms) + terms.number("activity_requirement_due_days")
    result: Days = np.maximum(due, _message(terms) + 1)
    return result


def _activity_fulfilled(terms: Terms) -> Flags:
    return (_activity_opens(terms) <= terms.today) & (terms.whole("grade", absent=FULL_GRADE) < FULL_GRADE)


def _dialogue_1(terms: Terms) -> Days:
    start = first_known(terms.day("first_full_day"), terms.day("first_day"))
    return start + terms.number("dialogue_1_weeks") * DAYS_PER_WEEK - 1


def _soon_end(terms: Terms) -> Days:
    # The Nth weekday from the end is counted too: it is the first with fewer than N left after it.
    return nth_weekday(terms.max_date, -terms.number("soon_end_days"))


def _transition(terms: Terms) -> Days:
    return terms.max_date - terms.number("transition_weeks") * DAYS_PER_WEEK


def _after_return(terms: Terms) -> Days:
    returned = first_known(terms.day("fit_from"), terms.day("last_day") + 1)
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
        lambda terms: terms.max_date - terms.number("measures_days_before_end"),
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
        lambda terms: terms.max_date,
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


def employment_terms(employments: pl.DataFrame, spells: Terms) -> tuple[Terms, Days]:
    """The employments of the given spells, and the row of each one's spell.

    Whether somebody is sick, and where, is known of the spell.
    """
    place = _places(employments.get_column("spell"), spells.frame.get_column("spell"))
    if (place < 0).any():
        employments, place = employments.filter(place >= 0), place[place >= 0]
    offices = None if spells.offices is None else spells.offices[place]
    sick = {name: spells.holds(name)[place] for name in SICK}
    return Terms(employments, spells.law, spells.on, offices, sick), place


def _places(wanted: pl.Series, among: pl.Series) -> Days:
    """Where each of the wanted keys stands; -1 for one that is not there."""
    keys = among.to_numpy()
    if not keys.size:
        return np.full(len(wanted), -1, dtype=np.int32)
    order = np.argsort(keys, kind="stable")
    found = order[np.minimum(np.searchsorted(keys, wanted.to_numpy(), sorter=order), keys.size - 1)]
    return np.where(keys[found] == wanted.to_numpy(), found, -1).astype(np.int32)
