"""A case that is to be mapped, and what people do with its mapping, in as few words as a test needs."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from stafett.access.actors import Actor
from stafett.cases.models import Case, Task
from stafett.cases.services import run_tick
from stafett.mapping.closing import Closing, NewGoal, close_mapping
from stafett.mapping.models import Mapping, ThemeEntry
from stafett.mapping.services import plan_mapping, save_entry, save_preparation, start_mapping
from stafett.screening.forms import current_form, snapshot
from stafett.screening.models import Screening
from stafett.screening.services import Confirmation, GivenAnswer, confirm_segments, give_answers
from tests.factories import Region, as_person, as_staff, bring, day, instant, make_region, note

FIRST_DAY, ASKED_ON, CONFIRMED_ON, ON = "2026-01-05", "2026-03-02", "2026-03-04", "2026-03-09"
UNSURE = {"return_likelihood": "unsure", "employer_relation": "good", "expected_duration": "under_26_weeks"}
UNLIKELY = UNSURE | {"return_likelihood": "unlikely"}
GOAL = NewGoal("Prøve 40 prosent", "Lederen lager en plan, Kari prøver", day("2026-09-01"))
CLOSING: dict[str, Any] = {
    "outcome": "own_job_needs_nav",
    "what_matters": "Å komme tilbake til kollegene",
    "nav_does": "Innkaller til et møte med lederen",
    "next_on": day("2026-04-13"),
    "goals": (GOAL,),
}


@dataclass(slots=True)
class World:
    """Somebody whose answers say that they need mapping, confirmed by the adviser; else somebody newly sick-listed."""

    region: Region = field(default_factory=make_region)
    answers: dict[str, str] = field(default_factory=lambda: UNSURE)
    to_map: bool = True

    def __post_init__(self) -> None:
        if not self.to_map:
            bring([note("a", [(ASKED_ON, "2026-12-31")])], ASKED_ON)
            return
        bring([note("a", [(FIRST_DAY, "2026-12-31")])], FIRST_DAY)
        tick(ASKED_ON)
        screening = Screening.objects.get()
        person = as_person(self.case.person)
        given = GivenAnswer(
            screening_id=screening.pk, actor=person, form=snapshot(current_form(day(ASKED_ON)), "nb"), **self.answers
        )
        give_answers([given], on=day("2026-03-03"), at=instant("2026-03-03"))
        chosen = Confirmation(screening.pk, "needs_mapping", self.adviser)
        confirm_segments([chosen], on=day(CONFIRMED_ON), at=instant(CONFIRMED_ON))

    @property
    def case(self) -> Case:
        return Case.objects.select_related("person", "holder_unit").get(person__family_name="Prøve0")

    @property
    def adviser(self) -> Actor:
        return as_staff(self.region.adviser)

    @property
    def mapping(self) -> Mapping:
        """The newest."""
        return Mapping.objects.select_related("case__person").latest("id")

    def plan(self, guide: str = "vest_viken", talk_on: str = "2026-03-16", on: str = ON) -> Mapping:
        """Invites; with no day the conversation begins now."""
        return self.plan_as(self.adviser, guide, talk_on, on)

    def plan_as(self, actor: Actor, guide: str = "vest_viken", talk_on: str = "", on: str = ON) -> Mapping:
        return plan_mapping(
            case=self.case, guide=guide, talk_on=day(talk_on) if talk_on else None, actor=actor, on=day(on),
            at=instant(on),
        )  # fmt: skip

    def prepare(self, **texts: str) -> None:
        person = as_person(self.case.person)
        save_preparation(mapping=self.mapping, texts=texts, actor=person, on=day(ON), at=instant(ON))

    def start(self, on: str = ON) -> None:
        start_mapping(mapping=self.mapping, actor=self.adviser, on=day(on), at=instant(on))

    def entry(self, theme: str) -> ThemeEntry:
        return ThemeEntry.objects.get(mapping=self.mapping, theme=theme)

    def say(self, theme: str, state: str = "asked", answer: str = "Dette sa hun", **more: Any) -> ThemeEntry:
        """Fills in a theme, having seen what stands there."""
        told: dict[str, Any] = {
            "seen": self.entry(theme).version,
            "page": "a",
            "actor": self.adviser,
            "on": day(ON),
        } | more
        return save_entry(mapping=self.mapping, theme=theme, state=state, answer=answer, at=instant(ON), **told)

    def cover(self, **states: str) -> None:
        """Every theme of the guide becomes `asked`, but for those named."""
        for entry in self.mapping.entries.order_by("id"):
            self.say(entry.theme, states.get(entry.theme, "asked"))

    def close(self, on: str = ON, **changes: Any) -> Mapping:
        closing = Closing(**(CLOSING | changes))
        close_mapping(mapping=self.mapping, closing=closing, actor=self.adviser, on=day(on), at=instant(on))
        return self.mapping

    def mapped(self, on: str = ON, **changes: Any) -> Mapping:
        """A whole mapping, begun and closed on a day."""
        self.plan(talk_on="", on=on)
        self.cover()
        return self.close(on, **changes)

    def open_tasks(self) -> dict[str, date]:
        """Nav's own, with the day they are due."""
        open_now = Task.objects.filter(case=self.case, actor="nav", state="open", nature="method")
        return dict(open_now.values_list("kind", "due"))


def tick(on: str) -> None:
    run_tick(on=day(on), at=instant(on))
