"""What more than one place reads about mappings: with the entries in the guide's order, and the minutes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from stafett.cases.models import Case
from stafett.core.mapping import ROUTES, Covered, Suggested
from stafett.mapping.guide import Kept, KeptTheme, guide_for, words_in
from stafett.mapping.models import Goal, GuideAddition, Mapping, Preparation, Remark, ThemeEntry
from stafett.screening.models import Answer


@dataclass(frozen=True, slots=True)
class ReadTheme:
    """A theme in the reader's language, with what the person wrote beforehand and what was written in the talk."""

    code: str
    title: str
    why: str
    questions: Sequence[str]
    required: bool
    mobility: bool
    local: bool
    prepared: str
    entry: ThemeEntry


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes: what was talked about, what was left out and why, what was decided, and the person's remarks.

    Until the mapping is closed they are a draft.
    """

    mapping: Mapping
    themes: Sequence[ReadTheme]
    not_relevant: Sequence[str]
    goals: Sequence[Goal]
    remarks: Sequence[Remark]

    @property
    def route(self) -> str:
        """Where the outcome suggests that the case goes; empty while there is none."""
        return ROUTES.get(self.mapping.outcome, "")


def mappings_of(case: Case) -> list[Mapping]:
    """The mappings of the case, the newest first."""
    return list(Mapping.objects.filter(case=case).select_related("planned_by", "ended_by").order_by("-id"))


def themes_of(mapping: Mapping, language: str) -> list[ReadTheme]:
    """The themes in the guide's order."""
    entries = {entry.theme: entry for entry in mapping.entries.select_related("edited_by")}
    prepared = dict(Preparation.objects.filter(mapping=mapping).values_list("theme", "text"))
    kept: Kept = mapping.snapshot
    return [_read(theme, language, entries[theme["code"]], prepared) for theme in kept["themes"]]


def _read(theme: KeptTheme, language: str, entry: ThemeEntry, prepared: dict[str, str]) -> ReadTheme:
    return ReadTheme(
        code=theme["code"],
        title=words_in(theme["title"], language),
        why=words_in(theme["why"], language),
        questions=[words_in(question, language) for question in theme["questions"]],
        required=theme["required"],
        mobility=theme["mobility"],
        local=theme["local"],
        prepared=prepared.get(theme["code"], ""),
        entry=entry,
    )


def minutes_of(mapping: Mapping, language: str) -> Minutes:
    """The minutes as they stand."""
    themes = themes_of(mapping, language)
    return Minutes(
        mapping=mapping,
        themes=[theme for theme in themes if theme.entry.state in {"asked", "known", "declined"}],
        not_relevant=[theme.title for theme in themes if theme.entry.state == "not_relevant"],
        goals=list(mapping.goals.order_by("id")),
        remarks=list(mapping.remarks.order_by("id")),
    )


def covered(mapping: Mapping) -> list[Covered]:
    """What became of each theme, for `core.mapping.lacking_themes`."""
    states = dict(mapping.entries.values_list("theme", "state"))
    kept: Kept = mapping.snapshot
    return [
        Covered(theme["code"], states[theme["code"]], theme["required"], theme["mobility"]) for theme in kept["themes"]
    ]


def thinks_return_unlikely(case: Case) -> bool:
    """Whether the newest answer says that returning to the job is unlikely."""
    newest = Answer.objects.filter(screening__case=case).order_by("-id").values_list("return_likelihood", flat=True)
    return newest.first() == "unlikely"


def guide_that_fits(case: Case, *, on: date) -> Suggested:
    """The guide suggested for the case, and why. Reads `case.person`."""
    until = case.person.follow_up_decision_until
    return guide_for(employed=case.employed, sick_listed=case.has_spell, decision_until=until, on=on)


def additions_in_force(unit_id: int, guide: str, *, on: date) -> QuerySet[GuideAddition]:
    """What an office adds to a guide on the day, in the order in which it was added."""
    in_force = Q(to_day=None) | Q(to_day__gte=on)
    return GuideAddition.objects.filter(in_force, unit=unit_id, guide=guide, from_day__lte=on).order_by("id")


def last_closed(case: Case) -> Mapping | None:
    """The mapping that a new one starts from: the person's last one that the unit itself may read."""
    held_here = Mapping.objects.filter(case__person=case.person_id, case__holder_unit=case.holder_unit_id)
    return held_here.filter(state=Mapping.State.CLOSED).order_by("-id").first()
