"""Mapping as the adviser meets it: inviting, filling in, two at once, closing, the minutes."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stafett.access.models import Reading
from stafett.cases.models import Task, Tick
from stafett.dialogue.models import Message
from stafett.mapping.models import Goal, GuideAddition, Mapping
from tests.factories import as_staff, day, make_staff
from tests.mapping.world import ON, World
from tests.portals.adviser_world import enter

pytestmark = pytest.mark.django_db
CHECKLIST = {
    "outcome": "own_job_needs_nav", "what_matters": "Kollegene", "nav_does": "Ringer lederen", "next_on": "2026-04-13",
    "goal1_text": "Prøve 40 prosent", "goal1_who": "Kari prøver", "goal1_due": "2026-04-06",
}  # fmt: skip


@pytest.fixture
def world() -> World:
    made = World()
    Tick.objects.update(last_day=day(ON))
    return made


@pytest.fixture
def adviser(client: Client, world: World) -> Client:
    enter(client, world.region.adviser)
    return client


def url(name: str, world: World, *, of_mapping: bool = True) -> str:
    keys = [world.case.pk, world.mapping.pk] if of_mapping else [world.case.pk]
    return reverse(f"adviser_{name}", args=keys)


def shown(response: Any) -> str:
    return str(response.content.decode())


def filled(world: World, **answers: str) -> dict[str, str]:
    """The whole page as a browser without JavaScript sends it."""
    sent = {"page": "mine"}
    for entry in world.mapping.entries.all():
        sent[f"{entry.theme}-seen"] = str(entry.version)
        sent[f"{entry.theme}-state"] = entry.state
        sent[f"{entry.theme}-answer"] = answers.get(entry.theme, entry.answer)
    return sent


# --- from the case page


def test_the_page_of_mappings_suggests_a_guide_and_leads_to_the_mapping(adviser: Client, world: World) -> None:
    mappings = url("mappings", world, of_mapping=False)
    page = shown(adviser.get(mappings))
    assert "Foreslått guide: Guide for sykmeldte" in page
    assert f'href="{mappings}#mapping"' in page
    task = Task.objects.get(kind="mapping")
    assert reverse("adviser_finish", args=[world.case.pk, task.pk]) not in page
    assert adviser.post(reverse("adviser_finish", args=[world.case.pk, task.pk])).status_code == 404
    plan = url("mapping_plan", world, of_mapping=False)
    assert "Fordi personen er sykmeldt fra en arbeidsgiver" in shown(adviser.get(plan))
    sent = adviser.post(plan, {"guide": "vest_viken", "talk_on": "2026-03-16", "how": "invite"}, follow=True)
    assert "Personen er invitert, og har fått temaene." in shown(sent)
    assert "16. mars 2026" in shown(sent)
    world.prepare(health="Ryggen er verst")
    before = shown(adviser.get(url("mapping", world)))
    assert "Ryggen er verst" in before
    assert "Samtalen begynner nå" in before
    adviser.post(url("mapping_start", world))
    talk = shown(adviser.get(url("mapping", world)))
    assert "Ryggen er verst" in talk
    assert "Hvem andre følger deg opp" in talk


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"guide": "vest_viken", "how": "invite"}, "Velg dagen."),
        ({"guide": "vest_viken", "how": "invite", "talk_on": "i morgen"}, "Skriv datoen som 17.05.2026."),
        ({"guide": "vest_viken", "how": "invite", "talk_on": "2026-03-01"}, "Velg en dag som ikke har vært."),
        ({"guide": "vest_viken", "how": "invite", "talk_on": "2026-06-10"}, "Velg 9. juni 2026 eller en dag før det."),
        ({"guide": "coffee", "how": "begin"}, "Velg en av samtaleguidene."),
    ],
)
def test_an_invitation_that_lacks_something_says_what(
    adviser: Client, world: World, sent: dict[str, str], words: str
) -> None:
    response = adviser.post(url("mapping_plan", world, of_mapping=False), sent)
    assert response.status_code == 422
    assert words in shown(response)
    assert not Mapping.objects.exists()


def test_two_who_begin_at_once_make_one_mapping(adviser: Client, world: World) -> None:
    plan = url("mapping_plan", world, of_mapping=False)
    assert adviser.post(plan, {"guide": "oslo", "how": "begin", "talk_on": "tull"}).status_code == 302
    again = adviser.post(plan, {"guide": "vest_viken", "how": "begin"})
    assert again.status_code == 409
    assert "Anne Adviser har allerede begynt" in shown(again)


def test_the_talk_is_moved_or_the_mapping_discarded_with_a_reason(adviser: Client, world: World) -> None:
    world.plan()
    assert adviser.post(url("mapping_move", world), {"talk_on": "2026-03-01"}).status_code == 422
    adviser.post(url("mapping_move", world), {"talk_on": "2026-03-20"})
    assert str(world.mapping.talk_on) == "2026-03-20"
    assert adviser.post(url("mapping_discard", world), {"why": ""}).status_code == 422
    done = adviser.post(url("mapping_discard", world), {"why": "Feil guide"}, follow=True)
    assert "Feil guide" in shown(done)
    assert adviser.post(url("mapping_start", world)).status_code == 409


# --- filling in without JavaScript


def test_one_button_saves_every_theme(adviser: Client, world: World) -> None:
    world.plan(talk_on="")
    sent = filled(world, health="Sover dårlig", workplace="Tungt") | {"health-state": "asked"}
    assert "Alt er lagret." in shown(adviser.post(url("mapping", world), sent, follow=True))
    assert (world.entry("health").state, world.entry("health").answer) == ("asked", "Sover dårlig")
    assert (world.entry("workplace").version, world.entry("other_actors").version) == (1, 0)
    closing = adviser.post(url("mapping", world), filled(world) | {"then": "close"})
    assert closing["Location"] == url("mapping_close", world)


def test_a_text_that_is_too_long_comes_back_and_the_others_are_saved(adviser: Client, world: World) -> None:
    world.plan(talk_on="")
    response = adviser.post(url("mapping", world), filled(world, health="x" * 5_001, workplace="Tungt"))
    assert response.status_code == 422
    assert "x" * 5_001 in shown(response)
    assert (world.entry("health").answer, world.entry("workplace").answer) == ("", "Tungt")


def test_of_two_who_write_both_texts_are_shown_and_the_second_may_decide(adviser: Client, world: World) -> None:
    world.plan(talk_on="")
    mine = filled(world, health="Mine ord", workplace="Tungt")
    colleague = as_staff(make_staff("Cato Colleague", world.region.local))
    world.say("health", answer="Kollegaens ord", page="b", actor=colleague)
    response = adviser.post(url("mapping", world), mine)
    page = shown(response)
    assert response.status_code == 409
    for words in ("Mine ord", "Kollegaens ord", "Cato Colleague skrev her mens du skrev"):
        assert words in page
    assert (world.entry("health").answer, world.entry("workplace").answer) == ("Kollegaens ord", "Tungt")
    assert 'name="health-seen" value="1"' in page
    adviser.post(url("mapping", world), filled(world, health="Begges ord"))
    assert world.entry("health").answer == "Begges ord"


# --- theme by theme


def save(client: Client, world: World, **sent: Any) -> Any:
    whole = {"theme": "health", "page": "mine", "health-seen": "0", "health-state": "asked"} | sent
    return client.post(url("mapping_theme", world), whole)


def test_a_theme_saved_by_itself_answers_with_its_version_and_time(adviser: Client, world: World) -> None:
    world.plan(talk_on="")
    answer = json.loads(save(adviser, world, **{"health-answer": "Sover"}).content)
    assert answer["version"] == 1
    assert len(answer["at"]) == 5
    again = json.loads(save(adviser, world, **{"health-answer": "Sover dårlig"}).content)
    assert again["version"] == 2


def test_a_theme_that_cannot_be_saved_says_why(adviser: Client, world: World) -> None:
    world.plan(talk_on="")
    colleague = as_staff(make_staff("Cato Colleague", world.region.local))
    world.say("health", answer="Kollegaens ord", page="b", actor=colleague)
    overtaken = save(adviser, world, **{"health-answer": "Mine"})
    assert overtaken.status_code == 409
    assert "Kollegaens ord" in json.loads(overtaken.content)["html"]
    for sent, words in (
        ({"theme": "digital"}, "Temaet finnes ikke"),
        ({"health-state": "maybe"}, "Velg ett av svarene"),
        ({"health-answer": "x" * 5_001}, "høyst"),
        ({"health-seen": "one"}, "heltall"),
    ):
        refused = save(adviser, world, **sent)
        assert refused.status_code == 422
        assert words in json.loads(refused.content)["error"]
    world.cover()
    world.close()
    late = save(adviser, world, **{"health-seen": "1", "health-answer": "For sent"})
    assert "Anne Adviser avsluttet kartleggingen" in json.loads(late.content)["error"]


def test_saving_again_and_again_is_one_reading_in_the_log(adviser: Client, world: World) -> None:
    world.plan(talk_on="")
    for number in range(4):
        save(adviser, world, **{"health-answer": f"Sover {number}"})
    assert Reading.objects.filter(page="mapping").count() == 1
    adviser.get(url("mapping", world))
    assert Reading.objects.filter(page="mapping").count() == 2
    stranger = Client()
    enter(stranger, world.region.other_adviser)
    for _again in range(2):
        assert save(stranger, world).status_code == 404
    assert Reading.objects.filter(page="mapping", allowed=False).count() == 2


# --- closing and minutes


def test_closing_says_all_that_lacks_and_loses_nothing(adviser: Client, world: World) -> None:
    world.plan(talk_on="")
    world.say("health", "declined", "")
    page = shown(adviser.get(url("mapping_close", world)))
    assert "Temaet «Arbeidsplassen» hører til minstekravet" in page
    assert "«Helsa»" not in page
    response = adviser.post(url("mapping_close", world), CHECKLIST | {"outcome": "", "goal1_who": ""})
    again = shown(response)
    assert response.status_code == 422
    assert "Fyll ut hele målet" in again
    for words in ("Kollegene", "Ringer lederen", "Prøve 40 prosent"):
        assert words in again
    whole = adviser.post(url("mapping_close", world), CHECKLIST | {"outcome": ""})
    for words in ("Velg hva kartleggingen viste", "Temaet «Arbeidsplassen» hører til minstekravet"):
        assert words in shown(whole)
    assert world.mapping.state == "in_progress"


def test_a_closed_mapping_is_minutes_with_a_route_and_goals_that_can_be_marked(adviser: Client, world: World) -> None:
    world.plan(talk_on="")
    world.cover(other_actors="not_relevant")
    draft = shown(adviser.get(url("mapping_minutes", world)))
    assert "Utkast" in draft
    closed = adviser.post(url("mapping_close", world), CHECKLIST, follow=True)
    assert "Kartleggingen er avsluttet, og personen har fått referatet." in shown(closed)
    assert adviser.get(url("mapping", world))["Location"] == url("mapping_minutes", world)
    minutes = shown(adviser.get(url("mapping_minutes", world)))
    for words in ("Det lokale Nav-kontoret", "Kollegene", "Kari prøver", "Ikke aktuelt: Andre som følger deg opp"):
        assert words in minutes
    goal = Goal.objects.get()
    mark = reverse("adviser_goal", args=[world.case.pk, goal.pk])
    assert adviser.post(mark, {"status": "reached"})["Location"] == url("mapping_minutes", world)
    assert adviser.post(mark, {"status": "forgotten"}).status_code == 404
    goal.refresh_from_db()
    assert goal.status == "reached"
    again = adviser.post(url("mapping_close", world), CHECKLIST)
    assert (again.status_code, again["Location"]) == (302, closed.redirect_chain[-1][0])
    assert Message.objects.filter(code="mapping_minutes").count() == 1
    other = adviser.post(url("mapping_close", world), CHECKLIST | {"what_matters": "Ikke kollegene"})
    assert other.status_code == 409
    for words in ("Du har alt gjort dette", "Ikke kollegene"):
        assert words in shown(other)
    enter(adviser, make_staff("Siv Second", world.region.local))
    late = adviser.post(url("mapping_close", world), CHECKLIST)
    assert late.status_code == 409
    for words in ("Noen kom før deg", "Anne Adviser avsluttet kartleggingen 9. mars 2026.", "Kollegene"):
        assert words in shown(late)
    assert adviser.post(url("mapping", world), {"health-answer": "For sent"}).status_code == 409


def test_the_quick_exit_says_when_it_comes_back(adviser: Client, world: World) -> None:
    world.plan(talk_on="")
    world.cover()
    waits = CHECKLIST | {"outcome": "cared_for_until", "next_on": "", "cared_for_until": "2026-04-20"}
    page = shown(adviser.post(url("mapping_close", world), waits, follow=True))
    assert "kommer tilbake 20.04.2026" in page


def test_a_leader_reads_the_minutes_and_writes_nothing(client: Client, world: World) -> None:
    world.mapped()
    enter(client, world.region.leader)
    assert "Merk som nådd" not in shown(client.get(url("mapping_minutes", world)))
    assert client.get(url("mapping", world)).status_code == 403


def test_decisions_on_the_activity_requirement_do_not_show_the_mapping(adviser: Client, world: World) -> None:
    world.plan(talk_on="")
    world.cover()
    world.say("health", answer="Sover dårlig om natta")
    world.close()
    task = Task.objects.get(case=world.case, kind="activity_requirement")
    page = shown(adviser.get(reverse("adviser_assess", args=[world.case.pk, task.pk])))
    for words in ("Sover dårlig om natta", "Prøve 40 prosent", "Å komme tilbake til kollegene", "Kartlegging"):
        assert words not in page


# --- the unit's own themes

THEME = {"guide": "vest_viken", "title": "Barna", "why": "Vi vil vite at de har det bra", "questions": "Hvem?\n\nHvor?"}


def test_a_leader_adds_a_theme_and_ends_it(client: Client, world: World) -> None:
    enter(client, world.region.leader)
    address = reverse("adviser_themes")
    assert "Det som er viktig for deg" in shown(client.get(address))
    refused = client.post(address, THEME | {"questions": " "})
    assert refused.status_code == 422
    assert "minst ett hjelpespørsmål" in shown(refused)
    assert "Vi vil vite at de har det bra" in shown(refused)
    assert client.post(address, THEME | {"questions": "x" * 301}).status_code == 422
    assert "Temaet er lagt til." in shown(client.post(address, THEME, follow=True))
    added = GuideAddition.objects.get()
    assert added.questions == ["Hvem?", "Hvor?"]
    stranger = Client()
    leader = make_staff("Lea Leader", world.region.other, role="leader")
    enter(stranger, leader)
    assert stranger.post(reverse("adviser_end_theme", args=[added.pk])).status_code == 404
    assert "Avsluttede temaer" in shown(client.post(reverse("adviser_end_theme", args=[added.pk]), follow=True))


def test_the_units_own_theme_is_marked_and_stands_in_the_minutes(adviser: Client, world: World) -> None:
    GuideAddition.objects.create(
        unit=world.region.local, guide="vest_viken", code="local_1", title="Barna", why="Derfor", questions=["Hvem?"],
        from_day=day(ON),
    )  # fmt: skip
    world.plan(talk_on="")
    assert "(kontorets eget)" in shown(adviser.get(url("mapping", world)))
    world.say("local_1", answer="De er hos bestemor")
    assert "De er hos bestemor" in shown(adviser.get(url("mapping_minutes", world)))
