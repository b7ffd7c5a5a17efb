"""The outbox: what each recipient is told of, each sending, and the channel that they have chosen."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from stafett.cases.models import Case
from stafett.cases.own_work import FollowUp
from stafett.people.models import EmployerContact, Issuer, Person

CHANNELS = ("sms", "email", "letter", "none")
SMS, EMAIL, LETTER, NONE = CHANNELS
KINDS = (
    "message", "thread", "answer", "plan_shared", "plan_answered", "plan_asked", "statement_asked", "duty", "invited",
    "call_answered",
)  # fmt: skip
"""What somebody can be told of; `sources` says where each comes from, and when it counts as read."""

_SOMEBODY = (
    Q(person__isnull=False, contact=None, issuer=None)
    | Q(person=None, contact__isnull=False, issuer=None)
    | Q(person=None, contact=None, issuer__isnull=False)
)
_WHO = ["person", "contact", "issuer"]


class OfRecipient(models.Model):
    """A row of one recipient: the person, somebody at an employer, or an issuer."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    contact = models.ForeignKey(
        EmployerContact, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    issuer = models.ForeignKey(Issuer, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")

    class Meta:
        abstract = True

    @property
    def recipient(self) -> Person | EmployerContact | Issuer:
        """Who it is; the database lets it be one of them."""
        found = self.person or self.contact or self.issuer
        if found is None:
            raise ValueError("A row without a recipient.")
        return found


class Choice(OfRecipient):
    """How a recipient wants to hear: channel, and the address where it needs one. It counts from the next sending.

    `language` is for those whose language is not known otherwise: all but the person.
    """

    channel = models.CharField(max_length=6)
    address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=2, default="nb")
    chosen_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_SOMEBODY, name="notification_choice_is_of_somebody"),
            models.UniqueConstraint(fields=_WHO, nulls_distinct=False, name="one_notification_choice_for_each"),
            models.CheckConstraint(
                condition=(Q(channel__in=[SMS, EMAIL]) & ~Q(address="")) | Q(channel__in=[LETTER, NONE], address=""),
                name="notification_choice_has_its_address",
            ),
        ]

    def __str__(self) -> str:
        return f"choice {self.pk}"


class Delivery(OfRecipient):
    """One telling of one recipient by one channel, however many things it is about.

    `key` goes with every attempt: a channel that gets the same one twice tells it once. `next_at` is when the next
    attempt is due; while one goes on (`sending`), when that one counts as lost. A letter waits until it is posted.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        DELIVERED = "delivered"
        FAILED = "failed"  # refused for good, by the channel or in a receipt
        GIVEN_UP = "given_up"
        NOT_NEEDED = "not_needed"  # read before it was sent
        NOT_WANTED = "not_wanted"  # the recipient has chosen to hear by no channel

    UNFINISHED = (State.WAITING, State.SENDING)
    ARRIVED = (State.SENT, State.DELIVERED)
    UNREACHED = (State.FAILED, State.GIVEN_UP)

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    channel = models.CharField(max_length=6)
    address = models.CharField(max_length=254, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    # Why the last attempt did not succeed: a code (channels.PROBLEMS), never what a channel said in words.
    problem = models.CharField(max_length=20, blank=True)
    begun_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_SOMEBODY, name="delivery_is_to_somebody"),
            models.UniqueConstraint(
                fields=_WHO,
                condition=Q(state__in=["waiting", "sending"]),
                nulls_distinct=False,
                name="one_unfinished_delivery_for_each",
            ),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="delivery_channel_is_known"),
            models.CheckConstraint(
                condition=Q(channel__in=["sms", "email"]) | Q(address=""), name="delivery_address_is_of_its_channel"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending"], ended_on=None)
                | Q(
                    state__in=["sent", "delivered", "failed", "given_up", "not_needed", "not_wanted"],
                    ended_on__isnull=False,
                ),
                name="ended_delivery_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], condition=Q(state__in=["waiting", "sending"]), name="due_deliveries")
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class Notification(OfRecipient):
    """That one recipient is to be told of one thing, once. It holds nothing of what the thing says.

    `thing` is its key in the words of its kind. It waits without a delivery while an earlier one is under way.
    """

    kind = models.CharField(max_length=15)
    thing = models.CharField(max_length=40)
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="notifications")
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, blank=True, related_name="notifications")
    told_of_at = models.DateTimeField()
    read_on = models.DateField(null=True, blank=True)
    # When it came back as work because the recipient was not reached, and that task where the person has an open case.
    escalated_on = models.DateField(null=True, blank=True)
    follow_up = models.ForeignKey(
        FollowUp, models.PROTECT, null=True, blank=True, db_index=False, related_name="notifications"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_SOMEBODY, name="notification_is_to_somebody"),
            models.UniqueConstraint(fields=["kind", "thing", *_WHO], nulls_distinct=False, name="told_once"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="notification_kind_is_known"),
            models.CheckConstraint(
                condition=Q(follow_up=None) | Q(escalated_on__isnull=False), name="escalated_notification_says_when"
            ),
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="notifications_of_case"),
            # What is neither read nor come back as work: all that the job looks at.
            models.Index(
                fields=["kind", "thing"], condition=Q(read_on=None, escalated_on=None), name="notifications_in_play"
            ),
        ]

    def __str__(self) -> str:
        return f"notification {self.pk}"


class ReceiptsRead(models.Model):
    """How far the receipts of the SMS channel have been read (one row); `after` is the channel's own word for it."""

    only = models.BooleanField(primary_key=True, default=True)
    after = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="receipts_are_read_once")]

    def __str__(self) -> str:
        return self.after
