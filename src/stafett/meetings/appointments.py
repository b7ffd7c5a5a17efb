"""When, how and where a meeting is held: the same for those that Nav plans and those that an employer calls."""

from datetime import datetime
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from stafett.core.meetings import Hours, instant_of

LONGEST_PLACE = 200
LONGEST_POINT = 300


class Timed(models.Model):
    """A day with its hours, as on the wall in Norway, and how and where."""

    form = models.CharField(max_length=9)
    # An address, a room or a link.
    place = models.CharField(max_length=LONGEST_PLACE, blank=True)
    day = models.DateField()
    begins = models.TimeField()
    ends = models.TimeField()

    class Meta:
        abstract = True

    @property
    def hours(self) -> Hours:
        """From when to when."""
        return Hours(self.begins, self.ends)

    @property
    def begins_at(self) -> datetime:
        """The moment it begins."""
        return instant_of(self.day, self.begins)

    @property
    def ends_at(self) -> datetime:
        """The moment it ends."""
        return instant_of(self.day, self.ends)


class InCalendars(Timed):
    """A meeting that stands in calendars, with what will be talked about."""

    # Names it in calendars, always the same.
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    agenda = ArrayField(models.CharField(max_length=LONGEST_POINT), blank=True, default=list)
    # What the person wants to talk about.
    own_points = ArrayField(models.CharField(max_length=LONGEST_POINT), blank=True, default=list)
    # Grows with every change that calendars must hear of.
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True
