"""A day that nothing can be reckoned from is refused beside its field, in every form, and nothing typed is lost."""

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

import stafett.portals
from stafett.core.dates import EARLIEST, LATEST
from stafett.portals.days import DayField
from tests.mapping.need_world import ON, NeedWorld
from tests.meetings.world import MEETING_ON, MeetingWorld
from tests.portals.adviser_world import enter
from tests.portals.test_adviser_meetings import on_the_day

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
