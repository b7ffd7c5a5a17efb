"""From which day each stop point counts, where that is more than a number of weeks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

import numpy as np

from stafett.core.dates import DAYS_PER_WEEK, Days, add_months, nth_weekday
from stafett.core.max_date import sick_pay_begins
from stafett.core.rows import either, first_known

if TYPE_CHECKING:
    from stafett.core.stoppoints.terms import Terms


def _once(reckon: Callable[[Terms], Days]) -> Callable[[Terms], Days]:
    """For what several stop points ask of the same rows."""

    @wraps(reckon)
    def reckoned(terms: Terms) -> Days:
        if reckon.__name__ not in terms.reckoned:
            terms.reckoned[reckon.__name__] = reckon(terms)
        return terms.reckoned[reckon.__name__]

    return reckoned


@_once
def screening(terms: Terms) -> Days:
    """When the spell passes its week of screening: the one thing that well days push later (S0:L220)."""
    reckoned = terms.passes("screening_week") + terms.whole("well_days")
    return first_known(terms.day("passes_screening"), reckoned)


@_once
def message(terms: Terms) -> Days:
    """The day of the screening message: when it was sent, else when it is to be."""
    return first_known(terms.day("screening_asked_on"), screening(terms))


def activity_info(terms: Terms) -> Days:
    """Information about the activity requirement, never before the screening message (S2:L466)."""
    due = terms.within("activity_info_weeks")
    screening_first = np.less_equal(terms.number("screening_week"), terms.number("activity_info_weeks"))
    return either(screening_first, np.maximum(due, message(terms)), due)


@_once
def activity_opens(terms: Terms) -> Days:
    """When Nav's assessment opens: one day before eight weeks are full (NAV 4)."""
    return terms.day("first_day") + terms.number("activity_requirement_opens_day") - 1


def activity_requirement(terms: Terms) -> Days:
    """When Nav's assessment is due, the day after the screening message at the earliest (ftrl. § 8-8)."""
    due = activity_opens(terms) + terms.number("activity_requirement_due_days")
    result: Days = np.maximum(due, message(terms) + 1)
    return result


def dialogue_1(terms: Terms) -> Days:
    """Within week 7 from the first full day in the employment (aml. § 4-6 fourth paragraph)."""
    start = first_known(terms.day("first_full_day"), terms.day("first_day"))
    return start + terms.number("dialogue_1_weeks") * DAYS_PER_WEEK - 1


def dialogue_2(terms: Terms) -> Days:
    """Within 26 weeks, and so many weeks after somebody demanded it before (ftrl. § 8-7 a second paragraph)."""
    due: Days = np.minimum(terms.within("dialogue_2_weeks"), demanded(terms))
    return due


def demanded(terms: Terms) -> Days:
    """So many weeks after somebody demanded dialogue meeting 2."""
    return terms.day("dialogue_2_demanded_on") + terms.number("dialogue_demand_weeks") * DAYS_PER_WEEK


def dialogue_3(terms: Terms) -> Days:
    """So many weeks after it was demanded (ftrl. § 8-7 a third paragraph)."""
    return terms.day("dialogue_3_demanded_on") + terms.number("dialogue_demand_weeks") * DAYS_PER_WEEK


def plan_request(terms: Terms) -> Days:
    """So many days after Nav asked for the plan (S2:L295)."""
    return terms.day("plan_asked_on") + terms.number("plan_request_days")


def plan_to_nav(terms: Terms) -> Days:
    """So many days before the meeting that Nav has called (ftrl. § 25-2; S2:L201)."""
    return terms.day("meeting_on") - terms.number("plan_to_nav_days")


def aap_first(terms: Terms) -> Days:
    """So many weeks after the allowance began (S1:L2693, S1:L3789)."""
    return terms.day("aap_from") + terms.number("aap_first_weeks") * DAYS_PER_WEEK


def aap_end(terms: Terms) -> Days:
    """So many weeks before the allowance ends (S4:L1022)."""
    return terms.day("aap_until") - terms.number("aap_end_weeks") * DAYS_PER_WEEK


def silence(terms: Terms) -> Days:
    """So many months after the last contact, else after the first sick day (S1:L3084)."""
    return add_months(first_known(terms.day("last_contact"), terms.day("first_day")), terms.number("silence_months"))


@_once
def soon_end(terms: Terms) -> Days:
    """The first day with fewer sick-pay days left than the number (S2:L568), when sick pay begins at the earliest.

    Some have fewer from the start, by age or after earlier absence. The sources do not say when they are asked; that it
    is on the first day of sick pay is assumed.
    """
    # The Nth weekday from the end is counted too: it is the first with fewer than N left after it.
    return _from_sick_pay(terms, nth_weekday(terms.max_date, -terms.number("soon_end_days")))


def soon_end_silence(terms: Terms) -> Days:
    """So many days after that, and the window of a stop point: Nav asks whoever has not answered (NAV 5.2; S2:L568)."""
    return soon_end(terms) + terms.number("soon_end_silence_days") + terms.number("stop_point_window_days")


def transition(terms: Terms) -> Days:
    """So many weeks before sick pay ends (S1:L744); as in `soon_end`, when it begins at the earliest."""
    return _from_sick_pay(terms, terms.max_date - terms.number("transition_weeks") * DAYS_PER_WEEK)


def _from_sick_pay(terms: Terms, due: Days) -> Days:
    later: Days = np.maximum(due, sick_pay_begins(terms))
    return later


@_once
def after_return(terms: Terms) -> Days:
    """So many weeks after the day of return (S1:L4451)."""
    returned = first_known(terms.day("fit_from"), terms.day("last_day") + 1)
    return returned + terms.number("after_return_weeks") * DAYS_PER_WEEK
