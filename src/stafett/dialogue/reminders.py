"""A reminder to the nearest leader before a duty is due."""

from django.db import models
from django.db.models import F, Q

from stafett.cases.models import Task
from stafett.people.models import EmployerContact, Employment


class DutyReminder(models.Model):
    """That a leader has been reminded of a duty, once for each day on which it is due. It names no person."""

    task = models.ForeignKey(Task, models.CASCADE, db_index=False, related_name="reminders")
    employment = models.ForeignKey(Employment, models.CASCADE, db_index=False, related_name="+")
    contact = models.ForeignKey(EmployerContact, models.PROTECT, related_name="reminders")
    due = models.DateField()
    sent_on = models.DateField()
    read_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "contact", "employment", "due"], name="reminded_once_of_a_duty"),
            models.CheckConstraint(
                condition=Q(read_on=None) | Q(read_on__gte=F("sent_on")), name="reminder_is_read_after_it_is_sent"
            ),
            models.CheckConstraint(condition=Q(due__gte=F("sent_on")), name="reminder_comes_before_the_duty"),
        ]
        indexes = [models.Index(fields=["sent_on"], condition=Q(read_on=None), name="reminder_unread")]

    def __str__(self) -> str:
        return f"reminder of task {self.task_id}"
