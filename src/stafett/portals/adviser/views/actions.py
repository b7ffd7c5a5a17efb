"""What an adviser does from the case page. Each opens the case, calls one service, and goes back to the page."""

from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.models import Case
from stafett.cases.services import CaseError, take_case
from stafett.dialogue.models import HelpRequest
from stafett.dialogue.replies import wording
from stafett.dialogue.services import DialogueError, GivenReply, answer_request, give_replies, may_reply
from stafett.frontend.words import text
from stafett.people.models import Staff
from stafett.portals.adviser.forms import AnswerRequestForm, ConfirmForm, MarkForm, TelephoneForm, TelephoneReplyForm
from stafett.portals.adviser.views.case import overview_page
from stafett.portals.adviser.views.common import actor_of, opened_case, page
from stafett.portals.adviser.views.outcome import CONFLICT, REFUSED, conflict, done, written
from stafett.screening.forms import snapshot
from stafett.screening.models import Screening
from stafett.screening.services import (
    Confirmation,
    GivenAnswer,
    ScreeningError,
    confirm_segments,
    explain_recurrence,
    give_answers,
    mark_conditions,
)


@requires(Permission.FOLLOW_UP)
@require_POST
def take(request: StafettRequest, case_id: int) -> HttpResponse:
    """Makes the adviser the holder, unless somebody else has become it since the page was shown."""
    actor = actor_of(request)
    case = opened_case(request, case_id, page_name="take")
    seen = request.POST.get("holder", "")
    if case.holder is not None and str(case.holder_id) != seen and case.holder_id != actor.id:
        return conflict(request, case, "case.taken", by=case.holder.name)
    staff = get_object_or_404(Staff, pk=actor.id or 0)
    try:
        take_case(case=case, staff=staff, actor=actor, on=request.day, at=clock.now())
    except CaseError as error:
        return conflict(request, case, error.code, **error.parameters)
    return done(request, case, "done.taken")


@requires(Permission.FOLLOW_UP)
@require_POST
def confirm(request: StafettRequest, case_id: int) -> HttpResponse:
    """Confirms the suggested segment, or another with a line of reason."""
    actor = actor_of(request)
    try:
        case = opened_case(request, case_id, page_name="confirm")
    except Http404 as gone:
        return _confirmed_by_a_colleague(request, case_id, ConfirmForm("", request.POST), gone)
    screening = get_object_or_404(Screening.objects.select_related("confirmed_by"), case=case)
    form = ConfirmForm(screening.suggestion, request.POST)
    if screening.state == Screening.State.CONFIRMED:
        return _confirmed(request, case, screening, form)
    if screening.state != Screening.State.TO_CONFIRM:
        return conflict(request, case, "screening_error.not_waiting", form)
    if not form.is_valid():
        return overview_page(request, case, forms={"confirm": form}, status=REFUSED)
    chosen = Confirmation(
        screening_id=screening.pk,
        segment=form.cleaned_data["segment"],
        override_reason=_reason_of(form, screening),
        actor=actor,
    )
    try:
        confirm_segments([chosen], on=request.day, at=clock.now())
    except ScreeningError as error:
        return conflict(request, case, error.code, form, **error.parameters)
    return done(request, case, "done.confirmed")


@requires(Permission.FOLLOW_UP)
@require_POST
def mark(request: StafettRequest, case_id: int) -> HttpResponse:
    """Marks the conditions of §§ 8-4 and 8-8, or the recurrent absence."""
    case = opened_case(request, case_id, page_name="mark")
    screening = get_object_or_404(Screening, case=case)
    form = MarkForm(request.POST)
    if not form.is_valid():
        raise Http404
    actor, on, at = actor_of(request), request.day, clock.now()
    try:
        if form.cleaned_data["mark"] == "conditions":
            mark_conditions(screening=screening, uncertain=form.holds, actor=actor, on=on, at=at)
        else:
            explain_recurrence(screening=screening, explained=form.holds, actor=actor, on=on, at=at)
    except ScreeningError as error:
        return conflict(request, case, error.code, **error.parameters)
    return done(request, case, "done.marked")


@requires(Permission.FOLLOW_UP)
@require_POST
def register_answers(request: StafettRequest, case_id: int) -> HttpResponse:
    """Writes down the answers that a person gives on the telephone."""
    form = TelephoneForm(request.day, request.POST)
    try:
        case = opened_case(request, case_id, page_name="answers")
    except Http404 as gone:
        return _confirmed_by_a_colleague(request, case_id, form, gone)
    screening = get_object_or_404(Screening, case=case)
    if screening.state == Screening.State.ENDED or case.state != Case.State.OPEN:
        return conflict(request, case, "screening_error.ended", form)
    if not form.is_valid():
        return overview_page(request, case, forms={"telephone": form}, status=REFUSED)
    given = GivenAnswer(
        screening_id=screening.pk,
        **form.cleaned_data,
        actor=actor_of(request),
        form=snapshot(form.questions, get_language() or "nb"),
    )
    try:
        give_answers([given], on=request.day, at=clock.now())
    except ScreeningError as error:
        return conflict(request, case, error.code, form, **error.parameters)
    return done(request, case, "done.answers")


@requires(Permission.FOLLOW_UP)
@require_POST
def register_reply(request: StafettRequest, case_id: int, kind: str) -> HttpResponse:
    """Writes down what a person says on the telephone about the end of sick pay, or the need for a dialogue meeting."""
    case = opened_case(request, case_id, page_name="answers")
    form = TelephoneReplyForm(kind, request.POST)
    if not form.is_valid() and case.state == Case.State.OPEN and may_reply(case, kind):
        return overview_page(request, case, forms={kind: form}, status=REFUSED)
    answers = form.answers if form.is_valid() else {}
    given = GivenReply(
        case=case,
        kind=kind,
        answers=answers,
        wording=wording(kind, answers) if answers else [],
        actor=actor_of(request),
        comment=form.cleaned_data.get("comment", ""),
    )
    try:
        give_replies([given], on=request.day, at=clock.now())
    except DialogueError as error:
        return conflict(request, case, error.code, form, **error.parameters)
    return done(request, case, "done.answers")


@requires(Permission.FOLLOW_UP)
@require_POST
def answer(request: StafettRequest, case_id: int, request_id: int) -> HttpResponse:
    """Answers a request for help."""
    prefix = f"request{request_id}"
    form = AnswerRequestForm(request.POST, prefix=prefix)
    try:
        case = opened_case(request, case_id, page_name="answer_request")
    except Http404 as gone:
        return _confirmed_by_a_colleague(request, case_id, form, gone)
    wanted = get_object_or_404(HelpRequest, pk=request_id, case=case)
    if not form.is_valid() and wanted.answered_on is None:
        return overview_page(request, case, forms={prefix: form}, status=REFUSED)
    try:
        answer_request(
            request=wanted,
            assessed=form.cleaned_data.get("assessed", ""),
            next_step=form.cleaned_data.get("next_step", ""),
            actor=actor_of(request),
            on=request.day,
            at=clock.now(),
        )
    except DialogueError as error:
        return conflict(request, case, error.code, form, **error.parameters)
    return done(request, case, "done.request_answered")


def _reason_of(form: ConfirmForm, screening: Screening) -> str:
    """The reason belongs to another choice than the suggested one; else there is none to keep."""
    differs = form.cleaned_data["segment"] != screening.suggestion
    return form.cleaned_data["override_reason"].strip() if differs else ""


def _confirmed_by_a_colleague(request: StafettRequest, case_id: int, form: BaseForm, gone: Http404) -> HttpResponse:
    """The conflict page for somebody whose own unit confirmed the case away while their page stood open.

    The case is not theirs to open any more, and the try was logged as refused: nothing that stands in it is shown,
    only what they wrote in `form` themselves. Raises `gone` for anybody else.
    """
    actor = actor_of(request)
    theirs = Screening.objects.filter(
        case_id=case_id,
        state=Screening.State.CONFIRMED,
        confirmed_by__unit_id=actor.unit or 0,
        case__person__protection__in=actor.may_open,
    )
    if not theirs.exists():
        raise gone
    context = {"sentence": text("case.confirmed_away"), "written": written(form)}
    return page(request, "adviser/conflict.html", context, here="adviser_list", status=CONFLICT)


def _confirmed(request: StafettRequest, case: Case, screening: Screening, form: BaseForm) -> HttpResponse:
    return conflict(
        request,
        case,
        "screening_error.already_confirmed",
        form,
        by=screening.confirmed_by.name if screening.confirmed_by else "",
        on=screening.confirmed_on,
        segment=screening.segment,
        reason=screening.override_reason,
    )
