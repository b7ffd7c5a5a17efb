"""The follow-up plan in one employment and one case, what has been written in it, and whom it has been shared with."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from stafett.cases.models import Case
from stafett.people.models import EmployerContact, Employment, Issuer, Person, Staff


class FollowUpPlan(models.Model):
    """One living plan of one employment in one case (aml. § 4-6 (3); S2:L195).

    `version` is the number of the newest `PlanVersion`, 0 before anything has been written. `unnecessary_on` is the day
    on which the employer said, with a reason (`PlanStep`), that a plan is obviously unnecessary; it ends when one is
    written after all. `asked_on` is the newest day on which Nav asked for the plan.
    """

    class State(models.TextChoices):
        NOT_BEGUN = "not_begun"
        DRAFT = "draft"
        WITH_EMPLOYEE = "with_employee"
        APPROVED = "approved"
        WITHOUT_EMPLOYEE = "without_employee"
        UNNECESSARY = "unnecessary"

    READY: ClassVar = frozenset({State.APPROVED, State.WITHOUT_EMPLOYEE})
    """The states in which it can be shared."""

    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="follow_up_plans")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="follow_up_plans")
    employment = models.ForeignKey(Employment, models.PROTECT, related_name="follow_up_plans")
    state = models.CharField(max_length=16, choices=State, default=State.NOT_BEGUN)
    version = models.PositiveIntegerField(default=0)
    unnecessary_on = models.DateField(null=True, blank=True)
    asked_on = models.DateField(null=True, blank=True)
    asked_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "employment"], name="one_plan_for_one_employment_and_case"),
            models.CheckConstraint(
                condition=Q(
                    state__in=["not_begun", "draft", "with_employee", "approved", "without_employee", "unnecessary"]
                ),
                name="plan_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["not_begun", "unnecessary"]) | Q(version__gt=0),
                name="plan_with_words_has_a_version",
            ),
            models.CheckConstraint(
                condition=Q(state="unnecessary", unnecessary_on__isnull=False)
                | (~Q(state="unnecessary") & Q(unnecessary_on=None)),
                name="unnecessary_plan_says_when",
            ),
            models.CheckConstraint(
                condition=Q(asked_on=None, asked_by=None) | Q(asked_on__isnull=False, asked_by__isnull=False),
                name="asked_for_plan_says_when_and_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="follow_up_plans_of_person")]

    def __str__(self) -> str:
        return f"follow-up plan {self.pk}"

    @property
    def is_ready(self) -> bool:
        """Whether it can be shared: the employee has approved it, or has not taken part and the plan says why."""
        return self.state in self.READY


class PlanVersion(models.Model):
    """What stood in the plan at one moment, as `content.PlanContent`. The database refuses to change or delete a row.

    Without a contact it was the employee who wrote.
    """

    plan = models.ForeignKey(FollowUpPlan, models.PROTECT, db_index=False, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    contact = models.ForeignKey(EmployerContact, models.PROTECT, null=True, db_index=False, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_plan_version_for_one_number"),
            models.CheckConstraint(condition=Q(number__gt=0), name="plan_versions_are_counted_from_one"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of plan {self.plan_id}"


class PlanStep(models.Model):
    """What was done with a version, with the words that go with it. The database refuses to change or delete a row.

    Without a contact it was the employee who did it.
    """

    class Kind(models.TextChoices):
        SENT = "sent"
        APPROVED = "approved"
        RETURNED = "returned"
        WITHOUT_EMPLOYEE = "without_employee"
        UNNECESSARY = "unnecessary"

    plan = models.ForeignKey(FollowUpPlan, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=Kind)
    words = models.TextField(blank=True)
    contact = models.ForeignKey(EmployerContact, models.PROTECT, null=True, db_index=False, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["sent", "approved", "returned", "without_employee", "unnecessary"]),
                name="plan_step_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["sent", "approved"]) | ~Q(words=""), name="plan_step_says_why"
            ),
            models.CheckConstraint(
                condition=(~Q(kind__in=["approved", "returned"]) | Q(contact=None))
                & (~Q(kind__in=["sent", "without_employee", "unnecessary"]) | Q(contact__isnull=False)),
                name="plan_step_is_by_its_own_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of plan {self.plan_id}"


class PlanShare(models.Model):
    """That one version was shared with the issuer or with Nav, until it is taken back for the future.

    The one it is shared with may have read it meanwhile. Without a contact it was the employee who shared it.
    """

    class With(models.TextChoices):
        ISSUER = "issuer"
        NAV = "nav"

    plan = models.ForeignKey(FollowUpPlan, models.PROTECT, related_name="shares")
    version = models.ForeignKey(PlanVersion, models.PROTECT, db_index=False, related_name="+")
    shared_with = models.CharField(max_length=6, choices=With)
    issuer = models.ForeignKey(Issuer, models.PROTECT, null=True, blank=True, related_name="+")
    contact = models.ForeignKey(EmployerContact, models.PROTECT, null=True, db_index=False, related_name="+")
    shared_on = models.DateField()
    shared_at = models.DateTimeField()
    taken_back_on = models.DateField(null=True, blank=True)
    # By name: a later leader may take back what an earlier one shared.
    taken_back_by = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(shared_with="issuer", issuer__isnull=False) | Q(shared_with="nav", issuer=None),
                name="plan_is_shared_with_somebody",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_on=None, taken_back_by="")
                | (Q(taken_back_on__isnull=False, taken_back_on__gte=F("shared_on")) & ~Q(taken_back_by="")),
                name="plan_taken_back_says_when_and_by_whom",
            ),
            models.UniqueConstraint(
                fields=["version", "shared_with", "issuer", "contact"],
                condition=Q(taken_back_on=None),
                nulls_distinct=False,
                name="one_share_of_a_version_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.plan_id} shared with {self.shared_with}"

    def is_asked_anew(self, plan: FollowUpPlan) -> bool:
        """Whether Nav has asked for the plan since it was shared with them."""
        return self.shared_with == self.With.NAV and plan.asked_on is not None and self.shared_on < plan.asked_on

    @property
    def is_by_employer(self) -> bool:
        """Whether the employer shared it; else the employee did."""
        return self.contact_id is not None
