"""What is planned with the person: measures from the catalogue, from the proposal to the end."""

from django.db import models
from django.db.models import F, Q

from stafett.cases.models import Case
from stafett.people.models import Person, Staff


class Measure(models.Model):
    """One measure of one person: `proposed`, `applied`, `waiting`, `running`, `ended` or `broken_off` with a reason."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        APPLIED = "applied"
        WAITING = "waiting"
        RUNNING = "running"
        ENDED = "ended"
        BROKEN_OFF = "broken_off"

    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="measures")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="measures")
    code = models.CharField(max_length=30)
    why = models.CharField(max_length=300)
    provider = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_on = models.DateField()
    proposed_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")
    applied_on = models.DateField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    planned_end = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    broken_why = models.CharField(max_length=20, blank=True)
    ended_line = models.CharField(max_length=300, blank=True)
    # Grows with every change, so that two who change it at once find out.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "applied", "waiting", "running", "ended", "broken_off"]),
                name="measure_state_is_known",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="measure_says_why"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "broken_off"]) | Q(applied_on__isnull=False),
                name="measure_is_applied_for_before_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "ended"]) | Q(started_on__isnull=False, planned_end__isnull=False),
                name="measure_that_runs_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["ended", "broken_off"], ended_on__isnull=False)
                | (~Q(state__in=["ended", "broken_off"]) & Q(ended_on=None)),
                name="ended_measure_says_when",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="broken_off",
                    broken_why__in=[
                        "back_at_work",
                        "health",
                        "person_declined",
                        "did_not_fit",
                        "no_place",
                        "other_help",
                        "case_moved",
                        "other",
                    ],
                )
                | (~Q(state="broken_off") & Q(broken_why="")),
                name="broken_off_measure_says_why",
            ),
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(planned_end=None) | Q(planned_end__gte=F("started_on")),
                name="measure_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["case"], name="measures_of_case"),
            models.Index(
                fields=["applied_on"], condition=Q(state__in=["applied", "waiting"]), name="measures_in_queue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} on case {self.case_id}"
