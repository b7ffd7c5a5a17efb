"""Refused records: the list, one record with its bytes, and taking it in again as it is or corrected."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.access.services import AccessRefusedError, open_refused_record, open_unmatched_notes
from stafett.cases.law import law_in_force
from stafett.frontend.words import moment, text
from stafett.intake.models import Quarantined
from stafett.intake.quarantine import unmatched_notes
from stafett.intake.refusals import Problem
from stafett.intake.services import ReplayError, problems_in, replay
from stafett.portals.adviser.forms import CorrectForm
from stafett.portals.adviser.original import show, to_bytes
from stafett.portals.adviser.views.common import actor_of, page
from stafett.portals.adviser.views.outcome import REFUSED
from stafett.portals.asked import key_before
from stafett.portals.refusals import record_in_words, refusal_in_words

PAGE_SIZE = 50
EXTENSIONS = {"kith": "xml", "xml": "xml", "stafett": "json", "jsonl": "json"}


@requires(Permission.QUARANTINE)
@require_safe
def refused(request: StafettRequest) -> HttpResponse:
    """Records that wait, the newest first; `state=replayed` in the address shows those taken in since."""
    state = Quarantined.State.OPEN
    if request.GET.get("state") == Quarantined.State.REPLAYED:
        state = Quarantined.State.REPLAYED
    # The bytes are not read for the list: a record may be large.
    records = Quarantined.objects.defer("original", "corrected").filter(state=state)
    before = key_before(request.GET)
    if before:
        records = records.filter(pk__lt=before)
    found = list(records.order_by("-id")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    context = {
        "records": [(record_in_words(found), found) for found in shown],
        "state": state.value,
        "next_url": f"?state={state.value}&before={shown[-1].pk}" if len(found) > PAGE_SIZE else "",
        "first_url": f"?state={state.value}" if before else "",
    }
    return page(request, "adviser/quarantine.html", context, here="adviser_quarantine")


@requires(Permission.QUARANTINE)
@require_safe
def unmatched(request: StafettRequest) -> HttpResponse:
    """Corrections and cancellations that name a note which has not come; they are gone when it comes.

    Everybody shown sees in their reading log that they were.
    """
    wait = law_in_force().number("unmatched_note_days", request.day)
    notes = unmatched_notes(request.day - timedelta(days=wait))
    before = key_before(request.GET)
    if before:
        notes = notes.filter(pk__lt=before)
    keys = list(notes.values_list("pk", flat=True)[: PAGE_SIZE + 1])
    shown = open_unmatched_notes(
        actor_of(request), notes.filter(pk__in=keys[:PAGE_SIZE]), on=request.day, at=clock.now()
    )  # fmt: skip
    context = {
        "notes": shown,
        "wait": wait,
        "next_url": f"?before={keys[PAGE_SIZE - 1]}" if len(keys) > PAGE_SIZE else "",
        "first_url": "?" if before else "",
    }
    return page(request, "adviser/unmatched.html", context, here="adviser_quarantine")


@requires(Permission.QUARANTINE)
@require_safe
def record(request: StafettRequest, record_id: int) -> HttpResponse:
    """One record: why it was refused, where it stood, and what it looks like.

    `begin=again` in the address leaves aside a correction that was refused too.
    """
    begin_again = request.GET.get("begin") == "again"
    return _record_page(request, _opened(request, record_id, "refused_note"), begin_again=begin_again)


@requires(Permission.QUARANTINE)
@require_safe
def original(request: StafettRequest, record_id: int) -> HttpResponse:
    """The bytes as they came, as a file to save: never shown by the browser itself."""
    found = _opened(request, record_id, "refused_note_file")
    name = f"quarantine-{found.pk}.{EXTENSIONS.get(found.format, 'bin')}"
    return HttpResponse(
        bytes(found.original),
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@requires(Permission.QUARANTINE)
@require_POST
def replay_record(request: StafettRequest, record_id: int) -> HttpResponse:
    """Takes the record in again: as it is, or with the text of the form when the button says so."""
    found = _opened(request, record_id, "refused_note_again")
    if found.state == Quarantined.State.REPLAYED and found.replayed_at:
        words = text("quarantine.taken_in_before", by=found.replayed_by, at=moment(found.replayed_at))
        messages.info(request, words)
        return redirect("adviser_refused", record_id=found.pk)
    corrected: bytes | None = None
    if request.POST.get("how") == "corrected":
        form = CorrectForm(request.POST)
        if not form.is_valid():
            return _record_page(request, found, form=form, status=REFUSED)
        try:
            corrected = to_bytes(form.cleaned_data["text"], _shown_bytes(found))
        except UnicodeEncodeError as error:
            form.add_error("text", text("quarantine.bad_character", character=error.object[error.start]))
            return _record_page(request, found, form=form, status=REFUSED)
    return _try_again(request, found, corrected)


def _opened(request: StafettRequest, record_id: int, page_name: str) -> Quarantined:
    """The record, its reading logged. Raises Http404 for one that is not there or not for the actor."""
    try:
        return open_refused_record(actor_of(request), record_id, page=page_name, on=request.day, at=clock.now())
    except AccessRefusedError:
        raise Http404 from None


def _try_again(request: StafettRequest, found: Quarantined, corrected: bytes | None) -> HttpResponse:
    """The record again with the result: taken in, or refused once more and why."""
    try:
        replay(found, corrected, actor=actor_of(request), on=request.day, at=clock.now())
    except ReplayError as error:
        found.refresh_from_db()
        return _record_page(request, found, problems=error.problems, status=REFUSED)
    messages.success(request, text("quarantine.taken_in"))
    return redirect("adviser_refused", record_id=found.pk)


def _record_page(
    request: StafettRequest,
    found: Quarantined,
    *,
    form: CorrectForm | None = None,
    problems: Sequence[Problem] = (),
    begin_again: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page of one record; `problems` are those of a try that has just failed."""
    is_corrected = bool(found.corrected) and not begin_again
    data = bytes(found.original) if begin_again else _shown_bytes(found)
    wrong = list(problems) or _problems(request, found, data, is_corrected=is_corrected)
    shown = show(data, place=found.place, problems=wrong)
    words = [refusal_in_words(problem.code, problem.params) for problem in wrong]
    context = {
        "record": found,
        "reason": refusal_in_words(found.code, found.parameters),
        "shown": shown,
        "is_corrected": is_corrected,
        "refused_again": words if problems else [],
        "wrong": list(zip(words, shown.stand_on, strict=True)),
        "also": [refusal_in_words(other["code"], other["parameters"]) for other in found.also],
        "form": form or CorrectForm(initial={"text": shown.text}),
    }
    return page(request, "adviser/refused.html", context, here="adviser_quarantine", status=status)


def _shown_bytes(found: Quarantined) -> bytes:
    """The record as it has been corrected so far, else as it came."""
    return bytes(found.corrected or found.original)


def _problems(request: StafettRequest, found: Quarantined, data: bytes, *, is_corrected: bool) -> list[Problem]:
    """What is wrong with the record as it came; with a corrected one what is wrong with it now."""
    if is_corrected:
        return problems_in(data, found.place, request.day)
    return [
        Problem(found.code, found.parameters),
        *(Problem(other["code"], other["parameters"]) for other in found.also),
    ]
