"""How a unit distributes its cases, who is away, and what was redistributed."""

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


class Redistribution(models.Model):
    """One time that cases of a unit were given to others in it, by a key."""

    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="redistributions")
    kind = models.CharField(max_length=10)
    # Whose cases: those of one adviser, those without one, or (both empty) all that the unit has.
    of_staff = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    of_nobody = models.BooleanField(default=False)
    done_on = models.DateField()
    done_at = models.DateTimeField()
    done_by = models.CharField(max_length=100)
    undone_on = models.DateField(null=True)
    undone_by = models.CharField(max_length=100, blank=True)

    class Meta:
        app_label = "cases"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["birth_date", "alphabet", "employer", "industry", "benefit", "even_load"]),
                name="redistribution_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(of_staff=None) | Q(of_nobody=False), name="redistribution_is_of_somebody_or_nobody"
            ),
            models.CheckConstraint(
                condition=Q(undone_on=None, undone_by="") | (Q(undone_on__isnull=False) & ~Q(undone_by="")),
                name="undone_redistribution_says_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-id"], name="redistributions_of_unit")]

    def __str__(self) -> str:
        return f"redistribution {self.pk}"


class Redistributed(models.Model):
    """One case that changed hands in a redistribution."""

    redistribution = models.ForeignKey(Redistribution, models.PROTECT, db_index=False, related_name="moves")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    from_staff = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    to_staff = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        app_label = "cases"
        constraints = [
            models.UniqueConstraint(fields=["redistribution", "case"], name="a_case_is_redistributed_once_at_a_time"),
            models.CheckConstraint(
                condition=Q(from_staff=None) | ~Q(from_staff=F("to_staff")), name="redistributed_to_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.case_id} to {self.to_staff_id}"
