"""The need and the contacts as they stand on a page of the case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stafett.cases.course import contacts_of
from stafett.cases.evaluation.need import Window
from stafett.cases.law import law_of
from stafett.cases.models import Case
from stafett.core.contact import explain_contact
from stafett.core.factors import CATEGORIES
from stafett.core.parameters import Law
from stafett.frontend.words import text
from stafett.mapping.assessing import ENDED_BY_ITSELF
from stafett.mapping.models import Contact, NeedAssessment, TemporaryCategory
from stafett.portals.adviser.need_forms import ContactForm, EndTemporaryForm, TemporaryForm, WithdrawContactForm
from stafett.portals.adviser.why import Why, why

CONTACTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ShownNeed:
    """What stands: the newest assessment, the category in force, the next contact with its reasons."""

    newest: NeedAssessment
    in_force: str
    temporary: TemporaryCategory | None
    opens: date | None
    closes: date | None
    state: str
    returns_on: date | None
    reasons: Sequence[Why | None]

    @property
    def is_placed(self) -> bool:
        """Whether the newest assessment gives a category that Nav follows."""
        return self.newest.category in CATEGORIES


def need_context(
    case: Case, window: Window | None, given: Mapping[str, Any], *, on: date, can_write: bool
) -> dict[str, Any]:
    """What the cards of need and contact show; `window` as in `Contents`, `given` are refused forms by name."""
    assessments = _assessments(case) if window else []
    need = _shown(assessments[0], window, law_of(case.person.home_unit), on) if assessments and window else None
    contacts = [
        (one, _withdraw_form(one, given) if _may_withdraw(one, can_write) else None) for one in contacts_of(case)
    ]
    lasts = need is not None and need.temporary is not None
    may_be_temporary = can_write and need is not None and need.is_placed
    times = [one for each in assessments for one in each.temporary.all() if need is None or one != need.temporary]
    return {
        "need": need,
        "need_history": assessments[1:],
        "temporary_history": [(one, _ended(one)) for one in times],
        "history_length": len(assessments[1:]) + len(times),
        "contacts": contacts[:CONTACTS_SHOWN],
        "older_contacts": contacts[CONTACTS_SHOWN:],
        "contact_form": (given.get("contact") or ContactForm(on)) if can_write else None,
        "temporary_form": (given.get("temporary") or TemporaryForm(on)) if may_be_temporary and not lasts else None,
        "end_form": (given.get("end") or EndTemporaryForm()) if can_write and lasts else None,
    }


def _withdraw_form(contact: Contact, given: Mapping[str, Any]) -> WithdrawContactForm:
    name = f"withdraw{contact.pk}"
    return given.get(name) or WithdrawContactForm(prefix=name)


def _may_withdraw(contact: Contact, can_write: bool) -> bool:
    """Not twice; and what a meeting came to is said on the meeting."""
    return can_write and not (hasattr(contact, "withdrawal") or hasattr(contact, "meeting"))


def _assessments(case: Case) -> list[NeedAssessment]:
    """The newest first, each with its categories for a time."""
    return list(case.assessments.select_related("by").prefetch_related("temporary__by").order_by("-id"))


def _shown(newest: NeedAssessment, window: Window, law: Law, on: date) -> ShownNeed:
    not_ended = [one for one in newest.temporary.all() if one.ended_on is None]
    stands = [one for one in not_ended if one.until is None or one.until >= on]
    return ShownNeed(
        newest=newest,
        in_force=window["in_force"] or newest.category,
        temporary=stands[0] if stands else None,
        opens=window["window_opens"],
        closes=window["window_closes"],
        state=window["contact_state"],
        returns_on=window["returns_on"],
        reasons=[why(explain_contact(code, window, law, on)) for code in window["contact_reasons"]],
    )


def _ended(one: TemporaryCategory) -> str:
    """Why it ended, in words: the adviser's own, or that it was over or that the need was assessed anew."""
    return text(f"temporary.ended.{one.ended_why}") if one.ended_why in ENDED_BY_ITSELF else one.ended_why
