"""What is planned with the person: measures from the catalogue, and help from others."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from stafett.cases.models import Case
from stafett.cases.own_work import FollowUp
from stafett.people.models import Person, Staff, Unit
from stafett.plans.follow_up_plan import models as _follow_up_plan  # noqa: F401 # Django finds an app's tables from here


class Measure(models.Model):
    """One measure of one person: `proposed`, `applied`, `waiting`, `running`, `ended` or `broken_off` with a reason."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        APPLIED = "applied"
        WAITING = "waiting"
        RUNNING = "running"
        ENDED = "ended"
        BROKEN_OFF = "broken_off"

    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="measures")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="measures")
    code = models.CharField(max_length=30)
    why = models.CharField(max_length=300)
    provider = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_on = models.DateField()
    proposed_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")
    applied_on = models.DateField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    planned_end = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    broken_why = models.CharField(max_length=20, blank=True)
    ended_line = models.CharField(max_length=300, blank=True)
    # Grows with every change, so that two who change it at once find out.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "applied", "waiting", "running", "ended", "broken_off"]),
                name="measure_state_is_known",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="measure_says_why"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "broken_off"]) | Q(applied_on__isnull=False),
                name="measure_is_applied_for_before_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "ended"]) | Q(started_on__isnull=False, planned_end__isnull=False),
                name="measure_that_runs_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["ended", "broken_off"], ended_on__isnull=False)
                | (~Q(state__in=["ended", "broken_off"]) & Q(ended_on=None)),
                name="ended_measure_says_when",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="broken_off",
                    broken_why__in=[
                        "back_at_work",
                        "health",
                        "person_declined",
                        "did_not_fit",
                        "no_place",
                        "other_help",
                        "case_moved",
                        "other",
                    ],
                )
                | (~Q(state="broken_off") & Q(broken_why="")),
                name="broken_off_measure_says_why",
            ),
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(planned_end=None) | Q(planned_end__gte=F("started_on")),
                name="measure_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["case"], name="measures_of_case"),
            models.Index(
                fields=["applied_on"], condition=Q(state__in=["applied", "waiting"]), name="measures_in_queue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} on case {self.case_id}"


class SpecialistQuestion(models.Model):
    """A question that Nav's own specialists are asked about a case, and what they answered.

    Its follow-up is the task of looking for the answer, until there is one.
    """

    class Specialist(models.TextChoices):
        ADVISORY_DOCTOR = "advisory_doctor"
        WORKING_LIFE_CENTRE = "working_life_centre"
        AIDS = "aids"

    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="specialist_questions")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="specialist_questions")
    specialist = models.CharField(max_length=20, choices=Specialist)
    question = models.TextField()
    asked_on = models.DateField()
    asked_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")
    due = models.DateField()
    follow_up = models.OneToOneField(FollowUp, models.PROTECT, related_name="specialist_question")
    answer = models.TextField(blank=True)
    # Who answered, in words: specialists have no page of their own here.
    answered_by = models.CharField(max_length=100, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    registered_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(specialist__in=["advisory_doctor", "working_life_centre", "aids"]),
                name="specialist_is_known",
            ),
            models.CheckConstraint(condition=~Q(question=""), name="specialist_is_asked_something"),
            models.CheckConstraint(
                condition=Q(answered_on=None, answer="", answered_by="", registered_by=None)
                | (Q(answered_on__isnull=False, registered_by__isnull=False) & ~Q(answer="") & ~Q(answered_by="")),
                name="specialist_answer_says_what_when_and_who",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="specialist_questions_of_person")]

    def __str__(self) -> str:
        return f"question {self.pk} to {self.specialist}"


class Referral(models.Model):
    """Another service that a person is offered, by theme. `no_offer`: there was none to be had, which is a gap."""

    class State(models.TextChoices):
        OFFERED = "offered"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        NO_OFFER = "no_offer"

    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="referrals")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="referrals")
    theme = models.CharField(max_length=15)
    service = models.CharField(max_length=100, blank=True)
    line = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=State)
    made_on = models.DateField()
    made_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")
    # Where the gap is: the unit that held the case then.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    theme__in=[
                        "workplace",
                        "health",
                        "economy",
                        "housing",
                        "family",
                        "language",
                        "job_mobility",
                        "other",
                    ]
                ),
                name="referral_theme_is_known",
            ),
            models.CheckConstraint(condition=~Q(service="") | Q(state="no_offer"), name="referral_says_to_what"),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "no_offer"], answered_on=None)
                | Q(state__in=["accepted", "declined"], answered_on__isnull=False),
                name="answered_referral_says_when",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="referrals_of_person")]

    def __str__(self) -> str:
        return f"{self.theme} on case {self.case_id}"


class CaseDiscussion(models.Model):
    """A meeting of a unit in which cases are discussed, so that judgements become more alike (S4:L2329, S2:L454)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="case_discussions")
    day = models.DateField()
    begins = models.TimeField()
    place = models.CharField(max_length=100, blank=True)
    # Who takes part beside the unit's own: specialists by code, others in words.
    specialists = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    others = models.CharField(max_length=300, blank=True)
    planned_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")
    planned_on = models.DateField()
    cancelled_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(specialists__contained_by=["advisory_doctor", "working_life_centre", "aids"]),
                name="discussion_is_with_known_specialists",
            ),
            models.UniqueConstraint(
                fields=["unit", "day", "begins"], condition=Q(cancelled_on=None), name="one_discussion_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"case discussion {self.pk} on {self.day}"


class DiscussedCase(models.Model):
    """A case on the agenda of a discussion, what is to be found out, and what came of it.

    Its follow-up is the task of writing down what came of it.
    """

    discussion = models.ForeignKey(CaseDiscussion, models.PROTECT, related_name="agenda")
    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="discussions")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="discussions")
    question = models.TextField()
    put_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")
    put_on = models.DateField()
    follow_up = models.OneToOneField(FollowUp, models.PROTECT, related_name="discussed_case")
    outcome = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)
    registered_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    taken_off_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(question=""), name="discussed_case_says_what_about"),
            models.CheckConstraint(
                condition=Q(decided_on=None, outcome="", registered_by=None)
                | (Q(decided_on__isnull=False, registered_by__isnull=False) & ~Q(outcome="")),
                name="discussed_case_outcome_says_what_when_and_who",
            ),
            models.CheckConstraint(
                condition=Q(taken_off_on=None) | Q(decided_on=None), name="discussed_case_is_not_taken_off_too"
            ),
            models.UniqueConstraint(
                fields=["discussion", "person"], condition=Q(taken_off_on=None), name="once_on_an_agenda"
            ),
        ]
        indexes = [models.Index(fields=["person"], name="discussions_of_person")]

    def __str__(self) -> str:
        return f"case {self.case_id} in discussion {self.discussion_id}"
