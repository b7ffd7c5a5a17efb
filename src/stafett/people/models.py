"""Who is in it: persons, employers and employments, sick-note issuers, staff and the units that hold cases."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.lookups import In


def _one_value(column: str) -> Func:
    """A column as a range of one value: equality for an exclusion constraint without the btree_gist extension."""
    return Func(column, column, Value("[]"), function="int8range")


def _kind_of(column: str) -> Func:
    """What kind of JSON a column holds."""
    return Func(column, function="jsonb_typeof", output_field=models.TextField())


class Unit(models.Model):
    """Who can hold a case: a local office, the regional (ROE) or national (NOE) follow-up unit."""

    class Kind(models.TextChoices):
        LOCAL = "local"
        ROE = "roe"
        NOE = "noe"

    number = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=5, choices=Kind)
    # A local office sends cases that are cared for to this unit; without one they stay on its own light bench.
    roe = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="offices")
    # Takes the persons whose address is not known, so that nobody is without a holder.
    receives_unknown = models.BooleanField(default=False)
    municipalities = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    # Screening stays off until the office has recorded its legal basis, and begins on that day.
    screening_basis_recorded_on = models.DateField(null=True, blank=True)
    # What the unit said last of its own values: read along with the unit, it tells whether what is remembered of the
    # unit's law still holds.
    newest_value = models.ForeignKey("OfficeValue", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__regex=r"^\d{4}$"), name="unit_number_has_four_digits"),
            models.CheckConstraint(condition=Q(kind__in=["local", "roe", "noe"]), name="unit_kind_is_known"),
            models.CheckConstraint(condition=Q(kind="local") | Q(roe=None), name="only_local_offices_have_a_roe"),
            models.UniqueConstraint(
                fields=["receives_unknown"],
                condition=Q(receives_unknown=True),
                name="one_unit_receives_unknown",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def screens_on(self, on: date) -> bool:
        """Whether the office may ask its questions on a day."""
        return self.screening_basis_recorded_on is not None and self.screening_basis_recorded_on <= on


class OfficeValue(models.Model):
    """What an office said of its own value of a law parameter from a day on. The database refuses to change a row.

    Without a value the common one is in force again. Of several with the same first day the newest counts; where that
    is `withdrawn`, nothing changes on that day.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="own_values")
    name = models.CharField(max_length=100)
    first_day = models.DateField()
    value = models.JSONField(null=True)
    withdrawn = models.BooleanField(default=False)
    by = models.CharField(max_length=100)
    at = models.DateTimeField()
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(by=""), name="office_value_says_of_what_and_by_whom"),
            models.CheckConstraint(
                condition=Q(("value__isnull", True), In(_kind_of("value"), ["number", "boolean"]), _connector=Q.OR),
                name="office_value_is_a_number_or_a_switch",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn=False) | Q(value__isnull=True), name="withdrawn_office_value_has_no_value"
            ),
        ]
        indexes = [models.Index(fields=["unit", "name", "first_day", "-id"], name="office_values_in_order")]

    def __str__(self) -> str:
        return f"{self.name} at unit {self.unit_id} from {self.first_day}"


class Protection(models.TextChoices):
    """Who may know of a person at all; each level needs its own permission."""

    NONE = "none"
    CONFIDENTIAL = "confidential"
    STRICTLY_CONFIDENTIAL = "strictly_confidential"
    SHIELDED = "shielded"


class Person(models.Model):
    """Whom a case is about. Only the identity number, the name and what follow-up uses are kept."""

    identity_number = models.CharField(max_length=11)
    given_name = models.CharField(max_length=200)
    family_name = models.CharField(max_length=200)
    birth_date = models.DateField()
    died_on = models.DateField(null=True, blank=True)
    home_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    municipality = models.CharField(max_length=4, blank=True)
    protection = models.CharField(max_length=25, choices=Protection, default=Protection.NONE)
    language = models.CharField(max_length=2, default="nb")
    reachable_digitally = models.BooleanField(default=True)
    phone = models.CharField(max_length=20, blank=True)
    # On disability benefit with an ordinary case: bypasses screening.
    disability_benefit = models.BooleanField(default=False)
    self_employed = models.BooleanField(default=False)
    # The day until which a decision under nav-loven § 14 a is valid; such a person stays with the holder.
    follow_up_decision_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["identity_number"], name="one_person_for_one_number"),
            models.CheckConstraint(
                condition=Q(identity_number__regex=r"^\d{11}$"), name="identity_number_has_eleven_digits"
            ),
            models.CheckConstraint(condition=Q(protection__in=Protection.values), name="protection_is_known"),
            models.CheckConstraint(
                condition=Q(died_on=None) | Q(died_on__gte=models.F("birth_date")), name="death_after_birth"
            ),
        ]
        indexes = [models.Index(fields=["protection"], condition=~Q(protection="none"), name="protected_persons")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Given name first, as it is spoken."""
        return f"{self.given_name} {self.family_name}"


class Employer(models.Model):
    """An organisation in which somebody is employed."""

    organisation_number = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=200)
    industry = models.CharField(max_length=2, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation_number__regex=r"^\d{9}$"), name="organisation_number_has_nine_digits"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Employment(models.Model):
    """One person's work for one employer; two periods for the same employer may not overlap."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="employments")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="employments")
    position_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    occupation = models.CharField(max_length=100, blank=True)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=models.F("first_day")),
                name="employment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(position_percent=None) | Q(position_percent__range=(1, 100)),
                name="position_percent_1_to_100",
            ),
            ExclusionConstraint(
                name="one_employment_at_a_time",
                expressions=[
                    (_one_value("person"), RangeOperators.OVERLAPS),
                    (_one_value("employer"), RangeOperators.OVERLAPS),
                    (
                        Func("first_day", "last_day", Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [models.Index(fields=["employer", "person"])]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.employer_id}"


class EmployerContact(models.Model):
    """Somebody who acts for an employer: the nearest leader of some, or HR for all of the organisation."""

    class Role(models.TextChoices):
        LEADER = "leader"
        HR = "hr"

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=100)
    # The identifier from the login; never an identity number.
    login = models.CharField(max_length=50, unique=True)
    role = models.CharField(max_length=6, choices=Role)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=["leader", "hr"]), name="employer_contact_role_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="employer_contact_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Leadership(models.Model):
    """Who is the nearest leader in an employment, from a day on until another one is; one at a time."""

    employment = models.ForeignKey(Employment, models.CASCADE, related_name="leaderships")
    leader = models.ForeignKey(EmployerContact, models.PROTECT, related_name="leaderships")
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=models.F("first_day")), name="leadership_ends_after_start"
            ),
            ExclusionConstraint(
                name="one_nearest_leader_at_a_time",
                expressions=[
                    (_one_value("employment"), RangeOperators.OVERLAPS),
                    (Func("first_day", "last_day", Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leader_id} leads in {self.employment_id}"


class Issuer(models.Model):
    """A sick-note issuer: doctor, chiropractor or manual therapist."""

    class Kind(models.TextChoices):
        DOCTOR = "doctor"
        CHIROPRACTOR = "chiropractor"
        MANUAL_THERAPIST = "manual_therapist"

    hpr_number = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=401)  # two names of the longest that a sick note may carry
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.DOCTOR)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hpr_number__regex=r"^\d{1,9}$"), name="hpr_number_is_digits"),
            models.CheckConstraint(
                condition=Q(kind__in=["doctor", "chiropractor", "manual_therapist"]),
                name="issuer_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """Advisers of a unit who follow up together: each has cases of their own, and all see them all (S1:L1258)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="team_has_a_name"),
            models.UniqueConstraint(fields=["unit", "name"], name="one_team_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Staff(models.Model):
    """Somebody who works at a unit: an adviser or a leader."""

    class Role(models.TextChoices):
        ADVISER = "adviser"
        LEADER = "leader"

    name = models.CharField(max_length=100)
    # The identifier from the employer's own login; never an identity number.
    login = models.CharField(max_length=50, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="staff")
    role = models.CharField(max_length=10, choices=Role)
    active = models.BooleanField(default=True)
    # One of their own unit's; whoever changes unit leaves it.
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="members")
    # The levels of protection that this one may open, besides persons without protection.
    may_open = ArrayField(models.CharField(max_length=25, choices=Protection), default=list, blank=True)
    # Refused sick notes hold health data of people whom it may not be known which unit follows up: for a few only.
    handles_quarantine = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=["adviser", "leader"]), name="staff_role_is_known"),
            models.CheckConstraint(
                condition=Q(may_open__contained_by=Protection.values), name="may_open_names_known_levels"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationChange(models.Model):
    """What was set up or changed in a unit or a member of staff. The database refuses to change or delete a row."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="changes")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="changes")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=100)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit=None, staff__isnull=False) | Q(unit__isnull=False, staff=None),
                name="change_is_of_a_unit_or_of_staff",
            )
        ]

    def __str__(self) -> str:
        return f"change of {self.unit or self.staff}"
