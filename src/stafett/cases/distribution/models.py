"""How a unit distributes its cases, and who is away."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from stafett.people.models import Staff, Unit

_DAY = r"^(0[1-9]|[12][0-9]|3[01])$"
_INDUSTRY = r"^[0-9]{2}$"


class DistributionRule(models.Model):
    """One adviser's part of a unit's key: the values from `first` to `last` (`core.distribution`)."""

    class Kind(models.TextChoices):
        BIRTH_DATE = "birth_date"
        ALPHABET = "alphabet"
        EMPLOYER = "employer"
        INDUSTRY = "industry"
        BENEFIT = "benefit"

    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="distribution_rules")
    kind = models.CharField(max_length=10, choices=Kind)
    staff = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="distribution_rules")
    first = models.CharField(max_length=20)
    last = models.CharField(max_length=20)

    class Meta:
        app_label = "cases"
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "staff", "first"], name="one_part_from_one_value"),
            models.CheckConstraint(
                condition=Q(kind__in=["alphabet", "employer"]) & ~Q(first="") & ~Q(last="")
                | Q(kind="birth_date", first__regex=_DAY, last__regex=_DAY, last__gte=F("first"))
                | Q(kind="industry", first__regex=_INDUSTRY, last__regex=_INDUSTRY, last__gte=F("first"))
                | Q(kind="benefit", first__in=["sick_pay", "disability_benefit", "none"], last=F("first")),
                name="part_fits_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first} to {self.last} for {self.staff_id}"


class StaffAbsence(models.Model):
    """Days on which somebody on the staff is away; without a last day until further notice. No reason is kept."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday"
        SICKNESS = "sickness"
        OTHER = "other"

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=8, choices=Kind)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    registered_by = models.CharField(max_length=100)
    registered_on = models.DateField()

    class Meta:
        app_label = "cases"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["holiday", "sickness", "other"]), name="staff_absence_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="staff_absence_ends_after_start"
            ),
            ExclusionConstraint(
                name="one_staff_absence_at_a_time",
                expressions=[
                    (Func("staff", "staff", Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func("first_day", "last_day", Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} away from {self.first_day}"
