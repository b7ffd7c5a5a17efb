"""Step 1: the questions asked, the answers given, the suggested segment and what a person at Nav made of it."""

from django.db import models
from django.db.models import Q

from stafett.cases.models import Case
from stafett.people.models import Staff


class Screening(models.Model):
    """One time of asking on one case, from the message to the confirmed segment."""

    class State(models.TextChoices):
        ASKED = "asked"  # the window runs
        TO_CONFIRM = "to_confirm"  # a suggestion waits for a person at Nav
        CONFIRMED = "confirmed"
        ENDED = "ended"  # the spell ended first

    class Channel(models.TextChoices):
        DIGITAL = "digital"
        LETTER = "letter"

    case = models.OneToOneField(Case, models.PROTECT, related_name="screening")
    state = models.CharField(max_length=10, choices=State)
    # Not asked when a rule says so (bypass, no employer): then there are no dates, and the reasons say why.
    asked_on = models.DateField(null=True, blank=True)
    channel = models.CharField(max_length=7, choices=Channel, blank=True)
    remind_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    window_ends_on = models.DateField(null=True, blank=True)

    # How many times a suggestion has been put to a person at Nav; each has its own task.
    round = models.PositiveSmallIntegerField(default=0)
    suggestion = models.CharField(max_length=15, choices=Case.Segment, blank=True)
    suggested_on = models.DateField(null=True, blank=True)
    reasons = models.JSONField(default=list)
    signals = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    law_version = models.CharField(max_length=64, blank=True)
    confirm_due = models.DateField(null=True, blank=True)

    # What a person at Nav adds: the mark on §§ 8-4 and 8-8, and whether recurrent absence is explained.
    conditions_uncertain = models.BooleanField(default=False)
    recurrence_explained = models.BooleanField(default=False)

    segment = models.CharField(max_length=15, choices=Case.Segment, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    override_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | (~Q(segment="") & Q(confirmed_on__isnull=False) & Q(confirmed_by__isnull=False)),
                name="confirmed_says_what_when_and_who",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(segment=models.F("suggestion")) | ~Q(override_reason=""),
                name="another_choice_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="to_confirm") | ~Q(suggestion=""), name="to_confirm_has_a_suggestion"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "to_confirm", "confirmed", "ended"]), name="screening_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(suggestion__in=["", *Case.Segment.values]), name="screening_suggestion_is_known"
            ),
            models.CheckConstraint(
                condition=Q(segment__in=["", *Case.Segment.values]), name="screening_segment_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"screening of case {self.case_id}"


class Answer(models.Model):
    """One set of answers. A person may answer again whenever things change: answers form a series."""

    screening = models.ForeignKey(Screening, models.PROTECT, db_index=False, related_name="answers")
    given_on = models.DateField()
    given_at = models.DateTimeField()
    # Empty when the person answered; else who wrote it down on the telephone.
    registered_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    return_likelihood = models.CharField(max_length=15)
    employer_relation = models.CharField(max_length=15)
    expected_duration = models.CharField(max_length=15)
    comment = models.TextField(blank=True)
    # The form as it was shown: version, language, every question with its choices and texts.
    form = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(return_likelihood__in=["very_likely", "unsure", "unlikely", "prefer_not"]),
                name="return_likelihood_is_known",
            ),
            models.CheckConstraint(
                condition=Q(employer_relation__in=["good", "not_good", "prefer_not"]),
                name="employer_relation_is_known",
            ),
            models.CheckConstraint(
                condition=Q(expected_duration__in=["under_26_weeks", "over_26_weeks", "prefer_not"]),
                name="expected_duration_is_known",
            ),
        ]
        indexes = [models.Index(fields=["screening", "-id"])]

    def __str__(self) -> str:
        return f"answer {self.pk}"
