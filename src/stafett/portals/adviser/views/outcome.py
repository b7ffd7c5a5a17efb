"""How an action ends: back on the page with a receipt, or with what somebody else did first."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect

from stafett.access.middleware import StafettRequest
from stafett.access.services import may_open
from stafett.cases.models import Case
from stafett.frontend.words import text
from stafett.portals.adviser.views.common import actor_of, page

REFUSED = 422
CONFLICT = 409


def done(request: StafettRequest, case: Case, code: str, *, at: str = "adviser_case") -> HttpResponse:
    """Back to the page of the case (`at`) with a receipt; to the list when the case has gone to another unit."""
    case.refresh_from_db()
    if may_open(actor_of(request), case):
        messages.success(request, text(code))
        return redirect(at, case_id=case.pk)
    messages.success(request, text("done.moved", unit=case.holder_unit.name))
    return redirect("adviser_list")


def conflict(
    request: StafettRequest, case: Case, code: str, form: BaseForm | None = None, /, **parameters: object
) -> HttpResponse:
    """409: somebody was first. Says what they did, and shows what was written in `form`: it is not kept.

    Where the one `by` whom it was done is the actor, they have done it themselves, as from another window.
    """
    context = {
        "case": case,
        "sentence": in_words(code, parameters),
        "reason": parameters.get("reason", ""),
        "is_own": parameters.get("by") == actor_of(request).name,
        "written": written(form),
        "is_open_to_actor": may_open(actor_of(request), case),
    }
    return page(request, "adviser/conflict.html", context, here="adviser_list", status=CONFLICT)


def written(form: BaseForm | None) -> list[tuple[str, str]]:
    """What somebody wrote and chose in a form, valid or not: label and words of each field that is not empty."""
    return [
        (str(bound.label), str(dict(getattr(bound.field, "choices", ())).get(value, value)))
        for bound in (form.visible_fields() if form else ())
        if (value := bound.data)
    ]


def in_words(code: str, parameters: Mapping[str, object]) -> str:
    """What a service refused, as a sentence."""
    return text(code, **_worded(parameters))


_WORDED: Mapping[str, Callable[[Any], str]] = {
    "kind": lambda code: text(f"task.{code}"),
    "segment": lambda code: text(f"segment.{code}"),
    "state": lambda code: text(f"state.{code}"),
}


def _worded(parameters: Mapping[str, object]) -> dict[str, object]:
    """Codes among the parameters in words; days are written out by `text` itself."""
    return {name: _WORDED[name](value) if name in _WORDED else value for name, value in parameters.items()}
