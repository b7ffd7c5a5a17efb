"""What the stop points are told to be when somebody has said that they are done or not needed, as in the program."""

from datetime import date, timedelta
from typing import Any, get_args

import pytest

from stafett.cases.course import course_of
from stafett.cases.models import Task
from stafett.cases.services import except_task, finish_task, run_tick
from stafett.core.parameters import default_law
from stafett.core.stoppoints import EMPLOYMENT_POINTS, SPELL_POINTS
from stafett.people.models import Person
from stafett.rules.people import StopPointName
from stafett.screening.models import Screening
from tests.factories import BIRTH_DATE, EMPLOYER, Region, as_staff, bring, day, instant, make_region, note, open_case
from tests.rules.test_tools import ask, fact, line

ON = date(2026, 4, 20)
JOB = "999999999"
SICK = fact("2026-01-05", "2026-12-31")
ANSWERED = {"screening_asked_on": "2026-03-02", "answered_on": "2026-03-04", "answer_return": "unsure"}


def points(on: date = ON, *, explain: bool = False, **more: Any) -> dict[str, dict[str, Any]]:
    (answer,) = ask("stoppoints", line(SICK, **more), on=on, explain=explain)
    return {
        point["kind"] if point["occurrence"] == 1 else f"{point['kind']}_{point['occurrence']}": point
        for point in answer["stop_points"]
    }


def states(on: date = ON, **more: Any) -> dict[str, str]:
    return {name: point["state"] for name, point in points(on, **more).items()}


def test_every_stop_point_can_be_said_to_be_done() -> None:
    assert set(get_args(StopPointName)) == {point.kind for point in (*SPELL_POINTS, *EMPLOYMENT_POINTS)}
    first = {"kind": "extended_note", "on": "2026-02-20"}
    said = [
        {"kind": "dialogue_1", "employer": JOB, "on": "2026-02-18"},
        {"kind": "activity_requirement", "on": "2026-03-20"},
        first,
    ]
    before, after = states(), states(settled=said)
    assert {before[name] for name in ("dialogue_1", "activity_requirement", "extended_note")} == {"overdue"}
    assert {name for name, state in after.items() if state != before[name]} == {
        "dialogue_1", "activity_requirement", "extended_note",
    }  # fmt: skip
    assert {after[name] for name in ("dialogue_1", "activity_requirement", "extended_note")} == {"done"}
    assert states(settled=[first | {"occurrence": 2}])["extended_note_2"] == "done"


def test_what_is_not_needed_is_excepted_and_says_by_whom_and_why() -> None:
    said = {
        "kind": "plan",
        "employer": JOB,
        "on": "2026-02-01",
        "as": "excepted",
        "by": "Fjord Bakeri",
        "why": "Soon back",
    }
    plan = points(settled=[said], explain=True)["plan"]
    assert plan["state"] == "excepted"
    assert plan["settled"] == {"on": "2026-02-01", "by": "Fjord Bakeri", "why": "Soon back"}
    assert plan["why"]["code"] == plan["reason"] == "stop_point.plan"
    assert states(settled=[said | {"employer": "1"}])["plan"] == "overdue"


def test_the_newest_that_has_been_said_by_the_day_counts() -> None:
    done = {"kind": "plan_b", "on": "2026-06-30"}
    excepted = done | {"on": "2026-06-25", "as": "excepted", "by": "A", "why": "B"}
    for said in ([done, excepted], [excepted, done]):
        found = [states(date(2026, 6, of_june), settled=said)["plan_b"] for of_june in (24, 25, 29, 30)]
        assert found == ["open", "excepted", "excepted", "done"]


def test_silence_is_settled_for_as_long_as_it_is_the_same_one() -> None:
    said = [{"kind": "silence", "on": "2026-07-03"}]
    assert states(date(2026, 7, 6), settled=said)["silence"] == "done"
    since = {"last_contact": "2026-07-10"}
    assert states(date(2027, 1, 5), settled=said, about=since)["silence"] == "open"


@pytest.mark.parametrize(
    ("about", "state", "reason"),
    [
        (ANSWERED, "done", "stop_point.screening"),
        ({"pregnancy_related": True}, "excepted", "screening.pregnancy_related"),
        ({"follow_up_decision": True}, "excepted", "screening.follow_up_decision"),
        ({"self_employed": True}, "excepted", "screening.no_employer"),
        ({}, "overdue", "stop_point.screening"),
    ],
)
def test_the_screening_is_done_when_asked_and_excepted_where_nobody_is_asked(
    about: dict[str, Any], state: str, reason: str
) -> None:
    point = points(about=about, explain=True)["screening"]
    assert (point["state"], point["reason"], point["why"]["code"]) == (state, reason, reason)
    (screened,) = ask("screening", line(SICK, about=about), on=ON)
    assert (screened["outcome"] == "ask") == (state == "overdue")


def test_before_its_week_nobody_is_passed_over_yet() -> None:
    assert states(date(2026, 2, 20), about={"pregnancy_related": True})["screening"] == "future"


@pytest.mark.parametrize(
    ("shared", "state"),
    [("2026-01-30", "done"), ("2026-04-20", "done"), ("2026-04-21", "overdue"), ("2026-01-04", "overdue")],
)
def test_a_plan_that_is_shared_in_the_absence_is_made(shared: str, state: str) -> None:
    assert states(employments=[{"employer": JOB, "plan_shared_on": shared}])["plan"] == state


def test_what_is_not_relevant_is_told_when_asked_for_and_why() -> None:
    everything = points(include_not_relevant=True, explain=True)
    assert {point.column for point in (*SPELL_POINTS, *EMPLOYMENT_POINTS)} == set(everything)
    assert everything["no_employer"]["state"] == "not_relevant"
    assert everything["no_employer"]["why"]["code"] == "not_relevant.no_employer"
    told = {name: point for name, point in everything.items() if point["state"] != "not_relevant"}
    assert told == points(explain=True)
    asks, does_not = ask("stoppoints", line(SICK, include_not_relevant=True), line(SICK), on=ON)
    assert len(asks["stop_points"]) > len(does_not["stop_points"]) == len(told)


def sick_pay(on: date, **more: Any) -> tuple[Any, Any, Any]:
    (answer,) = ask("stoppoints", line(SICK, **more), on=on)
    return answer["max_date"], answer["max_date_estimated"], answer["sick_pay_days_left"]


def test_the_sick_pay_days_that_are_left_are_told() -> None:
    number = default_law().number("sick_pay_days", ON)
    assert sick_pay(date(2026, 1, 5)) == ("2027-01-01", True, number)
    assert sick_pay(date(2026, 1, 20)) == ("2027-01-01", True, number)
    assert sick_pay(date(2026, 1, 21)) == ("2027-01-01", True, number - 1)
    assert sick_pay(date(2026, 12, 31)) == ("2027-01-01", True, 1)
    assert sick_pay(date(2026, 12, 31), about={"max_date": "2026-12-01"}) == ("2026-12-01", False, 0)
    assert sick_pay(date(2026, 6, 26), about={"max_date": "2026-06-30"}) == ("2026-06-30", False, 2)
    assert sick_pay(date(2026, 6, 1), about={"birth_date": "1950-01-01"}) == (None, False, 0)
    (nobody,) = ask("stoppoints", line(), on=ON)
    assert (nobody["max_date"], nobody["sick_pay_days_left"]) == (None, None)


def test_beside_a_max_date_from_the_benefit_line_nothing_is_said_of_earlier_spells() -> None:
    told, estimated = points(explain=True, about={"max_date": "2026-10-01"})["end"], points(explain=True)["end"]
    assert (told["due"], told["why"]["facts"]["sick_pay_days_left"]) == ("2026-10-01", None)
    assert estimated["why"]["facts"]["sick_pay_days_left"] == default_law().number("sick_pay_days", ON)


def test_soon_end_is_the_first_day_with_fewer_left_than_its_number() -> None:
    number, due = default_law().number("soon_end_days", ON), date.fromisoformat(points()["soon_end"]["due"])
    assert sick_pay(due)[2] == number - 1
    assert sick_pay(due - timedelta(days=1))[2] >= number


@pytest.fixture
def region() -> Region:
    return make_region()


def as_in_the_program(on: date, **more: Any) -> None:
    """The stop points of the only case and those of a line that says the same."""
    course = course_of(open_case(), on=on)
    of_program = {
        (point.kind, point.ordinal): (point.state, point.due.isoformat(), point.reason.code)
        for point in course.stop_points
    }
    sick = fact("2026-01-05", "2026-12-31", employer=EMPLOYER)
    about = {"birth_date": BIRTH_DATE.isoformat()} | more.pop("about", {})
    (answer,) = ask("stoppoints", line(sick, about=about, **more), on=on)
    of_tool = {
        (point["kind"], point["occurrence"]): (point["state"], point["due"], point["reason"])
        for point in answer["stop_points"]
    }
    passed_over = of_tool.get(("screening", 1), ("",))[0] == "excepted"
    if passed_over:  # the program tells of the rule that would have asked
        of_tool["screening", 1] = (*of_tool["screening", 1][:2], "stop_point.screening")
    assert of_tool == of_program
    assert course.spell is not None
    assert answer["max_date"] == (course.spell.max_date or date.min).isoformat()


def bring_and_tick(*days: str) -> None:
    bring([note("a", [("2026-01-05", "2026-12-31")])], "2026-01-05")
    for one in days:
        run_tick(on=day(one), at=instant(one))


@pytest.mark.django_db
def test_the_program_and_the_tool_agree_on_what_is_done_and_excepted(region: Region) -> None:
    bring_and_tick("2026-02-15", "2026-03-02", "2026-04-20")
    anne, at = as_staff(region.adviser), instant("2026-04-20")
    task = {task.kind: task for task in Task.objects.filter(state="open").order_by("-due")}
    except_task(task=task["plan"], reason="Soon back", actor=anne, on=ON, at=at)
    finish_task(task=task["dialogue_1"], outcome="held", actor=anne, on=ON, at=at)
    finish_task(task=task["activity_requirement"], outcome="fulfilled", actor=anne, on=ON, at=at)
    asked_on = Screening.objects.get().asked_on
    assert asked_on == day("2026-03-02")
    as_in_the_program(
        ON,
        about={"screening_asked_on": "2026-03-02"},
        settled=[
            {"kind": "plan", "employer": EMPLOYER, "on": "2026-04-20", "as": "excepted", "by": "A", "why": "B"},
            {"kind": "dialogue_1", "employer": EMPLOYER, "on": "2026-04-20"},
            {"kind": "activity_requirement", "on": "2026-04-20"},
            {"kind": "activity_info", "on": "2026-02-15"},
        ],
    )  # fmt: skip


@pytest.mark.django_db
def test_they_agree_on_somebody_who_is_not_asked_because_of_a_decision(region: Region) -> None:
    bring_and_tick("2026-01-06")
    Person.objects.update(follow_up_decision_until=day("2027-06-30"))
    bring_and_tick("2026-02-15", "2026-03-02", "2026-04-20")
    assert not Screening.objects.exists()
    informed = {"kind": "activity_info", "on": "2026-02-15"}
    as_in_the_program(ON, about={"follow_up_decision": True}, settled=[informed])
