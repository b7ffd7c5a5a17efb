"""Stop points against a plain day-by-day oracle, and what must hold whatever the numbers are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.core.parameters import LocalValue, default_law
from stafett.core.stoppoints import (
    EMPLOYMENT_POINTS,
    SPELL_POINTS,
    estimate_max_date,
    explain_stop_point,
    stop_point_days,
    stop_points,
)
from tests.core import stoppoint_oracle
from tests.core.amount import examples
from tests.core.rule_frames import GAP, employments, spell_row, spells

LAW = default_law()
ONE = timedelta(days=1)
FIRST_DAYS = st.dates(date(2012, 1, 1), date(2030, 12, 31)) | st.sampled_from(
    [date(2028, 2, 29), date(2024, 1, 1), date(2026, 3, 30), date(2026, 5, 17), date(2026, 12, 31)]
)
# Days on which something happens, and those beside them.
ELAPSED = st.integers(-5, 480) | st.sampled_from(
    [number + beside for number in (28, 42, 49, 56, 77, 84, 112, 119, 182, 273) for beside in (-15, -2, -1, 0, 1)]
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]], date]:
    first_day = draw(FIRST_DAYS)
    last_day = first_day + draw(st.integers(0, 420)) * ONE
    on = first_day + draw(ELAPSED) * ONE
    near = st.none() | st.integers(0, 500).map(lambda days: first_day + days * ONE)
    row = spell_row(
        on,
        first_day=first_day,
        last_day=last_day,
        well_days=draw(st.integers(0, 60)),
        grade=draw(st.sampled_from([100, 99, 50, 20])),
        employed=draw(st.booleans()),
        birth_date=draw(st.none() | st.dates(date(first_day.year - 71, 1, 1), date(first_day.year - 18, 1, 1))),
        died_on=draw(st.none() | near),
        fit_from=draw(st.none() | near),
        issuer_kind=draw(st.sampled_from([None, "doctor", "chiropractor", "manual_therapist"])),
        doctor_from=draw(near),
        elaborated_on=draw(near),
        soon_end_answered_on=draw(near),
        meeting_need_answered_on=draw(near),
        passes_screening=draw(near),
        screening_asked_on=draw(near),
        answer_duration=draw(st.sampled_from([None, "under_26_weeks", "over_26_weeks"])),
        dialogue_2_held=draw(st.none() | st.booleans()),
        dialogue_2_demanded_on=draw(near),
        dialogue_3_demanded_on=draw(near),
        dialogue_3_held=draw(st.none() | st.booleans()),
        aap_from=draw(near),
        aap_until=draw(near),
        last_contact=draw(near),
        category=draw(st.sampled_from([None, "prioritised", "ordinary", "simplified", "on_request", "clarified"])),
        max_date=draw(near),
    )
    jobs = []
    for employer in range(draw(st.integers(0, 2))):
        begins = first_day + draw(st.integers(0, 30)) * ONE
        jobs.append(
            {
                "spell": 0,
                "person": 0,
                "employer": employer,
                "first_day": begins,
                "first_full_day": draw(st.none() | st.just(begins + 3 * ONE)),
                "last_day": begins + draw(st.integers(0, 200)) * ONE,
                "dialogue_1_wanted": draw(st.booleans()),
                "dialogue_1_done_on": draw(near),
                "ended_on": draw(near),
                "plan_asked_on": draw(near),
                "plan_shared_on": draw(near),
                "plan_to_issuer_on": draw(near),
                "meeting_on": draw(near),
            }
        )
    return row, jobs, on


def found_in(frame: pl.DataFrame) -> stoppoint_oracle.Found:
    return {
        (row["kind"], row["occurrence"], row["employer"]): (row["due"], row["working_due"], row["state"])
        for row in frame.iter_rows(named=True)
    }


@examples(80)
@given(cases())
def test_stop_points_are_those_of_the_oracle(case: tuple[dict[str, Any], list[dict[str, Any]], date]) -> None:
    row, jobs, on = case
    found = stop_points(spells([row]), employments(jobs), law=LAW, on=on)
    assert found_in(found) == stoppoint_oracle.stop_points(row, jobs, on)
    assert found.height == len(found_in(found))


@examples(15)
@given(st.lists(cases(), min_size=2, max_size=8), st.dates(date(2020, 1, 1), date(2026, 1, 1)))
def test_many_spells_at_once_give_what_each_gives_alone(cases_: list[Any], on: date) -> None:
    rows = [
        {**row, "spell": number, "person": number, "closed": (on - row["last_day"]).days > GAP}
        for number, (row, _, _) in enumerate(cases_)
    ]
    jobs = [{**job, "spell": number, "person": number} for number, (_, own, _) in enumerate(cases_) for job in own]
    found = stop_points(spells(rows), employments(jobs), law=LAW, on=on)
    wide = stop_point_days(spells(rows), law=LAW, on=on)
    for row in rows:
        own_jobs = [job for job in jobs if job["spell"] == row["spell"]]
        expected = stoppoint_oracle.stop_points(row, own_jobs, on)
        assert found_in(found.filter(pl.col("spell") == row["spell"])) == expected
        days = {
            (point.kind, point.occurrence): wide.filter(pl.col("spell") == row["spell"])[point.column].item()
            for point in SPELL_POINTS
        }
        assert {key: day for key, day in days.items() if day is not None} == {
            key[:2]: seen[0] for key, seen in expected.items() if key[2] is None
        }


@examples(30)
@given(cases(), st.integers(1, 200))
def test_more_sick_days_never_make_a_stop_point_disappear(
    case: tuple[dict[str, Any], list[dict[str, Any]], date], more: int
) -> None:
    row, jobs, on = case
    longer = {**row, "last_day": row["last_day"] + more * ONE}
    longer["closed"] = (on - longer["last_day"]).days > GAP
    longer_jobs = [{**job, "last_day": job["last_day"] + more * ONE} for job in jobs]
    before = found_in(stop_points(spells([row]), employments(jobs), law=LAW, on=on))
    after = found_in(stop_points(spells([longer]), employments(longer_jobs), law=LAW, on=on))
    # Being asked how it goes after the return is the one that has the end of sickness as its cause.
    assert {key for key in before if key[0] != "after_return"} <= set(after)


@examples(30)
@given(cases(), st.integers(1, 120))
def test_time_alone_never_moves_a_state_backwards(
    case: tuple[dict[str, Any], list[dict[str, Any]], date], later: int
) -> None:
    told, told_of_jobs, on = case
    # Time alone: nothing more has happened by the later day.
    row = stoppoint_oracle.as_known(told, on)
    jobs = [stoppoint_oracle.as_known(job, on) for job in told_of_jobs]
    states = ("future", "open", "due", "overdue")
    now = found_in(stop_points(spells([row]), employments(jobs), law=LAW, on=on))
    then = found_in(stop_points(spells([row]), employments(jobs), law=LAW, on=on + later * ONE))
    for key in now.keys() & then.keys():
        if "done" not in (now[key][2], then[key][2]):
            assert states.index(now[key][2]) <= states.index(then[key][2])


@examples(30)
@given(cases())
def test_every_point_is_listed_with_its_reason_when_asked_for(
    case: tuple[dict[str, Any], list[dict[str, Any]], date],
) -> None:
    row, jobs, on = case
    frames = spells([row]), employments(jobs)
    everything = stop_points(*frames, law=LAW, on=on, include_not_relevant=True)
    assert everything.height == len(SPELL_POINTS) + len(jobs) * len(EMPLOYMENT_POINTS)
    absent = everything.filter(pl.col("state") == "not_relevant")
    assert absent["reason"].str.starts_with("not_relevant.").all()
    present = everything.filter(pl.col("state") != "not_relevant")
    assert present.equals(stop_points(*frames, law=LAW, on=on))
    for point in everything.iter_rows(named=True):
        own = next((job for job in jobs if job["employer"] == point["employer"]), row)
        reason = explain_stop_point(point["kind"], {**own, **point}, LAW)
        assert reason.code == point["reason"]
        assert reason.reference
        assert reason.parameters
        assert reason.facts["first_day"] == own["first_day"].isoformat()


def test_a_stop_point_comes_back_with_its_cause() -> None:
    on = date(2026, 3, 10)
    facts = {"first_day": date(2026, 1, 5), "last_day": date(2026, 12, 31)}

    def kinds(**changes: Any) -> set[str]:
        rows = spells([spell_row(on, **{**facts, **changes})])
        return set(stop_points(rows, employments([]), law=LAW, on=on)["kind"])

    assert "dialogue_2" in kinds()
    assert "dialogue_2" not in kinds(employed=False)
    assert "dialogue_2" not in kinds(last_day=date(2026, 2, 20))
    assert "dialogue_2" in kinds(last_day=date(2026, 2, 22))
    assert "dialogue_2" not in kinds(fit_from=date(2026, 3, 10))
    assert "dialogue_2" in kinds(fit_from=date(2026, 3, 11))


def test_the_reason_why_not_is_the_first_condition_that_fails() -> None:
    on = date(2026, 3, 10)
    row = spell_row(on, first_day=date(2026, 1, 5), last_day=date(2026, 12, 31), employed=False)
    found = stop_points(spells([row]), employments([]), law=LAW, on=on, include_not_relevant=True)
    reasons = dict(zip(found["kind"], found["reason"], strict=True))
    assert reasons["dialogue_2"] == "not_relevant.employed"
    assert reasons["issuer_limit"] == "not_relevant.limited_issuer"
    assert reasons["after_return"] == "not_relevant.returned"


def test_an_office_that_screens_early_informs_about_activity_after_the_message() -> None:
    law = LAW.with_local_values([LocalValue("0301", "screening_week", date(2020, 1, 1), 5)])
    on, first_day = date(2026, 1, 20), date(2026, 1, 5)

    def due(office: str | None, well_days: int) -> tuple[date, date]:
        row = spell_row(on, first_day=first_day, last_day=date(2026, 6, 1), office=office, well_days=well_days)
        days = stop_point_days(spells([row]), law=law, on=on)
        return days["screening"].item(), days["activity_info"].item()

    assert due(None, 0) == (first_day + 56 * ONE, first_day + 41 * ONE)
    assert due("0301", 0) == (first_day + 35 * ONE, first_day + 41 * ONE)
    assert due("0301", 10) == (first_day + 45 * ONE, first_day + 45 * ONE)


def test_columns_that_nobody_knows_may_be_absent() -> None:
    on = date(2026, 3, 10)
    full = spells([spell_row(on, first_day=date(2026, 1, 5), last_day=date(2026, 12, 31), birth_date=None)])
    bare = full.select("spell", "person", "first_day", "last_day", "well_days", "closed", "grade", "employed")
    no_jobs = employments([]).select("spell", "person", "employer", "first_day", "first_full_day", "last_day")
    assert stop_points(bare, no_jobs, law=LAW, on=on).equals(stop_points(full, employments([]), law=LAW, on=on))


def test_a_column_that_somebody_must_know_may_not_be_absent() -> None:
    on = date(2026, 3, 10)
    frame = spells([spell_row(on, first_day=date(2026, 1, 5), last_day=date(2026, 12, 31))]).drop("employed")
    with pytest.raises(pl.exceptions.ColumnNotFoundError, match="employed"):
        stop_points(frame, employments([]), law=LAW, on=on)


def test_the_order_of_the_rows_given_does_not_matter() -> None:
    on, first_day = date(2026, 3, 10), date(2026, 1, 5)
    rows = [spell_row(on, number, first_day=first_day, last_day=date(2026, 4, 1)) for number in (3, 1, 2)]
    job = {"person": 0, "first_day": first_day, "first_full_day": first_day, "last_day": date(2026, 4, 1)}
    jobs = [{**job, "spell": spell, "employer": employer} for spell in (2, 4, 1) for employer in (9, None, 8)]
    found = stop_points(spells(rows), employments(jobs), law=LAW, on=on)
    again = stop_points(spells(rows[::-1]), employments(jobs[::-1]), law=LAW, on=on)
    assert found.equals(again)
    assert found.equals(found.sort("spell", "due", "kind", "occurrence", "employer", nulls_last=True))
    assert found.filter(kind="plan").select("spell", "employer").rows() == [
        (spell, employer) for spell in (1, 2) for employer in (8, 9, None)
    ]


def test_no_spells_have_no_stop_points_whatever_employments_there_are() -> None:
    first_day = date(2026, 1, 5)
    job = {"spell": 1, "person": 1, "employer": 7, "first_day": first_day, "first_full_day": first_day}
    for jobs in ([], [{**job, "last_day": date(2026, 4, 1)}]):
        assert stop_points(spells([]), employments(jobs), law=LAW, on=date(2026, 3, 10)).is_empty()


def test_from_seventy_there_is_no_sick_pay_to_end() -> None:
    row = spell_row(
        date(2026, 3, 10), first_day=date(2026, 1, 5), last_day=date(2026, 12, 31), birth_date=date(1956, 1, 21)
    )
    assert estimate_max_date(spells([row]), LAW).to_list() == [None]
    younger = {**row, "birth_date": date(1956, 1, 24)}
    assert estimate_max_date(spells([younger]), LAW).to_list() == [date(2026, 1, 23)]


def test_an_unknown_stop_point_cannot_be_explained() -> None:
    with pytest.raises(ValueError, match="no stop point"):
        explain_stop_point("coffee", {"first_day": date(2026, 1, 5)}, LAW)
