"""Case discussions of the unit: planned, moved, cancelled; cases put on the agenda, and what came of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.frontend.words import text
from stafett.plans.discussions import (
    cancel_discussion,
    move_discussion,
    plan_discussion,
    put_on_agenda,
    register_outcome,
    take_off_agenda,
)
from stafett.plans.models import CaseDiscussion, DiscussedCase
from stafett.plans.selectors import agenda_of, coming_discussions, unit_discussions
from stafett.plans.services import PlanError
from stafett.portals.adviser.discussion_forms import DiscussForm, DiscussionForm, OutcomeForm, form_of
from stafett.portals.adviser.views.asking import help_page
from stafett.portals.adviser.views.common import actor_of, may, opened_case, page
from stafett.portals.adviser.views.outcome import REFUSED, conflict, in_words

_PAGE = "case_discussion"


@requires(Permission.READ_CASES)
@require_safe
def discussions(request: StafettRequest) -> HttpResponse:
    """The unit's coming discussions and the last ones, with a form to plan one."""
    return _discussions(request, DiscussionForm())


@requires(Permission.FOLLOW_UP)
@require_POST
def plan(request: StafettRequest) -> HttpResponse:
    """Plans a discussion."""
    form = DiscussionForm(request.POST)
    if not form.is_valid():
        return _discussions(request, form, status=REFUSED)
    try:
        planned = plan_discussion(when=form.when, actor=actor_of(request), on=request.day)
    except PlanError as error:
        form.add_error("day", in_words(error.code, error.parameters))
        return _discussions(request, form, status=REFUSED)
    messages.success(request, text("done.discussion_planned"))
    return redirect("adviser_discussion", discussion_id=planned.pk)


@requires(Permission.READ_CASES)
@require_safe
def show(request: StafettRequest, discussion_id: int) -> HttpResponse:
    """The agenda with what came of each case; `names=no`: without names, to be handed to others who take part."""
    return _agenda(request, _own(request, discussion_id))


@requires(Permission.FOLLOW_UP)
@require_POST
def change(request: StafettRequest, discussion_id: int) -> HttpResponse:
    """Moves a discussion, or cancels it (`do`=cancel)."""
    discussion = _own(request, discussion_id)
    cancels = request.POST.get("do") == "cancel"
    form = DiscussionForm(request.POST)
    try:
        if cancels:
            cancel_discussion(discussion=discussion, on=request.day)
        elif form.is_valid():
            move_discussion(
                discussion=discussion, when=form.when, actor=actor_of(request), on=request.day, at=clock.now()
            )
        else:
            return _agenda(request, discussion, form, status=REFUSED)
    except PlanError as error:
        refused = form if not cancels else form_of(discussion)
        return _agenda(request, discussion, refused, in_words(error.code, error.parameters), status=REFUSED)
    messages.success(request, text("done.discussion_cancelled" if cancels else "done.discussion_moved"))
    if cancels:
        return redirect("adviser_discussions")
    return redirect("adviser_discussion", discussion_id=discussion.pk)


@requires(Permission.FOLLOW_UP)
@require_POST
def put_on(request: StafettRequest, case_id: int) -> HttpResponse:
    """Puts the case on the agenda of one of the coming discussions."""
    case = opened_case(request, case_id, page_name=_PAGE)
    actor = actor_of(request)
    coming = list(coming_discussions(actor.unit, on=request.day))
    form = DiscussForm(coming, request.POST, prefix="discuss")
    if not form.is_valid():
        return help_page(request, case, {"discuss": form}, status=REFUSED)
    chosen = next(one for one in coming if one.pk == form.cleaned_data["discussion"])
    words = form.cleaned_data["question"]
    try:
        put_on_agenda(case=case, discussion=chosen, question=words, actor=actor, on=request.day, at=clock.now())
    except PlanError as error:
        if error.code == "day_error.too_far":
            form.add_error("discussion", in_words(error.code, error.parameters))
            return help_page(request, case, {"discuss": form}, status=REFUSED)
        return conflict(request, case, error.code, form, **error.parameters)
    messages.success(request, text("done.discussion_asked"))
    return redirect("adviser_others", case_id=case.pk)


@requires(Permission.FOLLOW_UP)
@require_POST
def settle(request: StafettRequest, case_id: int, item_id: int) -> HttpResponse:
    """Writes down what came of a case, or takes it off the agenda (`do`=off); `back`=agenda leads back there."""
    case = opened_case(request, case_id, page_name=_PAGE)
    item = get_object_or_404(DiscussedCase.objects.select_related("discussion"), pk=item_id, person=case.person_id)
    name = f"item{item.pk}"
    form, takes_off = OutcomeForm(request.POST, prefix=name), request.POST.get("do") == "off"
    to_agenda = request.POST.get("back") == "agenda" and item.discussion.unit_id == actor_of(request).unit
    if not takes_off and not form.is_valid() and item.decided_on is None:
        if to_agenda:
            return _agenda(request, item.discussion, written={item.pk: form}, status=REFUSED)
        return help_page(request, case, {name: form}, status=REFUSED)
    actor, at, words = actor_of(request), clock.now(), form.cleaned_data.get("outcome", "") if form.is_valid() else ""
    try:
        if takes_off:
            take_off_agenda(item=item, actor=actor, on=request.day, at=at)
        else:
            register_outcome(item=item, outcome=words, actor=actor, on=request.day, at=at)
    except PlanError as error:
        return conflict(request, case, error.code, form, **error.parameters)
    messages.success(request, text("done.discussion_left" if takes_off else "done.case_discussed"))
    if to_agenda:
        return redirect("adviser_discussion", discussion_id=item.discussion_id)
    return redirect("adviser_others", case_id=case.pk)


def _own(request: StafettRequest, discussion_id: int) -> CaseDiscussion:
    found = CaseDiscussion.objects.filter(unit=actor_of(request).unit or 0, cancelled_on=None)
    return get_object_or_404(found, pk=discussion_id)


def _discussions(request: StafettRequest, form: DiscussionForm, *, status: int = 200) -> HttpResponse:
    context = {
        "discussions": unit_discussions(actor_of(request), on=request.day),
        "form": form,
        "may_plan": may(request, Permission.FOLLOW_UP),
    }
    return page(request, "adviser/discussions.html", context, status=status)


def _agenda(
    request: StafettRequest,
    discussion: CaseDiscussion,
    form: DiscussionForm | None = None,
    refused: str = "",
    *,
    written: dict[int, OutcomeForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    agenda = agenda_of(discussion, actor_of(request))
    for item in agenda.items:
        opened_case(request, item.case_id, page_name=_PAGE, goes_on=True)  # each is read, and each person sees that
    forms, with_names = written or {}, request.GET.get("names") != "no"
    context = {
        "discussion": discussion,
        "items": [(item, forms.get(item.pk) or OutcomeForm(prefix=f"item{item.pk}")) for item in agenda.items],
        "hidden": agenda.hidden,
        "form": form or form_of(discussion),
        "refused": refused,
        "refused_form": next(iter(forms.values()), None),
        "with_names": with_names,
        "may_write": with_names and may(request, Permission.FOLLOW_UP),
        "is_open": discussion.day <= request.day,
    }
    return page(request, "adviser/discussion.html", context, status=status)
