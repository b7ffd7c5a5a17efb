"""The meetings of a case: planned, moved, cancelled, held or not. Every page opens the case, so reading is logged."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.access.sharing import Question, sight
from stafett.cases.handover.selectors import advisers_of
from stafett.cases.law import law_in_force
from stafett.cases.models import Case
from stafett.core.meetings import COLLISIONS, new_attempt_due
from stafett.frontend.words import say, text
from stafett.mapping.assessing import window_of
from stafett.meetings.dialogue_1.selectors import dialogues_in
from stafett.meetings.ending import Missed, cancel_meeting, hold_meeting, miss_meeting
from stafett.meetings.invitation import calendar_file
from stafett.meetings.models import Meeting, Slot
from stafett.meetings.selectors import TOO_FAR, may_hold, meetings_of, whole_meetings
from stafett.meetings.services import MeetingError, move_meeting, plan_meeting, set_agenda
from stafett.meetings.telling import code_of, message_about
from stafett.people.models import Staff
from stafett.portals.adviser.meeting_forms import (
    AgendaForm,
    AppointmentForm,
    CancelForm,
    HeldForm,
    MissedForm,
    MoveForm,
    PlanForm,
)
from stafett.portals.adviser.views.common import actor_of, can_write, case_page, opened_case, page
from stafett.portals.adviser.views.outcome import REFUSED, conflict
from stafett.portals.calendar_files import calendar_response
from stafett.portals.dialogues import SeenDialogue, seen_dialogue
from stafett.portals.message_words import body_of, title_of

# Errors that the reader can put right on the form, and the field they belong to.
_ON_FORM: Mapping[str, str | None] = {
    "meeting_error.has_passed": "day",
    "meeting_error.not_yet": None,
    "day_error.too_far": "day",
    "meeting_error.no_such_hour": "begins",
    "meeting_error.ends_before": "ends",
    "meeting_error.too_long": "ends",
    "meeting_error.place_needed": "place",
    "meeting_error.holder": "holder",
    "meeting_error.too_far": "day",
    "meeting_error.too_many_points": "agenda",
}


@requires(Permission.READ_CASES)
@require_safe
def meetings(request: StafettRequest, case_id: int) -> HttpResponse:
    """All meetings of the case, and when the next contact is."""
    case = opened_case(request, case_id, page_name="meetings", offered_too=True)
    context = {
        "meetings": meetings_of(case),
        "window": window_of(case, law_in_force(), request.day),
        "dialogues": _dialogues(request, case),
    }
    return case_page(request, case, "adviser_meetings", "adviser/meetings.html", context)


def _dialogues(request: StafettRequest, case: Case) -> list[SeenDialogue]:
    """The meetings that employers have called, as the table of sharing opens them."""
    meetings = dialogues_in(case)
    actor, protection = actor_of(request), case.person.protection
    facts = {"own_unit": True, "protection": protection, "may_open_protected": protection in actor.may_open}
    sights = sight(actor, [Question("meeting", facts) for _ in meetings], law_in_force(), request.day)
    return [seen_dialogue(one, shown) for one, shown in zip(meetings, sights, strict=True)]


@requires(Permission.FOLLOW_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: StafettRequest, case_id: int) -> HttpResponse:
    """Plans a meeting; what stands in the way is shown, and has to be ticked by whoever plans all the same."""
    case = opened_case(request, case_id, page_name="meetings")
    initial = {"holder": str(actor_of(request).id)}
    form = PlanForm(_advisers(case), request.POST if request.method == "POST" else None, initial=initial)
    if case.state != Case.State.OPEN:
        return conflict(request, case, "meeting_error.case_closed", form if form.is_bound else None)
    if form.is_valid():
        try:
            confirmed = form.cleaned_data["confirmed"]
            when, what = form.appointment, form.content
            made = plan_meeting(case=case, appointment=when, content=what, confirmed=confirmed, **_by(request))
        except MeetingError as error:
            if not _put_on(form, error):
                return conflict(request, case, error.code, form, **error.parameters)
        else:
            return _done(request, made, "done.meeting_planned")
    return _plan_page(request, case, form)


@requires(Permission.READ_CASES)
@require_safe
def show(request: StafettRequest, case_id: int, meeting_id: int) -> HttpResponse:
    """One meeting, what it was before, and what can be done with it."""
    return _meeting_page(request, _opened(request, case_id, meeting_id, offered_too=True)[1])


@requires(Permission.FOLLOW_UP)
@require_POST
def move(request: StafettRequest, case_id: int, meeting_id: int) -> HttpResponse:
    """Gives it another time, place or adviser."""
    case, meeting = _opened(request, case_id, meeting_id)
    form = MoveForm(meeting, _advisers(case), request.POST)
    do = partial(move_meeting, meeting=meeting, **_by(request))
    return _acted(request, meeting, form, lambda: do(to=form.appointment, **form.words), "done.meeting_moved")


@requires(Permission.FOLLOW_UP)
@require_POST
def agenda(request: StafettRequest, case_id: int, meeting_id: int) -> HttpResponse:
    """Sets what Nav wants to talk about."""
    _, meeting = _opened(request, case_id, meeting_id)
    form = AgendaForm(meeting, request.POST)
    do = partial(set_agenda, meeting=meeting, own=False, **_by(request))
    return _acted(
        request, meeting, form, lambda: do(agenda=form.cleaned_data["agenda"].splitlines()), "done.meeting_agenda"
    )


@requires(Permission.FOLLOW_UP)
@require_POST
def cancel(request: StafettRequest, case_id: int, meeting_id: int) -> HttpResponse:
    """Cancels it, and tells the person why."""
    _, meeting = _opened(request, case_id, meeting_id)
    form = CancelForm(meeting, request.POST)
    do = partial(cancel_meeting, meeting=meeting, **_by(request))
    return _acted(request, meeting, form, lambda: do(**form.cleaned_data), "done.meeting_cancelled")


@requires(Permission.FOLLOW_UP)
@require_POST
def held(request: StafettRequest, case_id: int, meeting_id: int) -> HttpResponse:
    """It was held: logs the contact."""
    _, meeting = _opened(request, case_id, meeting_id)
    form = HeldForm(request.POST)
    do = partial(hold_meeting, meeting=meeting, **_by(request))
    return _acted(request, meeting, form, lambda: do(**form.cleaned_data), "done.meeting_held")


@requires(Permission.FOLLOW_UP)
@require_POST
def missed(request: StafettRequest, case_id: int, meeting_id: int) -> HttpResponse:
    """It was not held: says why, and sets when it is tried anew."""
    _, meeting = _opened(request, case_id, meeting_id)
    form = MissedForm(request.day, request.POST)
    do = partial(miss_meeting, meeting=meeting, **_by(request))
    return _acted(request, meeting, form, lambda: do(missed=Missed(**form.cleaned_data)), "done.meeting_missed")


@requires(Permission.READ_CASES)
@require_safe
def letter(request: StafettRequest, case_id: int, meeting_id: int) -> HttpResponse:
    """What the person has been told last, as a page to print, in their language."""
    case, meeting = _opened(request, case_id, meeting_id)
    message = message_about(meeting, code_of(meeting), request.day)
    known = dict(settings.LANGUAGES)
    language = case.person.language if case.person.language in known else settings.LANGUAGE_CODE
    with override(language):
        words = {"title": title_of(message), "body": body_of(message)}
    context = {"case": case, "meeting": meeting, "letter_language": language, **words}
    return page(request, "adviser/meeting_letter.html", context, here="adviser_list")


@requires(Permission.READ_CASES)
@require_safe
def invitation(request: StafettRequest, case_id: int, meeting_id: int) -> HttpResponse:
    """The calendar file."""
    _, meeting = _opened(request, case_id, meeting_id)
    return calendar_response(calendar_file(meeting))


def _by(request: StafettRequest) -> dict[str, Any]:
    """Who does it, on which day, at what moment."""
    return {"actor": actor_of(request), "on": request.day, "at": clock.now()}


def _acted(
    request: StafettRequest, meeting: Meeting, form: BaseForm, do: Callable[[], object], receipt: str
) -> HttpResponse:
    """Back to the meeting with a receipt, or with what is to be put right; what somebody else did has its own page."""
    if form.is_valid():
        try:
            do()
        except MeetingError as error:
            if not _put_on(form, error):
                return conflict(request, meeting.case, error.code, form, **error.parameters)
        else:
            return _done(request, meeting, receipt)
    return _meeting_page(request, meeting, form)


def _done(request: StafettRequest, meeting: Meeting, receipt: str) -> HttpResponse:
    messages.success(request, text(receipt))
    return redirect("adviser_meeting", case_id=meeting.case_id, meeting_id=meeting.pk)


def _put_on(form: BaseForm, error: MeetingError) -> bool:
    """Whether the reader can put it right on the form, which says so then."""
    if error.code == "meeting_error.to_confirm" and isinstance(form, AppointmentForm):
        form.ask_to_confirm(error.to_confirm, _hindrances_in_words(error))
    elif error.code in _ON_FORM:
        name = _ON_FORM[error.code]
        if name == "day" and "try_again_by" in form.fields:
            name = "try_again_by"
        form.add_error(name if name in form.fields else None, _in_words(error))
    else:
        return False
    return True


def _in_words(error: MeetingError) -> str:
    if error.ahead is not None and error.ahead.reason is not None:
        return say(error.ahead.reason)
    return text(error.code, **error.parameters)


def _hindrances_in_words(error: MeetingError) -> dict[str, str]:
    words = {name: text(f"collision.{name}") for name in COLLISIONS}
    reason = error.ahead.reason if error.ahead else None
    return words | ({TOO_FAR: say(reason)} if reason else {})


def _plan_page(request: StafettRequest, case: Case, form: PlanForm) -> HttpResponse:
    context = {
        "form": form,
        "window": window_of(case, law_in_force(), request.day),
        "slots": Slot.objects.filter(staff=actor_of(request).id or 0).order_by("weekday", "begins"),
    }
    status = REFUSED if form.errors else 200
    return case_page(
        request, case, "adviser_meetings", "adviser/meeting_plan.html", context, within=True, status=status
    )


def _meeting_page(request: StafettRequest, meeting: Meeting, refused: BaseForm | None = None) -> HttpResponse:
    case = meeting.case
    forms = _forms(request, case, meeting)
    if refused is not None and refused.prefix:
        forms[refused.prefix] = refused
    context = {
        "meeting": meeting,
        "moves": sorted(meeting.moves.all(), key=lambda move: -move.sequence),
        "can_write": can_write(request, case) and meeting.is_planned,
        "may_end": meeting.day <= request.day,
        "has_left": not may_hold(meeting.holder, case),
        "forms": forms,
        "refused_form": refused,
    }
    status = REFUSED if refused else 200
    return case_page(request, case, "adviser_meetings", "adviser/meeting.html", context, within=True, status=status)


def _forms(request: StafettRequest, case: Case, meeting: Meeting) -> dict[str, BaseForm]:
    due = new_attempt_due(request.day, law_in_force(), case.person.home_unit.number)
    return {
        "move": MoveForm(meeting, _advisers(case)),
        "agenda": AgendaForm(meeting),
        "cancel": CancelForm(meeting),
        "held": HeldForm(),
        "missed": MissedForm(due),
    }


def _opened(
    request: StafettRequest, case_id: int, meeting_id: int, *, offered_too: bool = False
) -> tuple[Case, Meeting]:
    """The case, its reading logged, and a meeting of it. Raises Http404 for one that is not the case's."""
    case = opened_case(request, case_id, page_name="meetings", offered_too=offered_too)
    return case, get_object_or_404(whole_meetings(), pk=meeting_id, case=case)


def _advisers(case: Case) -> list[Staff]:
    return [one for one in advisers_of(case.holder_unit_id) if may_hold(one, case)]
