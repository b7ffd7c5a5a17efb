"""The case with its baton, the one table of tasks, and the journal that only grows."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from stafett.cases.distribution import models as _distribution  # noqa: F401 # Django finds an app's tables from here
from stafett.cases.handover import models as _handover  # noqa: F401 # as above
from stafett.cases.many import models as _many  # noqa: F401 # as above
from stafett.cases.own_work import CaseNote, FollowUp  # noqa: F401 # as above
from stafett.people.models import Employer, Person, Staff, Unit


class Case(models.Model):
    """One absence spell of one person, and who holds it.

    The spell's days are those of `core.spells` at the last evaluation. Somebody who asks for help without ever having
    been sick-listed has a case without a spell: its one day is that of asking, and it has no sick days. An open case
    always has a holder, a next step and a next date; the database refuses anything else.
    """

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    class ClosedWhy(models.TextChoices):
        SPELL_ENDED = "spell_ended"
        WITHDRAWN = "withdrawn"  # the notes behind it were cancelled, or another case took over its days
        DIED = "died"
        NO_SPELL = "no_spell"  # it was about a request for help only

    class Segment(models.TextChoices):
        CARE_IN_PLACE = "care_in_place"
        NEEDS_MAPPING = "needs_mapping"
        BYPASS = "bypass"

    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="cases")
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    closed_why = models.CharField(max_length=12, choices=ClosedWhy, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    first_day = models.DateField()
    last_day = models.DateField()
    sick_days = models.PositiveIntegerField()
    # Well days inside the spell up to the last evaluation; sick weeks are counted without them.
    well_days = models.PositiveIntegerField(default=0)
    grade = models.PositiveSmallIntegerField()
    employed = models.BooleanField()

    holder_unit = models.ForeignKey(Unit, models.PROTECT, related_name="held_cases")
    holder = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, db_index=False, related_name="held_cases")
    next_step = models.CharField(max_length=30, blank=True)
    next_date = models.DateField(null=True, blank=True)
    segment = models.CharField(max_length=15, choices=Segment, blank=True)

    # The place in the order of work (core.priority), stored so that a list is one walk along an index.
    order_step = models.PositiveSmallIntegerField(default=9)
    order_date = models.DateField(null=True, blank=True)
    # How many risk signals there are on somebody who has not answered; 0 for all others.
    order_risk = models.PositiveSmallIntegerField(default=0)
    order_reason = models.CharField(max_length=40, blank=True)
    # Chosen by whoever follows up: first on the list, or put off until a day; a new task of Nav's calls it back.
    pinned = models.BooleanField(default=False, db_default=False)
    snoozed_until = models.DateField(null=True, blank=True)
    snooze_reason = models.CharField(max_length=200, blank=True, db_default="")
    last_contact_on = models.DateField(null=True, blank=True)
    law_version = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed") | (~Q(next_step="") & Q(next_date__isnull=False)),
                name="open_case_has_next_step_and_date",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None, closed_why="")
                | (Q(state="closed", closed_on__isnull=False) & ~Q(closed_why="")),
                name="closed_case_says_when_and_why",
            ),
            models.UniqueConstraint(fields=["person"], condition=Q(state="open"), name="one_open_case_per_person"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="spell_ends_after_start"),
            models.CheckConstraint(condition=Q(grade__lte=100), name="case_grade_up_to_100"),
            models.CheckConstraint(condition=Q(order_step__range=(0, 9)), name="case_order_step_is_known"),
            models.CheckConstraint(
                condition=Q(segment__in=["", "care_in_place", "needs_mapping", "bypass"]), name="case_segment_is_known"
            ),
            models.CheckConstraint(
                condition=Q(closed_why__in=["", "spell_ended", "withdrawn", "died", "no_spell"]),
                name="case_closed_why_is_known",
            ),
            models.CheckConstraint(
                condition=Q(snoozed_until=None) | ~Q(snooze_reason=""), name="snoozed_case_says_why"
            ),
        ]
        indexes = [
            models.Index(
                "holder_unit",
                "order_step",
                "order_date",
                F("order_risk").desc(),
                F("last_contact_on").asc(nulls_first=True),
                "id",
                condition=Q(state="open"),
                name="work_list_of_unit",
            ),
            models.Index(
                "holder",
                "order_step",
                "order_date",
                F("order_risk").desc(),
                F("last_contact_on").asc(nulls_first=True),
                "id",
                condition=Q(state="open"),
                name="work_list_of_adviser",
            ),
            models.Index(fields=["person", "first_day"]),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"

    @property
    def earliest_day(self) -> date:
        """The first day on which something in the case can have happened: the spell's, or that of opening before it."""
        return min(self.first_day, self.opened_on)

    @property
    def has_spell(self) -> bool:
        """Whether the case is about an absence spell, and not about a request for help alone."""
        return self.sick_days > 0


# What can come of Nav's assessment of the activity requirement without a process for decisions (ftrl. § 8-8).
ACTIVITY_OUTCOMES = ("fulfilled", "exempt_medical", "exempt_workplace", "exempt_seafarer", "not_relevant")


class Task(models.Model):
    """One thing that one actor must do on one case by one day.

    A task that follows from a rule is one row for its cause: it lapses with the cause and opens again with it.
    """

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        EXCEPTED = "excepted"
        LAPSED = "lapsed"

    class Actor(models.TextChoices):
        NAV = "nav"
        PERSON = "person"
        EMPLOYER = "employer"
        ISSUER = "issuer"

    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="tasks")
    kind = models.CharField(max_length=30)
    # Tells tasks of one kind on one case apart: the week of an elaborating question, the number of a request.
    ordinal = models.BigIntegerField(default=0)
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    nature = models.CharField(max_length=8)
    actor = models.CharField(max_length=8, choices=Actor)
    window_opens = models.DateField()
    due = models.DateField()
    working_due = models.DateField()
    reason = models.JSONField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.CharField(max_length=100, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    # Somebody at Nav keeps an eye on what an employer or issuer must do: then it climbs the list when it is late.
    followed = models.BooleanField(default=False, db_default=False)
    # Why it was not needed, or what came of it, in a human's words.
    ended_why = models.TextField(blank=True, db_default="")

    # The outcome of a task that a rule has found to be done: it opens again when the rule no longer finds so.
    SETTLED = "settled"
    # These are finished by doing them, not by saying that they are done.
    FINISHED_BY_DOING = frozenset(
        {
            "confirm", "answer_request", "mapping", "accept_handover", "contact", "reassess", "meeting_outcome",
            "meeting_adviser", "meeting_after_end",
        }
    )  # fmt: skip
    # These are finished by saying which of these came of it.
    OUTCOMES: ClassVar[Mapping[str, tuple[str, ...]]] = {"activity_requirement": ACTIVITY_OUTCOMES}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "ordinal", "employer"],
                nulls_distinct=False,
                name="one_task_for_one_cause",
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_on=None) | (~Q(state="open") & Q(ended_on__isnull=False)),
                name="ended_task_says_when",
            ),
            models.CheckConstraint(condition=Q(nature__in=["law", "practice", "method"]), name="task_nature_is_known"),
            models.CheckConstraint(
                condition=Q(actor__in=["nav", "person", "employer", "issuer"]), name="task_actor_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "done", "excepted", "lapsed"]), name="task_state_is_known"
            ),
            models.CheckConstraint(condition=~Q(state="excepted") | ~Q(ended_why=""), name="excepted_task_says_why"),
            models.CheckConstraint(
                condition=Q(followed=False) | Q(actor__in=["employer", "issuer"]),
                name="only_others_duties_are_followed",
            ),
        ]
        indexes = [models.Index(fields=["case"], condition=Q(state="open"), name="open_tasks_of_case")]

    def __str__(self) -> str:
        return f"{self.kind} on case {self.case_id}"

    @property
    def judged(self) -> str:
        """What came of it, where that is more than that it was done."""
        return self.outcome if self.outcome in self.OUTCOMES.get(self.kind, ()) else ""

    @property
    def may_be_reopened(self) -> bool:
        """Whether somebody has said that it was done or not needed, which can be taken back."""
        ended_by_saying = self.kind not in self.FINISHED_BY_DOING and self.outcome != self.SETTLED
        return self.state in {self.State.DONE, self.State.EXCEPTED} and ended_by_saying


class JournalEntry(models.Model):
    """Who did what to which case when, with before and after. The database refuses to change or delete a row."""

    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="journal")
    case = models.ForeignKey(Case, models.PROTECT, null=True, db_index=False, related_name="journal")
    on = models.DateField()
    at = models.DateTimeField()
    event = models.CharField(max_length=40)
    actor_kind = models.CharField(max_length=8)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100, blank=True)
    role = models.CharField(max_length=20, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    law_version = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(actor_kind__in=["staff", "person", "employer", "issuer", "system"]),
                name="journal_actor_is_known",
            )
        ]
        indexes = [models.Index(fields=["case", "id"]), models.Index(fields=["person", "id"])]

    def __str__(self) -> str:
        return f"{self.event} on case {self.case_id}"


class SavedView(models.Model):
    """A list with its filters that somebody has given a name; the unit sees it where it is shared."""

    owner = models.ForeignKey(Staff, models.CASCADE, db_index=False, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField()
    shared_with = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="one_view_for_one_name"),
            models.UniqueConstraint(
                fields=["owner", "position"], name="one_view_in_one_place", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ListVisit(models.Model):
    """How far in the journal somebody has seen what changed in their list."""

    staff = models.OneToOneField(Staff, models.CASCADE, primary_key=True, related_name="list_visit")
    seen = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"staff {self.staff_id} up to {self.seen}"


class Schedule(models.Model):
    """The next day on which a person's case changes by time alone; the tick looks at nobody else."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="schedule")
    evaluated_on = models.DateField()
    evaluate_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["evaluate_on"], condition=Q(evaluate_on__isnull=False), name="due_for_evaluation")
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} on {self.evaluate_on}"


class EvaluationFailure(models.Model):
    """A person whom the last tick could not evaluate and set aside; gone when an evaluation succeeds.

    Holds no word of what was evaluated: the kind of error and the line of the program say where to look.
    """

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="evaluation_failure")
    on = models.DateField()
    error = models.CharField(max_length=100)
    place = models.CharField(max_length=200)
    first_failed_at = models.DateTimeField()
    last_failed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_failed_at__gte=F("first_failed_at")), name="failed_last_after_first"
            )
        ]

    def __str__(self) -> str:
        return f"{self.error} for person {self.person_id}"


class Tick(models.Model):
    """The last day up to which everybody has been evaluated (one row), and by which law file."""

    only = models.BooleanField(primary_key=True, default=True)
    last_day = models.DateField()
    law_version = models.CharField(max_length=64, blank=True, db_default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="there_is_one_tick")]

    def __str__(self) -> str:
        return str(self.last_day)
