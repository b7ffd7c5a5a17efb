"""What advisers set themselves and write down on a case: follow-up tasks and notes."""

from django.db import models
from django.db.models import F, Q

from stafett.people.models import Person, Staff

FOLLOW_UP = "follow_up"
"""The kind of task that an adviser has set themselves; its ordinal is the key of the follow-up."""


class FollowUp(models.Model):
    """Something an adviser wants to come back to: the cause of a task of kind `follow_up`, until that is done.

    It follows the person to their newest case, as a request for help does, and keeps the case open. The reasons are
    those of NAV's own list (NAV:7).
    """

    class Reason(models.TextChoices):
        CONTACT_PERSON = "contact_person"
        CONTACT_EMPLOYER = "contact_employer"
        CONTACT_ISSUER = "contact_issuer"
        DIALOGUE_MEETING_LATER = "dialogue_meeting_later"
        AFTER_NEXT_NOTE = "after_next_note"
        NEED_OF_MEASURES = "need_of_measures"
        UNFITNESS_FOR_WORK = "unfitness_for_work"
        FIT_FOR_PLACEMENT = "fit_for_placement"
        FOLLOW_UP_DECISION = "follow_up_decision"
        OTHER_BENEFIT = "other_benefit"
        TALK_WITH_PERSON = "talk_with_person"
        REINFORCED_TRIAL = "reinforced_trial"
        OTHER = "other"
        SPECIALIST_ANSWER = "specialist_answer"  # set by the program beside a question to a specialist
        CASE_DISCUSSION = "case_discussion"  # set by the program beside a case on the agenda of a discussion
        THREAD_ANSWER = "thread_answer"  # set by the program beside a message that somebody is to answer
        NOT_REACHED = "not_reached"  # set by the program when a notification has not reached somebody

    BY_PROGRAM = (Reason.SPECIALIST_ANSWER, Reason.CASE_DISCUSSION, Reason.THREAD_ANSWER, Reason.NOT_REACHED)
    """Chosen by nobody. All but the last are ended where they were begun, not as a task."""

    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="follow_ups")
    case = models.ForeignKey("cases.Case", models.PROTECT, db_index=False, related_name="follow_ups")
    reason = models.CharField(max_length=25, choices=Reason)
    line = models.CharField(max_length=300, blank=True)
    due = models.DateField()
    set_on = models.DateField()
    # Nobody of Nav where a party outside asks for the answer, the person for contact, or somebody is not reached.
    set_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    # Grows with every change, so that two who change it at once find out.
    version = models.PositiveIntegerField(default=1)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    reason__in=[
                        "contact_person",
                        "contact_employer",
                        "contact_issuer",
                        "dialogue_meeting_later",
                        "after_next_note",
                        "need_of_measures",
                        "unfitness_for_work",
                        "fit_for_placement",
                        "follow_up_decision",
                        "other_benefit",
                        "talk_with_person",
                        "reinforced_trial",
                        "other",
                        "specialist_answer",
                        "case_discussion",
                        "thread_answer",
                        "not_reached",
                    ]
                ),
                name="follow_up_reason_is_known",
            ),
            models.CheckConstraint(condition=~Q(reason="other") | ~Q(line=""), name="other_reason_is_in_words"),
            models.CheckConstraint(condition=Q(due__gte=F("set_on")), name="follow_up_is_due_after_it_is_set"),
            models.CheckConstraint(
                condition=Q(set_by__isnull=False) | Q(reason__in=["thread_answer", "contact_person", "not_reached"]),
                name="follow_up_is_set_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["case"], name="follow_ups_of_case")]

    def __str__(self) -> str:
        return f"follow-up {self.pk} on case {self.case_id}"


class CaseNote(models.Model):
    """A note that staff write on a case, which the person sees too. The database refuses to change or delete a row.

    A correction is a note of its own that names the one it replaces; both stay.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, db_index=False, related_name="case_notes")
    text = models.TextField()
    written_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, db_index=False, related_name="replaced_by"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="case_note_has_words"),
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="one_correction_of_a_note"
            ),
            models.CheckConstraint(condition=~Q(replaces=F("id")), name="case_note_does_not_replace_itself"),
        ]
        indexes = [models.Index(fields=["case", "id"], name="case_notes_of_case")]

    def __str__(self) -> str:
        return f"note {self.pk} on case {self.case_id}"
