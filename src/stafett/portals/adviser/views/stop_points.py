"""Stop points and sick notes of a case, and the duties of others: all of them, each with why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.contents import contents_of
from stafett.cases.course import ALONG, Course, StopPoint, notes_of
from stafett.cases.failures import course_or_none
from stafett.cases.models import Case
from stafett.portals.adviser.notes import readable_note
from stafett.portals.adviser.picture import state_of, stop_point_key
from stafett.portals.adviser.tasks import ended_tasks, open_tasks, shown_tasks
from stafett.portals.adviser.views.case import not_shown
from stafett.portals.adviser.views.common import case_page, opened_case
from stafett.portals.adviser.why import Why, why

ENDED = frozenset({"done", "excepted"})


@dataclass(frozen=True, slots=True)
class ShownPoint:
    """A stop point with its name's key and what stands behind it."""

    point: StopPoint
    key: str
    state: str
    why: Why | None


@requires(Permission.READ_CASES)
@require_safe
def stop_points(request: StafettRequest, case_id: int) -> HttpResponse:
    """The stop points, the duties of employer and issuer, and the sick notes."""
    case = opened_case(request, case_id, page_name="stop_points", offered_too=True, along=ALONG)
    return stop_points_page(request, case)


def stop_points_page(
    request: StafettRequest, case: Case, *, forms: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page; `forms` are refused forms by name."""
    on, given = request.day, forms or {}
    contents = contents_of(case, on=on)
    course = course_or_none(case, on=on, contents=contents)
    if course is None:
        return not_shown(request, case)
    context = {
        **_points(course),
        "duties": shown_tasks(case, course, open_tasks(course, of_nav=False), given, on=on),
        "ended_tasks": ended_tasks(course, of_nav=False),
        "notes": [readable_note(note) for note in notes_of(case, on=on)],
        "refused_form": next((form for form in given.values() if form.errors), None),
    }
    return case_page(
        request, case, "adviser_stop_points", "adviser/case_stop_points.html", context, contents=contents, status=status
    )


def _points(course: Course) -> dict[str, list[ShownPoint]]:
    shown = [
        ShownPoint(point, stop_point_key(point), state_of(point, course), why(point.reason))
        for point in course.stop_points
    ]
    return {
        "points_so_far": [item for item in shown if item.state not in {"future", *ENDED}],
        "points_done": [item for item in shown if item.state in ENDED],
        "points_to_come": [item for item in shown if item.state == "future"],
    }
