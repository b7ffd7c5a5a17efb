"""What an adviser sets themselves on a case, and writes on it: follow-up tasks and notes."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.models import Case
from stafett.cases.own_work import CaseNote, FollowUp
from stafett.cases.own_work_services import change_follow_up, set_follow_up, withdraw_follow_up, write_note
from stafett.cases.services import CaseError
from stafett.frontend.words import text
from stafett.portals.adviser.own_work import notes_context
from stafett.portals.adviser.own_work_forms import CaseNoteForm, FollowUpForm
from stafett.portals.adviser.views.case import overview_page
from stafett.portals.adviser.views.common import actor_of, case_page, opened_case
from stafett.portals.adviser.views.outcome import REFUSED, conflict, done

# What whoever wrote it can put right themselves stands beside the field; for the rest somebody else was first.
_FIELDS = {"follow_up.due_passed": "due", "day_error.too_far": "due", "follow_up.words_needed": "line"}


@requires(Permission.FOLLOW_UP)
@require_POST
def set_one(request: StafettRequest, case_id: int) -> HttpResponse:
    """Sets a follow-up task."""
    case = opened_case(request, case_id, page_name="follow_up")
    form = FollowUpForm(request.POST, prefix="follow_up")
    if form.is_valid():
        try:
            set_follow_up(case=case, wish=form.wish, actor=actor_of(request), on=request.day, at=clock.now())
        except CaseError as error:
            if error.code not in _FIELDS:
                return conflict(request, case, error.code, form)
            form.add_error(_FIELDS[error.code], text(error.code, **error.parameters))
        else:
            return done(request, case, "done.follow_up_set")
    return overview_page(request, case, forms={"follow_up": form}, status=REFUSED)


@requires(Permission.FOLLOW_UP)
@require_POST
def change(request: StafettRequest, case_id: int, follow_up_id: int) -> HttpResponse:
    """Changes a follow-up task, or takes it back."""
    case = opened_case(request, case_id, page_name="follow_up")
    own = get_object_or_404(FollowUp, pk=follow_up_id, case=case)
    prefix = f"follow_up{own.pk}"
    form = FollowUpForm(request.POST, prefix=prefix)
    is_valid = form.is_valid()
    version, actor, at = form.cleaned_data.get("version") or 0, actor_of(request), clock.now()
    try:
        if request.POST.get("do") == "withdraw":
            withdraw_follow_up(follow_up=own, version=version, actor=actor, on=request.day, at=at)
            return done(request, case, "done.follow_up_withdrawn")
        if is_valid:
            change_follow_up(follow_up=own, wish=form.wish, version=version, actor=actor, on=request.day, at=at)
            return done(request, case, "done.follow_up_changed")
    except CaseError as error:
        if error.code not in _FIELDS:
            return conflict(request, case, error.code, form)
        form.add_error(_FIELDS[error.code], text(error.code, **error.parameters))
    return overview_page(request, case, forms={prefix: form}, status=REFUSED)


@requires(Permission.READ_CASES)
@require_safe
def notes(request: StafettRequest, case_id: int) -> HttpResponse:
    """The notes on the case, with a form to write one."""
    return _notes_page(request, opened_case(request, case_id, page_name="notes", offered_too=True), {})


@requires(Permission.FOLLOW_UP)
@require_POST
def note(request: StafettRequest, case_id: int) -> HttpResponse:
    """Writes a note on the case."""
    case = opened_case(request, case_id, page_name="note")
    form = CaseNoteForm(request.POST, prefix="note")
    if not form.is_valid():
        return _notes_page(request, case, {"note": form}, status=REFUSED)
    write_note(case=case, text=form.cleaned_data["text"], actor=actor_of(request), on=request.day, at=clock.now())
    return done(request, case, "done.note_written", at="adviser_notes")


@requires(Permission.FOLLOW_UP)
@require_POST
def correct(request: StafettRequest, case_id: int, note_id: int) -> HttpResponse:
    """Writes a note anew; the old one stays."""
    case = opened_case(request, case_id, page_name="note")
    old = get_object_or_404(CaseNote, pk=note_id, case=case)
    form = CaseNoteForm(request.POST, prefix=f"note{old.pk}")
    if not form.is_valid():
        return _notes_page(request, case, {f"note{old.pk}": form}, status=REFUSED)
    words, actor = form.cleaned_data["text"], actor_of(request)
    try:
        write_note(case=case, text=words, actor=actor, on=request.day, at=clock.now(), replaces=old)
    except CaseError as error:
        return conflict(request, case, error.code, form, **error.parameters)
    return done(request, case, "done.note_corrected", at="adviser_notes")


def _notes_page(request: StafettRequest, case: Case, given: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    context = {**notes_context(case, given), "refused_form": next(iter(given.values()), None)}
    return case_page(request, case, "adviser_notes", "adviser/case_notes.html", context, status=status)
