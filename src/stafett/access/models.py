"""The reading log: every opening of a case or a refused sick note by anybody else, for the person to see."""

from django.db import models
from django.db.models import Q

from stafett.people.models import EmployerContact, Issuer, Person, Staff, Unit


class Reading(models.Model):
    """One opening of one person's case, or of a refused record: by staff, the employer, an issuer, or an operator.

    Of a record it is one row for each known person whose identity number stands in it, one without a person when there
    is none. Rows are never changed or deleted by the program.
    """

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="readings")
    record = models.ForeignKey("intake.Quarantined", models.PROTECT, null=True, related_name="readings")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(EmployerContact, models.PROTECT, null=True, db_index=False, related_name="+")
    issuer = models.ForeignKey(Issuer, models.PROTECT, null=True, db_index=False, related_name="+")
    role = models.CharField(max_length=15)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    # The name on the machine of whoever gave the command; empty for all others.
    operator = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()
    on = models.DateField()
    page = models.CharField(max_length=40)
    allowed = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["person", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(record__isnull=False), name="reading_is_of_somebody_or_something"
            ),
            models.CheckConstraint(
                condition=Q(staff__isnull=False, unit__isnull=False, contact=None, issuer=None, operator="")
                | Q(staff=None, unit=None, contact__isnull=False, issuer=None, operator="")
                | Q(staff=None, unit=None, contact=None, issuer__isnull=False, operator="")
                | Q(staff=None, unit=None, contact=None, issuer=None) & ~Q(operator=""),
                name="reading_is_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} of person {self.person_id}, record {self.record_id}"
