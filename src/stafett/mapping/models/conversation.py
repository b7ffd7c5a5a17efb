"""Step 2: a conversation over themes, what the person wrote before it, its minutes, and the goals that came of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from stafett.cases.models import Case
from stafett.core.mapping import OUTCOMES, QUICK_EXIT, STATES
from stafett.people.models import Staff, Unit


class Mapping(models.Model):
    """One mapping of one case, from the invitation to the minutes. `snapshot` is the guide as it was (`guide.Kept`).

    Once closed, neither it nor its entries are changed: the minutes are made from them.
    """

    class State(models.TextChoices):
        PLANNED = "planned"  # the person has the themes, and may write beforehand
        IN_PROGRESS = "in_progress"
        CLOSED = "closed"
        DISCARDED = "discarded"

    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="mappings")
    guide = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    snapshot = models.JSONField()
    # Whose texts it started from.
    started_from = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")
    state = models.CharField(max_length=11, choices=State)

    planned_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")
    invited_on = models.DateField(null=True)
    talk_on = models.DateField(null=True)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    discarded_why = models.TextField(blank=True)

    # The closing checklist.
    outcome = models.CharField(max_length=20, blank=True)
    cared_for_until = models.DateField(null=True)
    what_matters = models.TextField(blank=True)
    nav_does = models.TextField(blank=True)
    no_goal_why = models.TextField(blank=True)
    next_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["planned", "in_progress", "closed", "discarded"]), name="mapping_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=["planned", "in_progress"]), name="one_open_mapping_per_case"
            ),
            models.CheckConstraint(
                condition=Q(invited_on=None, talk_on=None)
                | Q(invited_on__isnull=False, talk_on__isnull=False, talk_on__gte=F("invited_on")),
                name="invited_to_a_day_not_before",
            ),
            models.CheckConstraint(
                condition=~Q(state="planned") | Q(invited_on__isnull=False, started_on=None),
                name="planned_mapping_has_been_invited_to",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["in_progress", "closed"]) | Q(started_on__isnull=False),
                name="begun_mapping_says_when",
            ),
            models.CheckConstraint(
                condition=(~Q(state__in=["closed", "discarded"]) & Q(ended_on=None, ended_at=None, ended_by=None))
                | Q(
                    state__in=["closed", "discarded"],
                    ended_on__isnull=False,
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                ),
                name="ended_mapping_says_when_and_who",
            ),
            models.CheckConstraint(
                condition=~Q(state="discarded") | ~Q(discarded_why=""), name="discarded_mapping_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", outcome__in=OUTCOMES) | (~Q(state="closed") & Q(outcome="")),
                name="closed_mapping_has_a_known_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | (~Q(what_matters="") & ~Q(nav_does="") & Q(next_on__isnull=False, next_on__gt=F("ended_on"))),
                name="closed_mapping_says_what_comes",
            ),
            models.CheckConstraint(
                condition=Q(outcome=QUICK_EXIT, cared_for_until__isnull=False)
                | (~Q(outcome=QUICK_EXIT) & Q(cared_for_until=None)),
                name="cared_for_until_a_day",
            ),
        ]
        indexes = [models.Index(fields=["case", "-id"])]

    def __str__(self) -> str:
        return f"mapping {self.pk} of case {self.case_id}"

    @property
    def is_open(self) -> bool:
        """Whether it is planned or in progress."""
        return self.state in {self.State.PLANNED, self.State.IN_PROGRESS}


class ThemeEntry(models.Model):
    """What was said about one theme. There is one for each theme of the guide from the beginning."""

    mapping = models.ForeignKey(Mapping, models.PROTECT, db_index=False, related_name="entries")
    theme = models.CharField(max_length=30)
    state = models.CharField(max_length=12, blank=True)
    answer = models.TextField(blank=True)
    # Goes up by one each time; who saves names the one they saw.
    version = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField(null=True)
    edited_by = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    # The page in which it was written: one that has lost its connection may not know that it was saved.
    edited_in = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mapping", "theme"], name="one_entry_for_a_theme"),
            models.CheckConstraint(condition=Q(state__in=["", *STATES]), name="theme_state_is_known"),
            models.CheckConstraint(
                condition=Q(version=0, edited_at=None, edited_by=None)
                | Q(version__gt=0, edited_at__isnull=False, edited_by__isnull=False),
                name="edited_entry_says_when_and_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme} of mapping {self.mapping_id}"


class Preparation(models.Model):
    """The person's own words about a theme, before the conversation."""

    mapping = models.ForeignKey(Mapping, models.PROTECT, db_index=False, related_name="preparations")
    theme = models.CharField(max_length=30)
    text = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mapping", "theme"], name="one_preparation_for_a_theme"),
            models.CheckConstraint(condition=~Q(text=""), name="preparation_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"preparation of {self.theme} for mapping {self.mapping_id}"


class Remark(models.Model):
    """The person's remark on the minutes. Remarks form a series and stand beside them; none is ever changed."""

    mapping = models.ForeignKey(Mapping, models.PROTECT, related_name="remarks")
    text = models.TextField()
    given_on = models.DateField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="remark_is_not_empty")]

    def __str__(self) -> str:
        return f"remark {self.pk} on mapping {self.mapping_id}"


class Goal(models.Model):
    """A goal agreed on, and who does what by when: what the activity plan begins with."""

    class Status(models.TextChoices):
        OPEN = "open"
        REACHED = "reached"
        DROPPED = "dropped"

    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="goals")
    mapping = models.ForeignKey(Mapping, models.PROTECT, null=True, db_index=False, related_name="goals")
    text = models.TextField()
    who_does_what = models.TextField()
    due = models.DateField()
    status = models.CharField(max_length=7, choices=Status, default=Status.OPEN)
    set_on = models.DateField()
    status_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(who_does_what=""), name="goal_says_what_and_who"),
            models.CheckConstraint(condition=Q(status__in=["open", "reached", "dropped"]), name="goal_status_is_known"),
            models.CheckConstraint(condition=Q(due__gte=F("set_on")), name="goal_is_due_after_it_is_set"),
        ]
        indexes = [models.Index(fields=["case", "id"])]

    def __str__(self) -> str:
        return f"goal {self.pk} of case {self.case_id}"


class GuideAddition(models.Model):
    """A theme that an office adds to a guide, in its own words; it stands in mappings begun while it is in force."""

    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="guide_additions")
    guide = models.CharField(max_length=30)
    code = models.CharField(max_length=30)
    title = models.CharField(max_length=100)
    why = models.TextField()
    questions = ArrayField(models.CharField(max_length=300))
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "guide", "code"], name="one_addition_of_a_code"),
            models.CheckConstraint(
                condition=Q(to_day=None) | Q(to_day__gte=F("from_day")), name="addition_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(why="") & Q(questions__len__gt=0), name="addition_has_its_words"
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^local_[0-9]+$"), name="addition_code_is_local"),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.guide} at unit {self.unit_id}"
