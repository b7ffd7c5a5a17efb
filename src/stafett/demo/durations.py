"""How long absences last and how many are graded: the published figures as curves.

Survival is a Weibull curve whose exponent changes once: the logarithm of the cumulative hazard is a straight line in
the logarithm of time from the start through 8 weeks (76 % ended) to 26 weeks (92 % ended), both S2:L910, and from
there a straight line to 52 weeks, where sick pay ends. How many get that far is 50,000 of the 360,000 persons a year
who pass six weeks (S2:L425, L583): 4.0 % of all absences. Beside the fit, 44 % of those who pass six weeks pass 17 in
both the curve and the figures (160,000 of 360,000, S2:L599).

The share that is graded among those still absent rises to 45 % at 12 weeks (S2:L926), is highest at week 26 and then
falls somewhat (S2:L779); the other points of that curve are assumed.
"""

from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[Any]

MAX_DAYS: Final = 364
SURVIVAL: Final = {56: 0.24, 182: 0.08, MAX_DAYS: 0.040}
GRADED: Final = {0: 0.15, 28: 0.27, 56: 0.38, 84: 0.45, 182: 0.56, 273: 0.50, MAX_DAYS: 0.44}
_PEAK: Final = 182

_LOG_DAY: Final = np.log(np.array(list(SURVIVAL)))
_LOG_HAZARD: Final = np.log(-np.log(np.array(list(SURVIVAL.values()))))
_SLOPES: Final = np.diff(_LOG_HAZARD) / np.diff(_LOG_DAY)
_BREAK: Final = 1  # the index of the point where the exponent changes

_RISING: Final = [(day, share) for day, share in GRADED.items() if day <= _PEAK]
_FALLING: Final = [(day, share) for day, share in GRADED.items() if day >= _PEAK]


def survival(days: Numbers | float) -> Numbers:
    """The share of all absences that last longer than so many days; 0 from the day on which sick pay ends."""
    day = np.asarray(days, np.float64)
    away = np.log(np.maximum(day, 1e-9)) - _LOG_DAY[_BREAK]
    hazard = np.exp(_LOG_HAZARD[_BREAK] + away * np.where(away < 0, _SLOPES[0], _SLOPES[1]))
    left: Numbers = np.select([day <= 0, day < MAX_DAYS], [1.0, np.exp(-hazard)], 0.0)
    return left


def durations(uniform: Numbers) -> Numbers:
    """Calendar days of absences, 1 to 364, for uniform numbers between 0 and 1: the inverse of the curve."""
    hazard = np.log(-np.log1p(-np.asarray(uniform, np.float64)))
    away = hazard - _LOG_HAZARD[_BREAK]
    days = np.exp(_LOG_DAY[_BREAK] + away / np.where(away < 0, _SLOPES[0], _SLOPES[1]))
    whole: Numbers = np.clip(np.ceil(days), 1, MAX_DAYS).astype(np.int64)
    return whole


def graded_share(days: Numbers | float) -> Numbers:
    """The share that is graded among those absent on that day of their spell."""
    shares: Numbers = np.asarray(np.interp(days, list(GRADED), list(GRADED.values())))
    return shares


def graded_days(rank: float) -> tuple[int, int] | None:
    """From and until which day of the spell (the last excluded) a person of this rank is graded; None for never.

    Persons are ranked from 0 to 1, and on each day the lowest ranks are the graded ones.
    """
    peak = GRADED[_PEAK]
    if rank >= peak:
        return None
    days_up, shares_up = zip(*_RISING, strict=True)
    days_down, shares_down = zip(*reversed(_FALLING), strict=True)
    start = 0 if rank < shares_up[0] else round(float(np.interp(rank, shares_up, days_up)))
    end = MAX_DAYS if rank < shares_down[0] else round(float(np.interp(rank, shares_down, days_down)))
    return (start, end) if end > start else None
