"""What is known on a day: what was asked, answered, demanded or held later is blanked before a rule sees it.

This is the one place that says so of what the rules ask beside the days, for the program, the tools and the API. What
rightly lies ahead is left as it is: planned days and ends (of notes, measures, allowances, employments, meetings), a
last day of sick pay that has been told, the day from which somebody is reported fit, the day from which a doctor's note
runs. The rules compare those with their day themselves.

Facts about days of sickness never come here: whoever builds them leaves out those recorded later.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

HAPPENED: Mapping[str, tuple[str, ...]] = {
    "answered_on": ("answer_return", "answer_cooperation", "answer_duration"),
    "dialogue_1_done_on": (),
    "dialogue_2_demanded_on": (),
    "dialogue_3_demanded_on": (),
    "elaborated_on": (),
    "last_contact": (),
    "meeting_need_answered_on": (),
    "plan_asked_on": (),
    "plan_shared_on": (),
    "plan_to_issuer_on": (),
    "screening_asked_on": (),
    "soon_end_answered_on": (),
    "unread_since": (),
}
"""The days on which something happened, each with the columns that say what."""


def known_on(frame: pl.DataFrame, on: date) -> pl.DataFrame:
    """The frame without what happened after `on`: each such day, and what it tells, is null."""
    blanked = []
    for day, told in HAPPENED.items():
        if day not in frame.columns:
            continue
        days = frame.get_column(day)
        newest = days.max()
        if isinstance(newest, date) and newest > on:
            later = days > on
            names = (day, *(name for name in told if name in frame.columns))
            blanked += [frame.get_column(name).set(later.fill_null(value=False), None) for name in names]
    return frame.with_columns(blanked) if blanked else frame
