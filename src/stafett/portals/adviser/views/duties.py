"""What an adviser marks on a case's tasks: done or received, not needed, and the mark taken back."""

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.models import Case, Task
from stafett.cases.services import CaseError, except_task, finish_task, follow_duty, reopen_task
from stafett.portals.adviser.forms import AssessForm, ExceptForm, FinishForm
from stafett.portals.adviser.views.case import assessment_page, overview_page
from stafett.portals.adviser.views.common import actor_of, opened_case
from stafett.portals.adviser.views.outcome import REFUSED, conflict, done
from stafett.portals.adviser.views.stop_points import stop_points_page


@requires(Permission.FOLLOW_UP)
@require_POST
def finish(request: StafettRequest, case_id: int, task_id: int) -> HttpResponse:
    """Marks one of Nav's own tasks as done, or a duty of employer or issuer as received in another way."""
    case = opened_case(request, case_id, page_name="finish")
    by_other_ways = (*Task.OUTCOMES, *Task.FINISHED_BY_DOING)
    ended_here = Task.objects.exclude(actor=Task.Actor.PERSON).exclude(kind__in=by_other_ways)
    task = get_object_or_404(ended_here, pk=task_id, case=case)
    outcome = "done" if task.actor == Task.Actor.NAV else "received"
    prefix = f"task{task.pk}"
    form = FinishForm(request.POST, prefix=prefix)
    if not form.is_valid() and task.state == Task.State.OPEN:
        shown_at = overview_page if task.actor == Task.Actor.NAV else stop_points_page
        return shown_at(request, case, forms={prefix: form}, status=REFUSED)
    return _finish(request, case, task, outcome, form)


@requires(Permission.FOLLOW_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: StafettRequest, case_id: int, task_id: int) -> HttpResponse:
    """A task with outcomes of its own, on a page without the person's answers: they set and exempt from nothing."""
    case = opened_case(request, case_id, page_name="assess")
    task = get_object_or_404(Task, pk=task_id, case=case, kind__in=Task.OUTCOMES)
    form = AssessForm(task.kind, request.POST if request.method == "POST" else None)
    if form.is_valid() or task.state != Task.State.OPEN:
        return _finish(request, case, task, form.cleaned_data.get("outcome", "") if form.is_bound else "", form)
    return assessment_page(request, case, task, form, status=REFUSED if form.errors else 200)


def _finish(request: StafettRequest, case: Case, task: Task, outcome: str, form: BaseForm) -> HttpResponse:
    line = form.cleaned_data.get("line", "") if form.is_bound else ""
    try:
        finish_task(task=task, outcome=outcome, line=line, actor=actor_of(request), on=request.day, at=clock.now())
    except CaseError as error:
        return conflict(request, case, error.code, form, **error.parameters)
    return done(request, case, "done.finished", at=_page_of(task))


@requires(Permission.FOLLOW_UP)
@require_POST
def not_needed(request: StafettRequest, case_id: int, task_id: int) -> HttpResponse:
    """Excepts a duty of employer or issuer, with a line of reason."""
    case = opened_case(request, case_id, page_name="not_needed")
    task = get_object_or_404(Task, pk=task_id, case=case, actor__in=[Task.Actor.EMPLOYER, Task.Actor.ISSUER])
    prefix = f"task{task.pk}"
    form = ExceptForm(request.POST, prefix=prefix)
    if not form.is_valid() and task.state == Task.State.OPEN:
        return stop_points_page(request, case, forms={prefix: form}, status=REFUSED)
    reason = form.cleaned_data.get("reason", "")
    try:
        except_task(task=task, reason=reason, actor=actor_of(request), on=request.day, at=clock.now())
    except CaseError as error:
        return conflict(request, case, error.code, form, **error.parameters)
    return done(request, case, "done.excepted", at=_page_of(task))


@requires(Permission.FOLLOW_UP)
@require_POST
def follow(request: StafettRequest, case_id: int, task_id: int) -> HttpResponse:
    """Lets a duty of employer or issuer climb the list when it is late, or no longer so."""
    case = opened_case(request, case_id, page_name="follow")
    task = get_object_or_404(Task, pk=task_id, case=case, actor__in=[Task.Actor.EMPLOYER, Task.Actor.ISSUER])
    followed = request.POST.get("value") == "yes"
    try:
        follow_duty(task=task, followed=followed, actor=actor_of(request), on=request.day, at=clock.now())
    except CaseError as error:
        return conflict(request, case, error.code, **error.parameters)
    return done(request, case, "done.followed" if followed else "done.unfollowed", at=_page_of(task))


@requires(Permission.FOLLOW_UP)
@require_POST
def reopen(request: StafettRequest, case_id: int, task_id: int) -> HttpResponse:
    """Takes back that a task was done or not needed."""
    case = opened_case(request, case_id, page_name="reopen")
    task = get_object_or_404(Task.objects.exclude(actor=Task.Actor.PERSON), pk=task_id, case=case)
    try:
        reopen_task(task=task, actor=actor_of(request), on=request.day, at=clock.now())
    except CaseError as error:
        return conflict(request, case, error.code, **error.parameters)
    return done(request, case, "done.reopened", at=_page_of(task))


def _page_of(task: Task) -> str:
    """Where the task stands: Nav's own on the overview, those of others with the stop points."""
    return "adviser_case" if task.actor == Task.Actor.NAV else "adviser_stop_points"
