"""What is asked along the way: the end of sick pay, and whether a dialogue meeting is needed."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.models import Case
from stafett.dialogue.models import HelpRequest, Reply
from stafett.dialogue.replies import wording
from stafett.dialogue.services import DialogueError, GivenReply, give_replies, may_reply
from stafett.frontend.words import text
from stafett.portals.person.forms import ReplyForm
from stafett.portals.person.views.common import (
    not_sent,
    own_actor,
    own_id,
    own_open_case,
    own_person,
    steps_of,
)


@requires(Permission.OWN_CASE)
def answer(request: StafettRequest, kind: str) -> HttpResponse:
    """Shows the questions of one kind; a refused form comes back with 422, what was filled in still in it."""
    case = own_open_case(request)
    if request.method != "POST" and (case is None or not may_reply(case, kind)):
        return render(request, "person/no_questions.html", {"case": case})
    form = ReplyForm(request.POST if request.method == "POST" else None, kind=kind)
    if form.is_bound and _kept(request, case, form):
        return redirect(f"person_{kind}_received")
    given = Reply.objects.filter(case=case, kind=kind).select_related("registered_by").order_by("-id") if case else []
    context = {"form": form, "kind": kind, "case": case, "replies": given}
    return render(request, "person/reply.html", context, status=422 if form.errors else 200)


def _kept(request: StafettRequest, case: Case | None, form: ReplyForm) -> bool:
    """Whether the answers were kept; when they were not, the form says why."""
    valid = form.is_valid()
    if case is None:
        not_sent(form, text("person.error.no_case"), own_person(request))
        return False
    if not valid:
        return False
    answers = form.answers
    given = GivenReply(
        case=case,
        kind=form.kind,
        answers=answers,
        wording=wording(form.kind, answers),
        actor=own_actor(request),
        comment=form.cleaned_data["comment"],
    )
    try:
        give_replies([given], on=request.day, at=clock.now())
    except DialogueError as error:
        not_sent(form, text(error.code, **error.parameters), own_person(request))
        return False
    return True


@requires(Permission.OWN_CASE)
def received(request: StafettRequest, kind: str) -> HttpResponse:
    """The receipt: what was answered, when Nav answers if something was asked for, and what happens next."""
    reply = Reply.objects.filter(person_id=own_id(request), kind=kind).order_by("-id").first()
    case = own_open_case(request)
    if reply is None or case is None:
        return redirect(f"person_{kind}")
    context = {
        "reply": reply,
        "case": case,
        "kind": kind,
        "asked": HelpRequest.objects.filter(reply=reply).first(),
        "steps": steps_of(case, request.day),
    }
    return render(request, "person/reply_received.html", context)
