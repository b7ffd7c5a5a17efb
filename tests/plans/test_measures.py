"""Measures from proposal to end, and who waits for a place."""

from datetime import date
from typing import Any

import pytest

from stafett.cases.models import Case, JournalEntry
from stafett.cases.services import run_tick
from stafett.people.models import Person
from stafett.plans.catalogue import MEASURES, catalogue, offered
from stafett.plans.models import Measure
from stafett.plans.selectors import measures_of, queue_of
from stafett.plans.services import Move, PlanError, move_measure, propose_measure
from tests.factories import Region, as_staff, bring, day, instant, make_region, note, open_case
from tests.mapping.need_world import NeedWorld

pytestmark = pytest.mark.django_db
ON = "2026-03-02"


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def case(region: Region) -> Case:
    bring([note("a", [("2026-02-23", "2026-04-30")])], ON)
    return open_case()


def propose(
    case: Case, region: Region, code: str = "clarification", why: str = "Vil prøve seg", on: str = ON
) -> Measure:
    return propose_measure(
        case=case, code=code, why=why, provider="", actor=as_staff(region.adviser), on=day(on), at=instant(on)
    )


def move(measure: Measure, region: Region, to: str, on: str = ON, **values: Any) -> None:
    measure.refresh_from_db()
    chosen = Move(to, values.pop("day", day(on)), **values)
    move_measure(
        measure=measure, move=chosen, version=measure.version, actor=as_staff(region.adviser), on=day(on),
        at=instant(on),
    )  # fmt: skip


def code_of(measure: Measure, region: Region, to: str, **values: Any) -> str:
    with pytest.raises(PlanError) as refused:
        move(measure, region, to, **values)
    return refused.value.code


def test_the_catalogue_has_words_for_all_and_keeps_what_is_no_longer_offered() -> None:
    assert set(catalogue()) == set(MEASURES)
    assert [offer.code for offer in offered(date(2026, 3, 2))] == list(catalogue())
    assert "expert_help" not in {offer.code for offer in offered(date(2018, 12, 31))}


def test_from_the_proposal_to_the_end(case: Case, region: Region) -> None:
    measure = propose(case, region)
    move(measure, region, "applied", "2026-03-04")
    move(measure, region, "waiting", "2026-03-06")
    move(measure, region, "running", "2026-03-16", planned_end=day("2026-04-20"))
    move(measure, region, "ended", "2026-04-20", line="Kan stå i jobb")
    measure.refresh_from_db()
    assert (measure.state, measure.applied_on, measure.started_on, measure.ended_on, measure.ended_line) == (
        "ended", day("2026-03-04"), day("2026-03-16"), day("2026-04-20"), "Kan stå i jobb",
    )  # fmt: skip
    told = JournalEntry.objects.filter(event="measure_moved").order_by("pk").values_list("after__state", flat=True)
    assert list(told) == ["applied", "waiting", "running", "ended"]
    assert "Vil prøve" not in str(list(JournalEntry.objects.values("before", "after")))


def test_broken_off_it_says_why(case: Case, region: Region) -> None:
    measure = propose(case, region)
    assert code_of(measure, region, "broken_off") == "measure_error.reason_needed"
    assert code_of(measure, region, "broken_off", why="other") == "measure_error.reason_needed"
    move(measure, region, "broken_off", why="no_place")
    measure.refresh_from_db()
    assert (measure.state, measure.broken_why) == ("broken_off", "no_place")


def test_no_step_is_skipped_and_no_day_goes_backwards_or_lies_ahead(case: Case, region: Region) -> None:
    measure = propose(case, region)
    assert code_of(measure, region, "running", planned_end=day("2026-04-20")) == "measure_error.not_next"
    for wrong in ("2026-02-22", "2026-03-03"):
        assert code_of(measure, region, "applied", day=day(wrong)) == "measure_error.day_wrong"
    move(measure, region, "applied", day=day("2026-02-24"))  # before it was written down here
    early = {"day": day("2026-02-23"), "planned_end": day("2026-04-20")}
    assert code_of(measure, region, "running", **early) == "measure_error.day_wrong"
    for end in (None, day("2026-03-01")):
        assert code_of(measure, region, "running", planned_end=end) == "measure_error.end_needed"


def test_it_ends_within_twice_its_length_in_the_catalogue(case: Case, region: Region) -> None:
    measure = propose(case, region)
    move(measure, region, "applied")
    assert code_of(measure, region, "running", planned_end=day("2026-06-23")) == "day_error.too_far"
    move(measure, region, "running", planned_end=day("2026-06-22"))


def test_the_same_step_sent_twice_is_one(case: Case, region: Region) -> None:
    measure = propose(case, region)
    step: dict[str, Any] = {
        "measure": measure,
        "move": Move("applied", day(ON)),
        "version": measure.version,
        "at": instant(ON),
    }
    for _ in range(2):
        move_measure(**step, actor=as_staff(region.adviser), on=day(ON))
    measure.refresh_from_db()
    assert (measure.state, measure.version) == ("applied", 2)
    for actor, on in ((as_staff(region.other_adviser), ON), (as_staff(region.adviser), "2026-03-03")):
        with pytest.raises(PlanError, match=r"measure_error\.changed") as refused:
            move_measure(**step, actor=actor, on=day(on))
        assert refused.value.parameters == {"by": "Anne Adviser"}


def test_the_second_to_move_it_is_told(case: Case, region: Region) -> None:
    measure = propose(case, region)
    seen = measure.version
    move(measure, region, "applied")
    with pytest.raises(PlanError, match=r"measure_error\.changed"):
        move_measure(
            measure=measure, move=Move("waiting", day(ON)), version=seen, actor=as_staff(region.adviser), on=day(ON),
            at=instant(ON),
        )  # fmt: skip


def test_what_cannot_be_proposed_is_refused(case: Case, region: Region) -> None:
    for values, code in (
        ({"code": "coffee"}, "measure_error.not_offered"),
        ({"why": " "}, "measure_error.why_needed"),
        ({"on": "2026-06-01"}, "measure_error.case_closed"),
    ):
        if "on" in values:
            run_tick(on=day("2026-06-01"), at=instant("2026-06-01"))
        with pytest.raises(PlanError) as refused:
            propose(case, region, **values)
        assert refused.value.code == code
    assert measures_of(case) == []


def test_a_form_sent_twice_is_one_proposal(case: Case, region: Region) -> None:
    assert propose(case, region) == propose(case, region)


# --- the queue


def test_the_queue_holds_those_who_wait_in_the_units_cases_longest_first(case: Case, region: Region) -> None:
    bring([note("b", [("2026-02-23", "2026-04-30")], serial=1)], ON)
    other = Case.objects.exclude(pk=case.pk).get()
    late, early = propose(case, region), propose(other, region)
    propose(case, region, "job_support")  # proposed only: waits for nothing
    move(early, region, "applied", "2026-03-03")
    move(late, region, "applied", "2026-03-05")
    move(late, region, "waiting", "2026-03-06")
    actor, on = as_staff(region.adviser), day("2026-03-12")
    assert [(item.measure, item.days) for item in queue_of(actor, on=on)] == [(early, 9), (late, 7)]
    assert queue_of(as_staff(region.other_adviser), on=on) == []
    Person.objects.filter(pk=other.person_id).update(protection="confidential")
    assert [item.measure for item in queue_of(actor, on=on)] == [late]
    move(late, region, "running", "2026-03-12", planned_end=day("2026-04-20"))
    assert queue_of(actor, on=on) == []


def test_an_assessed_need_is_looked_at_anew_when_a_measure_begins_and_when_it_stops() -> None:
    world = NeedWorld()
    region, case = world.region, world.case
    world.assess()
    waits = propose(case, region, why="Vente", on="2026-03-09")
    move(waits, region, "applied", "2026-03-09")
    (waiting,) = queue_of(as_staff(region.adviser), on=day("2026-03-10"))
    assert waiting.category == case.assessments.get().category != ""
    move(waits, region, "broken_off", "2026-03-10", why="no_place")
    ended, broken, never = (propose(case, region, why=why, on="2026-03-09") for why in ("Prøve", "Øve", "Lære"))
    for measure in (ended, broken):
        move(measure, region, "applied", "2026-03-16")
        move(measure, region, "running", "2026-03-23", planned_end=day("2026-05-29"))
    move(never, region, "broken_off", "2026-03-23", why="no_place")
    assert world.reassessed_for() == ["reassess.measure_started"]
    world.assess(on="2026-03-30")
    assert world.reassessed_for() == []
    move(ended, region, "ended", "2026-05-29")
    move(broken, region, "broken_off", "2026-06-01", why="health")
    assert world.reassessed_for() == ["reassess.measure_ended", "reassess.measure_broken_off"]
