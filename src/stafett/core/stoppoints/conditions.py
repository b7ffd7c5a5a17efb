"""What must hold for a stop point to be there, and what settles it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import numpy as np

from stafett.core.dates import Days, day_number
from stafett.core.factors.grounds import CATEGORIES
from stafett.core.rows import Flags, is_known
from stafett.core.stoppoints.days import activity_opens, after_return, demanded, screening

if TYPE_CHECKING:
    from stafett.core.stoppoints.terms import Terms

FULL_GRADE = 100

Condition = Callable[["Terms"], Flags]


def _alive(terms: Terms) -> Flags:
    return terms.day("died_on") > terms.today


def _activity_requirement_stands(terms: Terms) -> Flags:
    opened = activity_opens(terms) <= terms.day("last_day")
    recently = terms.today <= terms.day("last_day") + terms.number("activity_requirement_after_end_days")
    return ~terms.switch("closed") | (opened & recently)


def _returned_lately(terms: Terms) -> Flags:
    last_shown = after_return(terms) + terms.number("after_return_open_days")
    returned = terms.switch("closed") | (terms.day("fit_from") <= terms.today)
    return returned & (terms.today <= last_shown)


def _limited_issuer(terms: Terms) -> Flags:
    first_day, limited = terms.day("first_day"), np.zeros(terms.height, dtype=np.bool_)
    for dated in terms.law.parameter("issuer_limit_kinds").dated:
        kinds = dated.value if isinstance(dated.value, tuple) else ()
        holds = reduce(or_, (terms.text_is("issuer_kind", kind) for kind in kinds), np.zeros_like(limited))
        limited = np.where(first_day >= day_number(dated.start), holds, limited)
    return limited


def _no_contact_plan(terms: Terms) -> Flags:
    planned = [terms.text_is("category", category) for category in CATEGORIES]
    return ~reduce(or_, planned)


CONDITIONS: Mapping[str, Condition] = {
    "alive": _alive,
    "open": lambda terms: ~terms.switch("closed"),
    "not_fit": lambda terms: terms.day("fit_from") > terms.today,
    "employed": lambda terms: terms.switch("employed"),
    "no_employer": lambda terms: ~terms.switch("employed"),
    "limited_issuer": _limited_issuer,
    "soon_end_unanswered": lambda terms: ~is_known(terms.day("soon_end_answered_on")),
    "plan_asked_for": lambda terms: is_known(terms.day("plan_asked_on")),
    "meeting_called": lambda terms: is_known(terms.day("meeting_on")) & (terms.day("meeting_on") >= terms.today),
    "dialogue_3_demanded": lambda terms: is_known(terms.day("dialogue_3_demanded_on")),
    "dialogue_3_not_held": lambda terms: ~terms.switch("dialogue_3_held"),
    "on_aap": lambda terms: is_known(terms.day("aap_from")) & (terms.day("aap_until") >= terms.today),
    "aap_ends": lambda terms: is_known(terms.day("aap_until")) & (terms.day("aap_until") >= terms.today),
    "no_contact_plan": _no_contact_plan,
    "meeting_not_held": lambda terms: ~terms.switch("dialogue_2_held"),
    "said_under_26_weeks": lambda terms: terms.text_is("answer_duration", "under_26_weeks"),
    "activity_requirement": _activity_requirement_stands,
    "returned": _returned_lately,
    "long_enough": lambda terms: screening(terms) <= terms.day("last_day"),
    "employment_goes_on": lambda terms: terms.day("ended_on") > terms.today,
    "sick_in_employment": lambda terms: terms.today <= terms.day("last_day") + terms.number("spell_gap_days"),
    "full_or_wanted": lambda terms: is_known(terms.day("first_full_day")) | terms.switch("dialogue_1_wanted"),
}
SICK = ("alive", "open", "not_fit")
EMPLOYED = (*SICK, "employed")


def elaborated(terms: Terms, opens: Days) -> Flags:
    """A note that answers the elaborating questions answers those that had opened (ftrl. § 8-7 fourth paragraph).

    NAV's systems ask with the first note that passes each limit (NAV 4 and 8); which group of questions it answers does
    not matter, since senders number the groups by versions of their own.
    """
    answered_on = terms.day("elaborated_on")
    return is_known(answered_on) & (opens <= answered_on)


def soon_end_answered(terms: Terms, _: Days) -> Flags:
    """The person has answered; they can do so only once they have been asked."""
    return is_known(terms.day("soon_end_answered_on"))


def meeting_need_answered(terms: Terms, opens: Days) -> Flags:
    """The person has said so lately: a need may be said at any time, and is asked for again in week 16 (S2:L810)."""
    answered_on = terms.day("meeting_need_answered_on")
    return is_known(answered_on) & (opens <= answered_on)


def plan_shared(terms: Terms, _: Days) -> Flags:
    """A plan has been shared in this absence, so there is one; or none is needed, which the employer has said why."""
    first_day, shared = terms.day("first_day"), [terms.day(name) for name in ("plan_shared_on", "plan_to_issuer_on")]
    return reduce(or_, (is_known(day) & (first_day <= day) for day in shared))


def dialogue_1_done(terms: Terms, _: Days) -> Flags:
    """The meeting has been held in this absence; or none is needed, which the employer has said why."""
    done_on = terms.day("dialogue_1_done_on")
    return is_known(done_on) & (terms.day("first_day") <= done_on)


def plan_shared_since_asked(terms: Terms, _: Days) -> Flags:
    """The employer has shared the plan since Nav asked for it."""
    shared_on = terms.day("plan_shared_on")
    return is_known(shared_on) & (shared_on >= terms.day("plan_asked_on"))


def plan_shared_lately(terms: Terms, opens: Days) -> Flags:
    """The employer has shared the plan since the time for it came: before a meeting it is to be up to date."""
    shared_on = terms.day("plan_shared_on")
    return is_known(shared_on) & (opens <= shared_on)


def doctor_took_over(terms: Terms, _: Days) -> Flags:
    """The newest note is a doctor's, in time or at last: others may go on for 12 weeks (S2:L625)."""
    return terms.day("doctor_from") <= np.maximum(terms.today, terms.passes("issuer_limit_weeks"))


def activity_fulfilled(terms: Terms, opens: Days) -> Flags:
    """Who works in part fulfils the activity requirement (ftrl. § 8-8 second paragraph; S2:L926)."""
    return (opens <= terms.today) & (terms.whole("grade", absent=FULL_GRADE) < FULL_GRADE)


def demanded_earlier(terms: Terms, _: Days) -> Flags:
    """Dialogue meeting 2 has been demanded, and for a day before its week (ftrl. § 8-7 a second paragraph)."""
    return demanded(terms) < terms.within("dialogue_2_weeks")


def max_date_received(terms: Terms, _: Days) -> Flags:
    """The benefit line has said which day is the last with sick pay."""
    return is_known(terms.day("max_date"))


def ended_by_age(terms: Terms, _: Days) -> Flags:
    """Sick pay ends with the age from which none is given (ftrl. § 8-51)."""
    return terms.by_age[1]


def fewer_by_age(terms: Terms, _: Days) -> Flags:
    """From 67 sick pay is given for fewer days (ftrl. § 8-51)."""
    return terms.by_age[0]


def used_before(terms: Terms, _: Days) -> Flags:
    """Earlier spells have used some of the days (ftrl. § 8-12)."""
    left = terms.whole("sick_pay_days_left") < terms.number("sick_pay_days")
    return terms.known("sick_pay_days_left") & left


def at_the_end(terms: Terms, _: Days) -> Flags:
    """Measures are to be assessed at the end of sick pay at the latest, no days before it."""
    return np.broadcast_to(np.equal(terms.number("measures_days_before_end"), 0), terms.height)
