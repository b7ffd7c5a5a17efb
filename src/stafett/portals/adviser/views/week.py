"""The adviser's own week: meetings against the hours for meetings, and days away."""

import re
from datetime import date, timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.core.dates import FIRST_YEAR, LAST_YEAR
from stafett.frontend.words import text
from stafett.meetings.models import Slot
from stafett.meetings.selectors import week
from stafett.meetings.services import MeetingError, set_slots
from stafett.people.models import Staff
from stafett.portals.adviser.meeting_forms import SlotsForm
from stafett.portals.adviser.views.common import actor_of, page
from stafett.portals.adviser.views.outcome import REFUSED

_WEEK: Final = re.compile(r"([0-9]{4})-W([0-9]{2})")
_WEEKEND: Final = 5


@requires(Permission.READ_CASES)
@require_safe
def my_week(request: StafettRequest) -> HttpResponse:
    """The week of the address (`?week=2026-W13`), else this one."""
    monday = _monday(request.GET.get("week", "")) or request.day - timedelta(days=request.day.weekday())
    days = week(actor_of(request), monday)
    shown = [one for one in days if one.day.weekday() < _WEEKEND or one.meetings or one.hidden]
    context = {
        "days": shown,
        "number": monday.isocalendar().week,
        "year": monday.isocalendar().year,
        "planned": sum(meeting.is_planned for one in days for meeting, _ in one.meetings),
        "has_slots": any(one.slots for one in days),
        "earlier": _address(monday - timedelta(days=7)),
        "later": _address(monday + timedelta(days=7)),
        "is_this_week": monday <= request.day < monday + timedelta(days=7),
    }
    return page(request, "adviser/week.html", context, here="adviser_week")


@requires(Permission.FOLLOW_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def slots(request: StafettRequest) -> HttpResponse:
    """The hours of each weekday in which the adviser takes meetings."""
    staff = Staff.objects.get(pk=actor_of(request).staff_id)
    own = list(Slot.objects.filter(staff=staff).order_by("weekday", "begins"))
    form = SlotsForm(own, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            set_slots(staff=staff, slots=form.slots)
        except MeetingError as error:
            form.add_error(None, text(error.code))
        else:
            messages.success(request, text("done.slots_set"))
            return redirect("adviser_week")
    status = REFUSED if form.errors else 200
    return page(request, "adviser/slots.html", {"form": form}, here="adviser_week", status=status)


def _monday(written: str) -> date | None:
    """The Monday of a week such as `2026-W13`; None for what is no week that can be shown."""
    found = _WEEK.fullmatch(written)
    if found is None or not FIRST_YEAR < int(found[1]) < LAST_YEAR:
        return None
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        return None


def _address(monday: date) -> str:
    year, number, _ = monday.isocalendar()
    return f"?week={year}-W{number:02}"
