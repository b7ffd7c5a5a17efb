"""What the person hears of the need: what Nav does, when and why; never a category, a colour or a rank."""

from dataclasses import dataclass
from datetime import date

from stafett.cases.course import Course
from stafett.cases.law import law_in_force
from stafett.cases.models import Case
from stafett.core.contact import explain_contact
from stafett.frontend.words import say
from stafett.mapping.assessing import NOT_TOLD
from stafett.mapping.models import NeedAssessment


@dataclass(frozen=True, slots=True)
class OwnNeed:
    """In words: what Nav does, and the grounds; and between which days the next contact is."""

    plan: list[str]
    grounds: list[str]
    opens: date | None
    closes: date | None
    assessed_on: date


def own_need(case: Case, course: Course, *, on: date) -> OwnNeed | None:
    """None where the need has not been assessed."""
    window = course.window
    newest = NeedAssessment.objects.filter(case=case).order_by("-id").first() if window else None
    if window is None or newest is None or newest.category == "not_assessed":
        return None
    law = law_in_force()
    told = [code for code in window["contact_reasons"] if code not in NOT_TOLD]
    opens = window["window_opens"]
    return OwnNeed(
        plan=[say(explain_contact(code, window, law, on), prefix="person.reason") for code in told],
        grounds=[
            say(reason, prefix="person.reason") for one in newest.judgements.values() for reason in one["reasons"]
        ],
        opens=max(opens, on) if opens else None,
        closes=window["window_closes"],
        assessed_on=newest.placed_on,
    )
