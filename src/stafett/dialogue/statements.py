"""What an issuer says of a person's function when the elaborating questions are asked (ftrl. § 8-7)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from stafett.cases.models import Case
from stafett.people.models import Issuer, Person, Staff


class IssuerStatement(models.Model):
    """An issuer's answer to the elaborating questions, about function. The database refuses to change or delete a row.

    It stands beside the notes that answer them. `ordinals` are those of the tasks `extended_note` that it ended: the
    weeks after which the questions were asked.
    """

    FIELDS = ("can_do", "cannot", "adaptation", "tried", "expected")
    """What is said, in the order in which it is asked."""

    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="statements")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="statements")
    issuer = models.ForeignKey(Issuer, models.PROTECT, db_index=False, related_name="statements")
    ordinals = ArrayField(models.BigIntegerField())
    can_do = models.TextField()
    cannot = models.TextField()
    adaptation = models.TextField(blank=True)
    tried = models.TextField(blank=True)
    expected = models.TextField()
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(can_do="") & ~Q(cannot="") & ~Q(expected=""), name="statement_says_what_can_be_done"
            ),
            models.CheckConstraint(condition=~Q(ordinals=[]), name="statement_answers_something"),
        ]
        indexes = [models.Index(fields=["case", "id"], name="statements_of_case")]

    def __str__(self) -> str:
        return f"statement {self.pk} on case {self.case_id}"


class StatementUse(models.Model):
    """Whether a statement was of use, as an adviser says; its issuer sees it."""

    class Use(models.TextChoices):
        USED = "used"
        NOT_NEEDED = "not_needed"

    statement = models.OneToOneField(IssuerStatement, models.PROTECT, primary_key=True, related_name="use")
    use = models.CharField(max_length=10, choices=Use)
    line = models.CharField(max_length=300, blank=True)
    marked_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")
    marked_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(use__in=["used", "not_needed"]), name="statement_use_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.use} of statement {self.statement_id}"
