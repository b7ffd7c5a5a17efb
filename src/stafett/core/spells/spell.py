"""Absence spells as arrays: what the kernel returns and every question is answered from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stafett.core.spells.facts import Array

NO_DAY = np.iinfo(np.int32).max
"""Stands in the arrays for a day that does not exist."""

DAY_BITS = 32
FIRST_DAY = np.iinfo(np.int32).min


@dataclass(frozen=True, slots=True)
class Spells:
    """Absence spells, ordered by person and first day. Days are days since 1970-01-01.

    `last` is the last day known to be sick. The runs of spell `i` are `run_offset[i]` up to `run_offset[i +
    1]`: they lie end to end from the spell's first day to its last, and neighbours differ. A run that is not
    sick is a gap shorter than `gap_days`; its grade is 0 and it keeps the employment of the run before.
    Holiday and leave straight after sickness are sick, with the grade and employment of the sickness they
    follow.

    A day's grade is the highest among the employers the person is sick from that day; the person is employed
    on it if one of them is an employer at all.

    The employments of spell `i` lie from `job_offset[i]` to `job_offset[i + 1]`, by employer: first and last
    day of sickness from that employer, holiday never counted, and the first day fully sick (NO_DAY when
    never).
    """

    gap_days: int
    person: Array
    first: Array
    last: Array
    run_offset: Array
    run_first: Array
    run_last: Array
    run_sick: Array
    run_grade: Array
    run_employed: Array
    job_offset: Array
    job_employer: Array
    job_first: Array
    job_first_full: Array
    job_last: Array

    def __len__(self) -> int:
        return len(self.person)


def keys_of(owner: Array, day: Array) -> Array:
    """One number for owner (0, 1, …) and day that orders like the two."""
    keys: Array = (owner << DAY_BITS) + (day - np.int64(FIRST_DAY))
    return keys
