"""Sick notes as they came, the absence periods in them, and what was refused."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from stafett.people.models import Employer, Issuer, Person


class ImportRun(models.Model):
    """One source (file, folder or archive) being taken in. `position` makes a killed run go on where it was."""

    class State(models.TextChoices):
        RUNNING = "running"
        FINISHED = "finished"

    source = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveBigIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    replaced = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.source


class SickNote(models.Model):
    """One message from a sick-note issuer: a note, the correction of one, or its cancellation.

    `replaced_on` is derived: the day on which a message arrived that replaces this one, whatever the order of arrival.
    A note counts on a day when it is no cancellation, has been received, and is not replaced by then.
    """

    class Kind(models.TextChoices):
        NOTE = "note"
        CORRECTION = "correction"
        CANCELLATION = "cancellation"

    class Status(models.TextChoices):
        NEW = "new"
        CONFIRMED = "confirmed"
        SENT = "sent"

    # Senders have been seen to use one message id for several notes; `message_key` tells such notes apart.
    message_key = models.CharField(max_length=200)
    message_id = models.CharField(max_length=150)
    replaces = models.CharField(max_length=150, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    status = models.CharField(max_length=9, choices=Status)
    replaced_on = models.DateField(null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="sick_notes")
    issuer = models.ForeignKey(Issuer, models.PROTECT, null=True, db_index=False, related_name="sick_notes")
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, db_index=False, related_name="sick_notes")
    # An employer that is known by name alone has a number made from the name (people.names).
    named_employer = models.BigIntegerField(null=True, blank=True)
    employer_situation = models.CharField(max_length=7, default="one")
    signed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    received_on = models.DateField()
    pregnancy = models.BooleanField(default=False)
    help_at_once = models.BooleanField(default=False)
    # It answers the elaborating questions (ftrl. § 8-7 fourth paragraph).
    elaborates = models.BooleanField(default=False)
    # Its main diagnosis is a symptom (core.diagnoses).
    symptom_diagnosis = models.BooleanField(default=False)
    # not_employer, not_patient, not_nav: restrictions that stand on any part of the note.
    restrictions = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    # The whole normalised message, and the digest of that: the same key with another digest is another message.
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message_key"], name="one_note_for_one_message_key"),
            models.CheckConstraint(
                condition=Q(named_employer=None) | Q(named_employer__lt=-1, employer=None),
                name="named_employer_is_not_identified",
            ),
            models.CheckConstraint(
                condition=Q(kind="note", replaces="") | (~Q(kind="note") & ~Q(replaces="")),
                name="correction_names_what_it_replaces",
            ),
            models.CheckConstraint(condition=Q(status__in=["new", "confirmed", "sent"]), name="note_status_is_known"),
            models.CheckConstraint(
                condition=Q(kind__in=["note", "correction", "cancellation"]), name="note_kind_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["message_id"], name="note_message_id"),
            models.Index(fields=["replaces"], condition=~Q(replaces=""), name="note_replaces"),
            models.Index(fields=["person", "signed_at"]),
            models.Index(fields=["issuer"], name="note_issuer"),
        ]

    def __str__(self) -> str:
        return f"sick note {self.pk}"

    @property
    def employer_name(self) -> str:
        """The employer's name: the register's, else the note's own; empty when nobody says."""
        if self.employer is not None:
            return self.employer.name
        return str((self.content.get("employer") or {}).get("name", "")) if self.named_employer else ""


class NotePeriod(models.Model):
    """One period of one note: from day to day, both included, with one kind and grade."""

    class Kind(models.TextChoices):
        FULL = "full"
        GRADED = "graded"
        WAITING = "waiting"
        TREATMENT_DAYS = "treatment_days"
        TRAVEL_SUBSIDY = "travel_subsidy"

    note = models.ForeignKey(SickNote, models.CASCADE, related_name="periods")
    first_day = models.DateField()
    last_day = models.DateField()
    kind = models.CharField(max_length=15, choices=Kind)
    grade = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="period_ends_after_start"),
            models.CheckConstraint(
                condition=Q(kind="full", grade=100)
                | Q(kind="graded", grade__range=(1, 99))
                | Q(kind__in=["waiting", "treatment_days", "travel_subsidy"], grade=0),
                name="period_kind_fits_grade",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_day}-{self.last_day}"


class Quarantined(models.Model):
    """A record that was refused: why, where it stood, and its bytes as they came. Nothing here is ever lost."""

    class State(models.TextChoices):
        OPEN = "open"
        REPLAYED = "replayed"

    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    code = models.CharField(max_length=60)
    parameters = models.JSONField(default=dict)
    # Further problems of the same record: [{"code": ..., "parameters": {...}}].
    also = models.JSONField(default=list)
    source = models.TextField()
    place = models.TextField()
    format = models.CharField(max_length=10)
    original = models.BinaryField()
    digest = models.CharField(max_length=64)
    corrected = models.BinaryField(null=True, blank=True)
    received_at = models.DateTimeField()
    times_received = models.PositiveIntegerField(default=1)
    replayed_at = models.DateTimeField(null=True, blank=True)
    replayed_by = models.CharField(max_length=100, blank=True)
    note = models.ForeignKey(SickNote, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "code"], name="one_row_for_one_refusal"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(state="replayed", replayed_at__isnull=False), name="replayed_says_when"
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"])]

    def __str__(self) -> str:
        return f"{self.code} at {self.place}"
