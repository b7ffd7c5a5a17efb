"""A plan is shared by an act of its own and taken back for the future; and what that does to the employer's duties."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stafett.cases.evaluation.plans import load_plans
from stafett.cases.models import Task
from stafett.cases.services import run_tick
from stafett.intake.models import SickNote
from stafett.people import bulk
from stafett.people.models import Issuer
from stafett.plans.follow_up_plan.selectors import shared_in
from stafett.plans.services import PlanError
from tests.factories import bring, day, instant, note
from tests.plans.plan_world import ON, PlanWorld, make_plan_world
from tests.portals.outside_world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> PlanWorld:
    return make_plan_world()


def test_only_a_finished_plan_is_shared(made: PlanWorld) -> None:
    made.save()
    with pytest.raises(PlanError, match="not_ready"):
        made.share("nav")
    made.without()
    assert made.share("nav").version.number == 1


def test_a_plan_is_shared_with_the_issuer_by_name_and_once(made: PlanWorld) -> None:
    made.approved()
    share = made.share("issuer")
    assert (share.issuer, share.contact, share.shared_on) == (made.world.issuer, made.world.leader, day(ON))
    assert made.share("issuer") == share


def test_without_an_issuer_there_is_nobody_to_share_with(made: PlanWorld) -> None:
    SickNote.objects.update(issuer=None)
    made.approved()
    with pytest.raises(PlanError, match="no_issuer"):
        made.share("issuer")


def test_another_issuer_does_not_see_what_was_shared_with_the_first(made: PlanWorld) -> None:
    made.approved()
    made.share("issuer")
    other = Issuer.objects.create(hpr_number="7654321", name="En annen")
    assert shared_in(made.world.case, "issuer", issuer=other.pk) == []
    assert len(shared_in(made.world.case, "issuer", issuer=made.world.issuer.pk)) == 1
    assert shared_in(made.world.case, "nav") == []


def test_each_side_takes_back_its_own(made: PlanWorld) -> None:
    made.approved()
    made.share("nav")
    with pytest.raises(PlanError, match="not_shared"):
        made.take_back("nav", made.person)
    made.share("nav", made.person)
    made.take_back("nav")
    (left,) = shared_in(made.world.case, "nav")
    assert left.share.contact is None
    made.take_back("nav", made.person)
    assert shared_in(made.world.case, "nav") == []
    assert {share.taken_back_by for share in made.whole.shares} == {made.world.leader.name, made.world.person.name}


def test_who_has_got_a_version_reads_that_one_until_the_next_is_shared(made: PlanWorld) -> None:
    made.approved()
    made.share("nav")
    made.save(1, can_do="Noe nytt")
    assert [one.content.can_do for one in shared_in(made.world.case, "nav")] == ["Varelager"]
    made.send()
    made.answer()
    made.share("nav")
    assert [one.content.can_do for one in shared_in(made.world.case, "nav")] == ["Noe nytt"]


def test_the_reason_why_the_employee_took_no_part_goes_with_the_version(made: PlanWorld) -> None:
    made.save()
    made.without("Svarer ikke")
    made.share("nav")
    assert [one.why_without for one in shared_in(made.world.case, "nav")] == ["Svarer ikke"]
    made.words("Nå svarer jeg")
    made.share("nav")
    assert [one.why_without for one in shared_in(made.world.case, "nav")] == ["Svarer ikke"]
    made.save(2, can_do="Kasse")
    made.send()
    made.answer()
    made.share("nav")
    assert [one.why_without for one in shared_in(made.world.case, "nav")] == [""]


# --- the rules


@pytest.mark.parametrize("receiver", ["issuer", "nav"])
def test_a_shared_plan_settles_the_duty_and_taken_back_it_opens_again(made: PlanWorld, receiver: str) -> None:
    assert made.task().state == "open"
    made.approved()
    assert made.task().state == "open"
    made.share(receiver)
    assert (made.task().state, made.task().outcome) == ("done", "settled")
    made.take_back(receiver)
    assert made.task().state == "open"


def test_what_the_employee_shares_settles_it_too(made: PlanWorld) -> None:
    made.approved()
    made.share("nav", made.person)
    assert made.task().state == "done"


def test_an_unnecessary_plan_ends_the_duty_until_one_is_written_after_all(made: PlanWorld) -> None:
    made.unnecessary()
    assert made.task().state == "done"
    made.save()
    assert made.task().state == "open"


def test_a_plan_shared_before_the_duty_opens_leaves_nothing_to_do() -> None:
    early = PlanWorld(make_world(), "2026-01-12")
    early.unnecessary()
    early.go_to("2026-02-20")
    assert not Task.objects.filter(kind="plan", state="open").exists()


def test_nav_asks_for_the_plan_and_the_employer_has_14_days(made: PlanWorld) -> None:
    made.go_to("2026-03-02")
    made.ask()
    made.ask()
    task = made.task("plan_request")
    assert (task.state, task.actor, task.due, task.employer) == (
        "open", "employer", day("2026-03-16"), made.world.employment.employer,
    )  # fmt: skip
    assert made.plan.asked_by == made.world.region.adviser


def test_the_issuers_copy_is_not_what_nav_asked_for(made: PlanWorld) -> None:
    made.approved()
    made.ask()
    made.share("issuer")
    assert made.task("plan_request").state == "open"
    made.share("nav")
    assert made.task("plan_request").state == "done"


def test_nav_asks_anew_and_an_old_copy_is_not_the_answer(made: PlanWorld) -> None:
    made.approved()
    made.share("nav")
    made.go_to("2026-03-02")
    made.ask()
    assert made.task("plan_request").state == "open"
    made.save(1, can_do="Mer")
    made.send()
    made.answer()
    made.share("nav")
    assert made.task("plan_request").state == "done"
    made.go_to("2026-05-04")
    made.ask()
    assert (made.task("plan_request").state, made.task("plan_request").due) == ("open", day("2026-05-18"))


def test_a_plan_that_has_not_changed_is_shared_anew_when_nav_asks_again(made: PlanWorld) -> None:
    made.approved()
    first = made.share("nav")
    made.go_to("2026-03-02")
    assert not made.whole.may_share("nav", by_employer=True)
    made.ask()
    assert made.whole.may_share("nav", by_employer=True)
    again = made.share("nav")
    assert (again.version, again.shared_on) == (first.version, day("2026-03-02"))
    assert made.task("plan_request").state == "done"
    assert len(shared_in(made.world.case, "nav")) == 1


def test_only_what_was_so_on_the_day_counts(made: PlanWorld) -> None:
    made.approved()
    made.share("nav")
    made.on = "2026-02-10"
    made.take_back("nav")
    cases = bulk.keys([made.world.case.pk])
    key = (made.world.case.pk, made.world.employment.employer_id)
    shared = {
        on: load_plans(cases, day(on))[key].plan_shared_on for on in ("2026-01-25", ON, "2026-02-09", "2026-02-10")
    }
    assert shared == {"2026-01-25": None, ON: day(ON), "2026-02-09": day(ON), "2026-02-10": None}


def test_the_tick_asks_as_much_with_many_plans_as_with_none(made: PlanWorld) -> None:
    def asked(on: str) -> tuple[int, int]:
        """How often plans were asked for, and people: once for each day that is evaluated."""
        with CaptureQueriesContext(connection) as queries:
            run_tick(on=day(on), at=instant(on))
        said = [query["sql"] for query in queries]
        return sum("plans_followupplan" in sql for sql in said), sum("p.disability_benefit" in sql for sql in said)

    plans, days = asked("2026-02-01")
    assert plans == days > 0
    bring([note(f"m{serial}", [("2026-01-05", "2026-06-30")], serial=serial) for serial in (1, 2)], "2026-02-01")
    made.on = "2026-02-01"
    made.ask()
    plans, days = asked("2026-02-15")
    assert plans == days > 0
