"""A day that nothing can be reckoned from is refused beside its field, in every form, and nothing typed is lost."""

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

import stafett.portals
from stafett.cases.own_work import FollowUp
from stafett.core.dates import EARLIEST, LATEST
from stafett.plans.models import CaseDiscussion
from stafett.plans.services import propose_measure
from stafett.portals.days import DayField
from tests.factories import day, instant
from tests.mapping.need_world import FIRST_DAY, ON, NeedWorld
from tests.meetings.world import MEETING_ON, MeetingWorld
from tests.portals.adviser_world import enter
from tests.portals.test_adviser_meetings import FORM, on_the_day

ABSURD = ("0001-01-01", "1899-12-31", "1990-01-02", "2070-12-30", "2400-01-01", "9999-12-31")


def _day_fields() -> Iterator[tuple[str, forms.DateField]]:
    """Every field for a day that a form of the portals is declared with."""
    for module in pkgutil.walk_packages(stafett.portals.__path__, "stafett.portals."):
        for one in vars(import_module(module.name)).values():
            if isinstance(one, type) and issubclass(one, forms.Form):
                for name, field in one.base_fields.items():
                    if isinstance(field, forms.DateField):
                        yield f"{one.__name__}.{name}", field


def test_every_form_asks_for_a_day_by_the_one_field() -> None:
    fields = dict(_day_fields())
    assert {"FollowUpForm.due", "TemporaryForm.until", "AnswerForm.day", "MoveForm.to"} <= fields.keys()
    assert [name for name, field in fields.items() if not isinstance(field, DayField)] == []
    # Fields that are made with the form stand in no declaration: nothing but the one field may be made of Django's.
    folder = Path(stafett.portals.__path__[0])
    asks = [path.name for path in folder.rglob("*.py") if re.search(r"\bDateField\b", path.read_text())]
    assert asks == ["days.py"]


@pytest.mark.parametrize("written", ABSURD)
def test_every_field_refuses_a_day_outside_the_calendar(written: str) -> None:
    for name, field in _day_fields():
        with pytest.raises(ValidationError, match="Velg en dag fra"):
            pytest.fail(f"{name} took {field.clean(written)}")


def test_the_first_and_the_last_day_are_taken() -> None:
    assert [DayField("form_error.day").clean(str(day)) for day in (EARLIEST, LATEST)] == [EARLIEST, LATEST]


FIELDS = [
    (
        "adviser_follow_up",
        "follow_up-due",
        {"follow_up-reason": "contact_employer", "follow_up-line": "Ring bedriften"},
    ),
    (
        "adviser_contact",
        "contact-held_on",
        {"contact-channel": "telephone", "contact-started_by": "nav", "contact-outcome": "Prøver fredag"},
    ),
    ("adviser_temporary", "temporary-from_day", {"temporary-kind": "in_measure", "temporary-category": "simplified"}),
    (
        "adviser_temporary",
        "temporary-until",
        {"temporary-kind": "in_measure", "temporary-category": "simplified", "temporary-from_day": ON},
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "field", "data"), FIELDS)
def test_such_a_day_is_said_beside_the_field(client: Client, name: str, field: str, data: dict[str, str]) -> None:
    world = NeedWorld()
    world.assess()
    enter(client, world.region.adviser)
    for written in ABSURD:
        response = client.post(reverse(name, args=[world.case.pk]), data | {field: written})
        shown = response.content.decode()
        assert response.status_code == 422, written
        assert "Velg en dag fra 1. januar 1992 til 31. desember 2068." in shown
        for words in (written, *data.values()):
            assert words in shown


@pytest.mark.django_db
def test_such_a_day_for_the_next_try_is_said_beside_the_field(client: Client) -> None:
    world = MeetingWorld()
    meeting = world.plan()
    on_the_day()
    enter(client, world.region.adviser)
    missed = {"missed-by": "person", "missed-why": "Møtte ikke", "missed-try_again_by": "9999-12-31"}
    response = client.post(reverse("adviser_missed_meeting", args=[world.case.pk, meeting.pk]), missed)
    assert response.status_code == 422
    for words in ("Velg en dag fra 1. januar 1992", "Møtte ikke", "9999-12-31"):
        assert words in response.content.decode()
    assert world.meeting.day.isoformat() == MEETING_ON


@pytest.fixture
def need(client: Client) -> NeedWorld:
    made = NeedWorld()
    enter(client, made.region.adviser)
    return made


def _refused(response: Any, *said: str) -> None:
    shown = response.content.decode()
    assert response.status_code == 422
    for words in said:
        assert words in shown


@pytest.mark.django_db
def test_a_task_is_set_and_changed_at_most_two_years_ahead(client: Client, need: NeedWorld) -> None:
    data = {"follow_up-reason": "contact_employer", "follow_up-due": "2028-03-10", "follow_up-line": "Ring bedriften"}
    said = "Velg 9. mars 2028 eller en dag før det."
    to = reverse("adviser_follow_up", args=[need.case.pk])
    _refused(client.post(to, data), said, "Ring bedriften")
    assert client.post(to, data | {"follow_up-due": "2028-03-09"}).status_code == 302
    own = FollowUp.objects.get()
    changed = {name.replace("follow_up", f"follow_up{own.pk}"): value for name, value in data.items()}
    to = reverse("adviser_change_follow_up", args=[need.case.pk, own.pk])
    _refused(client.post(to, changed | {f"follow_up{own.pk}-version": str(own.version)}), said)


@pytest.mark.django_db
def test_a_contact_is_written_down_from_the_first_day_of_the_case_on(client: Client, need: NeedWorld) -> None:
    to = reverse("adviser_contact", args=[need.case.pk])
    data = {"contact-channel": "telephone", "contact-started_by": "nav", "contact-outcome": "Prøver fredag"}
    for held_on in ("1995-05-05", "2026-01-04"):
        response = client.post(to, data | {"contact-held_on": held_on})
        _refused(response, "Saken begynte 5. januar 2026.", "Prøver fredag", held_on)
    assert need.case.last_contact_on is None
    assert client.post(to, data | {"contact-held_on": FIRST_DAY}).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "said"),
    [
        (("2026-01-04", "2026-06-30"), "Saken begynte 5. januar 2026."),
        ((ON, "2029-03-10"), "Velg 9. mars 2029 eller en dag før det."),
        (("2029-03-10", ""), "Velg 9. mars 2029 eller en dag før det."),
    ],
)
def test_a_category_for_a_time_is_of_the_case_and_ends_within_three_years(
    client: Client, need: NeedWorld, days: tuple[str, str], said: str
) -> None:
    need.assess()
    data = {"temporary-kind": "in_measure", "temporary-category": "simplified"}
    to = reverse("adviser_temporary", args=[need.case.pk])
    named = {"temporary-from_day": days[0], "temporary-until": days[1]}
    _refused(client.post(to, data | named), said)
    named = {"temporary-from_day": FIRST_DAY, "temporary-until": "2029-03-09"}
    assert client.post(to, data | named).status_code == 302


@pytest.mark.django_db
def test_a_case_is_put_off_for_half_a_year_at_most(client: Client, need: NeedWorld) -> None:
    data = {
        "do": "snooze",
        "case": str(need.case.pk),
        "seen": str(2**40),
        "reason": "Venter på operasjon",
        "back": "list=unit",
    }
    response = client.post(reverse("adviser_many"), data | {"until": "2026-09-10"})
    _refused(response, "Velg 9. september 2026 eller en dag før det.", "Venter på operasjon")
    assert client.post(reverse("adviser_many"), data | {"until": "2026-09-09"}).status_code == 302
    assert need.case.snoozed_until is not None


@pytest.mark.django_db
def test_a_discussion_is_planned_and_moved_within_a_year(client: Client, need: NeedWorld) -> None:
    to, said = reverse("adviser_plan_discussion"), "Velg 9. mars 2027 eller en dag før det."
    _refused(client.post(to, {"day": "2027-03-10", "begins": "09:00", "place": "Rom 2"}), said, "Rom 2")
    assert client.post(to, {"day": "2027-03-09", "begins": "09:00"}).status_code == 302
    planned = CaseDiscussion.objects.get()
    moved = reverse("adviser_change_discussion", args=[planned.pk])
    _refused(client.post(moved, {"day": "2027-03-10", "begins": "09:00"}), said)
    # One that was planned before there was a limit.
    CaseDiscussion.objects.update(day="9999-12-31")
    asked = {"discuss-discussion": str(planned.pk), "discuss-question": "Hva nå?"}
    _refused(client.post(reverse("adviser_discuss", args=[need.case.pk]), asked), said, "Hva nå?")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "said"),
    [
        (("2025-03-08", ON), "Velg 9. mars 2025 eller en dag etter det."),
        ((ON, "2029-03-10"), "Velg 9. mars 2029 eller en dag før det."),
        (("2029-03-10", ""), "Velg 9. mars 2029 eller en dag før det."),
    ],
)
def test_somebody_is_away_within_some_years(client: Client, need: NeedWorld, days: tuple[str, str], said: str) -> None:
    data = {"staff": str(need.region.adviser.pk), "kind": "other"}
    _refused(client.post(reverse("adviser_absences"), data | {"first_day": days[0], "last_day": days[1]}), said)
    for first, last in (("2025-03-09", ON), ("2026-03-10", "2029-03-09")):
        response = client.post(reverse("adviser_absences"), data | {"first_day": first, "last_day": last})
        assert response.status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("when", "said"),
    [
        ({"day": "2069-06-16"}, "31. desember 2068"),
        ({"day": "2028-03-10"}, "Velg 9. mars 2028 eller en dag før det."),
        ({"begins": "00:00", "ends": "23:59"}, "En samtale varer høyst 8 timer."),
    ],
)
def test_a_meeting_is_within_two_years_and_ends_the_same_working_day(
    client: Client, when: dict[str, str], said: str
) -> None:
    world = MeetingWorld()
    enter(client, world.region.adviser)
    data = FORM | {"holder": str(world.region.adviser.pk), "confirmed": ["too_far", "no_working_day"]} | when
    _refused(client.post(reverse("adviser_plan_meeting", args=[world.case.pk]), data), said, "Hva skjer nå")


@pytest.mark.django_db
def test_a_new_try_is_set_at_most_two_years_ahead(client: Client) -> None:
    world = MeetingWorld()
    meeting = world.plan()
    on_the_day()
    enter(client, world.region.adviser)
    missed = {"missed-by": "person", "missed-why": "Møtte ikke", "missed-try_again_by": "2028-06-17"}
    to = reverse("adviser_missed_meeting", args=[world.case.pk, meeting.pk])
    _refused(client.post(to, missed), "Velg 16. juni 2028 eller en dag før det.", "Møtte ikke")


@pytest.mark.django_db
def test_a_measure_is_dated_from_the_first_day_of_the_case_and_ends_within_twice_its_length(
    client: Client, need: NeedWorld
) -> None:
    on, at = day(ON), instant(ON)
    measure = propose_measure(
        case=need.case, code="clarification", why="Vil prøve", provider="", actor=need.adviser, on=on, at=at
    )

    def move(to: str, **values: str) -> Any:
        measure.refresh_from_db()
        named = {f"{to}{measure.pk}-{name}": value for name, value in (values | {"version": measure.version}).items()}
        return client.post(reverse("adviser_move_measure", args=[need.case.pk, measure.pk]), named | {"to": to})

    _refused(move("applied", day="2026-01-04"), "Velg en dag fra 5. januar 2026 til i dag.")
    assert move("applied", day="2026-01-20").status_code == 302
    _refused(move("running", day="2026-01-19", planned_end="2026-04-01"), "Velg en dag fra 20. januar 2026 til i dag.")
    _refused(move("running", day="2026-02-02", planned_end="2026-05-26"), "Velg 25. mai 2026 eller en dag før det.")
    assert move("running", day="2026-02-02", planned_end="2026-05-25").status_code == 302
    assert move("ended", day="2026-03-02").status_code == 302
