"""Dialogue meeting 1 on the pages of employer, employee, issuer and Nav: each sees what the table of sharing opens."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stafett.access.models import Reading
from stafett.meetings.dialogue_1.models import DialogueMeeting, DialogueMinutes
from stafett.people.models import Employment, Issuer, Leadership
from tests.factories import day
from tests.meetings.dialogue_world import MEETING_DAY, DialogueWorld, make_dialogue_world
from tests.portals.adviser_world import enter
from tests.portals.outside_world import client_of, make_contact
from tests.portals.person_world import client_of as client_of_person

pytestmark = pytest.mark.django_db
CALL = {
    "day": MEETING_DAY, "begins": "10:00", "ends": "11:00", "form": "telephone", "place": "", "agenda": "Oppgaver",
    "others": ["occupational_health"],
}  # fmt: skip
ANSWER = {"seen": "0", "answer": "coming", "wants_issuer": "yes", "companions": ["safety_representative"], "points": ""}


@pytest.fixture
def made() -> DialogueWorld:
    return make_dialogue_world()


@pytest.fixture
def leader(made: DialogueWorld) -> Client:
    return client_of(made.world.leader)


@pytest.fixture
def person(made: DialogueWorld) -> Client:
    return client_of_person(made.world.person)


def url(made: DialogueWorld, name: str = "meeting") -> str:
    return reverse(f"employer_{name}", args=[made.world.employment.pk])


def own(made: DialogueWorld, name: str = "dialogue") -> str:
    return reverse(f"person_{name}", args=[made.meeting.pk])


def html(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def posted(client: Client, address: str, data: Any, status: int = 302) -> str:
    response = client.post(address, data)
    assert response.status_code == status, response.content.decode()[-2000:]
    return response.content.decode()


def test_called_answered_held_and_read_on_all_sides(made: DialogueWorld, leader: Client, person: Client) -> None:
    posted(leader, url(made, "call_meeting"), CALL)
    assert "Har ikke svart ennå" in html(leader, url(made))
    posted(person, own(made), ANSWER | {"points": "Arbeidstid\nUtstyr"})
    shown = html(leader, url(made))
    for told in ("Kommer", "Verneombud", "Bedriftshelsetjenesten", "Arbeidstid", "Utstyr", made.world.issuer.name):
        assert told in shown
    made.go_to(MEETING_DAY)
    posted(leader, url(made, "meeting_minutes"), {"seen": "0", "about_work": "Halve dager", "employer_does": "Ny pult"})
    posted(person, own(made, "dialogue_remark"), {"words": "Tre dager"})
    issuer = client_of(made.world.issuer)
    adviser = Client()
    enter(adviser, made.world.region.adviser)
    pages = (
        html(leader, url(made)), html(person, own(made)),
        html(adviser, reverse("adviser_meetings", args=[made.world.case.pk])),
        html(issuer, reverse("issuer_patient", args=[made.world.case.pk])),
    )  # fmt: skip
    for shown in pages:
        assert "Halve dager" in shown
        assert "Tre dager" in shown
    assert "Gjort" in html(leader, reverse("employer_employee", args=[made.world.employment.pk]))


def test_the_issuer_answers_and_does_not_see_what_the_employee_answered(made: DialogueWorld) -> None:
    made.call()
    issuer, page = client_of(made.world.issuer), reverse("issuer_patient", args=[made.world.case.pk])
    assert "Pasienten vil at du er med." not in html(issuer, page)
    address = reverse("issuer_meeting", args=[made.world.case.pk, made.meeting.pk])
    assert issuer.post(address, {}).status_code == 404
    made.answer("other_time", issuer=True, line="Har en avtale", companions=["union_representative"])
    assert "Invitasjon til møte hos" in html(issuer, reverse("issuer_patients"))
    shown = html(issuer, page)
    assert "Oppgaver" in shown
    assert "Har en avtale" not in shown
    assert "Tillitsvalgt" not in shown
    name = f"meeting{made.meeting.pk}"
    posted(issuer, address, {f"{name}-seen": "0", f"{name}-answer": "other_time", f"{name}-begins": "12:00"}, 422)
    said = {"seen": "0", "answer": "other_time", "day": "2026-02-18", "begins": "12:00", "line": "Etter lunsj"}
    posted(issuer, address, {f"{name}-{key}": value for key, value in said.items()})
    assert "Etter lunsj" in html(client_of(made.world.leader), url(made))
    assert issuer.get(reverse("issuer_invitation", args=[made.world.case.pk, made.meeting.pk])).status_code == 200
    made.answer("coming", issuer=False)
    assert "Pasienten vil at du er med." not in html(issuer, page)


def test_another_issuer_with_a_note_in_the_case_is_not_invited_by_it(made: DialogueWorld) -> None:
    made.call()
    made.answer(issuer=True)
    other = Issuer.objects.create(hpr_number="7654321", name="En annen")
    address = reverse("issuer_meeting", args=[made.world.case.pk, made.meeting.pk])
    assert client_of(other).post(address, {}).status_code == 403


def test_hr_sees_the_date_and_nothing_else_of_it(made: DialogueWorld) -> None:
    made.call(agenda=("Punkt om lageret",))
    made.answer("other_time", line="Har en avtale", points=["Arbeidstid"])
    hr = client_of(made.world.hr)
    shown = html(hr, reverse("employer_employee", args=[made.world.employment.pk]))
    assert "16. februar 2026" in shown
    for hidden in ("Punkt om lageret", "Har en avtale", "Arbeidstid", "10:00", "Åpne møtet"):
        assert hidden not in shown
    assert hr.get(url(made)).status_code == 403
    assert hr.post(url(made, "call_meeting"), CALL).status_code == 403


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(made: DialogueWorld, leader: Client) -> None:
    shown = posted(leader, url(made, "call_meeting"), CALL | {"day": "2020-01-01", "agenda": "Mine egne punkter"}, 422)
    assert 'id="id_day-error"' in shown or "Dagen har vært" in shown
    assert "Mine egne punkter" in shown
    shown = posted(leader, url(made, "call_meeting"), CALL | {"form": "workplace"}, 422)
    assert "Skriv adressen eller lenken." in shown
    assert not DialogueMeeting.objects.exists()


def test_the_call_begins_with_points_from_the_plan(made: DialogueWorld, leader: Client) -> None:
    assert "Hva som er mulig i jobben fremover" in html(leader, url(made, "call_meeting"))


def test_who_answers_an_older_version_sees_the_new_time_and_keeps_the_words(
    made: DialogueWorld, person: Client
) -> None:
    made.call()
    made.move()
    shown = posted(person, own(made), ANSWER | {"answer": "other_time", "line": "Har en avtale"}, 409)
    assert "Møtet er flyttet mens du så på det" in shown
    assert "Har en avtale" in shown
    assert "17. februar 2026" in shown


def test_an_answer_needs_to_say_whether_the_issuer_is_to_be_there(made: DialogueWorld, person: Client) -> None:
    made.call()
    posted(person, own(made), ANSWER | {"wants_issuer": ""}, 422)
    shown = posted(person, own(made), ANSWER | {"answer": "not_needed"}, 422)
    assert "Skriv hvorfor møtet ikke trengs." in shown
    assert made.meeting.answer == ""


def test_moved_and_cancelled_from_the_page_with_a_reason(made: DialogueWorld, leader: Client) -> None:
    made.call()
    moved = {f"move-{name}": value for name, value in CALL.items()} | {"move-day": "2026-02-18", "move-seen": "0"}
    assert "Skriv hvorfor." in posted(leader, url(made, "move_meeting"), moved | {"move-why": ""}, 422)
    posted(leader, url(made, "move_meeting"), moved | {"move-why": "Ferie"})
    posted(leader, url(made, "cancel_meeting"), {"cancel-why": "Streik", "cancel-seen": "0"}, 409)
    posted(leader, url(made, "cancel_meeting"), {"cancel-why": "Streik", "cancel-seen": "1"})
    assert "Streik" in html(leader, url(made))
    assert leader.get(url(made, "meeting_minutes")).status_code == 404


def test_unnecessary_is_said_from_the_page(made: DialogueWorld, leader: Client) -> None:
    posted(leader, url(made, "no_meeting"), {"unnecessary-why": ""}, 422)
    posted(leader, url(made, "no_meeting"), {"unnecessary-why": "Tilbake på mandag"})
    assert "Tilbake på mandag" in html(leader, url(made))
    assert made.task.state == "done"


def test_minutes_are_put_right_from_the_page(made: DialogueWorld, leader: Client) -> None:
    made.call()
    made.go_to(MEETING_DAY)
    made.hold("Halve dager")
    given = {"seen": "1", "about_work": "Tre dager", "why": ""}
    assert "Skriv hvorfor." in posted(leader, url(made, "meeting_minutes"), given, 422)
    posted(leader, url(made, "meeting_minutes"), given | {"why": "Feil"})
    shown = html(leader, url(made))
    assert "Rettet fordi:" in shown
    assert "Halve dager" in shown
    assert DialogueMinutes.objects.count() == 2


def test_the_calendar_tells_when_and_where_and_no_name_or_word_of_it(made: DialogueWorld, leader: Client) -> None:
    made.call(agenda=("Punkt om lageret",))
    person = client_of_person(made.world.person)
    for client, address in ((leader, url(made, "meeting_invitation")), (person, own(made, "dialogue_invitation"))):
        response = client.get(address)
        sent = response.content.decode() + str(response.headers)
        assert "DTSTART;TZID=Europe/Oslo:20260216T100000" in sent
        assert "lageret" not in sent
        assert made.world.person.name not in sent
        assert 'filename="mote.ics"' in sent


def test_scripts_in_what_is_written_are_shown_as_text(made: DialogueWorld, leader: Client, person: Client) -> None:
    bad = "<script>alert(1)</script>"
    posted(leader, url(made, "call_meeting"), CALL | {"agenda": bad})
    posted(person, own(made), ANSWER | {"answer": "other_time", "line": bad, "points": bad})
    for shown in (html(leader, url(made)), html(person, own(made))):
        assert bad not in shown
        assert "&lt;script&gt;" in shown


def test_ten_megabytes_are_refused_in_words(made: DialogueWorld, leader: Client, person: Client) -> None:
    made.call()
    made.go_to(MEETING_DAY)
    for client, address, name in (
        (leader, url(made, "meeting_minutes"), "about_work"), (person, own(made), "points"),
    ):  # fmt: skip
        response = client.post(address, {"seen": "0", name: "x" * 10_000_000})
        assert response.status_code == 413
        assert "<h1>" in response.content.decode()
    assert made.meeting.is_planned


def test_a_former_leader_is_out_the_day_another_one_begins(made: DialogueWorld, leader: Client) -> None:
    made.call()
    Leadership.objects.update(last_day=day("2026-02-08"))
    other = make_contact(made.world.employment.employer, "Nina Nyleder", "leader")
    Leadership.objects.create(employment=made.world.employment, leader=other, first_day="2026-02-09")
    assert leader.get(url(made)).status_code == 403
    assert leader.post(url(made, "cancel_meeting"), {"cancel-why": "x", "cancel-seen": "0"}).status_code == 403
    assert "Oppgaver" in html(client_of(other), url(made))
    assert Reading.objects.filter(page="employer_meeting", allowed=False).count() == 2


def test_nobody_elses_meeting_is_reached(made: DialogueWorld, person: Client) -> None:
    made.call()
    stranger = make_contact(made.world.employment.employer, "Stina Fremmed", "leader")
    assert client_of(stranger).get(url(made)).status_code == 403
    assert person.get(reverse("person_dialogue", args=[made.meeting.pk + 1])).status_code == 404
    missing = reverse("employer_meeting", args=[Employment.objects.latest("pk").pk + 1])
    assert client_of(made.world.leader).get(missing).status_code == 403


def test_a_meeting_is_read_after_the_absence_and_no_longer_called(made: DialogueWorld, leader: Client) -> None:
    made.call()
    made.world.employment.last_day = day("2026-02-01")
    made.world.employment.save()
    shown = html(leader, url(made))
    assert "Oppgaver" in shown
    assert not re.search(r"<summary>\s*Flytt møtet", shown)


def test_the_employee_is_spoken_to_and_others_are_told_of_them(
    made: DialogueWorld, leader: Client, person: Client
) -> None:
    made.call()
    assert "Du har ikke svart ennå" in html(person, own(made))
    assert "Er med bare hvis du ønsker det" in html(person, own(made))
    made.answer("coming", issuer=False, points=["Halve dager"])
    assert "Det du vil ta opp" in html(person, own(made))
    assert "Arbeidstakeren" not in html(person, own(made))
    assert "Det arbeidstakeren vil ta opp" in html(leader, url(made))


def test_the_places_to_meet_are_named_for_everybody(made: DialogueWorld, leader: Client, person: Client) -> None:
    form = html(leader, url(made, "call_meeting"))
    assert "Hos arbeidsgiveren" in form
    assert "Et annet sted" in form
    assert "arbeidsgiveren din" not in form
    made.call()
    assert "Nav har ikke planlagt noe møte" in html(person, reverse("person_meetings"))
