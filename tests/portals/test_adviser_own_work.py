"""Follow-up tasks and notes on the case page, and what the person sees of them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stafett.cases.models import Case, Task
from stafett.cases.own_work import FOLLOW_UP, CaseNote, FollowUp
from stafett.cases.own_work_services import write_note
from stafett.cases.services import run_tick
from tests.factories import Region, as_staff, bring, day, instant, make_region, note, open_case
from tests.portals.adviser_world import enter
from tests.portals.person_world import client_of

pytestmark = pytest.mark.django_db
TODAY = "2026-03-04"


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def case(client: Client, region: Region) -> Case:
    bring([note("a", [("2026-01-05", "2026-04-30")])], "2026-01-05")
    run_tick(on=day(TODAY), at=instant(TODAY))
    enter(client, region.adviser)
    return open_case()


def page(client: Client, case: Case, name: str = "adviser_case") -> str:
    return client.get(reverse(name, args=[case.pk])).content.decode()


def set_one(client: Client, case: Case, **values: str) -> Any:
    data = {"reason": "contact_employer", "due": "2026-03-10", "line": "Spør om vaktplanen"} | values
    named = {f"follow_up-{name}": value for name, value in data.items()}
    return client.post(reverse("adviser_follow_up", args=[case.pk]), named)


def change(client: Client, own: FollowUp, *, do: str = "", **values: str) -> Any:
    data = {"reason": own.reason, "due": str(own.due), "line": own.line, "version": str(own.version)} | values
    named = {f"follow_up{own.pk}-{name}": value for name, value in data.items()}
    return client.post(reverse("adviser_change_follow_up", args=[own.case_id, own.pk]), named | {"do": do})


def test_a_task_is_set_shown_done_and_seen_by_the_person(client: Client, case: Case) -> None:
    assert set_one(client, case).status_code == 302
    shown = page(client, case)
    assert "Oppgaven er satt." in shown
    for words in ("Ta kontakt med arbeidsgiveren", "Spør om vaktplanen", "Anne Adviser, 04.03.2026"):
        assert words in shown
    theirs = client_of(case.person).get("/my/case/").content.decode()
    for words in ("Ta kontakt med arbeidsgiveren din: Spør om vaktplanen", "innen 10. mars 2026, satt av Anne Adviser"):
        assert words in theirs
    assert "Satte, endret eller tok bort en oppgave" in client_of(case.person).get("/my/readings/").content.decode()
    task = Task.objects.get(kind=FOLLOW_UP)
    client.post(reverse("adviser_finish", args=[case.pk, task.pk]), {f"task{task.pk}-line": "Fikk svar"})
    task.refresh_from_db()
    assert (task.state, task.ended_why) == ("done", "Fikk svar")
    assert "Spør om vaktplanen" not in client_of(case.person).get("/my/case/").content.decode()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"reason": ""}, "Velg hva det gjelder."),
        ({"due": ""}, "Skriv en dato."),
        ({"due": "2026-03-03"}, "Dagen har vært. Velg en dag fra i dag av."),
        ({"reason": "other", "line": ""}, "Skriv hva det gjelder når du velger «Annet»."),
    ],
)
def test_bad_input_is_said_and_nothing_is_lost(client: Client, case: Case, values: dict[str, str], said: str) -> None:
    response = set_one(client, case, **values)
    assert response.status_code == 422
    shown = response.content.decode()
    assert said in shown
    assert values.get("line", "Spør om vaktplanen") in shown
    assert not FollowUp.objects.exists()


def test_a_task_is_moved_or_taken_away_and_the_second_adviser_is_told(client: Client, case: Case) -> None:
    set_one(client, case)
    seen = FollowUp.objects.get()
    assert change(client, seen, due="2026-03-20").status_code == 302
    late = change(client, seen, line="Ring heller")
    assert late.status_code == 409
    assert "Noen endret oppgaven mens du hadde siden åpen." in late.content.decode()
    assert "Ring heller" in late.content.decode()
    seen.refresh_from_db()
    assert str(seen.due) == "2026-03-20"
    assert change(client, seen, due="").status_code == 422
    assert change(client, seen, do="withdraw").status_code == 302
    assert Task.objects.get(kind=FOLLOW_UP).state == "lapsed"


def write(client: Client, case: Case, text: str) -> Any:
    return client.post(reverse("adviser_note", args=[case.pk]), {"note-text": text})


def correct(client: Client, old: CaseNote, text: str) -> Any:
    return client.post(reverse("adviser_correct_note", args=[old.case_id, old.pk]), {f"note{old.pk}-text": text})


def test_a_note_and_its_correction_are_seen_by_staff_and_person_alike(client: Client, case: Case) -> None:
    assert "Personen ser notatet, med navnet ditt." in page(client, case, "adviser_notes")
    assert write(client, case, "Vil tilbake i mars").status_code == 302
    assert correct(client, CaseNote.objects.get(), "Vil tilbake i mai").status_code == 302
    for shown in (page(client, case, "adviser_notes"), client_of(case.person).get("/my/case/").content.decode()):
        assert shown.index("Vil tilbake i mai") < shown.index("Slik stod det før") < shown.index("Vil tilbake i mars")
        assert "Anne Adviser" in shown
    assert "Skrev eller rettet et notat" in client_of(case.person).get("/my/readings/").content.decode()


def test_an_empty_note_is_refused(client: Client, case: Case) -> None:
    response = write(client, case, "  ")
    assert response.status_code == 422
    assert "Skriv notatet." in response.content.decode()


def test_the_second_to_correct_a_note_is_told_and_keeps_the_words(client: Client, case: Case, region: Region) -> None:
    write(client, case, "Vil tilbake i mars")
    old = CaseNote.objects.get()
    write_note(case=case, text="I mai", actor=as_staff(region.leader), on=day(TODAY), at=instant(TODAY), replaces=old)
    response = correct(client, old, "I juni")
    assert response.status_code == 409
    assert "Liv Leader rettet notatet 4. mars 2026" in response.content.decode()
    assert "I juni" in response.content.decode()


def test_what_belongs_to_another_case_is_not_reached(client: Client, case: Case, region: Region) -> None:
    bring([note("b", [("2026-01-05", "2026-04-30")], serial=1)], TODAY)
    other = Case.objects.exclude(pk=case.pk).get()
    set_one(client, other)
    write(client, other, "Noe")
    own, old = FollowUp.objects.get(), CaseNote.objects.get()
    assert client.post(reverse("adviser_change_follow_up", args=[case.pk, own.pk])).status_code == 404
    assert client.post(reverse("adviser_correct_note", args=[case.pk, old.pk])).status_code == 404
