"""What both sides do with a follow-up plan, from a form: done, or the form comes back with why not."""

from __future__ import annotations

from collections.abc import Callable

from django.forms import BaseForm
from django.http import Http404, HttpRequest

from stafett.frontend.words import text
from stafett.plans.follow_up_plan.models import PlanShare
from stafett.plans.services import PlanError

REFUSED, CONFLICT = 422, 409


def done_or_status(form: BaseForm, act: Callable[[], object]) -> int | None:
    """None when the form is whole and the act is done; else the status of the page that shows what was written again.

    A refusal stands on the form. CONFLICT: the other side has changed the plan meanwhile.
    """
    if not form.is_valid():
        return REFUSED
    try:
        act()
    except PlanError as error:
        form.add_error(None, text(error.code, **error.parameters))
        return CONFLICT if error.code == "plan_error.changed" else REFUSED
    return None


def receiver_of(request: HttpRequest) -> str:
    """With whom it is to be shared. Raises Http404 for somebody with whom no plan is shared."""
    receiver = request.POST.get("shared_with", "")
    if receiver not in PlanShare.With.values:
        raise Http404
    return receiver
