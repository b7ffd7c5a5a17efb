"""The three questions, and the receipt that says what happens next."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.frontend.words import text
from stafett.portals.person.answers import series_of
from stafett.portals.person.forms import QuestionsForm
from stafett.portals.person.views.common import (
    asked_screening,
    not_sent,
    own_actor,
    own_open_case,
    own_person,
    steps_of,
)
from stafett.screening.forms import Form, current_form, snapshot
from stafett.screening.models import Screening
from stafett.screening.services import GivenAnswer, ScreeningError, give_answers


@requires(Permission.OWN_CASE)
def answer_questions(request: StafettRequest) -> HttpResponse:
    """Shows the questions; a refused form comes back with 422, what was filled in still in it."""
    case = own_open_case(request)
    screening = asked_screening(case)
    if screening is None and request.method != "POST":
        return render(request, "person/no_questions.html", {"case": case})
    shown = current_form(request.day)
    form = QuestionsForm(request.POST if request.method == "POST" else None, questions=shown)
    if form.is_bound and _kept(request, screening, form, shown):
        return redirect("person_received")
    series = series_of(screening) if screening else []
    context = {"form": form, "screening": screening, "case": case, "series": series}
    return render(request, "person/questions.html", context, status=422 if form.errors else 200)


def _kept(request: StafettRequest, screening: Screening | None, form: QuestionsForm, shown: Form) -> bool:
    """Whether the answers were kept; when they were not, the form says why."""
    valid = form.is_valid()
    if screening is None:
        # The case was closed, or the spell ended, while the page stood open.
        not_sent(form, text("person.error.nothing_asked"), own_person(request))
        return False
    if not valid:
        return False
    answer = GivenAnswer(
        screening_id=screening.pk,
        form=snapshot(shown, get_language()),
        actor=own_actor(request),
        **form.cleaned_data,
    )
    try:
        give_answers([answer], on=request.day, at=clock.now())
    except ScreeningError as error:
        not_sent(form, text(error.code, **error.parameters), own_person(request))
        return False
    return True


@requires(Permission.OWN_CASE)
@require_safe
def on_paper(request: StafettRequest) -> HttpResponse:
    """The same questions to print, for who would rather use paper or the telephone; staff write the answers in."""
    shown = current_form(request.day)
    questions = [
        (text(shown.question_key(one)), [text(shown.choice_key(one, choice)) for choice in one.choices])
        for one in shown.questions
    ]
    return render(request, "person/paper.html", {"person": own_person(request), "questions": questions})


@requires(Permission.OWN_CASE)
def received(request: StafettRequest) -> HttpResponse:
    """The receipt: what was answered, what happens next, and how to answer again."""
    case = own_open_case(request)
    screening = asked_screening(case)
    series = series_of(screening) if screening else []
    if case is None or not series:
        return redirect("person_questions")
    context = {"case": case, "answer": series[0], "steps": steps_of(case, request.day)}
    return render(request, "person/received.html", context)
