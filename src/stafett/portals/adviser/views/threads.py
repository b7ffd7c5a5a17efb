"""Threads of a case and statements of its issuers: read, begun, written in, and said to be of use or not."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.models import Case
from stafett.dialogue.services import DialogueError
from stafett.dialogue.statement_services import say_use
from stafett.dialogue.statements import IssuerStatement
from stafett.dialogue.thread_access import Opened, open_for_nav
from stafett.dialogue.thread_selectors import parties_of
from stafett.dialogue.thread_services import read_thread, settle_question
from stafett.dialogue.threads import ThreadQuestion
from stafett.portals.adviser.message_forms import UseForm
from stafett.portals.adviser.views.common import actor_of, can_write, case_page, opened_case
from stafett.portals.adviser.views.messages import dialogue_page
from stafett.portals.adviser.views.outcome import REFUSED, conflict, done
from stafett.portals.thread_forms import ReplyForm, StartForm
from stafett.portals.threads import begin, conversation, next_step, own_key, reply, who_sees

_PAGE = "thread"


@requires(Permission.READ_CASES)
@require_safe
def show(request: StafettRequest, case_id: int, thread_id: int) -> HttpResponse:
    """One thread. That somebody who follows up has opened it, is kept."""
    case = opened_case(request, case_id, page_name=_PAGE)
    opened = _opened(request, case, thread_id)
    if can_write(request, case):
        read_thread(thread=opened.thread, reader=opened.reader, on=request.day)
    return _page(request, case, opened, ReplyForm(opened.recipients, opened.reader))


@requires(Permission.FOLLOW_UP)
@require_POST
def write(request: StafettRequest, case_id: int, thread_id: int) -> HttpResponse:
    """Writes in a thread."""
    case = opened_case(request, case_id, page_name=_PAGE)
    opened = _opened(request, case, thread_id)
    form = ReplyForm(opened.recipients, opened.reader, request.POST)
    if reply(opened, form, actor_of(request), request.day):
        return done(request, case, "done.thread_written", at="adviser_dialogue")
    return _page(request, case, opened, form)


@requires(Permission.FOLLOW_UP)
@require_POST
def settle(request: StafettRequest, case_id: int, thread_id: int, message_id: int) -> HttpResponse:
    """A message needs no answer."""
    case = opened_case(request, case_id, page_name=_PAGE)
    question = get_object_or_404(
        ThreadQuestion, message=message_id, message__thread=thread_id, message__thread__case=case
    )
    try:
        settle_question(question=question, actor=actor_of(request), on=request.day, at=clock.now())
    except DialogueError as error:
        return conflict(request, case, error.code, **error.parameters)
    return done(request, case, "done.thread_settled", at="adviser_dialogue")


@requires(Permission.FOLLOW_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: StafettRequest, case_id: int) -> HttpResponse:
    """A new thread: written, then shown with everybody who will see it, then sent."""
    case = opened_case(request, case_id, page_name=_PAGE)
    actor = actor_of(request)
    form = StartForm(parties_of(case, request.day), own_key(actor), request.POST or None)
    if case.state != Case.State.OPEN:
        return conflict(request, case, "thread_error.case_closed", form)
    step = next_step(request.POST, form)
    if step == "send" and begin(case, form, actor, request.day):
        return done(request, case, "done.thread_started", at="adviser_dialogue")
    context: dict[str, Any] = {"form": form, "refused_form": form if form.is_bound and form.errors else None}
    if step == "preview":
        context |= who_sees(form.readers)
    template = "adviser/thread_preview.html" if step == "preview" else "adviser/thread_start.html"
    status = REFUSED if context["refused_form"] else 200
    return case_page(request, case, "adviser_dialogue", template, context, within=True, status=status)


@requires(Permission.FOLLOW_UP)
@require_POST
def use(request: StafettRequest, case_id: int, statement_id: int) -> HttpResponse:
    """Whether a statement was of use."""
    case = opened_case(request, case_id, page_name="dialogue")
    statement = get_object_or_404(IssuerStatement.objects.select_related("use"), pk=statement_id, case=case)
    name = f"use{statement.pk}"
    form = UseForm(statement, name, request.POST)
    if not form.is_valid():
        return dialogue_page(request, case, {name: form}, status=REFUSED)
    try:
        say_use(statement=statement, **form.cleaned_data, actor=actor_of(request), on=request.day, at=clock.now())
    except DialogueError as error:
        return conflict(request, case, error.code, form, **error.parameters)
    return done(request, case, "done.statement_used", at="adviser_dialogue")


def _opened(request: StafettRequest, case: Case, thread_id: int) -> Opened:
    opened = open_for_nav(actor_of(request), case.pk, thread_id, request.day)
    if opened is None:
        raise Http404
    return opened


def _page(request: StafettRequest, case: Case, opened: Opened, form: ReplyForm) -> HttpResponse:
    refused = form if form.is_bound else None
    context = {**conversation(opened), "form": form, "refused_form": refused}
    status = REFUSED if refused else 200
    return case_page(request, case, "adviser_dialogue", "adviser/thread.html", context, within=True, status=status)
