"""Stop points: what the law or the method wants done by a day in a spell.

Day 1 is the first sick day. "Within week N" is due on day 7N, "passes week N" is reached on day 7N + 1. Only
the screening is pushed later by well days. A stop point is there as long as its cause: it disappears when
the spell has closed, the person has died or is reported fit, and comes back when they are not.

What happened after the day it is seen from is not known yet (`core.known`).

Input, one row per spell: the columns of `spell_frame`, and these, each of which may be absent or null:

- birth_date (Date): without it age shortens no one's sick pay.
- died_on (Date): absent means alive.
- fit_from (Date): reported fully fit from this day; absent means not reported.
- issuer_kind (str): chiropractor | manual_therapist, of the newest note by another than a doctor; absent (or doctor)
  means that there is none.
- doctor_from (Date): the first day of the doctor's notes that came after that; absent means that none has.
- soon_end_answered_on, meeting_need_answered_on (Date): the day of the person's newest answer in the spell; absent
  means none.
- elaborated_on (Date): the day on which the newest note that answers the elaborating questions was signed; absent means
  that no note does.
- passes_screening (Date): the day the spell passes `screening_week`, from `passes_week`; absent means that
  it is reckoned from the well days so far.
- screening_asked_on (Date): the day the questions were sent; absent means not yet.
- answer_duration (str): the answer to question 3; absent means no answer.
- dialogue_2_held, dialogue_3_held (bool): absent means not held in the spell.
- dialogue_2_demanded_on, dialogue_3_demanded_on (Date): the day a party demanded it; absent means that none has.
- aap_from, aap_until (Date): first and last day of the work assessment allowance; absent means none, and no end.
- last_contact (Date): the newest held two-way conversation; absent means none.
- category (str): prioritised | ordinary | simplified | on_request, whose own plan of contact then counts; absent or
  another means that there is no such plan.
- max_date (Date): from the benefit line, which wins; absent means that it is estimated.
- sick_pay_days_left (i32): from `core.max_date`, for that estimate; absent means that no earlier spell is known.
- office (str): picks the office's own values; absent means the common ones.

Employments, one row per spell and employer: the columns of `employment_frame`, and, each of which may be
absent:

- dialogue_1_wanted (bool): a party finds the meeting useful though the note is graded; absent means no.
- dialogue_1_done_on (Date): the newest day on which meeting 1 was held, or the employer said with a reason that none is
  needed; absent means that it has not.
- ended_on (Date): the employment's last day; absent means it goes on.
- plan_asked_on, plan_shared_on (Date): the newest day on which Nav asked for the plan, and on which it was shared with
  Nav, or Nav was told with a reason that none is needed; absent means that they have not.
- plan_to_issuer_on (Date): the newest day on which the plan was shared with the issuer; absent means that it has not.
- meeting_on (Date): the day of a meeting that Nav has called; absent means none.
"""

from stafett.core.max_date import estimate_max_date
from stafett.core.stoppoints.finding import POINT_OF_REASON, RECURRING, explain_stop_point, stop_point_days, stop_points
from stafett.core.stoppoints.point import StopPoint
from stafett.core.stoppoints.table import EMPLOYMENT_POINTS, SPELL_POINTS

__all__ = [
    "EMPLOYMENT_POINTS",
    "POINT_OF_REASON",
    "RECURRING",
    "SPELL_POINTS",
    "StopPoint",
    "estimate_max_date",
    "explain_stop_point",
    "stop_point_days",
    "stop_points",
]
