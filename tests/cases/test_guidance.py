"""What each must do, may do and can ask for by week: data that are checked, and words that are easy to read."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from stafett.cases.guidance import (
    CODES,
    FILE,
    KINDS,
    READERS,
    GuidanceError,
    all_guidance,
    guidance_for,
    read_guidance,
    stage_of,
)
from stafett.core.readability import readability
from stafett.frontend.words import text
from tests.factories import day
from tests.meetings.dialogue_world import make_dialogue_world
from tests.portals.outside_world import client_of
from tests.portals.person_world import client_of as client_of_person

FIRST, MOST_LIX = day("2026-01-05"), 40


def codes(reader: str, weeks: int, *, grade: int | None = 100, employed: bool = True) -> set[str]:
    on = day("2026-01-05").fromordinal(FIRST.toordinal() + 7 * weeks)
    stage = stage_of(FIRST, on, grade=grade, employed=employed)
    return {one.code for _, said in guidance_for(reader, stage, on) for one in said}


def test_what_is_said_follows_the_weeks() -> None:
    assert "employer_plan" in codes("employer", 4)
    assert "employer_plan" not in codes("employer", 5)
    assert "employer_meeting_1" in codes("employer", 6)
    assert "person_apply" not in codes("person", 38)
    assert "person_apply" in codes("person", 39)


def test_what_is_said_follows_grade_and_employment() -> None:
    assert "employer_meeting_1" not in codes("employer", 6, grade=50)
    assert "employer_meeting_1" not in codes("employer", 6, grade=None)
    assert codes("person", 6, employed=False) == {"person_say_work", "person_ask_nav"}


@pytest.mark.parametrize("reader", READERS)
def test_everybody_has_something_they_can_ask_for_in_every_week(reader: str) -> None:
    for weeks in range(53):
        stage = stage_of(FIRST, FIRST.fromordinal(FIRST.toordinal() + 7 * weeks), grade=100, employed=True)
        assert [kind for kind, _ in guidance_for(reader, stage, FIRST)] == list(KINDS)
    assert codes(reader, 53) == set()


def test_every_entry_says_where_it_stands() -> None:
    assert all(one.reference for one in all_guidance())
    assert {one.code for one in all_guidance()} == set(CODES)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("code", CODES)
def test_each_is_easy_to_read(code: str, language: str) -> None:
    with override(language):
        assert readability(text(f"guidance.{code}")).lix <= MOST_LIX


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: must", "kind: shall"),
        ("who: person", "who: neighbour"),
        ("when: [employed]", "when: [rich]"),
        ("weeks: [0, 52]", "weeks: [52, 0]"),
        ("weeks: [0, 52]", "weeks: 4"),
        ("code: person_plan", "code: something_else"),
        ("code: person_plan", "code: person_bring"),
        ('reference: "aml. § 2-3 (2) f; S2:L215"', 'reference: ""'),
        ("kind: must", "kind: must, colour: red"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(old: str, new: str) -> None:
    source = FILE.read_text("utf-8")
    assert old in source
    with pytest.raises(GuidanceError):
        read_guidance(source.replace(old, new, 1))


def test_readers_are_told_the_sections_of_law_alone() -> None:
    by_code = {one.code: one.law for one in all_guidance()}
    assert (by_code["person_plan"], by_code["person_ask_nav"]) == ("aml. § 2-3 (2) f", "")


def test_an_entry_is_said_from_its_day_on() -> None:
    source = FILE.read_text("utf-8").replace("in_force_from: 2011-07-01}", "in_force_from: 2030-01-01}", 1)
    first = read_guidance(source)[0]
    stage = stage_of(FIRST, FIRST, grade=100, employed=True)
    assert not first.holds(stage, FIRST)
    assert first.holds(stage, day("2030-01-01"))


@pytest.mark.django_db
def test_it_is_shown_where_it_is_needed_and_not_to_hr() -> None:
    world = make_dialogue_world().world
    employee = reverse("employer_employee", args=[world.employment.pk])
    told = "Hold dialogmøte 1 innen sju uker."
    assert told in client_of(world.leader).get(employee).content.decode()
    assert "Denne uken" not in client_of(world.hr).get(employee).content.decode()
    assert (
        "Kom til møtet med lederen din" in client_of_person(world.person).get(reverse("person_home")).content.decode()
    )
    patient = reverse("issuer_patient", args=[world.case.pk])
    assert "Pasienten kan be deg med på et møte." in client_of(world.issuer).get(patient).content.decode()
