"""Which region this database holds, and its moving in time."""

from django.db import models
from django.db.models import F, Q


class DemoRegion(models.Model):
    """The one region of this database. Its whole plan is made again from these numbers whenever it is needed."""

    only = models.BooleanField(primary_key=True, default=True)
    persons = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    on = models.DateField()
    # The last day that has been played; a build that was stopped goes on from here.
    played_to = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="there_is_one_region")]

    def __str__(self) -> str:
        return f"{self.persons} persons on {self.on}"


class DemoMove(models.Model):
    """One moving of the region from the day it stands at to a later one, followed from the page that asked for it."""

    class State(models.TextChoices):
        RUNNING = "running"
        FINISHED = "finished"
        FAILED = "failed"

    target_day = models.DateField()
    current_day = models.DateField()
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    # A code with a text in the catalogues; empty unless the move failed.
    message = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="move_not_more_than_done"),
            models.CheckConstraint(
                condition=Q(state__in=["running", "finished", "failed"]), name="move_state_is_known"
            ),
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="one_move_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"to {self.target_day}"
