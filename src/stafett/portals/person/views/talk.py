"""I want to talk to someone: two fields, a receipt with the promised day, and the answer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.dialogue.models import HelpRequest
from stafett.dialogue.services import DialogueError, ask_for_help
from stafett.frontend.words import text
from stafett.people.models import Person
from stafett.portals.helped import HelpedForm
from stafett.portals.person.forms import HelpForm
from stafett.portals.person.views.common import not_sent, own_actor, own_id, own_person


@requires(Permission.OWN_CASE)
def ask(request: StafettRequest) -> HttpResponse:
    """Asks for help, and lists what was asked before; a refused form comes back with 422 and the text in it."""
    person = own_person(request)
    form = HelpForm(request.POST if request.method == "POST" else None)
    made = _sent(request, form, person) if form.is_bound else None
    if made is not None:
        return redirect("person_request", made.pk)
    context = {
        "form": form,
        "requests": HelpRequest.objects.filter(person=person).order_by("-id"),
    }
    return render(request, "person/help.html", context, status=422 if form.errors else 200)


def _sent(request: StafettRequest, form: HelpForm, person: Person) -> HelpRequest | None:
    """The request as it was taken in; None when it was not, and the form says why."""
    if not form.is_valid():
        return None
    try:
        return ask_for_help(
            person=person,
            sender=HelpRequest.Sender.PERSON,
            actor=own_actor(request),
            on=request.day,
            at=clock.now(),
            **form.cleaned_data,
        )
    except DialogueError as error:
        not_sent(form, text(error.code, **error.parameters), person)
        return None


@requires(Permission.OWN_CASE)
def request_for_help(request: StafettRequest, request_id: int) -> HttpResponse:
    """One request: until it is answered a receipt with the promised day, then what was assessed and what comes."""
    asked = _asked(request, request_id)
    return _request_page(request, asked, HelpedForm(asked))


@requires(Permission.OWN_CASE)
@require_POST
def helped(request: StafettRequest, request_id: int) -> HttpResponse:
    """Whether the answer helped; of a request that the person made."""
    asked = _asked(request, request_id)
    if asked.sender != HelpRequest.Sender.PERSON:
        raise Http404
    form = HelpedForm(asked, request.POST)
    if form.keep(own_actor(request), request.day):
        messages.success(request, text("done.helped"))
        return redirect("person_request", asked.pk)
    return _request_page(request, asked, form)


def _asked(request: StafettRequest, request_id: int) -> HelpRequest:
    own = HelpRequest.objects.select_related("answered_by", "case__holder_unit", "reply")
    return get_object_or_404(own, pk=request_id, person_id=own_id(request))


def _request_page(request: StafettRequest, asked: HelpRequest, form: HelpedForm) -> HttpResponse:
    context = {
        "asked": asked,
        "late": asked.answered_on is None and asked.answer_due < request.day,
        "helped_form": form,
        "helped_url": reverse("person_helped", args=[asked.pk]),
    }
    return render(request, "person/request.html", context, status=422 if form.errors else 200)
