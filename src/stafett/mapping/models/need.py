"""The need for follow-up: what was judged on which facts, a category for a time, and the contacts that were held."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from stafett.cases.models import Case
from stafett.core.contact import WITHOUT
from stafett.core.contact_reasons import TEMPORARY_KINDS
from stafett.core.factors import CATEGORIES
from stafett.people.models import Staff

PLACES = (*CATEGORIES, *WITHOUT)
CHANNELS = ("physical", "video", "telephone", "digital")
STARTERS = ("person", "nav", "employer", "issuer")


class NeedAssessment(models.Model):
    """One assessment of the need in a case; the newest counts, and none is ever changed or deleted.

    `suggested` and `named` are what the rules left open that day (`core.factors`), `facts` what they were told, and
    `judgements` what they and the adviser found: for each factor its judgement with reasons, as JSON.
    """

    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="assessments")
    category = models.CharField(max_length=12)
    placed_on = models.DateField()
    placed_at = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")
    suggested = ArrayField(models.CharField(max_length=12), blank=True)
    named = ArrayField(models.CharField(max_length=12), blank=True)
    # One line, only where the choice is not among the suggested.
    reason = models.CharField(max_length=300, blank=True)
    facts = models.JSONField()
    judgements = models.JSONField()
    law_version = models.CharField(max_length=64)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="superseded_by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(category__in=PLACES), name="need_category_is_known"),
            models.CheckConstraint(
                condition=Q(suggested__contained_by=list(CATEGORIES), named__contained_by=F("suggested")),
                name="suggested_categories_are_known",
            ),
            models.CheckConstraint(
                condition=Q(suggested__contains=[F("category")], reason="")
                | (~Q(suggested__contains=[F("category")]) & ~Q(reason="")),
                name="need_has_a_reason_only_where_it_differs",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(supersedes=None), name="one_first_assessment_of_a_case"
            ),
            models.UniqueConstraint(fields=["supersedes"], name="one_assessment_after_another"),
        ]
        indexes = [models.Index(fields=["case", "-id"])]

    def __str__(self) -> str:
        return f"assessment {self.pk} of case {self.case_id}"


class TemporaryCategory(models.Model):
    """A category for a time, while the assessment keeps its own: it is back the day after `until`.

    `until` is the last day, null while nobody knows it. Ended early, it says on which day and why.
    """

    assessment = models.ForeignKey(NeedAssessment, models.PROTECT, related_name="temporary")
    kind = models.CharField(max_length=21)
    category = models.CharField(max_length=12)
    from_day = models.DateField()
    until = models.DateField(null=True)
    set_on = models.DateField()
    set_at = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(TEMPORARY_KINDS)), name="temporary_kind_is_known"),
            models.CheckConstraint(condition=Q(category__in=CATEGORIES), name="temporary_category_is_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("from_day")), name="temporary_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_why="")
                | (Q(ended_on__isnull=False, ended_on__gte=F("set_on")) & ~Q(ended_why="")),
                name="ended_temporary_says_when_and_why",
            ),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(ended_on=None), name="one_temporary_category_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of assessment {self.assessment_id}"

    def lasts_on(self, on: date) -> bool:
        """Whether it is the one in force on a day."""
        has_ended = (self.ended_on is not None and self.ended_on <= on) or (self.until is not None and self.until < on)
        return self.from_day <= on and not has_ended


class Contact(models.Model):
    """A held two-way conversation, whoever began it, or one that was missed: that is no contact. A letter is none."""

    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="contacts")
    held_on = models.DateField()
    channel = models.CharField(max_length=9)
    started_by = models.CharField(max_length=8)
    # What came of it; of a missed one, why it was not held.
    outcome = models.TextField(blank=True)
    missed = models.BooleanField(default=False)
    missed_why = models.CharField(max_length=300, blank=True)
    logged_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="contact_channel_is_known"),
            models.CheckConstraint(condition=Q(started_by__in=STARTERS), name="contact_starter_is_known"),
            models.CheckConstraint(
                condition=(Q(missed=False, missed_why="") & ~Q(outcome=""))
                | (Q(missed=True, outcome="") & ~Q(missed_why="")),
                name="contact_says_what_came_of_it_or_why_not",
            ),
            models.CheckConstraint(condition=Q(held_on__lte=F("logged_on")), name="contact_is_logged_afterwards"),
        ]
        indexes = [models.Index(fields=["case", "-held_on", "-id"])]

    def __str__(self) -> str:
        return f"contact {self.pk} in case {self.case_id}"


class ContactWithdrawal(models.Model):
    """That a contact was written down by mistake: it stays in the log, but counts no more."""

    contact = models.OneToOneField(Contact, models.PROTECT, related_name="withdrawal")
    on = models.DateField()
    why = models.CharField(max_length=300)
    by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="withdrawn_contact_says_why")]

    def __str__(self) -> str:
        return f"contact {self.contact_id} withdrawn"
