"""The need for follow-up in large portfolios: six factors, and the categories that they leave open (S4:L734).

The factors are seen together. There are no weights and no score: each factor is judged `raises`, `lowers`,
`neutral` or `unclear`, what it says rules some categories out, and what is left is suggested. A person chooses.

Input, one row per case. Needed: case (i64, unique). Each of these may be absent or null; a null switch is off, any
other null is "not known":

- office (str): picks the office's own values; died_on (Date): absent means alive.
- aap, follow_up_decision (bool): has work assessment allowance; has a valid § 14 a decision.
- portfolio (int): how many people the holder has; absent means that nobody has counted.
- birth_date (Date).
- wishes_work (bool): somebody over the last age band says that they wish to work.
- employment (str): none | on_leave (fully away from the job) | graded (works part of it).
- going_back (str): yes | unsure | no, to the same employer; of no meaning without employment.
- employer_passive (bool): a person has judged that the employer does not follow up.
- education (str): none (upper secondary school not finished) | upper_secondary | higher.
- experience (str): little | enough, of working life.
- skills_usable (str): yes | no: can higher education and experience be used as the person is now?
- breaks_with_benefits (int): breaks in working life with services or benefits from Nav.
- measure_broken_off (bool): a measure was broken off earlier.
- has_children, children_mapped (bool): null in the first is "not known".
- social_strain (bool): housing, economy, network or the like makes work or activity harder.
- treatment (str): none | running | waiting | broken_off | unclear.
- treatment_combinable (bool): can be combined with work or activity; null is "not known".
- treatment_until (Date): its planned last day.
- judged_age, judged_employment, judged_education, judged_history, judged_social, judged_treatment (str): raises |
  lowers | neutral | unclear: a person's own judgement of a factor, which then stands instead of the rule's.

Children move nobody by rule, and origin is not a fact here (S4:L247 is left out on purpose).
"""

from stafett.core.factors.conditions import FACTORS
from stafett.core.factors.grounds import CATEGORIES, GROUNDS, JUDGEMENTS
from stafett.core.factors.suggestion import category_grounds, explain_factor, judge_factors, suggest_categories

__all__ = [
    "CATEGORIES",
    "FACTORS",
    "GROUNDS",
    "JUDGEMENTS",
    "category_grounds",
    "explain_factor",
    "judge_factors",
    "suggest_categories",
]
