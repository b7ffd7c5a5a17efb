"""Help from others: specialists are asked, the person is referred, and who contributes what."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.law import law_in_force
from stafett.cases.models import Case
from stafett.frontend.words import text
from stafett.plans.asking import answer_referral, ask_specialist, refer, register_specialist_answer
from stafett.plans.directory import contributors_on
from stafett.plans.models import Referral, SpecialistQuestion
from stafett.plans.selectors import coming_discussions, discussions_of, gaps_of_unit, questions_of, referrals_of
from stafett.plans.services import PlanError
from stafett.portals.adviser.asking_forms import AskForm, ReferForm, SpecialistAnswerForm
from stafett.portals.adviser.discussion_forms import DiscussForm, OutcomeForm
from stafett.portals.adviser.views.common import actor_of, case_page, opened_case, page
from stafett.portals.adviser.views.outcome import REFUSED, conflict

_YEAR = timedelta(days=365)


@requires(Permission.READ_CASES)
@require_safe
def help_from_others(request: StafettRequest, case_id: int) -> HttpResponse:
    """What specialists and other services have been asked, and forms to ask more."""
    return help_page(request, opened_case(request, case_id, page_name="help_from_others", offered_too=True), {})


@requires(Permission.FOLLOW_UP)
@require_POST
def ask(request: StafettRequest, case_id: int) -> HttpResponse:
    """Asks a specialist."""
    case = opened_case(request, case_id, page_name="help_from_others")
    form = AskForm(request.POST, prefix="ask")
    if not form.is_valid():
        return help_page(request, case, {"ask": form}, status=REFUSED)
    try:
        ask_specialist(case=case, **form.cleaned_data, actor=actor_of(request), on=request.day, at=clock.now())
    except PlanError as error:
        return conflict(request, case, error.code, form, **error.parameters)
    return _done(request, case, "done.specialist_asked")


@requires(Permission.FOLLOW_UP)
@require_POST
def answered(request: StafettRequest, case_id: int, question_id: int) -> HttpResponse:
    """Writes down a specialist's answer."""
    case = opened_case(request, case_id, page_name="help_from_others")
    question = get_object_or_404(SpecialistQuestion, pk=question_id, case=case)
    name = f"question{question.pk}"
    form = SpecialistAnswerForm(request.POST, prefix=name)
    if not form.is_valid() and question.answered_on is None:
        return help_page(request, case, {name: form}, status=REFUSED)
    said = {field: form.cleaned_data.get(field, "") for field in ("answer", "answered_by")}
    try:
        register_specialist_answer(question=question, **said, actor=actor_of(request), on=request.day, at=clock.now())
    except PlanError as error:
        return conflict(request, case, error.code, form, **error.parameters)
    return _done(request, case, "done.specialist_answered")


@requires(Permission.FOLLOW_UP)
@require_POST
def make_referral(request: StafettRequest, case_id: int) -> HttpResponse:
    """Offers another service, or records that there is none."""
    case = opened_case(request, case_id, page_name="help_from_others")
    form = ReferForm(request.POST, prefix="refer")
    if not form.is_valid():
        return help_page(request, case, {"refer": form}, status=REFUSED)
    said = form.cleaned_data | {"has_offer": form.cleaned_data["has_offer"] == "yes"}
    try:
        refer(case=case, **said, actor=actor_of(request), on=request.day, at=clock.now())
    except PlanError as error:
        return conflict(request, case, error.code, form, **error.parameters)
    return _done(request, case, "done.referred")


@requires(Permission.FOLLOW_UP)
@require_POST
def referral_answered(request: StafettRequest, case_id: int, referral_id: int) -> HttpResponse:
    """What the person said to an offer."""
    case = opened_case(request, case_id, page_name="help_from_others")
    referral = get_object_or_404(Referral, pk=referral_id, case=case)
    accepted = request.POST.get("value") == "yes"
    try:
        answer_referral(referral=referral, accepted=accepted, actor=actor_of(request), on=request.day, at=clock.now())
    except PlanError as error:
        return conflict(request, case, error.code, **error.parameters)
    return _done(request, case, "done.referral_answered")


def _done(request: StafettRequest, case: Case, code: str) -> HttpResponse:
    messages.success(request, text(code))
    return redirect("adviser_others", case_id=case.pk)


def help_page(request: StafettRequest, case: Case, given: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The page of help from others; `given` are refused forms by prefix."""
    asked, discussed = questions_of(case), discussions_of(case)
    names = {question.pk: f"question{question.pk}" for question in asked}
    coming = list(coming_discussions(actor_of(request).unit, on=request.day))
    context = {
        "discussed": [(one, given.get(f"item{one.pk}") or OutcomeForm(prefix=f"item{one.pk}")) for one in discussed],
        "coming": coming,
        "discuss_form": given.get("discuss") or DiscussForm(coming, prefix="discuss"),
        "questions": [(one, given.get(names[one.pk]) or SpecialistAnswerForm(prefix=names[one.pk])) for one in asked],
        "referrals": referrals_of(case),
        "ask_form": given.get("ask") or AskForm(prefix="ask"),
        "refer_form": given.get("refer") or ReferForm(prefix="refer"),
        "contributors": contributors_on(request.day),
        "refused_form": next(iter(given.values()), None),
    }
    return case_page(request, case, "adviser_others", "adviser/others.html", context, status=status)


@requires(Permission.READ_CASES)
@require_safe
def directory(request: StafettRequest) -> HttpResponse:
    """Who contributes what and when to ask, and where there was nothing to offer in the last year."""
    since = request.day - _YEAR
    context = {
        "contributors": contributors_on(request.day),
        "gaps": gaps_of_unit(actor_of(request).unit, since=since, until=request.day),
        "since": since,
        "fewest": law_in_force().number("figure_fewest_people", request.day),
    }
    return page(request, "adviser/directory.html", context)
