"""The patients for whom the issuer has written sick notes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from stafett import clock
from stafett.access.actors import Actor
from stafett.access.middleware import StafettRequest
from stafett.access.outside import Patient, open_patient, patients_of
from stafett.access.permissions import Permission, requires
from stafett.access.services import AccessRefusedError
from stafett.cases.guidance import Advice, guidance_for, stage_of
from stafett.cases.models import Case
from stafett.dialogue.models import HelpRequest
from stafett.dialogue.selectors import own_requests, questions_to_elaborate
from stafett.dialogue.services import DialogueError, ask_for_help
from stafett.dialogue.statement_services import give_statement
from stafett.dialogue.thread_access import threads_of
from stafett.dialogue.thread_selectors import open_questions_to
from stafett.frontend.words import text
from stafett.portals.helped import HelpedForm
from stafett.portals.issuer.forms import HelpForm, InvitationForm, StatementForm
from stafett.portals.issuer.seen import Seen, dialogues_of, plans_of, requests_of, seen_of, statements_by
from stafett.portals.issuer.waiting import waiting_for

REFUSED = 422
TEMPLATE = "issuer/patient.html"


def own_actor(request: StafettRequest) -> Actor:
    """The issuer who has entered."""
    if request.actor is None or not request.actor.is_issuer:
        raise PermissionDenied
    return request.actor


@requires(Permission.OWN_PATIENTS)
@require_safe
def patients(request: StafettRequest) -> HttpResponse:
    """Those who are on sick leave by the issuer's notes, the newest note first; on top what waits for the issuer."""
    actor = own_actor(request)
    seen = seen_of(actor, patients_of(actor, request.day), request.day)
    context = {"seen": seen, "waiting": waiting_for(actor, seen, request.day)}
    return render(request, "issuer/patients.html", context)


@requires(Permission.OWN_PATIENTS)
@require_safe
def patient(request: StafettRequest, case_id: int) -> HttpResponse:
    """One of them."""
    return show_patient(request, opened_patient(request, case_id), {})


@requires(Permission.OWN_PATIENTS)
@require_POST
def ask(request: StafettRequest, case_id: int) -> HttpResponse:
    """Needs help from Nav."""
    found, form = opened_patient(request, case_id), HelpForm(request.POST)
    if form.is_valid():
        try:
            ask_for_help(
                person=found.case.person, sender=HelpRequest.Sender.ISSUER, actor=own_actor(request), on=request.day,
                at=clock.now(), **form.cleaned_data,
            )  # fmt: skip
        except DialogueError as error:
            form.add_error(None, text(error.code, **error.parameters))
        else:
            return _done(request, case_id, "done.help_asked", "requests")
    return show_patient(request, found, {"help_form": form})


@requires(Permission.OWN_PATIENTS)
@require_POST
def state(request: StafettRequest, case_id: int) -> HttpResponse:
    """The answer to the elaborating questions. Where they are closed meanwhile, the words stand on the page still."""
    found, form = opened_patient(request, case_id), StatementForm(request.POST)
    if form.is_valid():
        try:
            give_statement(
                case=found.case, said=form.cleaned_data, actor=own_actor(request), on=request.day, at=clock.now()
            )
        except DialogueError as error:
            form.add_error(None, text(error.code, **error.parameters))
        else:
            return _done(request, case_id, "done.statement_given", "statements")
    return show_patient(request, found, {"statement_form": form})


@requires(Permission.OWN_PATIENTS)
@require_POST
def helped(request: StafettRequest, case_id: int, request_id: int) -> HttpResponse:
    """Whether the answer to an own request helped."""
    found, actor = opened_patient(request, case_id), own_actor(request)
    own = own_requests(actor).filter(person=found.case.person_id)
    form = HelpedForm(get_object_or_404(own, pk=request_id), request.POST)
    if form.keep(actor, request.day):
        return _done(request, case_id, "done.helped", f"request-{request_id}")
    return show_patient(request, found, {f"helped{request_id}": form})


def opened_patient(request: StafettRequest, case_id: int) -> Patient:
    """One of the issuer's patients, the reading logged. Raises PermissionDenied."""
    try:
        return open_patient(own_actor(request), case_id, page="patient", on=request.day, at=clock.now())
    except AccessRefusedError:
        raise PermissionDenied from None


def _done(request: StafettRequest, case_id: int, code: str, place: str) -> HttpResponse:
    messages.success(request, text(code))
    return redirect(f"{reverse('issuer_patient', args=[case_id])}#{place}")


def show_patient(request: StafettRequest, found: Patient, given: dict[str, Any], status: int = REFUSED) -> HttpResponse:
    """The page of one patient; `given` are refused forms by name, `status` is that of the page with one on it."""
    context = patient_page(own_actor(request), found, request.day, given)
    if not context["seen"].shown:
        raise Http404
    return render(request, TEMPLATE, context, status=status if given else 200)


def patient_page(actor: Actor, found: Patient, on: date, given: Mapping[str, Any]) -> dict[str, Any]:
    """What TEMPLATE shows of one of the issuer's patients; the person sees the same page about themselves."""
    case = found.case
    (seen,) = seen_of(actor, [found], on)
    threads = threads_of(actor, on, patients=[case.pk])
    requests = requests_of(actor, found, on)
    return {
        "seen": seen,
        "notes": found.notes,
        "plans": plans_of(actor, found, on),
        "elaborating": list(questions_to_elaborate([case.pk], on)),
        "guidance": _guidance(seen, case, on),
        "statement_form": StatementForm(),
        "help_form": HelpForm(),
        "requests": [(one, *_helped_form(one.asked, case.pk, given)) for one in requests],
        "statements": statements_by(actor, found, on),
        "dialogues": [
            (one, given.get(f"meeting{one.key}") or InvitationForm(meeting), meeting)
            for one, meeting in dialogues_of(actor, found, on)
        ],
        "questions": open_questions_to([one.reader for one in threads]),
        "threads": threads,
        "refused_form": next(iter(given.values()), None),
        **given,
    }


def _helped_form(asked: HelpRequest, case: int, given: Mapping[str, Any]) -> tuple[HelpedForm, str]:
    url = reverse("issuer_helped", args=[case, asked.pk])
    return given.get(f"helped{asked.pk}") or HelpedForm(asked), url


def _guidance(seen: Seen, case: Case, on: date) -> list[tuple[str, list[Advice]]]:
    """What holds in this week of the absence, by the days of the issuer's own notes."""
    if "dates" not in seen.sick_note:
        return []
    stage = stage_of(
        seen.sick_note["dates"][0], on, grade=seen.sick_note.get("grade"), employed=bool(seen.sick_note.get("employer"))
    )
    return guidance_for("issuer", stage, on) if case.state == Case.State.OPEN else []
