"""What is done to the cases chosen in the list, and the lists that somebody keeps under a name."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.desk import delete_view, mark_seen, move_view, read_desk, rename_view, save_view, share_view
from stafett.cases.many.choosing import Outcome, Refused
from stafett.cases.many.services import assign_cases, pin_cases, snooze_cases, wake_cases
from stafett.cases.many.undo import take_back
from stafett.cases.services import CaseError
from stafett.frontend.words import text
from stafett.people.models import Staff
from stafett.portals.adviser.list_forms import ManyForm, ViewForm
from stafett.portals.adviser.views.common import actor_of, page
from stafett.portals.adviser.views.outcome import CONFLICT, REFUSED, in_words
from stafett.portals.adviser.views.worklist import cases_in_list, list_page
from stafett.portals.asked import key_in

LONGEST_ADDRESS = 1_000


@requires(Permission.FOLLOW_UP)
@require_POST
def change(request: StafettRequest) -> HttpResponse:
    """Does one thing to all chosen cases; shows the list again where the form is refused."""
    actor = actor_of(request)
    form = ManyForm(read_desk(actor).advisers, request.POST, chosen_cases(request))
    back = back_of(request)
    if not form.is_valid():
        return list_page(request, QueryDict(back), many=form, status=REFUSED)
    common = {
        "cases": form.cases, "seen": form.cleaned_data["seen"], "actor": actor, "on": request.day, "at": clock.now(),
    }  # fmt: skip
    try:
        outcome = _ACTIONS[form.cleaned_data["do"]](form, common)
    except CaseError as error:
        field = "until" if error.code in {"many.day_has_passed", "day_error.too_far"} else None
        form.add_error(field, text(error.code, **error.parameters))
        return list_page(request, QueryDict(back), many=form, status=REFUSED)
    return told(request, outcome, form.cleaned_data["do"], back)


@requires(Permission.FOLLOW_UP)
@require_POST
def undo(request: StafettRequest, action_id: int) -> HttpResponse:
    """Takes back what the adviser did to many cases the same day."""
    try:
        outcome = take_back(action=action_id, actor=actor_of(request), on=request.day, at=clock.now())
    except CaseError as error:
        messages.error(request, text(error.code))
        return redirect(list_address(back_of(request)))
    return told(request, outcome, "undo", back_of(request))


@requires(Permission.FOLLOW_UP)
@require_POST
def seen(request: StafettRequest) -> HttpResponse:
    """The adviser has seen what changed in the list."""
    up_to = key_in(request.POST.get("seen", ""))
    if up_to is not None:
        mark_seen(up_to=up_to, actor=actor_of(request), at=clock.now())
    return redirect(list_address(back_of(request)))


@requires(Permission.READ_CASES)
@require_safe
def views(request: StafettRequest) -> HttpResponse:
    """The lists that the adviser keeps, and those that colleagues share."""
    return _views_page(request)


@requires(Permission.READ_CASES)
@require_POST
def save(request: StafettRequest) -> HttpResponse:
    """Keeps the list shown under a name."""
    form = ViewForm(request.POST)
    if not form.is_valid():
        return _views_page(request, form, status=REFUSED)
    try:
        view = save_view(name=form.cleaned_data["name"], query=form.cleaned_data["query"], actor=actor_of(request))
    except CaseError as error:
        form.add_error("name", text(error.code, **error.parameters))
        return _views_page(request, form, status=REFUSED)
    messages.success(request, text("done.view_saved", name=view.name))
    return redirect(list_address(view.query))


@requires(Permission.READ_CASES)
@require_POST
def edit(request: StafettRequest, view_id: int) -> HttpResponse:
    """Renames, moves, shares or deletes one of the adviser's own lists."""
    actor, do = actor_of(request), request.POST.get("do", "")
    acts: Mapping[str, Callable[[], object]] = {
        "rename": lambda: rename_view(view=view_id, name=request.POST.get("name", "")[:60], actor=actor),
        "earlier": lambda: move_view(view=view_id, earlier=True, actor=actor),
        "later": lambda: move_view(view=view_id, earlier=False, actor=actor),
        "share": lambda: share_view(view=view_id, shared=True, actor=actor),
        "keep": lambda: share_view(view=view_id, shared=False, actor=actor),
        "delete": lambda: delete_view(view=view_id, actor=actor),
    }
    try:
        acts.get(do, lambda: None)()
    except CaseError as error:
        messages.error(request, text(error.code))
    return redirect("adviser_views")


_ACTIONS: Mapping[str, Callable[[ManyForm, dict[str, Any]], Outcome]] = {
    "assign": lambda form, common: assign_cases(holder=Staff.objects.get(pk=form.cleaned_data["holder"]), **common),
    "release": lambda _, common: assign_cases(holder=None, **common),
    "pin": lambda _, common: pin_cases(pinned=True, **common),
    "unpin": lambda _, common: pin_cases(pinned=False, **common),
    "snooze": lambda form, common: snooze_cases(
        until=form.cleaned_data["until"], reason=form.cleaned_data["reason"], **common
    ),
    "wake": lambda _, common: wake_cases(**common),
}


def told(request: StafettRequest, outcome: Outcome, do: str, back: str) -> HttpResponse:
    """The list again with a receipt (`many.done.<do>`), or a page that names each case left as it was, and why."""
    receipt = text(f"many.done.{do}", number=outcome.done)
    if outcome.refused:
        refused = in_words_of(outcome.refused)
        context = {"receipt": receipt, "refused": refused, "action": outcome.action, "back": back}
        return page(request, "adviser/many.html", context, here="adviser_list", status=CONFLICT)
    messages.success(request, receipt)
    start = f"{back}&" if back else ""
    return redirect(list_address(f"{start}done={outcome.action}" if outcome.action else back))


def in_words_of(refused: Sequence[Refused]) -> list[tuple[str, str]]:
    """Name and reason of each case that is left as it is."""
    return [(one.name, in_words(one.code, one.parameters)) for one in refused]


def chosen_cases(request: StafettRequest) -> list[int]:
    """The cases that were ticked, or with `all` those of the whole list that the form stood on, on every page of it."""
    if request.POST.get("all"):
        return cases_in_list(request, QueryDict(back_of(request)))
    ticked = [*request.POST.getlist("case"), *request.POST.get("cases", "").split(",")]
    return sorted({key for one in ticked if (key := key_in(one)) is not None})


def _views_page(request: StafettRequest, form: ViewForm | None = None, *, status: int = 200) -> HttpResponse:
    kept = read_desk(actor_of(request)).views
    own, shared = [view for view in kept if not view.owner], [view for view in kept if view.owner]
    context = {"own": own, "shared": shared, "refused_form": form}
    return page(request, "adviser/views.html", context, here="adviser_list", status=status)


def back_of(request: StafettRequest) -> str:
    """The list that the form stood on, as the end of an address."""
    return QueryDict(request.POST.get("back", "")[:LONGEST_ADDRESS]).urlencode()


def list_address(query: str) -> str:
    """The address of a list."""
    return f"{reverse('adviser_list')}?{query}" if query else reverse("adviser_list")
