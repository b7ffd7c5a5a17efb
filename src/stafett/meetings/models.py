"""Planned conversations with the person, what they were moved from, and the hours in which an adviser takes them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from stafett.cases.models import Case
from stafett.cases.own_work import FollowUp
from stafett.core.meetings import ABSENTEES, FORMS, OTHERS, PURPOSES, Hours
from stafett.mapping.models import Contact
from stafett.meetings.appointments import LONGEST_PLACE, LONGEST_POINT, InCalendars, Timed
from stafett.meetings.dialogue_1 import models as _dialogue_1  # noqa: F401 # Django finds an app's tables from here
from stafett.people.models import Staff

__all__ = ["LONGEST_PLACE", "LONGEST_POINT", "Meeting", "Move", "Slot"]


class Meeting(InCalendars):
    """A conversation that Nav has planned with the person, as it stands; `Move` keeps what it was before.

    Day and hours are those on the wall in Norway. Moved or cancelled it is no contact: only one that was held is.
    """

    class State(models.TextChoices):
        PLANNED = "planned"
        HELD = "held"
        MISSED = "missed"
        CANCELLED = "cancelled"

    class Answer(models.TextChoices):
        COMING = "coming"
        CANNOT = "cannot"

    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="meetings")
    holder = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="meetings")
    purpose = models.CharField(max_length=10)
    others = ArrayField(models.CharField(max_length=14), blank=True, default=list)
    planned_on = models.DateField()
    planned_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    answer = models.CharField(max_length=6, choices=Answer, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answer_line = models.CharField(max_length=LONGEST_POINT, blank=True)
    suggested_day = models.DateField(null=True, blank=True)
    suggested_begins = models.TimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    # Why it was cancelled or not held; of one that was held, the log of contacts says what came of it.
    ended_why = models.CharField(max_length=LONGEST_POINT, blank=True)
    missed_by = models.CharField(max_length=8, blank=True)
    contact = models.OneToOneField(Contact, models.PROTECT, null=True, blank=True, related_name="meeting")
    # What reminds the adviser of an answer that asks for another time, or of a new attempt.
    follow_up = models.ForeignKey(
        FollowUp, models.PROTECT, null=True, blank=True, db_index=False, related_name="meetings"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=PURPOSES), name="meeting_purpose_is_known"),
            models.CheckConstraint(condition=Q(form__in=FORMS), name="meeting_form_is_known"),
            models.CheckConstraint(condition=Q(others__contained_by=list(OTHERS)), name="meeting_others_are_known"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="meeting_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None, answer_line="", suggested_day=None, suggested_begins=None)
                | Q(answer="coming", answered_on__isnull=False, suggested_day=None, suggested_begins=None)
                | Q(answer="cannot", answered_on__isnull=False),
                name="meeting_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(suggested_begins=None) | Q(suggested_day__isnull=False), name="suggested_hour_has_its_day"
            ),
            models.CheckConstraint(
                condition=Q(state="planned", ended_on=None, ended_by=None, ended_why="", missed_by="", contact=None)
                | (
                    Q(ended_on__isnull=False, ended_by__isnull=False)
                    & (
                        Q(state="held", ended_why="", missed_by="", contact__isnull=False)
                        | (Q(state="missed", missed_by__in=ABSENTEES, contact__isnull=False) & ~Q(ended_why=""))
                        | (Q(state="cancelled", missed_by="", contact=None) & ~Q(ended_why=""))
                    )
                ),
                name="meeting_says_how_it_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "day"], name="meetings_of_case"),
            models.Index(fields=["holder", "day"], name="planned_meetings", condition=Q(state="planned")),
        ]

    def __str__(self) -> str:
        return f"meeting {self.pk} in case {self.case_id}"

    @property
    def is_planned(self) -> bool:
        """Whether it is still to be held."""
        return self.state == self.State.PLANNED


class Move(Timed):
    """What a meeting was before it was moved, or given to another adviser. The database refuses to change a row."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, db_index=False, related_name="moves")
    # That of the meeting when it stood like this.
    sequence = models.PositiveIntegerField()
    holder = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")
    why = models.CharField(max_length=LONGEST_POINT)
    moved_on = models.DateField()
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "sequence"], name="one_move_from_one_version"),
            models.CheckConstraint(condition=~Q(why=""), name="move_says_why"),
        ]

    def __str__(self) -> str:
        return f"version {self.sequence} of meeting {self.meeting_id}"


class Slot(models.Model):
    """Hours on a weekday, Monday being 1, in which an adviser takes meetings."""

    staff = models.ForeignKey(Staff, models.CASCADE, db_index=False, related_name="slots")
    weekday = models.PositiveSmallIntegerField()
    begins = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(1, 5)), name="slot_is_on_a_weekday"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="slot_ends_after_it_begins"),
            models.UniqueConstraint(fields=["staff", "weekday", "begins"], name="one_slot_from_one_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} on weekday {self.weekday}"

    @property
    def hours(self) -> Hours:
        """From when to when."""
        return Hours(self.begins, self.ends)
