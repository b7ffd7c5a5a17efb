"""What each finding about a factor means: its judgement, the categories it points to, and where that stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

CATEGORIES = ("prioritised", "ordinary", "simplified", "on_request")
"""From most to least follow-up."""
JUDGEMENTS = ("raises", "lowers", "neutral", "unclear")

Span = tuple[int, int]
"""The first and the last category, by position in CATEGORIES."""
PRIORITISED, ORDINARY, SIMPLIFIED, ON_REQUEST = range(4)
ANY: Span = (PRIORITISED, ON_REQUEST)
CLOSEST: Span = (PRIORITISED, PRIORITISED)
CLOSE: Span = (PRIORITISED, ORDINARY)
MIDDLE: Span = (ORDINARY, SIMPLIFIED)
LOWER: Span = (ORDINARY, ON_REQUEST)
RARE: Span = (SIMPLIFIED, ON_REQUEST)
SELDOM: Span = (SIMPLIFIED, SIMPLIFIED)
ASKED: Span = (ON_REQUEST, ON_REQUEST)

_AGE = ("birth_date", "wishes_work", "judged_age")
_JOB = ("employment", "going_back", "employer_passive", "judged_employment")
_SKILLS = ("education", "experience", "skills_usable", "judged_education")
_HISTORY = ("breaks_with_benefits", "measure_broken_off", "judged_history")
_SOCIAL = ("has_children", "children_mapped", "social_strain", "judged_social")
_TREATMENT = ("treatment", "treatment_combinable", "treatment_until", "judged_treatment")


class Ground(NamedTuple):
    """One finding.

    `leaves`: the categories that it does not rule out; `points`, where it differs, those that it speaks for.
    `in_special_cases`: prioritised is ruled out only while nothing else raises the need or is unclear.
    `may_lower`: opens what others leave down to on request, and rules out nothing. `changes`: what could become
    different, by code of CHANGES.
    """

    judgement: str
    leaves: Span
    reference: str
    points: Span | None = None
    in_special_cases: bool = False
    may_lower: bool = False
    facts: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()

    def speaks_for(self, category: int) -> bool:
        first, last = self.points or self.leaves
        return self.takes_side and first <= category <= last

    def speaks_against(self, category: int) -> bool:
        return self.takes_side and not self.speaks_for(category)

    @property
    def takes_side(self) -> bool:
        return (self.points or self.leaves) != ANY


GROUNDS: Mapping[str, Ground] = {
    "factor.age.first_band": Ground(
        "raises", CLOSE, reference="S4:L745", facts=_AGE, parameters=("factor_age_first_to",)
    ),
    "factor.age.middle_band": Ground(
        "neutral",
        MIDDLE,
        in_special_cases=True,
        reference="S4:L748",
        facts=_AGE,
        parameters=(
            "factor_age_first_to",
            "factor_age_middle_to",
        ),
    ),
    "factor.age.last_band": Ground(
        "lowers",
        ASKED,
        reference="S4:L750",
        facts=_AGE,
        parameters=("factor_age_middle_to",),
        changes=("change.wishes_work",),
    ),
    "factor.age.wishes_work": Ground(
        "raises",
        CLOSEST,
        reference="S4:L753",
        facts=_AGE,
        parameters=("factor_age_middle_to",),
        changes=("change.no_wish_to_work",),
    ),
    "factor.age.not_covered": Ground(
        "neutral", ANY, reference="S4:L193; S4:L307", facts=_AGE, parameters=("scope_age_over",)
    ),
    "factor.age.not_known": Ground("unclear", ANY, reference="S4:L745", facts=_AGE),
    "factor.employment.none": Ground("raises", CLOSE, reference="S4:L763", facts=_JOB, changes=("change.gets_work",)),
    "factor.employment.not_going_back": Ground(
        "raises", CLOSE, reference="S4:L768", facts=_JOB, changes=("change.goes_back",)
    ),
    "factor.employment.unsure": Ground(
        "raises", CLOSE, reference="S4:L2308", facts=_JOB, changes=("change.goes_back",)
    ),
    "factor.employment.employer_passive": Ground(
        "raises", CLOSE, reference="S4:L1298", facts=_JOB, changes=("change.employer_follows_up",)
    ),
    "factor.employment.on_leave": Ground(
        "lowers",
        SELDOM,
        reference="S4:L765; S4:L820",
        facts=_JOB,
        changes=(
            "change.starts_working",
            "change.does_not_go_back",
            "change.employer_passive",
        ),
    ),
    "factor.employment.graded": Ground(
        "lowers",
        ASKED,
        reference="S4:L765; S4:L826",
        facts=_JOB,
        changes=(
            "change.stops_working",
            "change.does_not_go_back",
            "change.employer_passive",
        ),
    ),
    "factor.employment.not_known": Ground(
        "unclear",
        ANY,
        reference="S4:L2124; S4:L2308",
        facts=_JOB,
        changes=(
            "change.goes_back",
            "change.does_not_go_back",
        ),
    ),
    "factor.education.few": Ground(
        "raises", CLOSE, reference="S4:L773", facts=_SKILLS, changes=("change.more_skills",)
    ),
    "factor.education.usable": Ground(
        "lowers", ANY, points=LOWER, reference="S4:L775", facts=_SKILLS, changes=("change.not_usable",)
    ),
    "factor.education.not_usable": Ground(
        "raises", CLOSE, reference="S4:L775", facts=_SKILLS, changes=("change.usable",)
    ),
    "factor.education.usable_unclear": Ground(
        "unclear", ANY, reference="S4:L775", facts=_SKILLS, changes=("change.not_usable",)
    ),
    "factor.education.some": Ground("neutral", ANY, reference="S4:L773", facts=_SKILLS),
    "factor.education.not_known": Ground(
        "unclear", ANY, reference="S4:L773", facts=_SKILLS, changes=("change.few_skills",)
    ),
    "factor.history.several_breaks": Ground(
        "raises", CLOSE, reference="S4:L780", facts=_HISTORY, parameters=("factor_several_breaks",)
    ),
    "factor.history.measure_broken_off": Ground("raises", CLOSE, reference="S4:L781", facts=_HISTORY),
    "factor.history.steady": Ground(
        "neutral",
        ANY,
        reference="S4:L780",
        facts=_HISTORY,
        parameters=("factor_several_breaks",),
        changes=("change.measure_broken_off",),
    ),
    "factor.history.not_known": Ground(
        "unclear", ANY, reference="S4:L780", facts=_HISTORY, changes=("change.measure_broken_off",)
    ),
    "factor.social.strain": Ground(
        "neutral", ANY, reference="S4:L788", facts=_SOCIAL, changes=("change.social_judged",)
    ),
    "factor.social.children_not_mapped": Ground(
        "unclear", ANY, reference="S4:L788", facts=_SOCIAL, changes=("change.social_judged",)
    ),
    "factor.social.children": Ground(
        "neutral", ANY, reference="S4:L788", facts=_SOCIAL, changes=("change.social_judged",)
    ),
    "factor.social.nothing": Ground(
        "neutral", ANY, reference="S4:L788", facts=_SOCIAL, changes=("change.social_judged",)
    ),
    "factor.social.not_known": Ground(
        "unclear", ANY, reference="S4:L788", facts=_SOCIAL, changes=("change.social_judged",)
    ),
    "factor.treatment.none": Ground(
        "neutral", ANY, reference="S4:L796", facts=_TREATMENT, changes=("change.treatment_unclear",)
    ),
    "factor.treatment.unclear": Ground(
        "unclear",
        CLOSE,
        reference="S4:L798; S4:L811",
        facts=_TREATMENT,
        changes=(
            "change.treatment_clarified",
            "change.treatment_long",
        ),
    ),
    "factor.treatment.broken_off": Ground(
        "unclear",
        CLOSE,
        reference="S4:L798; S4:L1517",
        facts=_TREATMENT,
        changes=(
            "change.treatment_clarified",
            "change.treatment_long",
        ),
    ),
    "factor.treatment.combinable": Ground(
        "neutral",
        ANY,
        reference="S4:L796",
        facts=_TREATMENT,
        changes=(
            "change.treatment_unclear",
            "change.treatment_long",
        ),
    ),
    "factor.treatment.long": Ground(
        "lowers",
        ANY,
        points=RARE,
        may_lower=True,
        reference="S4:L796; S4:L821",
        facts=_TREATMENT,
        parameters=("factor_long_treatment_months",),
        changes=("change.treatment_ends",),
    ),
    "factor.treatment.short": Ground(
        "neutral",
        ANY,
        reference="S4:L796",
        facts=_TREATMENT,
        parameters=("factor_long_treatment_months",),
        changes=(
            "change.treatment_unclear",
            "change.treatment_long",
        ),
    ),
    "factor.treatment.end_not_known": Ground(
        "unclear",
        CLOSE,
        reference="S4:L798",
        facts=_TREATMENT,
        changes=(
            "change.treatment_clarified",
            "change.treatment_long",
        ),
    ),
    "factor.treatment.not_known": Ground(
        "unclear",
        ANY,
        reference="S4:L798",
        facts=_TREATMENT,
        changes=(
            "change.treatment_unclear",
            "change.treatment_long",
        ),
    ),
    "factor.age.judged_raises": Ground("raises", CLOSE, reference="S4:L734; S4:L1277", facts=_AGE),
    "factor.age.judged_lowers": Ground("lowers", ASKED, reference="S4:L734; S4:L1277", facts=_AGE),
    "factor.age.judged_neutral": Ground(
        "neutral", MIDDLE, in_special_cases=True, reference="S4:L734; S4:L1277", facts=_AGE
    ),
    "factor.age.judged_unclear": Ground("unclear", ANY, reference="S4:L734; S4:L1277", facts=_AGE),
    "factor.employment.judged_raises": Ground("raises", CLOSE, reference="S4:L734; S4:L1277", facts=_JOB),
    "factor.employment.judged_lowers": Ground("lowers", RARE, reference="S4:L734; S4:L1277", facts=_JOB),
    "factor.employment.judged_neutral": Ground("neutral", ANY, reference="S4:L734; S4:L1277", facts=_JOB),
    "factor.employment.judged_unclear": Ground("unclear", ANY, reference="S4:L734; S4:L1277", facts=_JOB),
    "factor.education.judged_raises": Ground("raises", CLOSE, reference="S4:L734; S4:L1277", facts=_SKILLS),
    "factor.education.judged_lowers": Ground("lowers", ANY, points=LOWER, reference="S4:L734; S4:L1277", facts=_SKILLS),
    "factor.education.judged_neutral": Ground("neutral", ANY, reference="S4:L734; S4:L1277", facts=_SKILLS),
    "factor.education.judged_unclear": Ground("unclear", ANY, reference="S4:L734; S4:L1277", facts=_SKILLS),
    "factor.history.judged_raises": Ground("raises", CLOSE, reference="S4:L734; S4:L1277", facts=_HISTORY),
    "factor.history.judged_lowers": Ground("lowers", ANY, points=LOWER, reference="S4:L734; S4:L1277", facts=_HISTORY),
    "factor.history.judged_neutral": Ground("neutral", ANY, reference="S4:L734; S4:L1277", facts=_HISTORY),
    "factor.history.judged_unclear": Ground("unclear", ANY, reference="S4:L734; S4:L1277", facts=_HISTORY),
    "factor.social.judged_raises": Ground("raises", CLOSE, reference="S4:L734; S4:L1277", facts=_SOCIAL),
    "factor.social.judged_lowers": Ground("lowers", ANY, points=LOWER, reference="S4:L734; S4:L1277", facts=_SOCIAL),
    "factor.social.judged_neutral": Ground("neutral", ANY, reference="S4:L734; S4:L1277", facts=_SOCIAL),
    "factor.social.judged_unclear": Ground("unclear", ANY, reference="S4:L734; S4:L1277", facts=_SOCIAL),
    "factor.treatment.judged_raises": Ground("raises", CLOSE, reference="S4:L734; S4:L1277", facts=_TREATMENT),
    "factor.treatment.judged_lowers": Ground(
        "lowers", ANY, points=RARE, may_lower=True, reference="S4:L734; S4:L1277", facts=_TREATMENT
    ),
    "factor.treatment.judged_neutral": Ground("neutral", ANY, reference="S4:L734; S4:L1277", facts=_TREATMENT),
    "factor.treatment.judged_unclear": Ground("unclear", CLOSE, reference="S4:L734; S4:L1277", facts=_TREATMENT),
}


class Named(NamedTuple):
    """A category that the guide names outright where, of each of the sets, one finding stands."""

    category: int
    reference: str
    where: tuple[frozenset[str], ...]


_NO_WAY_BACK = frozenset({"factor.employment.none", "factor.employment.not_going_back"})
_UNCLEAR_TREATMENT = frozenset(
    {
        "factor.treatment.unclear",
        "factor.treatment.broken_off",
        "factor.treatment.end_not_known",
        "factor.treatment.judged_unclear",
    }
)
_HARD_HISTORY = frozenset(
    {"factor.history.several_breaks", "factor.history.measure_broken_off", "factor.history.judged_raises"}
)
_ON_LEAVE, _GRADED = frozenset({"factor.employment.on_leave"}), frozenset({"factor.employment.graded"})

NAMED: Mapping[str, Named] = {
    "guide.wishes_work": Named(PRIORITISED, "S4:L753", (frozenset({"factor.age.wishes_work"}),)),
    "guide.unclear_treatment": Named(PRIORITISED, "S4:L810", (_NO_WAY_BACK, _UNCLEAR_TREATMENT)),
    "guide.history_and_little_work": Named(
        PRIORITISED, "S4:L810", (_NO_WAY_BACK, _HARD_HISTORY, frozenset({"factor.education.few"}))
    ),
    "guide.on_leave": Named(SIMPLIFIED, "S4:L820", (_ON_LEAVE,)),
    "guide.long_treatment": Named(SIMPLIFIED, "S4:L821", (frozenset({"factor.treatment.long"}),)),
    "guide.last_band_employed": Named(
        ON_REQUEST, "S4:L825", (frozenset({"factor.age.last_band"}), _ON_LEAVE | _GRADED)
    ),
    "guide.graded": Named(ON_REQUEST, "S4:L826", (_GRADED,)),
}


class Change(NamedTuple):
    """What could become different, and the finding that would then stand for its factor, if no other does."""

    factor: str
    finding: str


CHANGES: Mapping[str, Change] = {
    "change.wishes_work": Change("age", "factor.age.wishes_work"),
    "change.no_wish_to_work": Change("age", "factor.age.last_band"),
    "change.gets_work": Change("employment", "factor.employment.graded"),
    "change.goes_back": Change("employment", "factor.employment.on_leave"),
    "change.does_not_go_back": Change("employment", "factor.employment.not_going_back"),
    "change.starts_working": Change("employment", "factor.employment.graded"),
    "change.stops_working": Change("employment", "factor.employment.on_leave"),
    "change.employer_passive": Change("employment", "factor.employment.employer_passive"),
    "change.employer_follows_up": Change("employment", "factor.employment.on_leave"),
    "change.few_skills": Change("education", "factor.education.few"),
    "change.more_skills": Change("education", "factor.education.some"),
    "change.usable": Change("education", "factor.education.usable"),
    "change.not_usable": Change("education", "factor.education.not_usable"),
    "change.measure_broken_off": Change("history", "factor.history.measure_broken_off"),
    "change.social_judged": Change("social", "factor.social.judged_raises"),
    "change.treatment_clarified": Change("treatment", "factor.treatment.combinable"),
    "change.treatment_unclear": Change("treatment", "factor.treatment.unclear"),
    "change.treatment_long": Change("treatment", "factor.treatment.long"),
    "change.treatment_ends": Change("treatment", "factor.treatment.none"),
}
GOING_BACK = frozenset({"change.goes_back", "change.employer_follows_up"})
"""Those whose finding is WORKS_GRADED for somebody who works part of the job."""
WORKS_GRADED = "factor.employment.graded"


class Source(NamedTuple):
    """Where a reason stands, and what was looked at."""

    reference: str
    facts: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()


SCOPE: Mapping[str, Source] = {
    "scope.dead": Source("S4:L307", ("died_on",)),
    "scope.no_benefit": Source("S4:L307", ("aap", "follow_up_decision"), ("scope_benefit_required",)),
    "scope.too_young": Source("S4:L193; S4:L307", ("birth_date",), ("scope_age_over",)),
    "scope.small_portfolio": Source("S4:L295", ("portfolio",), ("scope_portfolio_from",)),
    "scope.portfolio_not_known": Source("S4:L295", ("portfolio",), ("scope_portfolio_from",)),
}
"""Why somebody gets no category."""
SUGGESTION: Mapping[str, Source] = {
    "suggestion.agree": Source("S4:L734"),
    "suggestion.disagree": Source("S4:L734; S4:L1717"),
    "suggestion.may_lower": Source("S4:L796"),
}
"""How the factors stand to each other."""
