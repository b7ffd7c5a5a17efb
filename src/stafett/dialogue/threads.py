"""The room between the parties: threads of messages with recipients who are named, and the same to the end."""

from django.db import models
from django.db.models import Q

from stafett.cases.models import Case
from stafett.cases.own_work import FollowUp
from stafett.people.models import EmployerContact, Employment, Issuer, Person, Staff


class Thread(models.Model):
    """A conversation on a case. The person is in it, whoever else is: it is theirs, and they see it all.

    Nav is in it too: whoever holds the case, and their unit.
    """

    class About(models.TextChoices):
        DAYS = "days"
        GRADE = "grade"
        EMPLOYER = "employer"
        CONTACT = "contact"
        OTHER = "other"

    person = models.ForeignKey(Person, models.PROTECT, related_name="threads")
    case = models.ForeignKey(Case, models.PROTECT, related_name="threads")
    subject = models.CharField(max_length=120)
    started_on = models.DateField()
    # Which fact the person says is wrong; empty in every other thread.
    about = models.CharField(max_length=8, choices=About, blank=True, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(subject=""), name="thread_has_a_subject"),
            models.CheckConstraint(
                condition=Q(about__in=["", "days", "grade", "employer", "contact", "other"]),
                name="what_is_wrong_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"thread {self.pk} on case {self.case_id}"


class Recipient(models.Model):
    """One party in a thread. `read_up_to` is the newest message that they have been shown, with all before it.

    A leader is in it for one employment, and reads on only as long as they lead there.
    """

    class Kind(models.TextChoices):
        PERSON = "person"
        NAV = "nav"
        EMPLOYER = "employer"
        ISSUER = "issuer"

    thread = models.ForeignKey(Thread, models.PROTECT, db_index=False, related_name="recipients")
    kind = models.CharField(max_length=8, choices=Kind)
    contact = models.ForeignKey(EmployerContact, models.PROTECT, null=True, blank=True, related_name="+")
    employment = models.ForeignKey(Employment, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    issuer = models.ForeignKey(Issuer, models.PROTECT, null=True, blank=True, related_name="+")
    read_on = models.DateField(null=True, blank=True)
    read_up_to = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["person", "nav"], contact=None, employment=None, issuer=None)
                | Q(kind="employer", contact__isnull=False, employment__isnull=False, issuer=None)
                | Q(kind="issuer", contact=None, employment=None, issuer__isnull=False),
                name="recipient_is_somebody",
            ),
            models.UniqueConstraint(
                fields=["thread", "kind", "contact", "employment", "issuer"], nulls_distinct=False,
                name="once_in_a_thread",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} in thread {self.thread_id}"

    @property
    def name(self) -> str:
        """Who it is; Nav is known by the unit that holds the case now."""
        if self.contact is not None:
            return self.contact.name
        if self.issuer is not None:
            return self.issuer.name
        of_nav = self.kind == self.Kind.NAV
        return self.thread.case.holder_unit.name if of_nav else self.thread.person.name


class ThreadMessage(models.Model):
    """What one party wrote in a thread. The database refuses to change or delete a row."""

    thread = models.ForeignKey(Thread, models.PROTECT, db_index=False, related_name="messages")
    sender = models.ForeignKey(Recipient, models.PROTECT, db_index=False, related_name="+")
    # Who of Nav wrote it.
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    text = models.TextField()
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="thread_message_has_words")]
        indexes = [models.Index(fields=["thread", "id"], name="messages_of_thread")]

    def __str__(self) -> str:
        return f"message {self.pk} in thread {self.thread_id}"


class ThreadQuestion(models.Model):
    """Who is to answer a message, and by when. Its follow-up is the task of seeing to it, until it is settled.

    It is settled by the message with which the party asked writes again, or by Nav saying that no answer is needed.
    """

    message = models.OneToOneField(ThreadMessage, models.PROTECT, primary_key=True, related_name="question")
    asked = models.ForeignKey(Recipient, models.PROTECT, related_name="questions")
    due = models.DateField()
    follow_up = models.OneToOneField(FollowUp, models.PROTECT, related_name="thread_question")
    settled_on = models.DateField(null=True, blank=True)
    answer = models.ForeignKey(
        ThreadMessage, models.PROTECT, null=True, blank=True, db_index=False, related_name="answers"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer=None) | Q(settled_on__isnull=False), name="answered_question_is_settled"
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.message_id} to recipient {self.asked_id}"
