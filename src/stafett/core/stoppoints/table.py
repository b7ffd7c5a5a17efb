"""The stop points one by one: from when each counts, and what must hold for it to be there."""

from __future__ import annotations

from stafett.core.stoppoints import days
from stafett.core.stoppoints.conditions import (
    EMPLOYED,
    SICK,
    activity_fulfilled,
    at_the_end,
    demanded_earlier,
    doctor_took_over,
    elaborated,
    ended_by_age,
    fewer_by_age,
    max_date_received,
    meeting_need_answered,
    plan_shared,
    plan_shared_lately,
    plan_shared_since_asked,
    soon_end_answered,
    used_before,
)
from stafett.core.stoppoints.point import Due, Ground, Settled, StopPoint


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
    settled: Settled | None = None,
    settled_by: str = "",
    facts: tuple[str, ...] = (),
    parameters: tuple[str, ...] = (),
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
        settled=settled,
        settled_by=settled_by,
        facts=facts,
        parameters=parameters,
    )


HELD = ("employed", "dialogue_2_held")
MEETING = (*EMPLOYED, "meeting_not_held")

MAX_DATE = ("sick_pay_days", "sick_pay_lookback_months", "sick_pay_fresh_start_weeks")
FROM_SICK_PAY = (*MAX_DATE, "employer_period_days")

ELABORATING = ("extended_note_first_weeks", "extended_note_second_weeks", "extended_note_third_weeks")

SPELL_POINTS: tuple[StopPoint, ...] = (
    StopPoint(
        "activity_info",
        "system",
        "activity_info_weeks",
        days.activity_info,
        SICK,
        facts=("screening_asked_on", "passes_screening"),
        parameters=("screening_week",),
    ),
    *(
        _counted(
            "extended_note",
            "issuer",
            weeks,
            SICK,
            passes=True,
            occurrence=occurrence,
            settled=elaborated,
            settled_by="elaborated",
            facts=("elaborated_on",),
        )
        for occurrence, weeks in enumerate(ELABORATING, start=1)
    ),
    _counted(
        "issuer_limit",
        "issuer",
        "issuer_limit_weeks",
        (*SICK, "limited_issuer"),
        settled=doctor_took_over,
        settled_by="doctor",
        facts=("issuer_kind", "doctor_from"),
        parameters=("issuer_limit_kinds",),
    ),
    StopPoint(
        "screening",
        "person",
        "screening_week",
        days.screening,
        SICK,
        own_opening=days.screening,
        facts=("passes_screening", "sick_days", "well_days", "weeks", "weeks_since_first"),
    ),
    StopPoint(
        "activity_requirement",
        "nav",
        "activity_requirement_opens_day",
        days.activity_requirement,
        ("alive", "activity_requirement"),
        own_opening=days.activity_opens,
        settled=activity_fulfilled,
        settled_by="graded",
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
    _counted(
        "meeting_need",
        "person",
        "meeting_need_weeks",
        MEETING,
        settled=meeting_need_answered,
        settled_by="answered",
        facts=(*HELD, "meeting_need_answered_on"),
    ),
    _counted("meeting_need", "employer", "meeting_need_weeks", MEETING, occurrence=2, facts=HELD),
    _counted(
        "dialogue_2_candidate",
        "nav",
        "dialogue_2_candidate_weeks",
        MEETING,
        while_sick_listed=True,
        facts=("last_day", *HELD),
    ),
    StopPoint(
        "dialogue_2",
        "nav",
        "dialogue_2_weeks",
        days.dialogue_2,
        MEETING,
        moved_by=("first_day", "dialogue_2_demanded"),
        grounds=(Ground("demanded", demanded_earlier, moved_by=("dialogue_2_not_demanded",)),),
        facts=(*HELD, "dialogue_2_demanded_on"),
        parameters=("dialogue_demand_weeks",),
    ),
    StopPoint(
        "dialogue_3",
        "nav",
        "dialogue_demand_weeks",
        days.dialogue_3,
        (*EMPLOYED, "dialogue_3_demanded", "dialogue_3_not_held"),
        cause="dialogue_3_demanded_on",
        moved_by=(),
        facts=("employed", "dialogue_3_demanded_on", "dialogue_3_held"),
    ),
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
        days.soon_end,
        SICK,
        from_max_date=True,
        moved_by=("max_date",),
        settled=soon_end_answered,
        settled_by="answered",
        facts=("max_date", "sick_pay_days_left", "well_days", "birth_date", "soon_end_answered_on"),
        parameters=FROM_SICK_PAY,
    ),
    StopPoint(
        "soon_end_silence",
        "nav",
        "soon_end_silence_days",
        days.soon_end_silence,
        (*SICK, "soon_end_unanswered"),
        from_max_date=True,
        moved_by=("max_date",),
        facts=("max_date",),
        parameters=("stop_point_window_days", "soon_end_days", *MAX_DATE),
    ),
    StopPoint(
        "measures",
        "nav",
        "measures_days_before_end",
        lambda terms: terms.max_date - terms.number("measures_days_before_end"),
        SICK,
        from_max_date=True,
        moved_by=("max_date",),
        grounds=(Ground("at_the_end", at_the_end),),
        facts=("max_date", "sick_pay_days_left", "well_days", "birth_date"),
        parameters=MAX_DATE,
    ),
    StopPoint(
        "transition",
        "nav",
        "transition_weeks",
        days.transition,
        SICK,
        from_max_date=True,
        moved_by=("max_date",),
        facts=("max_date", "sick_pay_days_left", "well_days", "birth_date"),
        parameters=FROM_SICK_PAY,
    ),
    StopPoint(
        "end",
        "system",
        "sick_pay_days",
        lambda terms: terms.max_date,
        SICK,
        from_max_date=True,
        moved_by=("max_date",),
        grounds=(
            Ground("received", max_date_received),
            Ground("by_age", ended_by_age),
            Ground("fewer_by_age", fewer_by_age),
            Ground("used_before", used_before),
        ),
        facts=("max_date", "sick_pay_days_left", "well_days", "birth_date"),
        parameters=(
            *MAX_DATE[1:],
            "employer_period_days",
            "sick_pay_older_age",
            "sick_pay_older_days",
            "sick_pay_end_age",
        ),
    ),
    StopPoint(
        "aap_first",
        "nav",
        "aap_first_weeks",
        days.aap_first,
        ("alive", "not_fit", "on_aap"),
        cause="aap_from",
        moved_by=(),
        facts=("aap_from", "aap_until"),
    ),
    StopPoint(
        "aap_end",
        "nav",
        "aap_end_weeks",
        days.aap_end,
        ("alive", "not_fit", "aap_ends"),
        cause="aap_until",
        moved_by=(),
        facts=("aap_from", "aap_until"),
    ),
    StopPoint(
        "silence",
        "nav",
        "silence_months",
        days.silence,
        (*SICK, "no_contact_plan"),
        recurs=True,
        moved_by=("first_day", "contacted"),
        counted_from="last_contact",
        facts=("last_contact", "category"),
    ),
    StopPoint(
        "after_return",
        "person",
        "after_return_weeks",
        days.after_return,
        ("alive", "returned", "long_enough"),
        own_opening=days.after_return,
        moved_by=("day_of_return",),
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
        settled=plan_shared,
        settled_by="plan_shared",
        facts=("employer", "last_day", "ended_on", "plan_shared_on", "plan_to_issuer_on"),
    ),
    StopPoint(
        "dialogue_1",
        "employer",
        "dialogue_1_weeks",
        days.dialogue_1,
        (*IN_EMPLOYMENT, "full_or_wanted"),
        facts=("employer", "first_full_day", "last_day", "ended_on", "dialogue_1_wanted"),
    ),
    StopPoint(
        "plan_request",
        "employer",
        "plan_request_days",
        days.plan_request,
        (*IN_EMPLOYMENT, "plan_asked_for"),
        own_opening=lambda terms: terms.day("plan_asked_on"),
        cause="plan_asked_on",
        moved_by=(),
        settled=plan_shared_since_asked,
        settled_by="plan_shared",
        facts=("employer", "plan_asked_on", "plan_shared_on"),
    ),
    StopPoint(
        "plan_to_nav",
        "employer",
        "plan_to_nav_days",
        days.plan_to_nav,
        (*IN_EMPLOYMENT, "meeting_called"),
        cause="meeting_on",
        moved_by=(),
        settled=plan_shared_lately,
        settled_by="plan_shared",
        facts=("employer", "meeting_on", "plan_shared_on"),
    ),
)
