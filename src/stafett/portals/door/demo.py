"""The demo's door: enter as anybody, and move the day. Only the demo has these addresses."""

from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from stafett import clock
from stafett.access.login import enter_as_employer, enter_as_issuer, enter_as_person, enter_as_staff
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.demo.models import DemoMove
from stafett.demo.tasks import advance_to
from stafett.people.models import EmployerContact, Issuer, Person, Staff
from stafett.portals.asked import words_asked_for
from stafett.portals.door.forms import MoveForm
from stafett.portals.door.groups import busy_contacts, busy_issuers, person_groups, persons_named, starts, workplaces


@requires(Permission.DEMO)
def roles(request: StafettRequest) -> HttpResponse:
    """The role chooser with the date control."""
    return _roles_page(request, MoveForm(today=request.day))


@requires(Permission.DEMO)
@require_POST
def enter_person(request: StafettRequest, person_id: int) -> HttpResponse:
    """Enters as a sick-listed person, in that person's language."""
    person = get_object_or_404(Person, pk=person_id)
    enter_as_person(request.session, person)
    rotate_token(request)
    response = redirect("person_home")
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, person.language, samesite="Lax")
    return response


@requires(Permission.DEMO)
@require_POST
def enter_staff(request: StafettRequest, staff_id: int) -> HttpResponse:
    """Enters as an adviser or leader."""
    enter_as_staff(request.session, get_object_or_404(Staff, pk=staff_id, active=True))
    rotate_token(request)
    return redirect("door")


@requires(Permission.DEMO)
@require_POST
def enter_employer(request: StafettRequest, contact_id: int) -> HttpResponse:
    """Enters as a nearest leader, or as HR."""
    enter_as_employer(request.session, get_object_or_404(EmployerContact, pk=contact_id, active=True))
    rotate_token(request)
    return redirect("door")


@requires(Permission.DEMO)
@require_POST
def enter_issuer(request: StafettRequest, issuer_id: int) -> HttpResponse:
    """Enters as somebody who writes sick notes."""
    enter_as_issuer(request.session, get_object_or_404(Issuer, pk=issuer_id))
    rotate_token(request)
    return redirect("door")


@requires(Permission.DEMO)
@require_POST
def move_day(request: StafettRequest) -> HttpResponse:
    """Starts a move forward and shows how far it has come; a move that is already under way is shown instead."""
    form = MoveForm(request.POST, today=request.day)
    if not form.is_valid():
        return _roles_page(request, form)
    move = DemoMove.objects.filter(state=DemoMove.State.RUNNING).first() or _start(request.day, form.target)
    return redirect(_progress_address(request, move))


@requires(Permission.DEMO)
def move_progress(request: StafettRequest, move_id: int) -> HttpResponse:
    """How far a move has come; when it is done, back to where one was. Asks for itself, with or without JavaScript."""
    move = get_object_or_404(DemoMove, pk=move_id)
    back = _way_back(request)
    if move.state == DemoMove.State.FINISHED:
        return HttpResponseClientRedirect(back) if request.htmx else redirect(back)
    # The last step counts as taken when the move says that it is finished: until then the page keeps asking.
    done = min(move.done, move.total - 1)
    context = {"move": move, "done": done, "back": back, "poll": _progress_address(request, move)}
    template = "door/progress_part.html" if request.htmx else "door/progress.html"
    return render(request, template, context)


def _start(today: date, target: date) -> DemoMove:
    with transaction.atomic():
        move = DemoMove.objects.create(
            target_day=target, current_day=today, total=(target - today).days, started_at=clock.now()
        )
        advance_to.defer(day=target.isoformat(), move_id=move.pk)
    return move


def _roles_page(request: StafettRequest, form: MoveForm) -> HttpResponse:
    words = words_asked_for(request.GET)
    groups, places = person_groups(request.day), workplaces()
    context = {
        "form": form,
        "starts": starts(groups, places),
        "groups": groups,
        "workplaces": places,
        "leaders": busy_contacts(EmployerContact.Role.LEADER, request.day),
        "hr": busy_contacts(EmployerContact.Role.HR, request.day),
        "issuers": busy_issuers(request.day),
        "words": words,
        "found": persons_named(words) if words else None,
        "back": _way_back(request),
        "running": DemoMove.objects.filter(state=DemoMove.State.RUNNING).first(),
    }
    return render(request, "door/roles.html", context, status=422 if form.errors else 200)


def _progress_address(request: StafettRequest, move: DemoMove) -> str:
    return f"{reverse('move_progress', args=[move.pk])}?{urlencode({'next': _way_back(request)})}"


def _way_back(request: StafettRequest) -> str:
    """Where one came from, if that is an address here."""
    back = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if safe else reverse("door")
