"""The pages of a case and what is done from them, on cases that came about from notes."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stafett.access.models import Reading
from stafett.cases.course import course_of
from stafett.cases.handover.models import HandOver
from stafett.cases.models import Case, Task
from stafett.cases.services import run_tick
from stafett.dialogue.models import HelpRequest
from stafett.dialogue.services import ask_for_help
from stafett.portals.adviser.picture import state_of
from stafett.screening.models import Answer, Screening
from stafett.screening.services import GivenAnswer, give_answers
from tests.factories import Region, as_person, as_staff, bring, day, instant, make_region, make_staff, note, open_case
from tests.portals.adviser_world import enter

pytestmark = pytest.mark.django_db
FIRST_DAY = "2026-01-05"
ASKED = "2026-03-02"
TODAY = "2026-03-04"
CARED_FOR = ("very_likely", "good", "under_26_weeks")
UNSURE = ("unsure", "not_good", "over_26_weeks")


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def case(region: Region) -> Case:
    """Somebody asked on ASKED, seen on TODAY."""
    bring([note("a", [(FIRST_DAY, "2026-02-10"), ("2026-02-11", "2026-04-30", 50)])], FIRST_DAY)
    run_tick(on=day(ASKED), at=instant(ASKED))
    run_tick(on=day(TODAY), at=instant(TODAY))
    return open_case()


def answer(case: Case, answers: tuple[str, str, str]) -> None:
    screening = Screening.objects.get(case=case)
    given = GivenAnswer(screening.pk, *answers, actor=as_person(case.person))
    give_answers([given], on=day(TODAY), at=instant(TODAY))


def post(client: Client, name: str, case: Case, *rest: int, **data: str) -> Any:
    return client.post(reverse(name, args=[case.pk, *rest]), data)


def shown(client: Client, case: Case, name: str = "adviser_case") -> str:
    response = client.get(reverse(name, args=[case.pk]))
    assert response.status_code == 200
    return response.content.decode()


def confirm(client: Client, case: Case, segment: str, *, seen: str, reason: str = "") -> Any:
    return post(client, "adviser_confirm", case, seen=seen, segment=segment, override_reason=reason)


def test_the_page_shows_the_course_and_why(client: Client, case: Case, region: Region) -> None:
    answer(case, UNSURE)
    enter(client, region.adviser)
    page = shown(client, case)
    for words in (
        "Nav Fjord",
        "Bekreft segment",
        "<svg",
        "Forløpet som tabell",
        "Personen er usikker på om de kommer tilbake til jobben.",
        "Personen sier at forholdet til arbeidsgiveren ikke er godt.",
        "Personen tror fraværet vil vare mer enn 26 uker.",
        "Oppfølgingsplan",
        "Aktivitetskravet",
    ):
        assert words in page
    points = shown(client, case, "adviser_stop_points")
    for words in ("aml. § 4-6 (3)", "Oppfølgingsplan", "Aktivitetskravet"):
        assert words in points


def test_what_nobody_has_to_do_passes_and_what_was_asked_is_done(case: Case, region: Region) -> None:
    course = course_of(case, on=day(TODAY))
    states = {point.kind: state_of(point, course) for point in course.stop_points}
    assert states["activity_info"] in {"passed", "done"}
    assert states["screening"] == "done"
    assert states["plan"] == "overdue"


def test_who_is_assessed_without_the_questions_is_not_late_with_them(region: Region) -> None:
    bring([note("a", [(FIRST_DAY, "2026-04-30")], pregnancy=True)], FIRST_DAY)
    run_tick(on=day(TODAY), at=instant(TODAY))
    course = course_of(open_case(), on=day(TODAY))
    assert {point.kind: state_of(point, course) for point in course.stop_points}["screening"] == "excepted"


def test_a_closed_case_speaks_of_what_was(client: Client, case: Case, region: Region) -> None:
    run_tick(on=day("2026-06-01"), at=instant("2026-06-01"))
    enter(client, region.adviser)
    page = shown(client, case)
    assert "Hvem fulgte opp" in page
    for words in ("ingen veileder ennå", "Siste dag med sykepenger", "Registrer svar"):
        assert words not in page


def test_another_choice_is_not_said_to_need_no_reason(client: Client, case: Case, region: Region) -> None:
    answer(case, CARED_FOR)
    enter(client, region.adviser)
    label = shown(client, case).partition("Hvorfor noe annet enn forslaget?")[2].partition("</label>")[0]
    assert "kan stå tomt" not in label


def test_nothing_in_the_page_breaks_the_content_security_policy(client: Client, case: Case, region: Region) -> None:
    enter(client, region.adviser)
    page = shown(client, case)
    assert "style=" not in page
    assert "<style" not in page
    # Numbers of a picture have a point, whatever the reader's language.
    assert 'x="16.0"' in page


def test_each_opening_is_logged_and_a_refused_one_looks_like_no_case(
    client: Client, case: Case, region: Region
) -> None:
    enter(client, region.adviser)
    shown(client, case)
    enter(client, region.other_adviser)
    refused = client.get(reverse("adviser_case", args=[case.pk]))
    absent = client.get(reverse("adviser_case", args=[case.pk + 999]))
    assert (refused.status_code, absent.status_code) == (404, 404)
    assert list(Reading.objects.order_by("id").values_list("staff", "allowed")) == [
        (region.adviser.pk, True),
        (region.other_adviser.pk, False),
    ]


def test_a_leader_reads_and_has_no_buttons(client: Client, case: Case, region: Region) -> None:
    answer(case, UNSURE)
    enter(client, region.leader)
    page = shown(client, case)
    for name in ("adviser_take", "adviser_confirm", "adviser_mark", "adviser_answers"):
        address = reverse(name, args=[case.pk])
        assert address not in page
        assert client.post(address, {}).status_code == 403


def test_an_adviser_takes_the_case(client: Client, case: Case, region: Region) -> None:
    enter(client, region.adviser)
    post(client, "adviser_take", case, holder="")
    case.refresh_from_db()
    assert case.holder == region.adviser


def test_a_case_taken_meanwhile_is_not_taken_from_the_one_who_took_it(
    client: Client, case: Case, region: Region
) -> None:
    first = make_staff("Oda First", region.local)
    Case.objects.filter(pk=case.pk).update(holder=first)
    enter(client, region.adviser)
    response = post(client, "adviser_take", case, holder="")
    assert response.status_code == 409
    assert "Oda First tok saken" in response.content.decode()
    assert post(client, "adviser_take", case, holder=str(first.pk)).status_code == 302


def test_confirming_the_suggestion_takes_one_click(client: Client, case: Case, region: Region) -> None:
    answer(case, UNSURE)
    enter(client, region.adviser)
    response = confirm(client, case, "needs_mapping", seen="needs_mapping")
    assert response.status_code == 302
    screening = Screening.objects.get(case=case)
    assert (screening.state, screening.segment, screening.confirmed_by) == (
        "confirmed",
        "needs_mapping",
        region.adviser,
    )
    assert screening.override_reason == ""


def test_cared_for_is_offered_to_the_regional_unit_which_reads_and_accepts(
    client: Client, case: Case, region: Region
) -> None:
    answer(case, CARED_FOR)
    enter(client, region.adviser)
    response = confirm(client, case, "care_in_place", seen="care_in_place")
    assert response["Location"] == reverse("adviser_case", args=[case.pk])
    case.refresh_from_db()
    assert case.holder_unit == region.local
    enter(client, region.roe_adviser)
    assert "Ivaretatt nå" in shown(client, case)
    offer = HandOver.objects.get()
    client.post(reverse("adviser_accept", args=[case.pk, offer.pk]), {"holder": ""})
    case.refresh_from_db()
    assert case.holder_unit == region.roe


def test_another_choice_needs_one_line_of_reason(client: Client, case: Case, region: Region) -> None:
    answer(case, UNSURE)
    enter(client, region.adviser)
    refused = confirm(client, case, "care_in_place", seen="needs_mapping", reason="   ")
    assert refused.status_code == 422
    assert "Skriv én linje om hvorfor" in refused.content.decode()
    assert Screening.objects.get(case=case).state == "to_confirm"
    confirm(client, case, "care_in_place", seen="needs_mapping", reason="Avtale med arbeidsgiver er på plass")
    screening = Screening.objects.get(case=case)
    assert (screening.segment, screening.override_reason) == ("care_in_place", "Avtale med arbeidsgiver er på plass")


def test_a_suggestion_that_has_changed_is_shown_before_it_is_confirmed(
    client: Client, case: Case, region: Region
) -> None:
    answer(case, CARED_FOR)
    answer(case, UNSURE)
    enter(client, region.adviser)
    response = confirm(client, case, "care_in_place", seen="care_in_place")
    assert response.status_code == 422
    assert "Forslaget er endret" in response.content.decode()


def test_answers_given_on_the_telephone_are_registered_with_who_wrote_them_down(
    client: Client, case: Case, region: Region
) -> None:
    enter(client, region.adviser)
    answers = dict(zip(("return_likelihood", "employer_relation", "expected_duration"), CARED_FOR, strict=True))
    incomplete = post(client, "adviser_answers", case, return_likelihood="unsure")
    assert incomplete.status_code == 422
    assert not Answer.objects.exists()
    post(client, "adviser_answers", case, **answers, comment="Snakket i dag")
    given = Answer.objects.get()
    assert (given.registered_by, given.comment, given.form["version"]) == (region.adviser, "Snakket i dag", 1)
    assert "telefon eller papir, Anne Adviser" in shown(client, case)


def test_marking_the_conditions_as_uncertain_changes_the_suggestion(client: Client, case: Case, region: Region) -> None:
    answer(case, CARED_FOR)
    enter(client, region.adviser)
    post(client, "adviser_mark", case, mark="conditions", value="yes")
    assert Screening.objects.get(case=case).suggestion == "needs_mapping"
    assert "Vilkårene i §§ 8-4 og 8-8 er merket som usikre." in shown(client, case)
    post(client, "adviser_mark", case, mark="conditions", value="no")
    assert Screening.objects.get(case=case).suggestion == "care_in_place"


@pytest.mark.parametrize("data", [{}, {"mark": "sex", "value": "yes"}, {"mark": "conditions", "value": "maybe"}])
def test_an_unknown_mark_is_refused(client: Client, case: Case, region: Region, data: dict[str, str]) -> None:
    enter(client, region.adviser)
    assert post(client, "adviser_mark", case, **data).status_code == 404


def test_a_request_for_help_is_answered_in_both_parts(client: Client, case: Case, region: Region) -> None:
    wanted = ask_for_help(
        person=case.person, sender="person", wanted="Jeg vil snakke med noen", how_soon="soon",
        actor=as_person(case.person), on=day(TODAY), at=instant(TODAY),
    )  # fmt: skip
    enter(client, region.adviser)
    assert "Jeg vil snakke med noen" in shown(client, case)
    prefix = f"request{wanted.pk}"
    half = post(client, "adviser_answer_request", case, wanted.pk, **{f"{prefix}-assessed": "Vurdert"})
    assert half.status_code == 422
    both = {f"{prefix}-assessed": "Vurdert", f"{prefix}-next_step": "Samtale på fredag"}
    assert post(client, "adviser_answer_request", case, wanted.pk, **both).status_code == 302
    assert HelpRequest.objects.get().next_step == "Samtale på fredag"
    again = post(client, "adviser_answer_request", case, wanted.pk, **both)
    assert again.status_code == 409
    assert "Anne Adviser svarte" in again.content.decode()
    assert "Samtale på fredag" in again.content.decode()


def test_a_task_of_navs_own_is_done_once(client: Client, case: Case, region: Region) -> None:
    run_tick(on=day("2026-04-29"), at=instant("2026-04-29"))
    enter(client, region.adviser)
    task = Task.objects.filter(case=case, actor="nav", state="open", nature="practice").earliest("pk")
    assert reverse("adviser_finish", args=[case.pk, task.pk]) in shown(client, case)
    assert post(client, "adviser_finish", case, task.pk).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.ended_by) == ("done", "Anne Adviser")
    again = post(client, "adviser_finish", case, task.pk)
    assert again.status_code == 409
    assert "Oppgaven er ikke åpen lenger" in again.content.decode()


def test_an_empty_form_says_what_to_do_in_our_own_words(client: Client, case: Case, region: Region) -> None:
    wanted = ask_for_help(
        person=case.person, sender="person", wanted="Jeg vil snakke med noen", how_soon="soon",
        actor=as_person(case.person), on=day(TODAY), at=instant(TODAY),
    )  # fmt: skip
    answer(case, UNSURE)
    enter(client, region.adviser)
    for response, words in (
        (post(client, "adviser_answers", case), "Velg det personen svarte."),
        (post(client, "adviser_answer_request", case, wanted.pk), "Skriv hva Nav har vurdert."),
        (confirm(client, case, "", seen="needs_mapping"), "Velg et av segmentene."),
        (post(client, "adviser_answers", case, comment="x" * 2_001), "Du kan skrive høyst"),
    ):
        assert response.status_code == 422
        assert words in response.content.decode()
        assert "påkrevet" not in response.content.decode()


def test_done_stop_points_are_folded_away(client: Client, case: Case, region: Region) -> None:
    enter(client, region.adviser)
    context = client.get(reverse("adviser_stop_points", args=[case.pk])).context
    assert {item.state for item in context["points_done"]} == {"done"}
    assert not {item.state for item in context["points_so_far"]} & {"done", "excepted", "future"}


def test_on_paper_stand_the_reasons_of_open_stop_points_and_of_the_segment(
    client: Client, case: Case, region: Region
) -> None:
    answer(case, UNSURE)
    enter(client, region.adviser)
    for name, on_paper in (("adviser_case", "reasons"), ("adviser_stop_points", "points_so_far")):
        response = client.get(reverse(name, args=[case.pk]))
        unfolded = response.content.decode().count('<details class="st-details">\n    <summary>Hvorfor?')
        assert unfolded == len(response.context[on_paper]) > 0


def test_the_next_step_leads_to_where_it_is_done(client: Client, case: Case, region: Region) -> None:
    answer(case, UNSURE)
    enter(client, region.adviser)
    page = shown(client, case)
    assert f'href="{reverse("adviser_case", args=[case.pk])}#screening">Bekreft segment</a>' in page
    assert 'id="screening"' in page


def test_what_nav_is_to_do_stands_before_what_others_are_to_do(client: Client, case: Case, region: Region) -> None:
    answer(case, UNSURE)
    enter(client, region.adviser)
    tasks = shown(client, case).split('id="tasks"')[1].split("</section>")[0]
    assert Task.objects.get(case=case, kind="plan").due < Task.objects.get(case=case, kind="confirm").due
    assert tasks.index("Bekreft segment") < tasks.index("Oppfølgingsplan")


def test_what_the_issuer_keeps_from_nav_is_not_shown_but_said(client: Client, region: Region) -> None:
    answers = [
        {"group": "6.3", "question": "6.3.1", "answer": "Hemmelig for Nav", "restrictions": ["not_nav"]},
        {"group": "6.3", "question": "6.3.2", "answer": "Åpent svar", "restrictions": []},
    ]
    bring([note("a", [(FIRST_DAY, "2026-04-30")], answers=answers)], FIRST_DAY)
    run_tick(on=day(TODAY), at=instant(TODAY))
    enter(client, region.adviser)
    page = shown(client, open_case(), "adviser_stop_points")
    assert "Hemmelig for Nav" not in shown(client, open_case()) + page
    assert "Åpent svar" in page
    assert "Sykmelderen har holdt noe tilbake fra Nav." in page


def test_words_from_outside_are_shown_as_words(client: Client, case: Case, region: Region) -> None:
    ask_for_help(
        person=case.person, sender="person", wanted="<script>alert(1)</script>", how_soon="soon",
        actor=as_person(case.person), on=day(TODAY), at=instant(TODAY),
    )  # fmt: skip
    enter(client, region.adviser)
    page = shown(client, case)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_page_has_its_texts_in_every_language(client: Client, case: Case, region: Region, language: str) -> None:
    answer(case, UNSURE)
    enter(client, region.adviser)
    client.cookies["django_language"] = language
    response = client.get(reverse("adviser_case", args=[case.pk]))
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()


def test_staff_may_act_only_in_their_own_unit(client: Client, case: Case, region: Region) -> None:
    enter(client, region.other_adviser)
    assert post(client, "adviser_take", case, holder="").status_code == 404
    assert as_staff(region.other_adviser).unit != case.holder_unit_id
