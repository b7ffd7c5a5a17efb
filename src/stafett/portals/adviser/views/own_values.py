"""The office's own values of the law's parameters: everybody there reads them, and the leader chooses."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.frontend.words import text
from stafett.people.models import OfficeValue, Unit
from stafett.people.office_values import OfficeValueError, say_value, withdraw_value
from stafett.portals.adviser import own_values as shown_values
from stafett.portals.adviser.own_value_forms import OwnValueForm
from stafett.portals.adviser.own_values import OwnValue
from stafett.portals.adviser.views.common import actor_of, may, page
from stafett.portals.adviser.views.outcome import REFUSED

# Where on the form each thing that hinders a value is put right.
_DAYS = {"office_value_error.day_before", "office_value_error.day_too_late"}


@requires(Permission.READ_CASES)
@require_safe
def own_values(request: StafettRequest) -> HttpResponse:
    """Every parameter that the unit may choose for itself, by subject."""
    unit = _unit(request)
    subjects = shown_values.own_values(unit.pk, request.day)
    context = {"unit": unit, "subjects": subjects, "may_choose": may(request, Permission.LEAD)}
    return page(request, "adviser/own_values.html", context)


@requires(Permission.READ_CASES)
@require_safe
def own_value(request: StafettRequest, name: str) -> HttpResponse:
    """One of them, with all that was said, and the leader's form."""
    value = _value(request, name)
    return _one(request, value, OwnValueForm(value.shown, request.day))


@requires(Permission.LEAD)
@require_POST
def choose(request: StafettRequest, name: str) -> HttpResponse:
    """Says the unit's own value, or that the common one is in force again, from a day on."""
    value, actor = _value(request, name), actor_of(request)
    form = OwnValueForm(value.shown, request.day, request.POST)
    if not form.is_valid():
        return _one(request, value, form)
    first_day, why = form.cleaned_data["first_day"], form.cleaned_data["why"]
    try:
        say_value(
            unit=_unit(request), name=name, value=form.value, first_day=first_day, why=why, by=actor.name,
            on=request.day, at=clock.now(),
        )  # fmt: skip
    except OfficeValueError as error:
        field = "first_day" if error.code in _DAYS else "number"
        form.add_error(field, text(error.code, **error.parameters))
        return _one(request, value, form)
    messages.success(request, text("done.office_value"))
    return redirect("adviser_own_value", name)


@requires(Permission.LEAD)
@require_POST
def withdraw(request: StafettRequest, name: str) -> HttpResponse:
    """Takes back a change that has not begun (`said`: its key)."""
    _value(request, name)
    key = request.POST.get("said", "")
    of_unit = OfficeValue.objects.filter(unit=actor_of(request).unit, name=name)
    said = get_object_or_404(of_unit, pk=key if key.isdecimal() and len(key) < _LONGEST_KEY else 0)
    actor = actor_of(request)
    try:
        withdraw_value(
            unit=said.unit, name=name, first_day=said.first_day, by=actor.name, on=request.day, at=clock.now()
        )
    except OfficeValueError as error:
        messages.error(request, text(error.code))
    else:
        messages.success(request, text("done.office_value_withdrawn"))
    return redirect("adviser_own_value", name)


_LONGEST_KEY = 19


def _unit(request: StafettRequest) -> Unit:
    return get_object_or_404(Unit, pk=actor_of(request).unit or 0)


def _value(request: StafettRequest, name: str) -> OwnValue:
    (subject,) = shown_values.own_values(actor_of(request).unit or 0, request.day, name)
    return next(value for value in subject.values if value.shown.name == name)


def _one(request: StafettRequest, value: OwnValue, form: OwnValueForm) -> HttpResponse:
    context = {"value": value, "form": form, "may_choose": may(request, Permission.LEAD)}
    return page(request, "adviser/own_value.html", context, status=REFUSED if form.errors else 200)
