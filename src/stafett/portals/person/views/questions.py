"""The three questions, and the receipt that says what happens next."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.portals.person.answers import series_of
from stafett.portals.person.forms import QuestionsForm
from stafett.portals.person.views.common import asked_screening, next_step_of, own_actor, own_open_case
from stafett.screening.forms import current_form, snapshot
from stafett.screening.services import GivenAnswer, give_answers


@requires(Permission.OWN_CASE)
def answer_questions(request: StafettRequest) -> HttpResponse:
    """Shows the questions; a refused form comes back with 422, its errors on top and beside the fields."""
    case = own_open_case(request)
    screening = asked_screening(case)
    if screening is None:
        return render(request, "person/no_questions.html", {"case": case})
    shown = current_form(request.day)
    form = QuestionsForm(request.POST or None, questions=shown)
    if request.method == "POST" and form.is_valid():
        answer = GivenAnswer(
            screening_id=screening.pk,
            form=snapshot(shown, get_language()),
            actor=own_actor(request),
            **form.cleaned_data,
        )
        give_answers([answer], on=request.day, at=clock.now())
        return redirect("person_received")
    context = {"form": form, "screening": screening, "case": case, "series": series_of(screening)}
    return render(request, "person/questions.html", context, status=422 if form.errors else 200)


@requires(Permission.OWN_CASE)
def received(request: StafettRequest) -> HttpResponse:
    """The receipt: what was answered, what happens next, and how to answer again."""
    case = own_open_case(request)
    screening = asked_screening(case)
    series = series_of(screening) if screening else []
    if case is None or not series:
        return redirect("person_questions")
    context = {"case": case, "answer": series[0], "step": next_step_of(case, request.day)}
    return render(request, "person/received.html", context)
