"""I want to talk to someone: two fields, a receipt with the promised day, and the answer."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.dialogue.models import HelpRequest
from stafett.dialogue.services import DialogueError, ask_for_help
from stafett.frontend.words import text
from stafett.people.models import Person
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
    own = HelpRequest.objects.select_related("answered_by", "case__holder_unit", "reply")
    asked = get_object_or_404(own, pk=request_id, person_id=own_id(request))
    context = {"asked": asked, "late": asked.answered_on is None and asked.answer_due < request.day}
    return render(request, "person/request.html", context)
