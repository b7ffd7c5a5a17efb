"""Writing to a person: templates, words of the office, readability, preview, and what was sent."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.law import law_in_force
from stafett.cases.models import Case
from stafett.core.readability import is_heavy, readability
from stafett.dialogue.models import Message, TextBlock
from stafett.dialogue.selectors import statements_of
from stafett.dialogue.services import DialogueError
from stafett.dialogue.templates import fill_in
from stafett.dialogue.thread_access import threads_in
from stafett.dialogue.writing import send_message
from stafett.notifications.selectors import told_of
from stafett.people.models import Unit
from stafett.portals.adviser.message_forms import MessageForm, PickForm, UseForm
from stafett.portals.adviser.views.common import actor_of, case_page, opened_case
from stafett.portals.adviser.views.outcome import REFUSED, conflict, done
from stafett.portals.message_words import body_of, title_of
from stafett.portals.notifying import told_in_words


@requires(Permission.READ_CASES)
@require_safe
def dialogue(request: StafettRequest, case_id: int) -> HttpResponse:
    """What has been sent to the person, requests for help with their answers, statements and threads."""
    return dialogue_page(request, opened_case(request, case_id, page_name="dialogue", offered_too=True), {})


def dialogue_page(
    request: StafettRequest, case: Case, given: Mapping[str, UseForm], *, status: int = 200
) -> HttpResponse:
    """The page of what is said in a case; `given` are refused forms by prefix."""
    sent = list(case.messages.select_related("written_by").order_by("-id"))
    told = told_of("message", [item.pk for item in sent])
    context = {
        "sent": [(title_of(item), item, [told_in_words(one) for one in told.get(item.pk, [])]) for item in sent],
        "requests": case.help_requests.select_related(
            "answered_by", "reply", "contact", "issuer", "note__issuer"
        ).order_by("-id"),
        "threads": threads_in(case.pk, actor_of(request), request.day),
        "statements": [(one, given.get(name := f"use{one.pk}") or UseForm(one, name)) for one in statements_of(case)],
        "refused_form": next(iter(given.values()), None),
    }
    return case_page(request, case, "adviser_dialogue", "adviser/case_dialogue.html", context, status=status)


@requires(Permission.FOLLOW_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: StafettRequest, case_id: int) -> HttpResponse:
    """The page on which a message is written: insert, check, preview, send. Nothing is kept before it is sent."""
    case = opened_case(request, case_id, page_name="message")
    if case.state != Case.State.OPEN:
        return conflict(request, case, "message_error.case_closed", MessageForm(request.POST or None))
    blocks = list(TextBlock.objects.filter(unit=case.holder_unit, active=True).order_by("title"))
    if request.method != "POST":
        return _page(request, case, PickForm(blocks), {})
    if request.POST.get("do") in {"preview", "send"}:
        return _preview_or_send(request, case, PickForm(blocks))
    typed = {name: request.POST.get(name, "") for name in ("subject", "text")}
    if request.POST.get("do") != "insert":
        return _page(request, case, PickForm(blocks), typed)
    pick = PickForm(blocks, request.POST)
    if not pick.is_valid():
        return _page(request, case, pick, typed, status=REFUSED)
    return _page(request, case, PickForm(blocks), _with_inserted(request, case, pick, blocks, typed))


def _with_inserted(
    request: StafettRequest, case: Case, pick: PickForm, blocks: list[TextBlock], typed: dict[str, str]
) -> dict[str, str]:
    """What was chosen is added after what was typed: nothing that somebody has written goes away."""
    subject, parts = typed["subject"], [typed["text"].strip()]
    if template := pick.cleaned_data["template"]:
        filled = fill_in(
            template,
            language=case.person.language,
            name=case.person.given_name,
            adviser=actor_of(request).name,
            unit=case.holder_unit.name,
            day=pick.cleaned_data["day"],
        )
        subject = subject.strip() or filled.subject
        parts.append(filled.text)
    parts += [block.text for block in blocks if block.pk == pick.cleaned_data["block"]]
    return {"subject": subject, "text": "\n\n".join(part for part in parts if part)}


def _preview_or_send(request: StafettRequest, case: Case, pick: PickForm) -> HttpResponse:
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, case, pick, {}, form=form, status=REFUSED)
    words = form.cleaned_data
    if request.POST["do"] == "preview":
        context = {**words, **readability_context(request, case.holder_unit.number, words["text"])}
        return case_page(request, case, "adviser_dialogue", "adviser/message_preview.html", context, within=True)
    try:
        send_message(
            case=case, subject=words["subject"], text=words["text"], actor=actor_of(request), on=request.day,
            at=clock.now(),
        )  # fmt: skip
    except DialogueError as error:
        return conflict(request, case, error.code, form, **error.parameters)
    code = "done.message_sent" if case.person.reachable_digitally else "done.message_to_print"
    return done(request, case, code, at="adviser_dialogue")


def _page(
    request: StafettRequest,
    case: Case,
    pick: PickForm,
    typed: Mapping[str, str],
    *,
    form: MessageForm | None = None,
    status: int = 200,
) -> HttpResponse:
    words = typed.get("text", "") or (form["text"].value() if form else "") or ""
    context = {
        "pick": pick,
        "form": form or MessageForm(initial=typed),
        **readability_context(request, case.holder_unit.number, words),
    }
    return case_page(
        request, case, "adviser_dialogue", "adviser/message_write.html", context, within=True, status=status
    )


def readability_context(request: StafettRequest, office: str | None, words: str) -> dict[str, Any]:
    """How easily the words are read, and whether they are heavy; nothing where there are none."""
    found = readability(words)
    if not found.words:
        return {"readability": None}
    return {"readability": found, "is_heavy": is_heavy(found, law_in_force(), request.day, office)}


@requires(Permission.FOLLOW_UP)
@require_POST
def readability_of(request: StafettRequest) -> HttpResponse:
    """The readability of words that are being written, as a part of the page. They are neither kept nor logged."""
    office = Unit.objects.filter(pk=actor_of(request).unit or 0).values_list("number", flat=True).first()
    context = readability_context(request, office, request.POST.get("text", ""))
    return render(request, "adviser/readability.html", context)


@requires(Permission.READ_CASES)
@require_safe
def sent(request: StafettRequest, case_id: int, message_id: int) -> HttpResponse:
    """A message as it was sent, to read and to print for who gets it by post."""
    case = opened_case(request, case_id, page_name="message", offered_too=True)
    message = get_object_or_404(Message.objects.select_related("written_by"), pk=message_id, case=case)
    context = {"letter": True, "message": message, "title": title_of(message), "body": body_of(message)}
    return case_page(request, case, "adviser_dialogue", "adviser/message_sent.html", context, within=True)
