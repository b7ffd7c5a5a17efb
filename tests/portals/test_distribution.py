"""The leader's page of distribution, the unit's keys, and who is away."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stafett.cases.distribution.models import DistributionRule, StaffAbsence
from stafett.cases.many.models import ManyAction
from stafett.cases.models import Case
from stafett.people.models import Staff, Unit
from tests.portals.adviser_world import (
    TODAY,
    enter_today,
    make_case,
    make_person,
    make_redistribution,
    make_staff,
    make_unit,
)

pytestmark = pytest.mark.django_db
TO = "\u2013"  # an en dash


@pytest.fixture
def unit() -> Unit:
    return make_unit()


@pytest.fixture
def staff(unit: Unit) -> list[Staff]:
    return [make_staff(unit, name) for name in ("Anne Adviser", "Bo Adviser", "Cai Adviser")]


@pytest.fixture
def leader(client: Client, unit: Unit) -> Staff:
    """Somebody who has entered."""
    leader = make_staff(unit, "Liv Leader", role="leader")
    enter_today(client, leader)
    return leader


def page_of(client: Client, name: str, **asked: str) -> str:
    response = client.get(reverse(name), asked)
    assert response.status_code == 200
    return response.content.decode()


def cases_of(holder: Staff | None, unit: Unit, count: int) -> list[Case]:
    return [make_case(unit, make_person(unit, "Kari", f"Prøve{n:02}"), holder=holder) for n in range(count)]


def seen_in(shown: str) -> str:
    return shown.partition('name="seen" value="')[2].partition('"')[0]


def test_what_would_happen_is_seen_before_anything_is_done(
    client: Client, unit: Unit, leader: Staff, staff: list[Staff]
) -> None:
    cases_of(staff[0], unit, 60)
    StaffAbsence.objects.create(
        staff=staff[0], kind="sickness", first_day=TODAY, registered_by="x", registered_on=TODAY
    )
    asked = {"whose": f"staff-{staff[0].pk}", "kind": "even_load"}
    shown = page_of(client, "adviser_distribution", **asked)
    for words in (
        "60 saker får ny veileder, av 60",
        "inntil videre",
        "Prøve00",
        f"1{TO}50 av 60",
        "Den med færrest saker",
    ):
        assert words in shown
    assert "Sykdom" not in shown
    assert "Prøve59" not in shown
    assert "Prøve59" in page_of(client, "adviser_distribution", **asked, page="2")
    assert Case.objects.filter(holder=staff[0]).count() == 60
    response = client.post(reverse("adviser_redistribute"), asked | {"seen": seen_in(shown)})
    assert response["Location"] == reverse("adviser_distribution")
    after = page_of(client, "adviser_distribution")
    assert "Antall saker som har fått ny veileder: 60." in after
    assert "Angre omfordelingen" in after
    assert [Case.objects.filter(holder=one).count() for one in staff] == [0, 30, 30]


def test_another_plan_than_the_one_seen_is_not_done_but_shown(
    client: Client, unit: Unit, leader: Staff, staff: list[Staff]
) -> None:
    case, *_ = cases_of(None, unit, 3)
    asked = {"whose": "nobody", "kind": "even_load"}
    seen = seen_in(page_of(client, "adviser_distribution", **asked))
    Case.objects.filter(pk=case.pk).update(holder=staff[0])
    response = client.post(reverse("adviser_redistribute"), asked | {"seen": seen})
    assert response.status_code == 409
    words = response.content.decode()
    assert "Noe har endret seg" in words
    assert "2 saker får ny veileder" in words
    assert not ManyAction.objects.exists()
    assert client.post(reverse("adviser_redistribute"), asked | {"seen": seen_in(words)}).status_code == 302


@pytest.mark.parametrize("asked", [{"whose": "staff-999999", "kind": "even_load"}, {"whose": "all", "kind": "x"}])
def test_what_cannot_be_chosen_is_told(client: Client, leader: Staff, asked: dict[str, str]) -> None:
    for response in (
        client.get(reverse("adviser_distribution"), asked),
        client.post(reverse("adviser_redistribute"), asked),
    ):
        assert response.status_code == 422
        assert "Du må rette dette" in response.content.decode()


def test_undoing_names_what_stays(client: Client, unit: Unit, leader: Staff, staff: list[Staff]) -> None:
    case, *_ = cases_of(None, unit, 3)
    asked = {"whose": "nobody", "kind": "even_load"}
    seen = seen_in(page_of(client, "adviser_distribution", **asked))
    client.post(reverse("adviser_redistribute"), asked | {"seen": seen})
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=TODAY, closed_why="spell_ended")
    undo = reverse("adviser_undo_distribution", args=[ManyAction.objects.get().pk])
    words = client.post(undo).content.decode()
    assert "Antall saker som er lagt tilbake: 2." in words
    assert f"{case.person.name}: saken er avsluttet" in words
    again = client.post(undo)
    assert again.status_code == 409
    assert "bare én gang" in again.content.decode()


def test_what_another_unit_did_is_not_undone(client: Client, leader: Staff) -> None:
    other = make_redistribution(make_unit("Nav Sørvik"))
    assert client.post(reverse("adviser_undo_distribution", args=[other.pk])).status_code == 404


# --- keys


def write_key(client: Client, kind: str, written: dict[int, Any]) -> Any:
    data = {f"part{staff}": words for staff, words in written.items()}
    return client.post(f"{reverse('adviser_keys')}?kind={kind}", data)


@pytest.mark.parametrize(
    ("kind", "written", "stored", "shown"),
    [
        ("birth_date", "1-10, 21", [("01", "10"), ("21", "21")], f"1{TO}10, 21"),
        ("alphabet", f"A {TO} F,Å", [("A", "F"), ("Å", "Å")], f"A{TO}F, Å"),
        ("employer", "Ha-Hm", [("Ha", "Hm")], f"Ha{TO}Hm"),
        ("industry", f"41{TO}43", [("41", "43")], f"41{TO}43"),
        ("benefit", ["sick_pay"], [("sick_pay", "sick_pay")], "checked"),
        ("alphabet", "", [], f"A{TO}F, Å"),
    ],
)
def test_a_key_is_written_as_people_write_it(
    client: Client, leader: Staff, staff: list[Staff], kind: str, written: Any, stored: list[Any], shown: str
) -> None:
    assert write_key(client, kind, {staff[0].pk: written}).status_code == 302
    assert list(DistributionRule.objects.order_by("pk").values_list("first", "last")) == stored
    assert shown in page_of(client, "adviser_keys", kind=kind)


@pytest.mark.parametrize(
    ("kind", "written", "told"),
    [
        ("birth_date", "0-10", "er ikke dager i en måned"),
        ("birth_date", "32", "er ikke dager i en måned"),
        ("birth_date", "A", "er ikke dager i en måned"),
        ("birth_date", "20-10", "går baklengs"),
        ("alphabet", "Å-A", "går baklengs"),
        ("alphabet", "1-2", "er ikke bokstaver"),
        ("employer", "A--B", "er ikke noe fra og til"),
        ("industry", "4-43", "er ikke næringskoder"),
        ("alphabet", "A," * 200, "300"),
    ],
)
def test_what_is_no_range_is_told_beside_the_adviser_and_kept(
    client: Client, leader: Staff, staff: list[Staff], kind: str, written: str, told: str
) -> None:
    response = write_key(client, kind, {staff[0].pk: "A-B", staff[1].pk: written})
    assert response.status_code == 422
    words = response.content.decode()
    assert "Du må rette dette" in words
    assert written[:10] in words
    assert told in words
    assert not DistributionRule.objects.exists()


# --- absences


def test_an_adviser_registers_own_days_and_sees_no_others(client: Client, unit: Unit, staff: list[Staff]) -> None:
    enter_today(client, staff[0])
    StaffAbsence.objects.create(staff=staff[1], kind="holiday", first_day=TODAY, registered_by="x", registered_on=TODAY)
    address = reverse("adviser_absences")
    days = {"kind": "holiday", "first_day": "2026-03-02", "last_day": "2026-03-06"}
    assert "Bo Adviser" not in page_of(client, "adviser_absences")
    assert client.post(address, days | {"staff": str(staff[1].pk)}).status_code == 422
    assert client.post(address, days | {"staff": str(staff[0].pk)}).status_code == 302
    assert "6. mars 2026" in page_of(client, "adviser_absences")
    of_other = StaffAbsence.objects.get(staff=staff[1])
    assert client.post(reverse("adviser_end_absence", args=[of_other.pk])).status_code == 404


def test_a_leader_registers_for_the_unit_and_hears_what_is_wrong(
    client: Client, leader: Staff, staff: list[Staff]
) -> None:
    address, key = reverse("adviser_absences"), str(staff[0].pk)
    wrong = [("", "", "Skriv en dag"), ("2026-03-09", "2026-03-02", "Siste dag er før"), ("x", "", "Skriv en dag")]
    for first, last, told in wrong:
        response = client.post(address, {"staff": key, "kind": "sickness", "first_day": first, "last_day": last})
        assert response.status_code == 422
        assert told in response.content.decode()
    for status in (302, 422):
        response = client.post(address, {"staff": key, "kind": "sickness", "first_day": "2026-03-01"})
        assert response.status_code == status
    assert "Noen av dagene er meldt fra før." in response.content.decode()
    absence = StaffAbsence.objects.get()
    assert client.post(reverse("adviser_end_absence", args=[absence.pk])).status_code == 302
    absence.refresh_from_db()
    assert absence.last_day == TODAY - timedelta(days=1)
    assert "Ingen er meldt borte." in page_of(client, "adviser_absences")
