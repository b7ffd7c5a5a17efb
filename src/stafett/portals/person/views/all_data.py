"""All my data: one page to read or print, and a file for programs; that the file was taken is written down."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.services import write_down_own_data
from stafett.dialogue.models import Message
from stafett.dialogue.thread_access import threads_of
from stafett.mapping.models import Mapping
from stafett.mapping.selectors import minutes_of
from stafett.mapping.wishes import newest_wish
from stafett.meetings.selectors import whole_meetings
from stafett.plans.follow_up_plan.selectors import plans_of_person, whole
from stafett.portals.person.letters import letters_of
from stafett.portals.person.own_data import own_data
from stafett.portals.person.views.common import own_actor, own_person
from stafett.portals.person.views.record import case_context, own_cases, own_readings
from stafett.portals.plan_words import parts_of
from stafett.portals.threads import conversation


@requires(Permission.OWN_CASE)
@require_safe
def all_data(request: StafettRequest) -> HttpResponse:
    """Everything on one page, each part as its own page shows it; opening it marks no message as read."""
    person, on = own_person(request), request.day
    messages = Message.objects.select_related("written_by").filter(person=person, sent_on__lte=on).order_by("-id")
    plans = [(plan, whole(plan).content) for plan in plans_of_person(person.pk)]
    context = {
        "person": person,
        "wish": newest_wish(person.pk),
        "cases": [(case, case_context(case, on)) for case in own_cases(person.pk).order_by("-first_day", "-pk")],
        "minutes": [
            minutes_of(mapping, get_language() or "nb")
            for mapping in Mapping.objects.select_related("ended_by").filter(
                case__person=person, state=Mapping.State.CLOSED
            )
        ],
        "letters": letters_of(messages),
        "meetings": whole_meetings().filter(case__person=person).order_by("-day", "-pk"),
        "plans": [(plan, parts_of(content) if content else []) for plan, content in plans],
        "threads": [conversation(opened) for opened in threads_of(own_actor(request), on)],
        "readings": own_readings(person.pk),
    }
    return render(request, "person/all_data.html", context)


@requires(Permission.OWN_CASE)
@require_POST
def own_file(request: StafettRequest) -> HttpResponse:
    """The same as JSON (docs/formats/own-data.schema.json). The name of the file says nothing of whom it is about."""
    person, on = own_person(request), request.day
    cases = list(own_cases(person.pk).order_by("-first_day", "-pk"))
    data = own_data(person, cases, list(own_readings(person.pk)), on)
    write_down_own_data(person=person.pk, form=data.format, actor=own_actor(request), on=on, at=clock.now())
    response = HttpResponse(data.model_dump_json(indent=2), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="opplysningene-mine.json"'
    return response
