"""Every address of the program, asked for by everybody: who is let in follows from the table of permissions alone."""

import re
from itertools import product
from uuid import uuid4

import pytest
from django.test import Client

from stafett.access.models import Reading
from stafett.access.permissions import Permission, all_views, permission_of
from stafett.cases.distribution.models import StaffAbsence
from stafett.cases.handover.models import HandOver
from stafett.cases.many.models import ManyAction
from stafett.cases.models import Case, Task
from stafett.demo.models import DemoMove
from stafett.dialogue.models import HelpRequest
from stafett.dialogue.statements import IssuerStatement
from stafett.dialogue.threads import Recipient, ThreadMessage, ThreadQuestion
from stafett.intake.models import Quarantined
from stafett.mapping.models import Goal, GuideAddition, Mapping, ThemeEntry
from stafett.meetings.dialogue_1.models import (
    DialogueMeeting,
    DialogueMinutes,
    DialogueMove,
    DialogueRemark,
    NoMeeting,
)
from stafett.meetings.models import Meeting, Slot
from stafett.people.models import Issuer, Leadership, Person, Staff
from stafett.rules import TOOLS
from stafett.screening.models import Screening
from tests.access.address_world import World, make_address_world
from tests.factories import day

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_address_world()


# --- the table

NOBODY_MAY = {Permission.PUBLIC, Permission.DEMO}
ADVISER_MAY = NOBODY_MAY | {Permission.READ_CASES, Permission.FOLLOW_UP, Permission.OFFICE_TEXTS, Permission.RULES}
MAY: dict[str, set[Permission]] = {
    "nobody": NOBODY_MAY,
    "person": NOBODY_MAY | {Permission.OWN_CASE},
    "leader_at_work": NOBODY_MAY | {Permission.OWN_PEOPLE},
    "hr": NOBODY_MAY | {Permission.OWN_PEOPLE},
    "issuer": NOBODY_MAY | {Permission.OWN_PATIENTS},
    "adviser": ADVISER_MAY,
    "other_adviser": ADVISER_MAY,
    "roe_adviser": ADVISER_MAY,
    "trusted": ADVISER_MAY,
    "clerk": ADVISER_MAY | {Permission.QUARANTINE},
    "leader": NOBODY_MAY | {Permission.READ_CASES, Permission.LEAD, Permission.OFFICE_TEXTS, Permission.RULES},
}
# These hold the case at the first office, or may not be let near it.
WORKS_AT_FIRST_OFFICE = {"adviser", "leader", "trusted", "clerk"}
OF_FIRST_OFFICE = ("adviser/case/", "adviser/texts/<int:block_id>/", "adviser/discussions/<int:discussion_id>/")
# HR sees how far a plan has come, asks Nav for nothing, and is in no conversation.
OF_LEADER_AT_WORK = (
    *(f"employer/employee/<int:employment_id>/{part}/" for part in ("plan", "help", "meeting", "documentation")),
    "employer/threads/<int:thread_id>/",
)
# An absence is for whoever is away, and for the leader of the unit.
OF_ABSENCE = "adviser/absences/<int:absence_id>/meetings/"
ONLY_POST = {
    "leave/", "language/", "roles/person/<int:person_id>/", "roles/staff/<int:staff_id>/", "day/",
    "roles/employer/<int:contact_id>/", "roles/issuer/<int:issuer_id>/",
    "adviser/case/<int:case_id>/take/", "adviser/case/<int:case_id>/confirm/", "adviser/case/<int:case_id>/mark/",
    "adviser/case/<int:case_id>/soon-end/", "adviser/case/<int:case_id>/meeting-need/",
    "adviser/case/<int:case_id>/answers/", "adviser/case/<int:case_id>/request/<int:request_id>/",
    "adviser/case/<int:case_id>/task/<int:task_id>/",
    "adviser/case/<int:case_id>/task/<int:task_id>/not-needed/",
    "adviser/case/<int:case_id>/task/<int:task_id>/follow/",
    "adviser/case/<int:case_id>/temporary/", "adviser/case/<int:case_id>/temporary/end/",
    "adviser/case/<int:case_id>/contact/", "adviser/case/<int:case_id>/contact/<int:contact_id>/withdraw/",
    "adviser/many/", "adviser/many/offer/", "adviser/many/message/", "adviser/many/<int:action_id>/undo/",
    "adviser/seen/", "adviser/views/save/",
    "adviser/views/<int:view_id>/",
    *(f"adviser/case/<int:case_id>/mapping/<int:mapping_id>/{act}/" for act in ("start", "move", "discard", "theme")),
    "adviser/case/<int:case_id>/goal/<int:goal_id>/", "adviser/themes/<int:addition_id>/end/",
    "adviser/case/<int:case_id>/task/<int:task_id>/reopen/", "adviser/quarantine/<int:record_id>/replay/",
    *(f"adviser/case/<int:case_id>/handover/<int:handover_id>/{end}/" for end in ("accept", "return", "withdraw")),
    "adviser/handovers/accept/", "adviser/distribution/do/", "adviser/absences/<int:absence_id>/end/",
    "adviser/distribution/<int:redistribution_id>/undo/",
    "adviser/case/<int:case_id>/follow-up/", "adviser/case/<int:case_id>/follow-up/<int:follow_up_id>/",
    "adviser/case/<int:case_id>/note/", "adviser/case/<int:case_id>/note/<int:note_id>/",
    "adviser/case/<int:case_id>/others/ask/", "adviser/case/<int:case_id>/others/ask/<int:question_id>/",
    "adviser/case/<int:case_id>/others/discuss/", "adviser/case/<int:case_id>/others/discuss/<int:item_id>/",
    "adviser/own-values/<parameter:name>/choose/", "adviser/own-values/<parameter:name>/withdraw/",
    "adviser/teams/<int:team_id>/", "adviser/discussions/plan/", "adviser/discussions/<int:discussion_id>/change/",
    "adviser/case/<int:case_id>/others/refer/", "adviser/case/<int:case_id>/others/refer/<int:referral_id>/",
    *(f"adviser/case/<int:case_id>/meetings/<int:meeting_id>/{act}/"
      for act in ("move", "agenda", "cancel", "held", "missed")),
    "text-size/", "my/all/file/", "my/meetings/<int:meeting_id>/points/", "my/help/<int:request_id>/helped/",
    *(f"my/plans/<int:plan_id>/{act}/" for act in ("words", "answer", "share", "withdraw")),
    *(f"employer/employee/<int:employment_id>/plan/{act}/"
      for act in ("send", "without", "unnecessary", "share", "withdraw")),
    *(f"employer/employee/<int:employment_id>/meeting/{act}/" for act in ("move", "cancel", "unnecessary")),
    "my/meetings/employer/<int:dialogue_id>/remark/", "issuer/patient/<int:case_id>/meeting/<int:dialogue_id>/",
    "adviser/case/<int:case_id>/plans/<int:employment_id>/ask/",
    *(f"issuer/patient/<int:case_id>/{act}/" for act in ("help", "statement", "request/<int:request_id>/helped")),
    *(f"adviser/case/<int:case_id>/threads/<int:thread_id>/{act}/" for act in ("write", "settle/<int:message_id>")),
    "adviser/case/<int:case_id>/statement/<int:statement_id>/use/",
    "adviser/readability/", "adviser/case/<int:case_id>/measures/propose/",
    "adviser/case/<int:case_id>/measures/<int:measure_id>/",
    *(f"api/v1/rules/{name}" for name in TOOLS),
}  # fmt: skip
# Pages that send on whoever comes: no case to show, nothing answered yet, or where else one belongs.
SENDS_ON = {
    "", "my/questions/received/", "my/soon-end/received/", "my/meeting-need/received/", "my/conversation/",
    "my/conversation/<int:mapping_id>/minutes/",
}  # fmt: skip
# Pages that are only read.
ONLY_GET = {
    "adviser/case/<int:case_id>/", "adviser/case/<int:case_id>/mapping/<int:mapping_id>/minutes/",
    "adviser/case/<int:case_id>/message/<int:message_id>/", "adviser/case/<int:case_id>/measures/",
    "adviser/case/<int:case_id>/threads/<int:thread_id>/",
    "adviser/case/<int:case_id>/others/", "adviser/discussions/", "adviser/discussions/<int:discussion_id>/",
    "adviser/case/<int:case_id>/meetings/<int:meeting_id>/letter/",
    "adviser/case/<int:case_id>/meetings/<int:meeting_id>/invitation/",
    "adviser/case/<int:case_id>/meetings/<int:meeting_id>/",
    *(f"adviser/case/<int:case_id>/{page}/" for page in ("contacts", "mappings", "meetings", "dialogue")),
    *(f"adviser/case/<int:case_id>/{page}/" for page in ("plans", "notes", "stop-points", "journal", "further")),
}  # fmt: skip
ROUTES = [route for route, _ in all_views()]
PERMISSIONS = {route: permission_of(view) for route, view in all_views()}


def address(route: str, world: World) -> str:
    """The route with the numbers of rows that are there."""
    keys = {
        "case_id": world.mine.pk, "task_id": world.task.pk, "record_id": world.record.pk, "move_id": world.move.pk,
        "person_id": world.mine.person_id, "staff_id": world.region.adviser.pk, "request_id": world.request.pk,
        "action_id": 1, "view_id": 1,
        "mapping_id": world.mapping.pk, "addition_id": GuideAddition.objects.get().pk, "goal_id": Goal.objects.get().pk,
        "handover_id": world.handover.pk, "absence_id": world.absence.pk, "redistribution_id": world.redistribution.pk,
        "follow_up_id": 1, "note_id": 1, "measure_id": 1, "question_id": 1,
        "referral_id": 1, "meeting_id": world.meeting.pk,
        "message_id": world.message.pk, "block_id": world.block.pk,
        "discussion_id": world.discussion.pk, "team_id": world.team.pk, "item_id": 1,
        "thread_id": world.thread.pk, "dialogue_id": world.dialogue.pk, "statement_id": 1,
        "name": "screening_week",
        "employment_id": world.employment.pk, "plan_id": world.plan.pk, "contact_id": world.leader.pk,
        "issuer_id": Issuer.objects.get().pk,
    }  # fmt: skip
    return "/" + re.sub(r"<(?:int|parameter):(\w+)>", lambda found: str(keys[found[1]]), route)


# HR names who leads; a leader names nobody.
OF_HR = "employer/employee/<int:employment_id>/leader/"


def expected(route: str, role: str) -> set[int]:
    """The statuses that a GET may have."""
    permission = PERMISSIONS[route]
    assert permission is not None
    if permission not in MAY[role]:
        return {_sent_away(permission)} if role == "nobody" else {403}
    if route in ONLY_POST:
        return {405 if permission is Permission.RULES else 302}
    if role == "trusted" and route == "adviser/protected/":
        return {200}
    if route == "adviser/protected/":
        return {403}
    if route.startswith(OF_FIRST_OFFICE) and role not in WORKS_AT_FIRST_OFFICE:
        return {404}
    if (route.startswith(OF_LEADER_AT_WORK) and role == "hr") or (route == OF_HR and role == "leader_at_work"):
        return {403}
    if route == OF_ABSENCE and role not in {"adviser", "leader"}:
        return {404}
    return {302} if route in SENDS_ON else {200}


def _sent_away(permission: Permission | None) -> int:
    """Somebody who has not entered is led to the door; a program is told."""
    return 401 if permission is Permission.RULES else 302


def test_every_address_lets_in_whom_the_table_lets_in(world: World) -> None:
    for role, route in product(MAY, ROUTES):
        response = world.clients[role].get(address(route, world))
        assert response.status_code in expected(route, role), (role, route)


def test_who_comes_to_an_address_that_takes_forms_alone_ends_on_a_page(world: World) -> None:
    adviser, case = world.clients["adviser"], f"/adviser/case/{world.mine.pk}/"
    for route in ONLY_POST:
        if not route.startswith("adviser/") or PERMISSIONS[route] not in MAY["adviser"]:
            continue
        response = adviser.get(address(route, world), follow=True)
        assert response.status_code == 200, route
        if "<int:case_id>" in route:
            assert response.redirect_chain == [(case, 302)]
        if route.startswith("adviser/many/"):
            assert response.redirect_chain[-1] == ("/adviser/", 302)
        assert adviser.head(address(route, world)).status_code == 302
    assert adviser.get(address("adviser/discussions/plan/", world))["Location"] == "/adviser/discussions/"
    person = world.clients["person"].get(address("my/meetings/<int:meeting_id>/points/", world))
    assert person["Location"] == f"/my/meetings/{world.meeting.pk}/"
    assert Client().get("/language/")["Location"] == "/"


def test_no_address_takes_a_form_from_somebody_without_permission(world: World) -> None:
    before = _everything()
    for role, route in product(MAY, ROUTES):
        if PERMISSIONS[route] in MAY[role]:
            continue
        response = world.clients[role].post(address(route, world), {"segment": "bypass", "days": "1"})
        assert response.status_code == (_sent_away(PERMISSIONS[route]) if role == "nobody" else 403), (role, route)
        if response.status_code == 302:
            assert response["Location"] == "/"
    assert _everything() == before


def test_another_units_case_is_no_case_and_nothing_is_done_to_it(world: World) -> None:
    before = _everything()
    for role, route in product(["other_adviser", "roe_adviser"], ROUTES):
        if "<int:case_id>" not in route or not route.startswith("adviser/"):
            continue
        response = world.clients[role].post(address(route, world), {"segment": "bypass", "mark": "conditions"})
        assert response.status_code == (405 if route in ONLY_GET else 404), route
    assert _everything() == before


def test_what_belongs_to_another_case_is_not_reached_through_the_own(world: World) -> None:
    base = f"/adviser/case/{world.mine.pk}"
    adviser = world.clients["adviser"]
    words = {f"request{world.other_request.pk}-assessed": "x", f"request{world.other_request.pk}-next_step": "y"}
    assert adviser.post(f"{base}/request/{world.other_request.pk}/", words).status_code == 404
    task = Task.objects.filter(case=world.elsewhere, actor="nav").earliest("pk")
    assert adviser.post(f"{base}/task/{task.pk}/").status_code == 404
    task.refresh_from_db()
    world.other_request.refresh_from_db()
    assert (task.state, world.other_request.answered_on) == ("open", None)


def test_a_protected_person_is_for_those_alone_who_may(world: World) -> None:
    page = f"/adviser/case/{world.protected.pk}/"
    seen = {role: world.clients[role].get(page).status_code for role in WORKS_AT_FIRST_OFFICE}
    assert seen == {"adviser": 404, "leader": 404, "trusted": 200, "clerk": 404}
    listed = world.clients["adviser"].get("/adviser/?list=unit").content.decode()
    assert "Prøve0" in listed
    assert "Prøve2" not in listed
    assert "Prøve2" in world.clients["trusted"].get("/adviser/protected/").content.decode()


def test_a_person_sees_nobody_elses_case_or_request(world: World) -> None:
    person = world.clients["person"]
    for mine, other in (
        (f"/my/case/{world.mine.pk}/", f"/my/case/{world.elsewhere.pk}/"),
        (f"/my/help/{world.request.pk}/", f"/my/help/{world.other_request.pk}/"),
        (f"/my/meetings/{world.meeting.pk}/", f"/my/meetings/{_elsewhere(world).pk}/"),
    ):
        assert person.get(mine).status_code == 200
        assert person.get(other).status_code == 404


def _elsewhere(world: World) -> Meeting:
    """A meeting in the case of somebody else."""
    world.meeting.pk, world.meeting.uid, mine = None, uuid4(), world.meeting.pk
    world.meeting.case = world.elsewhere
    world.meeting.save()
    other, world.meeting = world.meeting, Meeting.objects.get(pk=mine)
    return other


def test_a_former_leader_is_led_nowhere(world: World) -> None:
    client = world.clients["leader_at_work"]
    own = [route for route in ROUTES if route.startswith("employer/") and "<int" in route]
    assert len(own) > 20
    Leadership.objects.update(last_day=day("2026-03-01"))
    before = _everything()
    for route in own:
        assert client.get(address(route, world)).status_code in {302, 403}, route
        assert client.post(address(route, world), {"seen": "0"}).status_code in {403, 405}, route
    assert _everything() == before


def test_what_is_not_there_looks_the_same_as_what_is_not_ones_own(world: World) -> None:
    def seen(case_id: int) -> str:
        response = world.clients["other_adviser"].get(f"/adviser/case/{case_id}/")
        assert response.status_code == 404
        without_token = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
        return without_token.replace(f"case%2F{case_id}", "").replace(f"case/{case_id}", "")

    assert seen(999_999) == seen(world.mine.pk)
    assert world.clients["clerk"].get("/adviser/quarantine/999999/").status_code == 404


def test_who_has_stopped_working_is_out_at_once(world: World) -> None:
    Staff.objects.filter(pk=world.region.adviser.pk).update(active=False)
    assert world.clients["adviser"].get("/adviser/")["Location"] == "/"


def test_who_changes_unit_loses_the_old_units_cases_at_once(world: World) -> None:
    Staff.objects.filter(pk=world.region.adviser.pk).update(unit=world.region.other)
    assert world.clients["adviser"].get(f"/adviser/case/{world.mine.pk}/").status_code == 404
    assert world.clients["adviser"].get(f"/adviser/case/{world.elsewhere.pk}/").status_code == 200


# --- the reading log


def test_refused_tries_stand_in_the_reading_log_and_the_person_sees_them(world: World) -> None:
    page = f"/adviser/case/{world.mine.pk}/"
    for role in ("adviser", "other_adviser", "leader"):
        world.clients[role].get(page)
    world.clients["other_adviser"].post(f"{page}take/")
    rows = list(Reading.objects.order_by("pk").values_list("staff__name", "page", "allowed", "person"))
    person = world.mine.person_id
    assert rows == [
        ("Anne Adviser", "case", True, person), ("Odd Adviser", "case", False, person),
        ("Liv Leader", "case", True, person), ("Odd Adviser", "take", False, person),
    ]  # fmt: skip
    shown = world.clients["person"].get("/my/readings/").content.decode()
    assert shown.count("Odd Adviser") == 2
    assert "Nav Vidde" in shown


def test_reading_ones_own_case_is_not_logged(world: World) -> None:
    world.clients["person"].get("/my/case/")
    assert not Reading.objects.exists()


# --- what addresses and lists carry


def test_no_address_carries_anything_but_numbers_of_rows_and_names_in_the_law() -> None:
    parts = {part for route in ROUTES for part in re.findall(r"<([^>]+)>", route)}
    parts.remove("parameter:name")
    assert all(part.startswith("int:") and part.endswith("_id") for part in parts)


def test_no_page_shows_an_identity_number(world: World) -> None:
    numbers = list(Person.objects.values_list("identity_number", flat=True))
    for role, route in product(["adviser", "trusted", "clerk", "person"], ROUTES):
        shown = _shown(world.clients[role], route, world)
        assert not [number for number in numbers if number in shown], (role, route)


def _shown(client: Client, route: str, world: World) -> str:
    response = client.get(address(route, world))
    return response.content.decode() if response["Content-Type"].startswith("text/html") else ""


def _everything() -> list[object]:
    """What a form could have changed."""
    of_mapping = (Mapping, ThemeEntry, Goal, GuideAddition)
    of_units = (HandOver, StaffAbsence, ManyAction, Meeting, Slot)
    said = (HelpRequest, IssuerStatement, Recipient, ThreadMessage, ThreadQuestion)
    dialogues = (DialogueMeeting, DialogueMinutes, DialogueMove, DialogueRemark, NoMeeting)
    models = (Case, Task, Screening, Quarantined, DemoMove, *said, *of_mapping, *of_units, *dialogues)
    return [list(model._default_manager.order_by("pk").values()) for model in models]
