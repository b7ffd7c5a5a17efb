"""The reading log: every opening of a case by staff, allowed or refused, for the person to see."""

from django.db import models

from stafett.people.models import Person, Staff, Unit


class Reading(models.Model):
    """One opening of one person's case by one member of staff. Rows are never changed or deleted by the program."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="readings")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    role = models.CharField(max_length=10)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()
    page = models.CharField(max_length=40)
    allowed = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["person", "-id"])]

    def __str__(self) -> str:
        return f"{self.page} of person {self.person_id}"
