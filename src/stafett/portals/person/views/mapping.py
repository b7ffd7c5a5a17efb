"""The conversation about what the person needs: preparing for it, and its minutes with the person's remarks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.frontend.words import text
from stafett.mapping.models import Mapping
from stafett.mapping.selectors import minutes_of, themes_of
from stafett.mapping.services import MappingError, give_remark, save_preparation
from stafett.portals.person.forms import PreparationForm, RemarkForm
from stafett.portals.person.views.common import not_sent, own_actor, own_id, own_person

State = Mapping.State


@requires(Permission.OWN_CASE)
def newest(request: StafettRequest) -> HttpResponse:
    """Leads to the newest conversation, which prepare or minutes shows; home when there is none."""
    own = Mapping.objects.filter(case__person=own_id(request)).exclude(state=State.DISCARDED)
    found = own.order_by("-id").first()
    return redirect("person_mapping", found.pk) if found else redirect("person_home")


@requires(Permission.OWN_CASE)
def prepare(request: StafettRequest, mapping_id: int) -> HttpResponse:
    """The themes with why they are asked; what is written can be changed until the conversation begins.

    What is sent too late comes back, still written there, with what to do instead.
    """
    mapping = _own(request, mapping_id)
    if mapping.state == State.CLOSED and request.method != "POST":
        return redirect("person_mapping_minutes", mapping.pk)
    themes = themes_of(mapping, _language())
    form = PreparationForm(themes, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actor, on, at = own_actor(request), request.day, clock.now()
            save_preparation(mapping=mapping, texts=form.cleaned_data, actor=actor, on=on, at=at)
        except MappingError as error:
            not_sent(form, text(error.code, **error.parameters), own_person(request))
        else:
            messages.success(request, text("person.prepared"))
            return redirect("person_mapping", mapping.pk)
    context = {"mapping": mapping, "case": mapping.case, "form": form, "themes": themes}
    return render(request, "person/prepare.html", context, status=422 if form.errors else 200)


@requires(Permission.OWN_CASE)
def minutes(request: StafettRequest, mapping_id: int) -> HttpResponse:
    """The minutes, and a form for a remark, which stands beside them: nothing in them is overwritten."""
    mapping = _own(request, mapping_id)
    if mapping.state != State.CLOSED:
        return redirect("person_mapping", mapping.pk)
    form = RemarkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data["text"]
        give_remark(mapping=mapping, text=said, actor=own_actor(request), on=request.day, at=clock.now())
        messages.success(request, text("person.remarked"))
        return redirect("person_mapping_minutes", mapping.pk)
    context = {
        "mapping": mapping,
        "case": mapping.case,
        "form": form,
        "minutes": minutes_of(mapping, _language()),
        "prepared": [theme for theme in themes_of(mapping, _language()) if theme.prepared],
    }
    return render(request, "person/minutes.html", context, status=422 if form.errors else 200)


def _own(request: StafettRequest, mapping_id: int) -> Mapping:
    own = Mapping.objects.select_related("case__person", "case__holder_unit", "case__holder", "ended_by", "planned_by")
    return get_object_or_404(own, pk=mapping_id, case__person=own_id(request))


def _language() -> str:
    return get_language() or "nb"
