"""Setting up: units, staff and what is known about persons come in whole or not at all."""

from typing import Any

import pytest

from stafett.access.actors import SYSTEM
from stafett.cases.models import Case, JournalEntry
from stafett.cases.services import run_tick, take_case
from stafett.core.parameters import default_law
from stafett.people.models import OfficeValue, OrganisationChange, Person, Staff, Team, Unit
from stafett.people.office_values import in_force
from stafett.people.registers import Organisation, People, RegisterError
from stafett.people.selectors import organisation_gaps, organisation_now
from stafett.people.services import Outcome, register_people, set_up_organisation
from stafett.screening.models import Screening
from tests.factories import Region, as_staff, bring, day, instant, make_person, make_region, note, number, open_case

ON = "2026-03-02"
pytestmark = pytest.mark.django_db

ROE = {"number": "0900", "name": "ROE Fjell", "kind": "roe"}
LOCAL = {"number": "0101", "name": "Nav Fjord", "kind": "local", "roe": "0900", "receives_unknown": True}
ANNE = {"login": "anne", "name": "Anne Adviser", "unit": "0101", "role": "adviser", "may_open": ["shielded"]}


def set_up(*units: dict[str, Any], staff: tuple[dict[str, Any], ...] = ()) -> Outcome:
    organisation = Organisation.model_validate({"units": units, "staff": staff})
    return set_up_organisation(organisation, actor=SYSTEM, on=day(ON), at=instant(ON))


def register(*people: dict[str, Any]) -> Outcome:
    found = People.model_validate({"people": people})
    return register_people(found, synthetic="only", actor=SYSTEM, on=day(ON), at=instant(ON))


def refused(error: pytest.ExceptionInfo[RegisterError]) -> list[Any]:
    return [(*problem.at, problem.code) for problem in error.value.problems]


# --- units and staff


def test_an_empty_installation_is_set_up_and_the_same_again_changes_nothing() -> None:
    # The office stands first in the file, though it names the regional unit.
    assert set_up(LOCAL, ROE, staff=(ANNE,)) == Outcome(added=3)
    assert set_up(LOCAL, ROE, staff=(ANNE,)) == Outcome(unchanged=3)
    assert Unit.objects.get(number="0101").roe == Unit.objects.get(number="0900")
    assert Staff.objects.get().may_open == ["shielded"]
    assert OrganisationChange.objects.count() == 3


def test_what_is_left_out_stays_as_it_is() -> None:
    set_up(LOCAL | {"screening_basis_recorded_on": ON, "screening_week": "6"}, ROE, staff=(ANNE,))
    short = {name: LOCAL[name] for name in ("number", "name", "kind")}
    assert set_up(short, staff=({**ANNE, "may_open": []},)) == Outcome(changed=1, unchanged=1)
    unit = Unit.objects.get(number="0101")
    assert (unit.roe is not None, unit.receives_unknown, in_force(unit, "screening_week", day(ON))) == (True, True, 6)
    assert Staff.objects.get().may_open == []
    set_up(short | {"roe": None, "screening_week": None})
    unit.refresh_from_db()
    assert (unit.roe, in_force(unit, "screening_week", day(ON))) == (None, None)


def test_a_new_office_has_had_its_week_all_the_time_and_a_known_one_from_the_day_it_is_said() -> None:
    set_up(LOCAL | {"screening_week": "6"}, ROE)
    assert set_up(LOCAL | {"screening_week": "6"}) == Outcome(unchanged=1)
    assert set_up(LOCAL | {"screening_week": "5"}) == Outcome(changed=1)
    assert set_up(LOCAL | {"screening_week": None}) == Outcome(changed=1)
    said = OfficeValue.objects.order_by("pk").values_list("first_day", "value", "by")
    first = default_law().parameter("screening_week").first_day
    assert list(said) == [(first, 6, SYSTEM.name), (day(ON), 5, SYSTEM.name), (day(ON), None, SYSTEM.name)]
    assert organisation_now(day(ON)).units[-1].screening_week is None
    assert organisation_now(day("2026-03-01")).units[0].screening_week == 6


def test_what_is_shown_can_be_given_again() -> None:
    make_region()
    shown = organisation_now(day(ON))
    total = len(shown.units) + len(shown.staff)
    assert set_up_organisation(shown, actor=SYSTEM, on=day(ON), at=instant(ON)) == Outcome(unchanged=total)


def test_each_change_is_in_the_log() -> None:
    set_up(LOCAL, ROE)
    set_up(LOCAL | {"screening_basis_recorded_on": ON, "roe": None})
    change = OrganisationChange.objects.latest("pk")
    assert change.before == {"screening_basis_recorded_on": None, "roe": "0900"}
    assert change.after == {"screening_basis_recorded_on": ON, "roe": None}


OTHER_RECEIVER = LOCAL | {"number": "0102"}


@pytest.mark.parametrize(
    ("units", "staff", "problems"),
    [
        ([LOCAL], [], [("units", 0, "roe", "unknown_roe")]),
        ([ROE, LOCAL, LOCAL], [], [("units", 2, "number", "repeated")]),
        (
            [ROE, LOCAL | {"screening_basis_recorded_on": "2026-03-03"}],
            [],
            [("units", 1, "screening_basis_recorded_on", "day_to_come")],
        ),
        ([ROE | {"roe": "0900"}], [], [("units", 0, "roe", "roe_of_no_office")]),
        ([ROE | {"receives_unknown": True}], [], [("units", 0, "receives_unknown", "receiver_is_no_office")]),
        ([ROE, LOCAL, OTHER_RECEIVER], [], [("units", at, "receives_unknown", "several_receive") for at in (1, 2)]),
        ([ROE], [ANNE], [("staff", 0, "unit", "unknown_unit")]),
        ([ROE, LOCAL], [ANNE, ANNE], [("staff", 1, "login", "repeated")]),
    ],
)
def test_of_a_file_that_is_wrong_nothing_is_taken(
    units: list[dict[str, Any]], staff: list[dict[str, Any]], problems: list[Any]
) -> None:
    with pytest.raises(RegisterError) as error:
        set_up(*units, staff=tuple(staff))
    assert refused(error) == problems
    assert not Unit.objects.exists()


def test_who_receives_the_unknown_can_change_in_one_go() -> None:
    set_up(ROE, LOCAL)
    other = LOCAL | {"number": "0102", "name": "Nav Vidde"}
    with pytest.raises(RegisterError, match="several_receive"):
        set_up(other)
    set_up(other, LOCAL | {"receives_unknown": False})
    assert Unit.objects.get(receives_unknown=True).number == "0102"


def test_a_unit_that_is_counted_on_stays_what_it_is() -> None:
    set_up(LOCAL, ROE)
    with pytest.raises(RegisterError) as error:
        set_up(ROE | {"kind": "noe"})
    assert ("units", 0, "kind", "kind_in_use") in refused(error)


@pytest.fixture
def region() -> Region:
    """A case that the adviser at the first office holds."""
    region = make_region()
    bring([note("a", [("2026-01-05", "2026-08-31")])], "2026-01-05")
    take_case(case=open_case(), staff=region.adviser, actor=as_staff(region.adviser), on=day(ON), at=instant(ON))
    return region


def staff_part(one: Staff, **said: Any) -> dict[str, Any]:
    return {"login": one.login, "name": one.name, "unit": one.unit.number, "role": one.role} | said


@pytest.mark.parametrize("said", [{"active": False}, {"unit": "0102"}])
def test_who_stops_or_moves_lets_go_of_the_cases(region: Region, said: dict[str, Any]) -> None:
    set_up(staff=(staff_part(region.adviser, **said),))
    assert (open_case().holder, open_case().holder_unit) == (None, region.local)
    assert JournalEntry.objects.latest("pk").event == "case_released"


def test_who_moves_to_another_unit_leaves_the_team(region: Region) -> None:
    team = Team.objects.create(unit=region.local, name="Nord")
    Staff.objects.filter(pk=region.adviser.pk).update(team=team)
    said = {"login": region.adviser.login, "name": region.adviser.name, "role": "adviser"}
    set_up(staff=(said | {"unit": "0101"},))
    assert Staff.objects.get(pk=region.adviser.pk).team == team
    set_up(staff=(said | {"unit": "0102"},))
    assert Staff.objects.get(pk=region.adviser.pk).team is None
    assert OrganisationChange.objects.latest("pk").before["team"] == "Nord"


def test_who_gets_a_new_name_keeps_them(region: Region) -> None:
    set_up(staff=(staff_part(region.adviser, name="Anne Ny"),))
    assert open_case().holder == region.adviser


def test_an_office_that_records_its_basis_asks_from_the_next_tick() -> None:
    make_region()
    Unit.objects.update(screening_basis_recorded_on=None)
    bring([note("a", [("2026-01-05", "2026-08-31")])], "2026-01-05")
    run_tick(on=day(ON), at=instant(ON))
    assert not Screening.objects.exists()
    set_up({"number": "0101", "name": "Nav Fjord", "kind": "local", "screening_basis_recorded_on": ON})
    run_tick(on=day(ON), at=instant(ON))
    assert Screening.objects.get().asked_on == day(ON)


# --- persons

NEW = {"identity_number": number(1), "given_name": "Ola", "family_name": "Prøve", "home_unit": "0101"}


def test_a_person_is_protected_before_the_first_sick_note() -> None:
    make_region()
    hidden = NEW | {"protection": "strictly_confidential", "home_unit": "0102"}
    assert register(hidden) == Outcome(added=1)
    assert register(hidden) == Outcome(unchanged=1)
    bring([note("a", [("2026-01-05", "2026-08-31")], serial=1)], "2026-01-05")
    person = Person.objects.get()
    assert (person.protection, open_case().holder_unit.number) == ("strictly_confidential", "0102")
    assert [gap.code for gap in organisation_gaps()] == ["nobody_may_open_strictly_confidential"]


def test_a_known_person_is_changed_where_something_is_said(region: Region) -> None:
    person = open_case().person
    assert register({"identity_number": person.identity_number, "protection": "shielded"}) == Outcome(changed=1)
    person.refresh_from_db()
    assert (person.protection, person.family_name) == ("shielded", "Prøve0")
    entry = JournalEntry.objects.get(event="person_changed")
    assert (entry.before, entry.after) == ({"protection": "none"}, {"protection": "shielded"})
    # The adviser may not open such a case, and cannot go on holding it.
    assert (open_case().holder, open_case().holder_unit) == (None, region.local)


def test_the_case_goes_along_to_a_new_home_unit(region: Region) -> None:
    register({"identity_number": number(0), "home_unit": "0102"})
    assert (open_case().holder_unit, open_case().holder) == (region.other, None)
    assert JournalEntry.objects.filter(event="case_moved").count() == 1


def test_a_case_that_another_unit_holds_stays_there(region: Region) -> None:
    Case.objects.update(holder_unit=region.roe, holder=region.roe_adviser)
    register({"identity_number": number(0), "home_unit": "0102"})
    assert (open_case().holder_unit, open_case().holder) == (region.roe, region.roe_adviser)


def test_what_the_rules_ask_about_is_reckoned_with_at_once(region: Region) -> None:
    register({"identity_number": number(0), "died_on": "2026-03-01"})
    assert Case.objects.get().closed_why == "died"


@pytest.mark.parametrize(
    ("person", "problem"),
    [
        (NEW | {"identity_number": "12868400055"}, ("people", 1, "identity_number", "identity_number")),
        (NEW | {"home_unit": "0900"}, ("people", 1, "home_unit", "no_such_office")),
        (NEW | {"home_unit": None}, ("people", 1, "home_unit", "needed_for_new")),
        (NEW | {"died_on": "2026-03-03"}, ("people", 1, "died_on", "died_when")),
        (NEW | {"identity_number": number(0)}, ("people", 1, "identity_number", "repeated")),
    ],
)
def test_of_a_register_that_is_wrong_nothing_is_taken(person: dict[str, Any], problem: Any) -> None:
    region = make_region()
    known = make_person(region.local)
    with pytest.raises(RegisterError) as error:
        register({"identity_number": known.identity_number, "protection": "shielded"}, person)
    assert refused(error) == [problem]
    known.refresh_from_db()
    assert (known.protection, Person.objects.count()) == ("none", 1)
