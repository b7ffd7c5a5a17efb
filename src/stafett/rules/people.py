"""A line about one person: facts about their days, and what else the rules ask."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal, Self, get_args

import numpy as np
import polars as pl
from pydantic import FailFast, Field, model_validator

from stafett.core.course import begun, newest, with_days_to_come
from stafett.core.dates import OSLO, day_number
from stafett.core.known import known_on
from stafett.core.spells import FULL, NO_EMPLOYER, Facts, Source, Spells, What, find_spells, spell_frame
from stafett.core.stoppoints import EMPLOYMENT_POINTS
from stafett.rules.frames import column_types, frame_of
from stafett.rules.problems import refuse
from stafett.rules.tool import Asked, BirthDay, Day, Key, Moment, Part

SourceName = Literal["application", "income_report", "note_sent", "note_confirmed", "note_new"]
WhatName = Literal[
    "sick", "work", "holiday", "leave", "self_certified", "treatment_days", "treatment_day", "travel_subsidy",
    "waiting", "other_absence", "employer_period",
]  # fmt: skip
OF_EMPLOYMENT = frozenset(point.kind for point in EMPLOYMENT_POINTS)
"""The stop points that belong to one employment."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SOURCES = {name: int(Source[name.upper()]) for name in get_args(SourceName)}
_WHATS = {name: int(What[name.upper()]) for name in get_args(WhatName)}


class FactLine(Part):
    """One thing that one source says about some days of a person, at one employer or none."""

    id: Key
    source: SourceName
    """The stronger wins: application, income_report, note_sent, note_confirmed, note_new; then the newer."""
    what: WhatName
    grade: Annotated[int, Field(ge=0, le=FULL)] | None = FULL
    """0 to 100; for `sick`, 0 is full activity. Null is as when it is not said: 100."""
    from_: Annotated[Day, Field(alias="from")]
    to: Day
    employer: Key | None = None
    """The employer's number; none for the self-employed and those without work."""
    recorded_at: Moment
    replaces: Key | None = None
    """The id of the same person's fact that this one takes the place of, whichever of them came first."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to < self.from_:
            raise refuse("ends_before_it_begins", first="from", last="to")
        return self


class AboutPerson(Part):
    """What the rules ask beside the days; what is not said is not known, and a switch that is not said is off."""

    birth_date: BirthDay | None = None
    died_on: Day | None = None
    fit_from: Day | None = None
    office: Key | None = None
    max_date: Day | None = None
    issuer_kind: Literal["doctor", "chiropractor", "manual_therapist"] | None = None
    doctor_from: Day | None = None
    elaborated_on: Day | None = None
    expected_last_day: Day | None = None
    dialogue_2_held: bool = False
    dialogue_2_demanded_on: Day | None = None
    dialogue_3_held: bool = False
    dialogue_3_demanded_on: Day | None = None
    aap_from: Day | None = None
    """First day of the work assessment allowance."""
    aap_until: Day | None = None
    last_contact: Day | None = None
    category: Literal["prioritised", "ordinary", "simplified", "on_request"] | None = None
    pregnancy_related: bool = False
    disability_ordinary: bool = False
    follow_up_decision: bool = False
    self_employed: bool = False
    screening_asked_on: Day | None = None
    soon_end_answered_on: Day | None = None
    meeting_need_answered_on: Day | None = None
    answered_on: Day | None = None
    answer_return: Literal["very_likely", "unsure", "unlikely", "prefer_not"] | None = None
    answer_cooperation: Literal["good", "not_good", "prefer_not"] | None = None
    answer_duration: Literal["under_26_weeks", "over_26_weeks", "prefer_not"] | None = None
    open_request_person: bool = False
    open_request_issuer: bool = False
    open_request_employer: bool = False
    recurrent_explained: bool = False
    conditions_uncertain: bool = False
    declined_meeting: bool = False
    employer_contact_lacking: bool = False
    employer_plan_missing: bool = False
    symptom_diagnosis: bool = False
    symptom_diagnosis_selected: bool = False
    """It is one of those that are looked at earlier: A04, P02 or P29 in ICPC-2."""
    unread_since: Day | None = None


class EmploymentLine(Part):
    """What is known of one of the person's employments."""

    employer: Key
    ended_on: Day | None = None
    dialogue_1_wanted: bool = False
    dialogue_1_done_on: Day | None = None
    """The newest day on which meeting 1 was held, or the employer said with a reason that none is needed."""
    plan_asked_on: Day | None = None
    """The newest day on which Nav asked for the plan."""
    plan_shared_on: Day | None = None
    """The newest day on which it was shared with Nav, or Nav was told with a reason that none is needed."""
    plan_to_issuer_on: Day | None = None
    """The newest day on which it was shared with the issuer."""
    meeting_on: Day | None = None
    """The day of a meeting that Nav has called."""


StopPointName = Literal[
    "plan", "plan_request", "plan_to_nav", "dialogue_1", "activity_info", "extended_note", "issuer_limit", "screening",
    "activity_requirement", "no_employer", "meeting_need", "dialogue_2_candidate", "dialogue_2", "dialogue_3", "plan_b",
    "hit_check", "late", "soon_end", "soon_end_silence", "measures", "transition", "end", "aap_first", "aap_end",
    "silence", "after_return",
]  # fmt: skip


class SettledLine(Part):
    """A stop point that somebody says is done, or not needed; it stands until they take it back."""

    kind: StopPointName
    occurrence: Annotated[int, Field(ge=1, le=3)] = 1
    """Which of several of the kind."""
    employer: Key | None = None
    """Needed for those of one employment, and for no others."""
    on: Day
    """The day of saying so. After the day that it is seen from it does not count yet. Of `silence`, which comes again,
    it settles what had opened by then."""
    as_: Annotated[Literal["done", "excepted"], Field(alias="as")] = "done"
    by: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    """Who said so; needed with `excepted`, and so is why."""
    why: Annotated[str, Field(min_length=1, max_length=1_000)] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        of_employment = self.kind in OF_EMPLOYMENT
        if of_employment and self.employer is None:
            raise refuse("lacks_another", name=self.kind, other="employer")
        if not of_employment and self.employer is not None:
            raise refuse("not_with_another", name=self.kind, other="employer")
        for name in ("by", "why"):
            if self.as_ == "excepted" and getattr(self, name) is None:
                raise refuse("lacks_another", name="excepted", other=name)
        return self


class PersonFacts(Part):
    """A person and the facts about their days."""

    person: Key
    facts: Annotated[tuple[FactLine, ...], Field(max_length=10_000), FailFast()]

    @model_validator(mode="after")
    def _none_replaced_by_itself(self) -> Self:
        """Else all of them would be gone without a word."""
        replaced_by = {fact.id: fact.replaces for fact in self.facts if fact.replaces is not None}
        followed: set[str] = set()
        for begin in replaced_by:
            way: set[str] = set()
            one: str | None = begin
            while one is not None and one not in followed:
                if one in way:
                    raise refuse("replaces_itself", name=one)
                way.add(one)
                one = replaced_by.get(one)
            followed |= way
        return self


class PersonLine(PersonFacts):
    """A person, the facts about their days, and what else the rules ask."""

    about: AboutPerson = AboutPerson()
    employments: Annotated[tuple[EmploymentLine, ...], Field(max_length=1_000), FailFast()] = ()
    settled: Annotated[tuple[SettledLine, ...], Field(max_length=1_000), FailFast()] = ()
    """For `stoppoints`."""
    include_not_relevant: bool = False
    """For `stoppoints`: whether to tell of those that are not relevant as well, and why not."""

    @model_validator(mode="after")
    def _each_employer_once(self) -> Self:
        if len({job.employer for job in self.employments}) < len(self.employments):
            raise refuse("named_twice", name="employer")
        return self


class Employers:
    """The employers that lines name, as the whole numbers that the rules reckon with."""

    def __init__(self) -> None:
        self._number_of: dict[str, int] = {}
        self._names: list[str] = [""]

    def number(self, name: str | None) -> int:
        """The number of an employer; `NO_EMPLOYER` for none."""
        if name is None:
            return NO_EMPLOYER
        if name not in self._number_of:
            self._number_of[name] = len(self._names)
            self._names.append(name)
        return self._number_of[name]

    def name(self, number: int) -> str:
        """The employer of a number that this gave."""
        return self._names[number]


def spells_of(lines: Sequence[PersonFacts], employers: Employers, asked: Asked) -> Spells:
    """The spells of everybody in the lines; a person is the place of their line."""
    facts = [(place, fact) for place, line in enumerate(lines) for fact in _in_force(line.facts, asked.on)]
    kept = [fact for _, fact in facts]
    return find_spells(
        Facts(
            person=np.array([place for place, _ in facts], np.int64),
            employer=np.array([employers.number(fact.employer) for fact in kept], np.int64),
            source=np.array([_SOURCES[fact.source] for fact in kept], np.int8),
            what=np.array([_WHATS[fact.what] for fact in kept], np.int8),
            grade=np.array([FULL if fact.grade is None else fact.grade for fact in kept], np.int16),
            first=np.array([day_number(fact.from_) for fact in kept], np.int32),
            last=np.array([day_number(fact.to) for fact in kept], np.int32),
            recorded=np.array([(fact.recorded_at - _EPOCH) // timedelta(microseconds=1) for fact in kept], np.int64),
            id=np.arange(len(kept)),
        ),
        gap_days=asked.law.number("spell_gap_days", asked.on),
    )


def _in_force(facts: Sequence[FactLine], on: date) -> list[FactLine]:
    """Those recorded by the end of the day that none of them replaces: what came later is not known yet."""
    day_is_over = datetime.combine(on + timedelta(days=1), time(), OSLO)
    known = [fact for fact in facts if fact.recorded_at < day_is_over]
    replaced = {fact.replaces for fact in known}
    return [fact for fact in known if fact.id not in replaced]


def newest_spells(lines: Sequence[PersonLine], spells: Spells, asked: Asked) -> pl.DataFrame:
    """The newest spell begun of each person who has one, with what else the rules ask, as known by then; by person."""
    frame = newest(begun(spell_frame(spells, on=asked.on, law=asked.law)))
    abouts = [lines[person].about for person in frame.get_column("person").to_list()]
    full = frame.hstack(known_on(frame_of(abouts, _ABOUT), asked.on))
    return with_days_to_come(full, spells, asked.law)


_ABOUT = column_types(AboutPerson)
