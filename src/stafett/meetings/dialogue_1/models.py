"""Dialogue meeting 1 in one employment and one case, what it was before it was moved, and its minutes with remarks."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from stafett.cases.models import Case
from stafett.core.meetings import FORMS
from stafett.meetings.appointments import LONGEST_POINT, InCalendars, Timed
from stafett.people.models import EmployerContact, Employment, Issuer, Person

LONGEST_MINUTES: Final = 4000
COMPANIONS: Final = ("safety_representative", "union_representative", "support_person", "occupational_health")
"""Who may come because the employee wants it; the occupational health service also where the employer does."""
EMPLOYER_OTHERS: Final = ("occupational_health",)


class DialogueMeeting(InCalendars):
    """A meeting that an employer has called, as it stands; `DialogueMove` keeps what it was before.

    The issuer is there only while the employee wants it (aml. § 4-6 (4)): `wants_issuer` is null until they have said.
    """

    class State(models.TextChoices):
        PLANNED = "planned"
        HELD = "held"
        CANCELLED = "cancelled"

    class Answer(models.TextChoices):
        COMING = "coming"
        OTHER_TIME = "other_time"
        NOT_NEEDED = "not_needed"

    class IssuerAnswer(models.TextChoices):
        COMING = "coming"
        OTHER_TIME = "other_time"
        NOT_COMING = "not_coming"

    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="dialogue_meetings")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="dialogue_meetings")
    employment = models.ForeignKey(Employment, models.PROTECT, related_name="dialogue_meetings")
    called_on = models.DateField()
    called_by = models.ForeignKey(EmployerContact, models.PROTECT, db_index=False, related_name="+")
    # Whom the employer brings; the employee's are in `companions`.
    others = ArrayField(models.CharField(max_length=21), blank=True, default=list)
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    # Why it does not suit, or is not needed; about work, not about health.
    answer_line = models.CharField(max_length=LONGEST_POINT, blank=True)
    suggested_day = models.DateField(null=True, blank=True)
    suggested_begins = models.TimeField(null=True, blank=True)
    wants_issuer = models.BooleanField(null=True, blank=True)
    companions = ArrayField(models.CharField(max_length=21), blank=True, default=list)
    issuer = models.ForeignKey(Issuer, models.PROTECT, null=True, blank=True, related_name="dialogue_meetings")
    issuer_answer = models.CharField(max_length=10, choices=IssuerAnswer, blank=True)
    issuer_answered_on = models.DateField(null=True, blank=True)
    issuer_line = models.CharField(max_length=LONGEST_POINT, blank=True)
    issuer_day = models.DateField(null=True, blank=True)
    issuer_begins = models.TimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(EmployerContact, models.PROTECT, null=True, db_index=False, related_name="+")
    ended_why = models.CharField(max_length=LONGEST_POINT, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form__in=FORMS), name="dialogue_form_is_known"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="dialogue_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(others__contained_by=list(EMPLOYER_OTHERS), companions__contained_by=list(COMPANIONS)),
                name="dialogue_others_are_known",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None, answer_line="", suggested_day=None, suggested_begins=None)
                | Q(answer="coming", answered_on__isnull=False, suggested_day=None, suggested_begins=None)
                | Q(answer="other_time", answered_on__isnull=False)
                | (
                    Q(answer="not_needed", answered_on__isnull=False, suggested_day=None, suggested_begins=None)
                    & ~Q(answer_line="")
                ),
                name="dialogue_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(issuer=None) | Q(wants_issuer__isnull=False, wants_issuer=True),
                name="issuer_comes_only_when_the_employee_wants",
            ),
            models.CheckConstraint(
                condition=Q(
                    issuer_answer="", issuer_answered_on=None, issuer_line="", issuer_day=None, issuer_begins=None
                )
                | (
                    Q(issuer__isnull=False, issuer_answered_on__isnull=False)
                    & Q(issuer_answer__in=["coming", "other_time", "not_coming"])
                ),
                name="dialogue_issuer_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="planned", ended_on=None, ended_by=None, ended_why="")
                | Q(state="held", ended_on__isnull=False, ended_by__isnull=False, ended_why="")
                | (Q(state="cancelled", ended_on__isnull=False, ended_by__isnull=False) & ~Q(ended_why="")),
                name="dialogue_says_how_it_ended",
            ),
            models.UniqueConstraint(
                fields=["case", "employment"], condition=Q(state="planned"), name="one_dialogue_planned_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["case"], name="dialogue_meetings_of_case")]

    def __str__(self) -> str:
        return f"dialogue meeting 1, {self.pk}"

    @property
    def is_planned(self) -> bool:
        """Whether it is still to be held."""
        return self.state == self.State.PLANNED


class DialogueMove(Timed):
    """What a meeting was before it was moved. The database refuses to change or delete a row."""

    meeting = models.ForeignKey(DialogueMeeting, models.PROTECT, db_index=False, related_name="moves")
    # That of the meeting when it stood like this.
    sequence = models.PositiveIntegerField()
    why = models.CharField(max_length=LONGEST_POINT)
    moved_on = models.DateField()
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(EmployerContact, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "sequence"], name="one_dialogue_move_from_one_version"),
            models.CheckConstraint(condition=~Q(why=""), name="dialogue_move_says_why"),
        ]

    def __str__(self) -> str:
        return f"version {self.sequence} of dialogue meeting {self.meeting_id}"


class DialogueMinutes(models.Model):
    """What came of a meeting: about work, and who does what. The database refuses to change or delete a row.

    What is put right afterwards is a new version that says why.
    """

    FIELDS: Final = ("about_work", "employer_does", "employee_does")

    meeting = models.ForeignKey(DialogueMeeting, models.PROTECT, db_index=False, related_name="minutes")
    number = models.PositiveIntegerField()
    about_work = models.TextField()
    employer_does = models.TextField(blank=True)
    employee_does = models.TextField(blank=True)
    next_on = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=LONGEST_POINT, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    contact = models.ForeignKey(EmployerContact, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_dialogue_minutes_for_one_number"),
            models.CheckConstraint(
                condition=Q(number=1, why="") | (Q(number__gt=1) & ~Q(why="")), name="amended_minutes_say_why"
            ),
            models.CheckConstraint(condition=~Q(about_work=""), name="dialogue_minutes_have_words"),
        ]

    def __str__(self) -> str:
        return f"minutes {self.number} of dialogue meeting {self.meeting_id}"


class DialogueRemark(models.Model):
    """What the employee says of the minutes. It stands beside them; the database refuses to change or delete a row."""

    minutes = models.ForeignKey(DialogueMinutes, models.PROTECT, related_name="remarks")
    text = models.TextField()
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="dialogue_remark_has_words")]

    def __str__(self) -> str:
        return f"remark to minutes {self.minutes_id}"


class NoMeeting(models.Model):
    """That the employer finds the meeting obviously unnecessary, and why (aml. § 4-6 (4)).

    It lasts until they call one after all (`ended_on`).
    """

    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="+")
    employment = models.ForeignKey(Employment, models.PROTECT, db_index=False, related_name="+")
    why = models.CharField(max_length=LONGEST_POINT)
    said_on = models.DateField()
    said_by = models.ForeignKey(EmployerContact, models.PROTECT, db_index=False, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="no_meeting_says_why"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("said_on")), name="no_meeting_ends_after_it_is_said"
            ),
            models.UniqueConstraint(
                fields=["case", "employment"], condition=Q(ended_on=None), name="no_meeting_is_said_once"
            ),
        ]

    def __str__(self) -> str:
        return f"no meeting in case {self.case_id}"
