"""Cases given to others in the unit: planned, done in one go, told, and taken back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stafett.cases.distribution.models import DistributionRule, StaffAbsence
from stafett.cases.distribution.selectors import Wanted, plan_redistribution
from stafett.cases.distribution.services import (
    end_absence,
    redistribute,
    register_absence,
    set_key,
)
from stafett.cases.many.choosing import Outcome
from stafett.cases.many.models import ManyAction
from stafett.cases.many.undo import take_back
from stafett.cases.models import Case, JournalEntry
from stafett.cases.services import CaseError
from stafett.dialogue.models import Message
from stafett.people.models import OrganisationChange, Person, Staff, Team, Unit
from tests.portals.adviser_world import (
    NOW,
    TODAY,
    actor_of,
    make_case,
    make_employment,
    make_person,
    make_staff,
    make_unit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return make_unit()


@pytest.fixture
def leader(unit: Unit) -> Staff:
    return make_staff(unit, "Liv Leader", role="leader")


@pytest.fixture
def staff(unit: Unit) -> list[Staff]:
    return [make_staff(unit, name) for name in ("Anne Adviser", "Bo Adviser", "Cai Adviser")]


def cases_of(holder: Staff | None, unit: Unit, count: int, *families: str) -> list[Case]:
    names = families or tuple(f"Prøve{n}" for n in range(count))
    return [make_case(unit, make_person(unit, "Kari", name), holder=holder) for name in names[:count]]


def away(one: Staff, first: date = TODAY, last: date | None = None, *, by: Staff | None = None) -> StaffAbsence:
    return register_absence(
        staff=one, kind="sickness", first_day=first, last_day=last, actor=actor_of(by or one), on=TODAY, at=NOW
    )


def do(by: Staff, wanted: Wanted, *, seen: str | None = None) -> ManyAction:
    plan = plan_redistribution(actor_of(by), wanted, on=TODAY)
    digest = plan.digest if seen is None else seen
    return redistribute(wanted=wanted, seen=digest, actor=actor_of(by), on=TODAY, at=NOW)


def undo(done: ManyAction, by: Staff) -> Outcome:
    return take_back(action=done.pk, actor=actor_of(by), on=TODAY, at=NOW)


def refusals(outcome: Outcome) -> list[tuple[int, str]]:
    return [(one.case, one.code) for one in outcome.refused]


def held_by(*staff: Staff) -> list[int]:
    return [Case.objects.filter(holder=one).count() for one in staff]


def test_a_sick_advisers_cases_are_shared_among_those_who_are_there(
    unit: Unit, leader: Staff, staff: list[Staff]
) -> None:
    cases_of(staff[0], unit, 5)
    cases_of(staff[1], unit, 1)
    away(staff[0], by=leader)
    plan = plan_redistribution(actor_of(leader), Wanted("even_load", of_staff=staff[0].pk), on=TODAY)
    assert [(share.staff.name, share.before, share.after) for share in plan.shares] == [
        ("Anne Adviser", 5, 0), ("Bo Adviser", 1, 3), ("Cai Adviser", 0, 3),
    ]  # fmt: skip
    assert plan.shares[0].away is not None
    assert held_by(*staff) == [5, 1, 0]
    do(leader, Wanted("even_load", of_staff=staff[0].pk))
    assert held_by(*staff) == [0, 3, 3]


def test_the_cases_of_a_team_stay_within_it(unit: Unit, leader: Staff, staff: list[Staff]) -> None:
    team = Team.objects.create(unit=unit, name="Nord")
    Staff.objects.filter(pk__in=[one.pk for one in staff[:2]]).update(team=team)
    cases_of(staff[0], unit, 4)
    others = cases_of(staff[2], unit, 1)
    away(staff[0], by=leader)
    do(leader, Wanted("even_load", of_team=team.pk))
    assert held_by(*staff) == [0, 4, 1]
    assert Case.objects.get(pk=others[0].pk).holder == staff[2]


def test_each_person_is_told_and_each_case_has_its_entry(unit: Unit, leader: Staff, staff: list[Staff]) -> None:
    [case] = cases_of(staff[0], unit, 1)
    away(staff[0])
    done = do(leader, Wanted("even_load"))
    case.refresh_from_db()
    assert case.holder is not None
    message = Message.objects.get(case=case)
    assert (message.code, message.parameters) == ("new_holder", {"unit": unit.name, "name": case.holder.name})
    entry = JournalEntry.objects.get(case=case, event="case_redistributed")
    assert (entry.before, entry.after) == ({"holder": staff[0].pk}, {"holder": case.holder_id})
    assert entry.actor_name == "Liv Leader"
    key = str(case.pk)
    assert (done.before, done.after) == ({key: {"holder_id": staff[0].pk}}, {key: {"holder_id": case.holder_id}})


@pytest.mark.parametrize("kind", [*DistributionRule.Kind.values])
def test_each_kind_of_key_finds_its_adviser(unit: Unit, leader: Staff, staff: list[Staff], kind: str) -> None:
    parts = {
        "birth_date": ("10", "20"), "alphabet": ("Å", "Å"), "employer": ("F", "G"), "industry": ("86", "88"),
        "benefit": ("disability_benefit",) * 2,
    }  # fmt: skip
    person = make_person(unit, "Kari", "Aas", birth_date=date(1980, 5, 17), disability_benefit=True)
    job = make_employment(person, "Fjord Bakeri AS")
    type(job.employer).objects.filter(pk=job.employer.pk).update(industry="87")
    case = make_case(unit, person)
    set_key(kind=kind, parts=[(staff[2], *parts[kind])], actor=actor_of(leader), on=TODAY, at=NOW)
    [move] = plan_redistribution(actor_of(leader), Wanted(kind, of_nobody=True), on=TODAY).moves
    assert (move.case, move.to_staff, move.reason) == (case, staff[2], "key")


def test_only_what_was_asked_for_is_moved(unit: Unit, leader: Staff, staff: list[Staff]) -> None:
    cases_of(staff[0], unit, 4)
    cases_of(None, unit, 2)
    do(leader, Wanted("even_load", of_nobody=True))
    assert held_by(*staff) == [4, 1, 1]
    do(leader, Wanted("even_load"))
    assert held_by(*staff) == [2, 2, 2]


def test_cases_of_other_units_closed_ones_and_those_the_leader_may_not_open_are_left_alone(
    unit: Unit, leader: Staff, staff: list[Staff]
) -> None:
    other = make_unit("Nav Sørvik")
    cases_of(None, other, 1)
    make_case(unit, state="closed", closed_on=TODAY, closed_why="spell_ended")
    protected = make_case(unit, make_person(unit, protection="shielded"))
    plan = plan_redistribution(actor_of(leader), Wanted("even_load"), on=TODAY)
    assert (plan.looked_at, list(plan.moves), list(plan.left)) == (0, [], [])
    Staff.objects.filter(pk=leader.pk).update(may_open=["shielded"])
    plan = plan_redistribution(actor_of(leader), Wanted("even_load"), on=TODAY)
    assert (plan.looked_at, list(plan.moves), list(plan.left)) == (1, [], [protected])


def test_nothing_is_done_that_nobody_has_seen(unit: Unit, leader: Staff, staff: list[Staff]) -> None:
    cases_of(None, unit, 2)
    wanted = Wanted("even_load")
    seen = plan_redistribution(actor_of(leader), wanted, on=TODAY).digest
    Case.objects.filter(pk=Case.objects.earliest("pk").pk).update(holder=staff[0])
    refusals = [("changed", wanted, seen), ("nothing", Wanted("even_load", of_staff=staff[2].pk), None)]
    for code, asked, digest in refusals:
        with pytest.raises(CaseError, match=rf"distribution\.{code}"):
            do(leader, asked, seen=digest)
    with pytest.raises(CaseError, match=r"distribution\.kind_unknown"):
        redistribute(wanted=Wanted("coffee"), seen="", actor=actor_of(leader), on=TODAY, at=NOW)
    assert not ManyAction.objects.exists()


def test_it_takes_as_many_statements_for_many_as_for_few(unit: Unit, leader: Staff, staff: list[Staff]) -> None:
    counts = []
    for count in (2, 60):
        cases_of(None, unit, count)
        with CaptureQueriesContext(connection) as asked:
            do(leader, Wanted("even_load", of_nobody=True))
        counts.append(len(asked))
    assert counts[0] == counts[1] < 30


def test_many_hundred_are_given_away_and_taken_back(unit: Unit, leader: Staff, staff: list[Staff]) -> None:
    born = TODAY - timedelta(days=15_000)
    for n in range(250):
        person = make_person(unit, "Kari", f"Prøve{n}", birth_date=born + timedelta(days=n))
        make_case(unit, person, holder=staff[0])
    away(staff[0])
    done = do(leader, Wanted("even_load", of_staff=staff[0].pk))
    assert held_by(*staff) == [0, 125, 125]
    undone = undo(done, leader)
    assert (undone.done, list(undone.refused)) == (250, [])
    assert held_by(*staff) == [250, 0, 0]


def test_undoing_leaves_what_somebody_has_changed_since_and_names_it(
    unit: Unit, leader: Staff, staff: list[Staff]
) -> None:
    untouched, taken, closed, moved = cases_of(staff[0], unit, 4)
    other = make_unit("Nav Sørvik")
    away(staff[0])
    done = do(leader, Wanted("even_load", of_staff=staff[0].pk))
    for case, change in (
        (taken, {"holder": None}),
        (closed, {"state": "closed", "closed_on": TODAY, "closed_why": "spell_ended"}),
        (moved, {"holder_unit": other, "holder": None}),
    ):
        Case.objects.filter(pk=case.pk).update(**change)
    undone = undo(done, leader)
    assert (undone.done, refusals(undone)) == (
        1, [(taken.pk, "undo.changed"), (closed.pk, "undo.closed"), (moved.pk, "undo.changed")],
    )  # fmt: skip
    assert JournalEntry.objects.get(event="case_put_back").case == untouched
    assert Message.objects.filter(case=untouched).count() == 2


def test_nobody_gets_a_case_back_who_is_gone_or_may_not_open_it(unit: Unit, leader: Staff, staff: list[Staff]) -> None:
    Staff.objects.update(may_open=["shielded"])
    cases_of(staff[0], unit, 1)
    cases_of(staff[1], unit, 1)
    for one in staff[:2]:
        away(one)
    done = do(leader, Wanted("even_load"))
    Staff.objects.filter(pk=staff[0].pk).update(active=False)
    Staff.objects.filter(pk=staff[1].pk).update(may_open=[])
    Person.objects.update(protection="shielded")
    undone = undo(done, leader)
    assert [one.code for one in undone.refused] == ["undo.gone", "undo.may_not_open"]


def test_only_the_last_one_of_the_own_unit_is_undone_and_only_once(
    unit: Unit, leader: Staff, staff: list[Staff]
) -> None:
    cases_of(None, unit, 1)
    first = do(leader, Wanted("even_load"))
    cases_of(None, unit, 1)
    second = do(leader, Wanted("even_load"))
    stranger = make_staff(make_unit("Nav Sørvik"), "Stein Stranger", role="leader")
    for by, redistribution in ((leader, first), (stranger, second)):
        with pytest.raises(CaseError, match=r"distribution\.not_the_last"):
            undo(redistribution, by)
    undo(second, leader)
    with pytest.raises(CaseError, match=r"distribution\.not_the_last"):
        undo(second, leader)


# --- keys and absences


def test_a_key_is_replaced_as_a_whole_and_the_change_is_logged(unit: Unit, leader: Staff, staff: list[Staff]) -> None:
    def set_days(*parts: tuple[Staff, str, str]) -> None:
        set_key(kind="birth_date", parts=parts, actor=actor_of(leader), on=TODAY, at=NOW)

    set_days((staff[0], "01", "15"), (staff[1], "16", "31"))
    set_days((staff[0], "01", "15"), (staff[1], "16", "31"))
    set_days((staff[2], "01", "31"))
    assert list(DistributionRule.objects.values_list("staff", "first", "last")) == [(staff[2].pk, "01", "31")]
    assert OrganisationChange.objects.count() == 2
    newest = OrganisationChange.objects.latest("pk")
    assert newest.after == {"distribution_birth_date": [[staff[2].login, "01", "31"]]}
    with pytest.raises(CaseError, match=r"distribution\.not_there"):
        set_days((make_staff(make_unit("Nav Sørvik"), "Stein Stranger"), "01", "31"))


@pytest.mark.parametrize(
    ("first", "last", "is_away"), [(0, None, True), (0, 0, True), (-5, -1, False), (1, None, False), (-5, 5, True)]
)
def test_who_is_away_today_gets_nobody(
    unit: Unit, leader: Staff, staff: list[Staff], first: int, last: int | None, is_away: bool
) -> None:
    until = None if last is None else TODAY + timedelta(days=last)
    for one in staff[1:]:
        Staff.objects.filter(pk=one.pk).update(active=False)
    away(staff[0], TODAY + timedelta(days=first), until)
    [case] = cases_of(None, unit, 1)
    plan = plan_redistribution(actor_of(leader), Wanted("even_load"), on=TODAY)
    assert list(plan.left) == ([case] if is_away else [])
    assert len(plan.moves) == (0 if is_away else 1)


def test_one_registers_ones_own_days_and_a_leader_those_of_the_unit(
    unit: Unit, leader: Staff, staff: list[Staff]
) -> None:
    away(staff[0])
    away(staff[1], by=leader)
    stranger = make_staff(make_unit("Nav Sørvik"), "Stein Stranger", role="leader")
    for by in (staff[0], stranger):
        with pytest.raises(CaseError, match=r"absence\.not_yours"):
            away(staff[2], by=by)
    assert OrganisationChange.objects.get(staff=staff[1]).by == "Liv Leader"


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(3, 2, "ends_before_start"), (-2, 1, "overlaps"), (4, 4, "overlaps"), (-2, None, "overlaps"), (6, None, "")],
)
def test_days_away_are_registered_once(staff: list[Staff], first: int, last: int | None, code: str) -> None:
    away(staff[0], TODAY, TODAY + timedelta(days=5))
    days: list[Any] = [TODAY + timedelta(days=first), None if last is None else TODAY + timedelta(days=last)]
    if not code:
        away(staff[0], *days)
        return
    with pytest.raises(CaseError, match=rf"absence\.{code}"):
        away(staff[0], *days)


def test_coming_back_ends_the_absence_and_one_that_had_not_begun_never_was(staff: list[Staff]) -> None:
    yesterday = TODAY - timedelta(days=1)
    begun = away(staff[0], TODAY - timedelta(days=9))
    to_come = away(staff[1], TODAY)
    for absence, one in ((begun, staff[0]), (to_come, staff[1])):
        end_absence(absence=absence, last_day=yesterday, actor=actor_of(one), on=TODAY, at=NOW)
    assert list(StaffAbsence.objects.values_list("staff", "last_day")) == [(staff[0].pk, yesterday)]
    with pytest.raises(CaseError, match=r"absence\.ended"):
        end_absence(absence=to_come, last_day=yesterday, actor=actor_of(staff[1]), on=TODAY, at=NOW)
