"""The threads that person, leader and issuer are in: the same pages in each one's portal, with its own frame.

A portal mounts them by `thread_urls`. Nav's pages of them stand in the frame of the case, and use what is here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from stafett import clock
from stafett.access.actors import Actor
from stafett.access.middleware import StafettRequest
from stafett.access.outside import open_patient
from stafett.access.permissions import Permission, requires
from stafett.access.services import AccessRefusedError
from stafett.cases.models import Case
from stafett.dialogue.services import DialogueError
from stafett.dialogue.thread_access import PAGE, Opened, open_thread, threads_of
from stafett.dialogue.thread_selectors import EMPLOYER, NAV, PERSON, Party, parties_of
from stafett.dialogue.thread_services import read_thread, start_thread, write_in_thread
from stafett.dialogue.threads import Recipient, ThreadMessage, ThreadQuestion
from stafett.frontend.words import text
from stafett.portals.thread_forms import ReplyForm, StartForm, named, party_name

REFUSED = 422


@dataclass(frozen=True, slots=True)
class Place:
    """A portal in which the threads stand: the beginning of its names of addresses, and what its pages extend."""

    portal: str
    permission: Permission
    base: str
    may_start: bool = False


@dataclass(frozen=True, slots=True)
class ShownRecipient:
    """Somebody in a thread, by name and what they are in it. When they opened it, is for the person and Nav to see."""

    words: str
    read_on: date | None


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message as its reader may see it."""

    key: int
    sender: str
    staff: str
    text: str
    on: date | None
    question: ThreadQuestion | None
    asked: str
    is_own: bool


def conversation(opened: Opened) -> dict[str, Any]:
    """What `threads/conversation.html` shows: every value goes through the table of sharing."""
    recipients = opened.shown.only({"recipients": [_shown_recipient(opened, one) for one in opened.recipients]})
    return {
        "thread": opened.thread,
        "recipients": recipients.get("recipients", []),
        "has_employer": any(one.kind == EMPLOYER for one in opened.recipients),
        "thread_messages": [_shown_message(opened, message) for message in opened.messages],
        "reader_kind": opened.reader.kind,
    }


def _shown_recipient(opened: Opened, one: Recipient) -> ShownRecipient:
    tells = opened.reader.kind in {PERSON, NAV}
    of = one.employment.employer.name if one.employment else ""
    return ShownRecipient(named(Party(one.kind, one.name, of)), one.read_on if tells else None)


def _shown_message(opened: Opened, message: ThreadMessage) -> ShownMessage:
    by_key = {one.pk: one for one in opened.recipients}
    sender, question = by_key[message.sender_id], getattr(message, "question", None)
    asked = by_key[question.asked_id] if question else None
    values: dict[str, Any] = {
        "text": message.text,
        "sender": (party_name(sender.kind, sender.name), message.staff.name if message.staff else ""),
        "date": message.on,
    }
    shown = opened.shown.only(values)
    who, staff = shown.get("sender", ("", ""))
    return ShownMessage(
        message.pk, who, staff, shown.get("text", ""), shown.get("date"), question,
        party_name(asked.kind, asked.name) if asked else "", is_own=sender.pk == opened.reader.pk,
    )  # fmt: skip


def own_key(actor: Actor) -> str:
    """The key of the party that the actor is in a thread that they begin."""
    if actor.is_issuer:
        return Party("issuer", "", issuer=actor.id).key
    return NAV.value if actor.is_staff else PERSON.value


def reply(opened: Opened, form: ReplyForm, actor: Actor, on: date) -> bool:
    """Writes in the thread; where it is refused, the form says why."""
    if not form.is_valid():
        return False
    try:
        write_in_thread(
            thread=opened.thread, sender=opened.reader, written=form.written, actor=actor, on=on, at=clock.now()
        )
    except DialogueError as error:
        form.add_error(None, text(error.code, **error.parameters))
        return False
    return True


def begin(case: Case, form: StartForm, actor: Actor, on: date) -> bool:
    """Begins the thread; where it is refused, the form says why."""
    try:
        start_thread(
            case=case, subject=form.cleaned_data["subject"], others=form.cleaned_data.get("others", ()),
            first=form.written, actor=actor, on=on, at=clock.now(),
        )  # fmt: skip
    except DialogueError as error:
        form.add_error(None, text(error.code, **error.parameters))
        return False
    return True


def who_sees(parties: Sequence[Party]) -> dict[str, Any]:
    """What is told before sending: by name and part, everybody who will see it."""
    return {"readers": [named(party) for party in parties], "has_employer": any(p.kind == EMPLOYER for p in parties)}


def thread_urls(place: Place) -> list[URLPattern]:
    """The addresses of the threads in a portal; where one may begin them there, of that too."""
    name = place.portal
    urls = [
        path("threads/", _list_view(place), name=f"{name}_threads"),
        path("threads/<int:thread_id>/", _thread_view(place), name=f"{name}_thread"),
    ]
    if not place.may_start:
        return urls
    of_case = "" if name == "person" else "patient/<int:case_id>/"
    return [*urls, path(f"{of_case}threads/new/", _start_view(place), name=f"{name}_start_thread")]


View = Callable[..., HttpResponse]


def _list_view(place: Place) -> View:
    @requires(place.permission)
    @require_safe
    def threads(request: StafettRequest) -> HttpResponse:
        """The threads that the actor is in."""
        opened = threads_of(_actor(request), request.day)
        is_person = place.portal == "person"
        start = reverse("person_start_thread") if is_person else ""
        around = {"base_template": place.base, "start_url": start, "is_person": is_person}
        rows = [(one, reverse(f"{place.portal}_thread", args=[one.thread.pk])) for one in opened]
        return render(request, "threads/list.html", {**around, "rows": rows})

    return threads


def _thread_view(place: Place) -> View:
    @requires(place.permission)
    @require_http_methods(["GET", "HEAD", "POST"])
    def thread(request: StafettRequest, thread_id: int) -> HttpResponse:
        """One thread, and the form that writes in it. That it was opened is kept, as with letters."""
        actor = _actor(request)
        opened = _opened(actor, thread_id, request.day)
        form = ReplyForm(opened.recipients, opened.reader, request.POST if request.method == "POST" else None)
        if form.is_bound and reply(opened, form, actor, request.day):
            messages.success(request, text("done.thread_written"))
            return redirect(f"{place.portal}_thread", thread_id)
        if request.method == "GET":
            read_thread(thread=opened.thread, reader=opened.reader, on=request.day)
        context = {
            **conversation(opened),
            "base_template": place.base,
            "form": form,
            "is_open": opened.thread.case.state == Case.State.OPEN,
            "back": reverse(f"{place.portal}_threads"),
        }
        return render(request, "threads/thread.html", context, status=REFUSED if form.errors else 200)

    return thread


def _start_view(place: Place) -> View:
    @requires(place.permission)
    @require_http_methods(["GET", "HEAD", "POST"])
    def start(request: StafettRequest, case_id: int | None = None) -> HttpResponse:
        """A new thread: written, then shown with everybody who will see it, then sent."""
        actor = _actor(request)
        case = _case_to_start_in(actor, case_id, request.day)
        if case is None:
            return redirect("person_help")
        form = StartForm(parties_of(case, request.day), own_key(actor), request.POST if request.POST else None)
        return start_page(request, case, form, actor, place)

    return start


def start_page(request: StafettRequest, case: Case, form: StartForm, actor: Actor, place: Place) -> HttpResponse:
    """The page that the form leads to: itself, the preview, or the threads."""
    around = {"base_template": place.base, "back": reverse(f"{place.portal}_threads")}
    step = next_step(request.POST, form)
    if step == "send" and begin(case, form, actor, request.day):
        messages.success(request, text("done.thread_started"))
        return redirect(f"{place.portal}_threads")
    context: Mapping[str, Any] = {**around, "form": form, "case": case}
    if step == "preview":
        return render(request, "threads/preview.html", {**context, **who_sees(form.readers)})
    return render(request, "threads/start.html", context, status=REFUSED if form.is_bound and form.errors else 200)


def next_step(data: Mapping[str, Any], form: StartForm) -> str:
    """What is to be done with the form: "preview" or "send" where it is valid, else "" (it is shown)."""
    wanted = str(data.get("do", ""))
    return wanted if wanted in {"preview", "send"} and form.is_valid() else ""


def _actor(request: StafettRequest) -> Actor:
    if request.actor is None:
        raise PermissionDenied
    return request.actor


def _opened(actor: Actor, thread_id: int, on: date) -> Opened:
    try:
        return open_thread(actor, thread_id, on=on, at=clock.now())
    except AccessRefusedError:
        if actor.is_person:
            raise Http404 from None
        raise PermissionDenied from None


def _case_to_start_in(actor: Actor, case_id: int | None, on: date) -> Case | None:
    if actor.is_person:
        own = Case.objects.select_related("person", "holder_unit").filter(person=actor.id, state=Case.State.OPEN)
        return own.first()
    try:
        return open_patient(actor, case_id or 0, page=PAGE, on=on, at=clock.now()).case
    except AccessRefusedError:
        raise PermissionDenied from None
