"""The hand-over of a case: from whom, to whom, its record, and what became of it."""

from django.db import models
from django.db.models import F, Q

from stafett.people.models import Staff, Unit


class HandOver(models.Model):
    """One offer of one case. Until it is accepted the giver holds the case (`Case.holder_unit` and `holder`).

    One that follows from a confirmed segment has codes in `known` instead of words: nobody wrote any.
    """

    class State(models.TextChoices):
        OFFERED = "offered"
        ACCEPTED = "accepted"
        RETURNED = "returned"
        WITHDRAWN = "withdrawn"  # the giver took the offer back
        LAPSED = "lapsed"  # the case was closed, or came to others, before it was answered

    class Why(models.TextChoices):
        """Why the baton moves (S0:L2804; S1:L1436)."""

        SCREENED = "screened"  # a segment has been confirmed that belongs to the other unit
        CARED_FOR = "cared_for"
        NEW_JOB = "new_job"
        NEEDS_MORE = "needs_more"
        BENEFIT_CHANGES = "benefit_changes"
        GOAL_CHANGES = "goal_changes"
        ADVISER_AWAY = "adviser_away"
        OTHER = "other"

    case = models.ForeignKey("cases.Case", models.PROTECT, db_index=False, related_name="handovers")
    from_unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+")
    from_staff = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+")
    to_staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.OFFERED)

    # The record.
    why = models.CharField(max_length=15, choices=Why)
    line = models.TextField(blank=True)
    agreed = models.TextField(blank=True)
    still_open = models.TextField(blank=True)
    worked = models.TextField(blank=True)
    involved = models.TextField(blank=True)
    # What the program knew when it was offered: segment, reasons, and the tasks that go along, as codes.
    known = models.JSONField(default=dict)

    offered_on = models.DateField()
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    answer_due = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    return_reason = models.TextField(blank=True)

    WRITTEN = ("line", "agreed", "still_open", "worked", "involved")
    """The parts of the record that a human writes, each of them."""

    class Meta:
        app_label = "cases"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="offered"), name="one_open_handover_per_case"),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "accepted", "returned", "withdrawn", "lapsed"]),
                name="handover_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    why__in=[
                        "screened",
                        "cared_for",
                        "new_job",
                        "needs_more",
                        "benefit_changes",
                        "goal_changes",
                        "adviser_away",
                        "other",
                    ]
                ),
                name="handover_why_is_known",
            ),
            models.CheckConstraint(
                condition=Q(why="screened")
                | (~Q(line="") & ~Q(agreed="") & ~Q(still_open="") & ~Q(worked="") & ~Q(involved="")),
                name="handover_has_its_whole_record",
            ),
            models.CheckConstraint(
                condition=Q(state="offered", answered_on=None) | (~Q(state="offered") & Q(answered_on__isnull=False)),
                name="answered_handover_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "returned"]) | Q(answered_by__isnull=False),
                name="answered_handover_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""), name="returned_handover_says_why"
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_on__gte=F("offered_on")),
                name="handover_answered_after_offer",
            ),
            models.CheckConstraint(
                condition=~Q(to_unit=F("from_unit"))
                | (Q(to_staff__isnull=False) & (Q(from_staff=None) | ~Q(to_staff=F("from_staff")))),
                name="handover_is_to_somebody_else",
            ),
        ]
        indexes = [
            models.Index(fields=["to_unit", "answer_due", "id"], condition=Q(state="offered"), name="offers_to_unit"),
            models.Index(fields=["from_unit", "-id"], name="handovers_from_unit"),
            models.Index(fields=["case", "id"], name="handovers_of_case"),
        ]

    def __str__(self) -> str:
        return f"hand-over of case {self.case_id}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for its answer."""
        return self.state == self.State.OFFERED
