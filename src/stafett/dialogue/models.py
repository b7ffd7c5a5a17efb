"""What is said between people: messages to the person, and requests for help, which are always answered."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from stafett.cases.models import Case
from stafett.dialogue.reminders import DutyReminder  # noqa: F401 # Django finds an app's tables from here
from stafett.dialogue.statements import IssuerStatement, StatementUse  # noqa: F401 # Django finds tables from here
from stafett.dialogue.threads import Recipient, Thread, ThreadMessage, ThreadQuestion  # noqa: F401 # as above
from stafett.people.models import EmployerContact, Issuer, Person, Staff, Unit


class Message(models.Model):
    """A message to the person. Its words are made from the code and parameters in the reader's language.

    One with the code WRITTEN has words of its own, by somebody at Nav. Neither notification nor address carries
    anything of the content.
    """

    WRITTEN = "written"

    class Channel(models.TextChoices):
        DIGITAL = "digital"
        LETTER = "letter"

    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="messages")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="messages")
    code = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)
    channel = models.CharField(max_length=7, choices=Channel)
    sent_on = models.DateField()
    read_on = models.DateField(null=True, blank=True)
    subject = models.CharField(max_length=120, blank=True, db_default="")
    text = models.TextField(blank=True, db_default="")
    written_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(code="written", written_by__isnull=False) & ~Q(subject="") & ~Q(text=""))
                | (~Q(code="written") & Q(written_by=None, subject="", text="")),
                name="own_words_have_an_author",
            ),
            models.CheckConstraint(condition=Q(channel__in=["digital", "letter"]), name="message_channel_is_known"),
            models.CheckConstraint(condition=Q(read_on=None) | Q(read_on__gte=F("sent_on")), name="read_after_sent"),
        ]
        indexes = [
            models.Index(fields=["person", "-id"]),
            models.Index(fields=["case", "id"]),
            models.Index(fields=["sent_on"], condition=Q(read_on=None), name="unread_messages"),
        ]

    def __str__(self) -> str:
        return f"{self.code} to person {self.person_id}"

    def is_unread(self, on: date) -> bool:
        """Whether it was digital and had not been read by the day; of a letter nobody knows."""
        unread = self.read_on is None or self.read_on > on
        return unread and self.sent_on <= on and self.channel == self.Channel.DIGITAL


class Reply(models.Model):
    """What a person answers along the way (dialogue.replies). Replies form a series; none is ever changed."""

    class Kind(models.TextChoices):
        SOON_END = "soon_end"
        MEETING_NEED = "meeting_need"

    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="replies")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="replies")
    kind = models.CharField(max_length=12, choices=Kind)
    answer = models.CharField(max_length=12)
    help = models.CharField(max_length=10, blank=True)
    comment = models.TextField(blank=True)
    # Questions and chosen answers as the person saw them: [[question, answer], ...].
    wording = models.JSONField()
    # Empty when the person answered; else who wrote it down on the telephone.
    registered_by = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    given_on = models.DateField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind="soon_end",
                    answer__in=[
                        "back",
                        "back_adapted",
                        "back_graded",
                        "other_job",
                        "still_sick",
                        "unsure",
                        "prefer_not",
                    ],
                    help__in=["yes", "no", "prefer_not"],
                )
                | Q(kind="meeting_need", answer__in=["yes", "no", "unsure", "prefer_not"], help=""),
                name="reply_is_one_of_the_choices",
            ),
        ]
        indexes = [models.Index(fields=["case", "id"]), models.Index(fields=["person", "id"])]

    def __str__(self) -> str:
        return f"{self.kind} on case {self.case_id}"


class HelpRequest(models.Model):
    """A request for help from person, employer or issuer; answered by a promised date."""

    class Sender(models.TextChoices):
        PERSON = "person"
        EMPLOYER = "employer"
        ISSUER = "issuer"

    class HowSoon(models.TextChoices):
        SOON = "soon"
        URGENT = "urgent"

    class Helped(models.TextChoices):
        YES = "yes"
        PARTLY = "partly"
        NO = "no"

    person = models.ForeignKey(Person, models.PROTECT, related_name="help_requests")
    case = models.ForeignKey(Case, models.PROTECT, related_name="help_requests")
    sender = models.CharField(max_length=8, choices=Sender)
    wanted = models.TextField(blank=True)
    how_soon = models.CharField(max_length=6, choices=HowSoon, default=HowSoon.SOON)
    received_on = models.DateField()
    answer_due = models.DateField()
    # The sick note it came with, where an issuer asked for help at once.
    note = models.ForeignKey("intake.SickNote", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    # The answer it came with, where the person wished for help in one.
    reply = models.ForeignKey(Reply, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    assessed = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    # Who asked, where it was not the person; the issuer of one that came with a note is the note's.
    contact = models.ForeignKey(
        EmployerContact, models.PROTECT, null=True, blank=True, db_index=False, related_name="help_requests"
    )
    issuer = models.ForeignKey(
        Issuer, models.PROTECT, null=True, blank=True, db_index=False, related_name="help_requests"
    )
    # Whether the answer helped, as the one who asked says; they may say otherwise later.
    helped = models.CharField(max_length=6, choices=Helped, blank=True, db_default="")
    helped_line = models.CharField(max_length=300, blank=True, db_default="")
    helped_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(contact=None, issuer=None)
                | Q(sender="employer", contact__isnull=False, issuer=None)
                | Q(sender="issuer", contact=None, issuer__isnull=False, note=None),
                name="request_is_of_its_sender",
            ),
            models.CheckConstraint(
                condition=Q(helped="", helped_line="", helped_on=None)
                | Q(helped__in=["yes", "partly", "no"], answered_on__isnull=False, helped_on__gte=F("answered_on")),
                name="request_helped_after_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None) | (~Q(assessed="") & ~Q(next_step="") & Q(answered_by__isnull=False)),
                name="an_answer_says_what_was_assessed_and_what_comes",
            ),
            models.CheckConstraint(
                condition=Q(sender__in=["person", "employer", "issuer"]), name="request_sender_is_known"
            ),
            models.CheckConstraint(condition=Q(how_soon__in=["soon", "urgent"]), name="request_how_soon_is_known"),
            models.UniqueConstraint(fields=["note"], condition=Q(note__isnull=False), name="one_request_for_one_note"),
            models.UniqueConstraint(
                fields=["reply"], condition=Q(reply__isnull=False), name="one_request_for_one_reply"
            ),
        ]
        indexes = [models.Index(fields=["case"], condition=Q(answered_on=None), name="open_requests_of_case")]

    def __str__(self) -> str:
        return f"request {self.pk}"

    @property
    def asked_by(self) -> str:
        """The name of the contact or issuer who asked; empty for the person, and where nobody in particular did."""
        issuer = self.issuer or (self.note.issuer if self.note else None)
        if self.contact is not None:
            return self.contact.name
        return issuer.name if issuer else ""


class TextBlock(models.Model):
    """Words that an office uses again and again in what it writes; its advisers and leader keep them."""

    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="text_blocks")
    title = models.CharField(max_length=80)
    text = models.TextField()
    active = models.BooleanField(default=True)
    # Grows with every change, so that two who change it at once find out.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="text_block_has_title_and_words"),
            models.UniqueConstraint(fields=["unit", "title"], name="one_text_block_for_one_title"),
        ]

    def __str__(self) -> str:
        return self.title
