"""Some of the mappings in full: invited, prepared, talked through, closed, remarked on. The others are only marked as
done (chores): a region has hundreds, and a few are enough to look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from stafett.access.actors import Actor, person_actor
from stafett.cases.models import Case, Task
from stafett.core.dates import add_working_days
from stafett.demo.binding import Step, Who
from stafett.demo.chance import pick, uniform, weighted
from stafett.demo.histories import SpellPlan
from stafett.demo.words import words
from stafett.mapping.closing import Closing, NewGoal, close_mapping
from stafett.mapping.models import Mapping
from stafett.mapping.selectors import guide_that_fits
from stafett.mapping.services import give_remark, plan_mapping, save_entry, save_preparation, start_mapping

_SHARE: Final = 0.15
_SHOWN_DAYS: Final = 50
_LONG_TALKS: Final = 0.35
_PREPARES: Final = 0.7
_REMARKS: Final = 0.5
_OUTCOMES: Final = (
    ("own_job_needs_nav", 0.4),
    ("own_job_cared_for", 0.25),
    ("unclear_or_change", 0.2),
    ("cared_for_until", 0.15),
)
State = Mapping.State


@dataclass(frozen=True, slots=True)
class MappingPlan:
    """When a mapping is invited to, held and closed."""

    invite_on: date
    talk_on: date
    close_on: date


def mapping_plan(seed: int, spell: SpellPlan, opens: date, demo_day: date) -> MappingPlan | None:
    """The days of a mapping whose duty opened on a day; None for one that is not played in full.

    An absence that is there to show that somebody is to be mapped waits for its conversation on the region's day.
    """
    shows = spell.trait is not None and spell.trait.acts == "unlikely"
    about = (spell.key, opens)
    if not shows and (spell.trait or uniform(seed, "maps", *about) > _SHARE):
        return None
    if opens < demo_day - timedelta(days=_SHOWN_DAYS):
        return None
    invite_on = add_working_days(opens, 1)
    talk_on = add_working_days(max(invite_on, demo_day), 2) if shows else add_working_days(invite_on, 6)
    in_two_goes = uniform(seed, "long_talk", *about) < _LONG_TALKS
    return MappingPlan(invite_on, talk_on, add_working_days(talk_on, 12 if in_two_goes else 0))


def is_played(step: Step, opens: date, who: Who) -> bool:
    """Whether the mapping whose duty opened on a day is played here, and not by the chores."""
    return mapping_plan(step.region.seed, who.spell, opens, step.region.plan.on) is not None


def map_people(step: Step) -> None:
    """What advisers do: invite, begin on the day, and close."""
    for task, who, plan in _tasks(step):
        mapping = Mapping.objects.filter(case=task.case, state__in=[State.PLANNED, State.IN_PROGRESS]).first()
        actor = step.region.acting(task.case.holder_unit_id, who.person)
        if mapping is None and plan.invite_on <= step.day:
            guide = guide_that_fits(task.case, on=step.day).guide
            talk_on = max(plan.talk_on, step.day)
            mapping = plan_mapping(case=task.case, guide=guide, talk_on=talk_on, actor=actor, on=step.day, at=step.at)
        if mapping and mapping.state == State.PLANNED and mapping.talk_on and mapping.talk_on <= step.day:
            start_mapping(mapping=mapping, actor=actor, on=step.day, at=step.at)
            mapping.refresh_from_db()
            _talk(step, mapping, who, actor, themes=3)
        if mapping and mapping.state == State.IN_PROGRESS and plan.close_on <= step.day:
            _talk(step, mapping, who, actor)
            closing = _closing(step, mapping, who)
            close_mapping(mapping=mapping, closing=closing, actor=actor, on=step.day, at=step.at)


def _tasks(step: Step) -> Iterator[tuple[Task, Who, MappingPlan]]:
    region = step.region
    rows = Task.objects.filter(kind="mapping", state=Task.State.OPEN, case__state=Case.State.OPEN)
    for task in rows.select_related("case__person").order_by("pk"):
        who = region.who(task.case.person_id, task.case.first_day)
        plan = mapping_plan(region.seed, who.spell, task.window_opens, region.plan.on) if who else None
        if who and plan:
            yield task, who, plan


def _talk(step: Step, mapping: Mapping, who: Who, actor: Actor, themes: int | None = None) -> None:
    """Fills in the first themes, or all that are left."""
    entries = mapping.entries.order_by("id")
    for entry in entries[:themes] if themes else entries.filter(state=""):
        chance = uniform(step.region.seed, "said", who.spell.key, entry.theme)
        state = "declined" if chance > 0.95 else "known" if chance > 0.85 else "asked"
        answer = "" if state == "declined" else str(pick(words()["mapping"]["answers"], chance))
        save_entry(
            mapping=mapping, theme=entry.theme, state=state, answer=answer, seen=entry.version, page="", actor=actor,
            on=step.day, at=step.at,
        )  # fmt: skip


def _closing(step: Step, mapping: Mapping, who: Who) -> Closing:
    told, seed, key = words()["mapping"], step.region.seed, who.spell.key
    possible = mapping.snapshot["outcomes"]
    outcome = str(weighted(_OUTCOMES, uniform(seed, "mapping_outcome", key)))
    outcome = outcome if outcome in possible else possible[-1]
    goal, who_does_what = pick(told["goals"], uniform(seed, "goal", key))
    return Closing(
        outcome=outcome,
        what_matters=str(pick(told["matters"], uniform(seed, "matters", key))),
        nav_does=str(pick(told["nav_does"], uniform(seed, "nav_does", key))),
        next_on=add_working_days(step.day, 20),
        cared_for_until=add_working_days(step.day, 30),
        goals=(NewGoal(goal, who_does_what, add_working_days(step.day, 40)),),
    )


def prepare_and_remark(step: Step) -> None:
    """What people do: some write before the conversation, some remark on the minutes."""
    told, seed = words()["mapping"], step.region.seed
    lately = step.since - timedelta(days=7)
    rows = Mapping.objects.select_related("case__person").filter(case__person__reachable_digitally=True)
    for mapping in rows.filter(state=State.PLANNED, invited_on__gt=lately).order_by("pk"):
        who = step.region.who(mapping.case.person_id, mapping.case.first_day)
        day = mapping.invited_on + timedelta(days=2) if mapping.invited_on else step.day
        if who and step.falls(day) and uniform(seed, "prepares", who.spell.key) < _PREPARES:
            themes = [theme["code"] for theme in mapping.snapshot["themes"]]
            texts = {
                theme: str(pick(told["prepared"], uniform(seed, "prepared", who.spell.key, theme)))
                for theme in (themes[1], themes[-1])
            }
            actor = person_actor(mapping.case.person)
            save_preparation(mapping=mapping, texts=texts, actor=actor, on=step.day, at=step.at)
    for mapping in rows.filter(state=State.CLOSED, ended_on__gt=lately).order_by("pk"):
        who = step.region.who(mapping.case.person_id, mapping.case.first_day)
        day = mapping.ended_on + timedelta(days=2) if mapping.ended_on else step.day
        if who and step.falls(day) and uniform(seed, "remarks", who.spell.key) < _REMARKS:
            text = str(pick(told["remarks"], uniform(seed, "remark", who.spell.key)))
            give_remark(mapping=mapping, text=text, actor=person_actor(mapping.case.person), on=step.day, at=step.at)
