"""What was done to many cases at once, kept so that it can be taken back."""

from django.db import models
from django.db.models import Q

from stafett.people.models import Staff, Unit

REDISTRIBUTED = "case_redistributed"
OFFERED = "handover_offered"
EVENTS = (
    "case_assigned", "case_pinned", "case_unpinned", "case_snoozed", "case_woken", REDISTRIBUTED, OFFERED,
)  # fmt: skip
"""What can be done to many: the events that stand in the journal of each case."""


class ManyAction(models.Model):
    """One thing done to many cases at once: from the list, or by the plan of a redistribution."""

    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+")
    # Nobody where it was done before this was kept; the name is always there.
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    by = models.CharField(max_length=100)
    event = models.CharField(max_length=40)
    # Of a redistribution: by which key (`kind`), and whose cases (`of_staff`, `of_nobody`).
    how = models.JSONField(default=dict)
    on = models.DateField()
    at = models.DateTimeField()
    # What each case was before and what it was made, by its key: columns and values; of an offer its key (`offer`).
    before = models.JSONField()
    after = models.JSONField()
    taken_back_on = models.DateField(null=True)
    taken_back_by = models.CharField(max_length=100, blank=True)

    class Meta:
        app_label = "cases"
        constraints = [
            models.CheckConstraint(condition=Q(event__in=EVENTS), name="many_action_event_is_known"),
            models.CheckConstraint(
                condition=~Q(event=REDISTRIBUTED)
                | Q(how__contains={"kind": "birth_date"})
                | Q(how__contains={"kind": "alphabet"})
                | Q(how__contains={"kind": "employer"})
                | Q(how__contains={"kind": "industry"})
                | Q(how__contains={"kind": "benefit"})
                | Q(how__contains={"kind": "even_load"}),
                name="redistribution_says_by_which_key",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_on=None, taken_back_by="")
                | (Q(taken_back_on__isnull=False) & ~Q(taken_back_by="")),
                name="many_taken_back_says_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-id"], condition=Q(event=REDISTRIBUTED), name="redistributions_of_unit")
        ]

    def __str__(self) -> str:
        return f"{self.event} by {self.by} on {self.on}"

    @property
    def cases(self) -> list[int]:
        """The keys of the cases."""
        return [int(case) for case in self.before]
