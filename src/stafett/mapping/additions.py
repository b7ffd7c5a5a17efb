"""What an office adds to the guides: themes of its own, in its own words, from a day and to a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from stafett.access.actors import Actor
from stafett.mapping.guide import current_guides
from stafett.mapping.models import GuideAddition
from stafett.mapping.services import MappingError
from stafett.people.models import OrganisationChange, Unit


@dataclass(frozen=True, slots=True)
class NewTheme:
    """A theme in the office's words: what, why it is asked (the person reads that), and help questions."""

    guide: str
    title: str
    why: str
    questions: Sequence[str]


@transaction.atomic
def add_theme(*, unit: Unit, theme: NewTheme, actor: Actor, on: date, at: datetime) -> GuideAddition:
    """Adds a theme to a guide from today on: it stands in mappings begun from now, not in those under way.

    Raises MappingError: mapping_error.unknown_guide, mapping_error.theme_words_needed.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if theme.guide not in current_guides(on):
        raise MappingError("mapping_error.unknown_guide")
    questions = [question.strip() for question in theme.questions if question.strip()]
    title, why = theme.title.strip(), theme.why.strip()
    if not (title and why and questions):
        raise MappingError("mapping_error.theme_words_needed")
    number = GuideAddition.objects.filter(unit=unit, guide=theme.guide).count() + 1
    added = GuideAddition.objects.create(
        unit=unit, guide=theme.guide, code=f"local_{number}", title=title, why=why, questions=questions, from_day=on
    )
    _log(added, {}, {"theme_added": added.code, "guide": added.guide, "title": title}, actor, on, at)
    return added


@transaction.atomic
def end_theme(*, addition: GuideAddition, actor: Actor, on: date, at: datetime) -> None:
    """Takes an office's theme out of mappings begun after today. Ended already is no error."""
    locked = GuideAddition.objects.select_for_update(no_key=True).get(pk=addition.pk)
    if locked.to_day is not None:
        return
    locked.to_day = on
    locked.save(update_fields=["to_day"])
    after = {"theme_ended": locked.code, "guide": locked.guide, "to_day": on.isoformat()}
    _log(locked, {"title": locked.title}, after, actor, on, at)


def _log(
    addition: GuideAddition, before: dict[str, Any], after: dict[str, Any], actor: Actor, on: date, at: datetime
) -> None:
    OrganisationChange.objects.create(unit_id=addition.unit_id, on=on, at=at, by=actor.name, before=before, after=after)
