"""What more than one place needs to read about cases."""

from datetime import date

from django.conf import settings

from stafett import clock
from stafett.cases.models import Tick


def working_day() -> date:
    """The day on which the program works: the real one, in the demo the day up to which it has been moved."""
    if settings.DEMO:
        day = Tick.objects.values_list("last_day", flat=True).first()
        return day or clock.calendar_day()
    return clock.calendar_day()
