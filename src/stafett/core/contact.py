"""When Nav next takes the initiative to a conversation, and when the need is to be assessed anew.

Input, one row per case. Needed: case (i64, unique). Each of these may be absent or null:

- office (str): picks the office's own values; died_on (Date): absent means alive.
- category (str): prioritised | ordinary | simplified | on_request, or not_assessed | clarified; absent means not
  assessed. placed_on (Date): the day it was set, needed with the first four.
- last_contact (Date): the newest held two-way conversation, whoever began it; absent means none.
- temporary_kind (str): in_measure | in_treatment | waiting_for_measure | waiting_for_treatment, with
  temporary_category (str, one of the first four) and temporary_from (Date), both needed with it; temporary_until
  (Date): its last day, moved when it is broken off; absent means not known.
- meeting_on (Date): the next conversation that has been planned; one that has passed counts no more.
- pace (str): now | from | on_request, what the person wants, with pace_on (Date), the day they said so; pace_from
  (Date), needed with `from`. Absent means that they leave it to Nav.

A window is whole days, so clocks do not matter to it. Days after `on` are not known yet: a contact, a placement or
a wish that lies ahead counts from its day. What the law or a promise demands is no part of this (S4:L837).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property, reduce
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from stafett.core.contact_reasons import EXPLANATIONS, TEMPORARY_KINDS, TRIGGERS
from stafett.core.dates import DAYS_PER_WEEK, Days, add_months, add_working_days_to, day_number
from stafett.core.factors.grounds import CATEGORIES
from stafett.core.parameters import Law, LawOfRows
from stafett.core.reasons import Reason, code_lists, pick_facts
from stafett.core.rows import NEVER, Flags, Named, Rows, dates, either, is_known, look_up, rows_where

__all__ = ["CATEGORIES", "PACES", "STATES", "contact_windows", "explain_contact", "reassessments"]

WITHOUT = ("not_assessed", "clarified")
_REGULAR = CATEGORIES[:3]  # those in which Nav takes the initiative
PACES = ("now", "from", "on_request")
STATES = ("none", "future", "open", "overdue")
_LONG_AGO = -(NEVER >> 1)
_WHOLE = 100  # per cent


class _Window(NamedTuple):
    """The day a contact is aimed at, and the first and last day on which it is in time; NEVER for none."""

    due: Days
    opens: Days
    closes: Days


def contact_windows(frame: pl.DataFrame, law: Law, on: date) -> pl.DataFrame:
    """The frame with the category in force and the next contact that Nav takes the initiative to.

    in_force (str): the temporary category while it lasts, else the original. returns_on (Date): the day after
    a temporary category's last day. takes_initiative (bool); contact_due, window_opens, window_closes (Date, null
    where Nav does not take the initiative); contact_state: none | future | open | overdue (the window has
    closed); contact_reasons (codes); changes_on (Date): the next day on which time alone changes any of it, or calls
    for a new assessment.

    The interval runs from the last contact, else from the placement (S4:L809-826), in the law of that day, but what
    has just begun (a placement, a temporary category, a return) is due on its first day at the earliest. Raises
    ValueError for a code that does not exist and for a category, temporary category or pace without its day.
    """
    cases = _Cases(frame, law, on)
    window, state = cases.window, _state(cases)
    return frame.with_columns(
        look_up(pl.Series([*CATEGORIES, *WITHOUT, None], dtype=pl.String), cases.in_force).alias("in_force"),
        dates(cases.returns_on).alias("returns_on"),
        pl.Series("takes_initiative", is_known(window.due)),
        dates(window.due).alias("contact_due"),
        dates(window.opens).alias("window_opens"),
        dates(window.closes).alias("window_closes"),
        look_up(pl.Series(STATES), state).alias("contact_state"),
        code_lists(_reasons(cases)).alias("contact_reasons"),
        dates(_changes_on(cases)).alias("changes_on"),
    )


def reassessments(frame: pl.DataFrame, events: pl.DataFrame, law: Law, on: date) -> pl.DataFrame:
    """Why a category is to be looked at again: one row per case and reason, in order of case, since and reason.

    `events`: case (i64), kind (str: measure_started and the others of TRIGGERS), happened_on (Date), learned_on (Date,
    the day Nav came to know; absent means the same day). Those of cases not in the frame, not yet learned, or
    learned by the day of the newest placement (or temporary one) are settled. Besides: a temporary category has
    ended, a window has closed without contact, the placement is a year old (S4:L1320-1351).

    Gives case, reason (code), since (Date) and due (Date). Raises ValueError as `contact_windows`, and for a kind
    of event that does not exist.
    """
    cases = _Cases(frame, law, on)
    places, since, codes = _by_event(cases, events)
    for code, days in _by_time(cases):
        (here,) = np.nonzero(cases.assessed & (days <= cases.today))
        places.append(here)
        since.append(days[here])
        codes += [code] * here.size
    place = np.concatenate(places).astype(np.int64)
    found = pl.DataFrame(
        {
            "case": frame.get_column("case").cast(pl.Int64).to_numpy()[place],
            "reason": pl.Series(codes, dtype=pl.String),
            "since": np.concatenate(since).astype(np.int32),
            "due_days": np.broadcast_to(cases.number_on("reassess_due_days", on), cases.height)[place],
        }
    )
    first = found.group_by("case", "reason").agg(pl.col("since", "due_days").min()).sort("case", "since", "reason")
    since_day = pl.col("since").cast(pl.Date)
    due = (pl.col("since") + pl.col("due_days")).cast(pl.Int32).cast(pl.Date)
    return first.select("case", "reason", since_day, due.alias("due"))


def explain_contact(code: str, row: Mapping[str, Any], law: Law, on: date) -> Reason:
    """One code of `contact_windows` or `reassessments` with its facts and parameters, for one row of the input.

    The values are those that counted: of the day the interval runs from, for a promised answer of the day the person
    asked, for a measure and a new assessment of `on`. Raises ValueError for an unknown code.
    """
    if code not in EXPLANATIONS:
        raise ValueError(f"No rule of contact gives the code {code!r}.")
    explanation = EXPLANATIONS[code]
    days = [row.get(name) for name in explanation.law_of]
    counted = next((day for day in days if day is not None and day <= on), on)
    return Reason(
        code=code,
        rule=code.split(".", maxsplit=1)[0],
        reference=explanation.reference,
        facts=pick_facts(row, explanation.facts),
        parameters=law.in_force(explanation.parameters, counted, row.get("office")),
    )


class _Cases(Rows):
    """The cases as of a day, with what the rules of contact share."""

    def __init__(self, frame: pl.DataFrame, law: Law, on: date) -> None:
        super().__init__(frame, law)
        self.on = on
        self.today = day_number(on)
        self.alive: Flags = self.day("died_on") > self.today
        self._refuse_what_lacks_its_day()

    def _refuse_what_lacks_its_day(self) -> None:
        given = self.chosen("category", (*CATEGORIES, *WITHOUT))
        needs_day = reduce(np.logical_or, [given[category] for category in CATEGORIES])
        temporary = self.chosen("temporary_kind", tuple(TEMPORARY_KINDS))
        is_temporary = reduce(np.logical_or, temporary.values())
        paces = self.chosen("pace", PACES)
        lacking = {
            "A category needs placed_on.": needs_day & ~self.known("placed_on"),
            "A temporary category needs temporary_category and temporary_from.": is_temporary
            & ~(self.known("temporary_category") & self.known("temporary_from")),
            "A pace needs pace_on.": self.known("pace") & ~self.known("pace_on"),
            "The pace `from` needs pace_from.": paces["from"] & ~self.known("pace_from"),
        }
        for problem, here in lacking.items():
            if here.any():
                raise ValueError(problem)

    def by_now(self, name: str) -> Days:
        """A day that has come; long ago where it has not, or is not known."""
        days = self.day(name)
        return either(days <= self.today, days, _LONG_AGO)

    @cached_property
    def original(self) -> Days:
        """The category by position in CATEGORIES and what follows; the last position for none."""
        given = self.chosen("category", (*CATEGORIES, *WITHOUT))
        placed = self.day("placed_on") <= self.today
        return _position([self.alive & holds & (placed | (name in WITHOUT)) for name, holds in given.items()])

    @cached_property
    def assessed(self) -> Flags:
        return self.alive & (self.original < len(CATEGORIES))

    @cached_property
    def temporary(self) -> Flags:
        """Whether the temporary category is the one in force."""
        until = self.day("temporary_until")
        lasts = (self.day("temporary_from") <= self.today) & (until >= self.today)
        return lasts & self.known("temporary_kind") & self.assessed

    @cached_property
    def returns_on(self) -> Days:
        until = self.day("temporary_until")
        known = self.known("temporary_kind") & is_known(until) & self.assessed
        return either(known, until + 1, NEVER)

    @cached_property
    def returned(self) -> Flags:
        """Whether a temporary category has ended and nobody has assessed the need since."""
        return (self.returns_on <= self.today) & (self.day("placed_on") < self.returns_on)

    @cached_property
    def grows_old_on(self) -> Days:
        """The day from which the assessment is to be made anew for its age alone."""
        placed = either(self.assessed, self.day("placed_on"), self.today)
        old = add_months(placed, self.number_on("reassess_after_months", self.on))
        return either(self.assessed, old, NEVER)

    @cached_property
    def in_force(self) -> Days:
        given = self.chosen("temporary_category", CATEGORIES)
        return either(self.temporary, _position([*given.values(), self._none, self._none]), self.original)

    @cached_property
    def anchor(self) -> Days:
        """The day the interval runs from."""
        last = self.by_now("last_contact")
        return either(last > _LONG_AGO, last, either(self.assessed, self.day("placed_on"), self.today))

    @cached_property
    def _law_of_anchor(self) -> LawOfRows:
        return LawOfRows(self.law, self.anchor, self.offices)

    @cached_property
    def window_days(self) -> Days | int:
        return self._law_of_anchor.number("contact_window_days")

    def interval_ends(self, category: Days) -> Days:
        """The anchor and one interval of the category; NEVER where Nav does not take the initiative."""
        due = np.full(self.height, NEVER, dtype=np.int32)
        for position, name in enumerate(_REGULAR):
            months = self._law_of_anchor.number(f"contact_months_{name}")
            due = either(category == position, add_months(self.anchor, months), due)
        return due

    @cached_property
    def while_temporary(self) -> Days:
        """The day by the temporary category."""
        return np.maximum(self.interval_ends(self.in_force), self.day("temporary_from"))

    @cached_property
    def after_temporary(self) -> Days:
        """The day by the original category, when that is back."""
        due = np.maximum(self.interval_ends(self.original), self.returns_on)
        return either(is_known(self.returns_on), due, NEVER)

    @cached_property
    def in_long_measure(self) -> dict[str, Days]:
        """The two conversations of a long measure that are still to be held (S4:L822, L2146)."""
        start, until = self.day("temporary_from"), self.day("temporary_until")
        is_measure = self.temporary & self.text_is("temporary_kind", "in_measure") & is_known(until)
        long = is_measure & (until >= add_months(start, self.number_on("long_measure_months", self.on)))
        end = until + 1 - self.number_on("measure_end_weeks", self.on) * DAYS_PER_WEEK
        share = (until - start) * self.number_on("measure_midway_percent", self.on)
        midway = start + (share // _WHOLE).astype(np.int32)
        days = {"contact.measure_midway": midway, "contact.measure_end": end}
        last = self.by_now("last_contact")
        return {code: either(long & (last < day - self.window_days), day, NEVER) for code, day in days.items()}

    @cached_property
    def by_category(self) -> Days:
        """The day without regard to the person's own pace."""
        started = either(self.returned, self.returns_on, self.day("placed_on"))
        plain = np.maximum(self.interval_ends(self.in_force), started)
        temporary = [self.while_temporary, self.after_temporary, *self.in_long_measure.values()]
        due = either(self.temporary, reduce(np.minimum, temporary), plain)
        return either(self.assessed, due, NEVER)

    @cached_property
    def wants(self) -> dict[str, Flags]:
        """The pace that still stands: `now` and `from` until there has been contact."""
        heard = self.alive & (self.day("pace_on") <= self.today)
        last = self.by_now("last_contact")
        given = {pace: holds & heard for pace, holds in self.chosen("pace", PACES).items()}
        given["now"] = given["now"] & (last < self.day("pace_on"))
        given["from"] = given["from"] & (last < self.day("pace_from"))
        return given

    @cached_property
    def window(self) -> _Window:
        usual = self.by_category
        window = _Window(usual, usual - self.window_days, usual + self.window_days)
        asked, promised = self.day("pace_on"), self._promised
        now = _Window(*map(np.minimum, window, (promised, asked, promised)))
        start = self.day("pace_from")
        later = _Window(start, start, start + self.window_days)
        never = np.full(self.height, NEVER, dtype=np.int32)
        chosen = _pick(self.wants["now"], now, window)
        chosen = _pick(self.wants["from"], later, chosen)
        chosen = _pick(self.wants["on_request"], _Window(never, never, never), chosen)
        return _pick(is_known(chosen.due), chosen, _Window(never, never, never))

    @cached_property
    def _promised(self) -> Days:
        """Who asks to be contacted now is answered as any other who asks for help."""
        promised = np.full(self.height, NEVER, dtype=np.int32)
        (here,) = np.nonzero(self.wants["now"])
        asked = self.day("pace_on")[here]
        offices = None if self.offices is None else self.offices[here]
        counts = LawOfRows(self.law, asked, offices).number("request_answer_working_days")
        promised[here] = add_working_days_to(asked, counts)
        return promised


def _position(choices: Sequence[Flags]) -> Days:
    """The position of the choice that holds, for each row; their number where none does."""
    none = np.full(choices[0].size, len(choices), dtype=np.int32)
    return reduce(lambda found, each: either(each[1], none * 0 + each[0], found), enumerate(choices), none)


def _pick(mask: Flags, yes: _Window, no: _Window) -> _Window:
    return _Window(*(either(mask, one, other) for one, other in zip(yes, no, strict=True)))


def _state(cases: _Cases) -> Days:
    """By position in STATES."""
    window = cases.window
    started, over = window.opens <= cases.today, window.closes < cases.today
    result: Days = (is_known(window.due) * (np.int32(1) + started + over)).astype(np.int32)
    return result


def _reasons(cases: _Cases) -> list[Named]:
    chosen = cases.in_force
    wants = cases.wants
    temporary = cases.chosen("temporary_kind", tuple(TEMPORARY_KINDS))
    own_pace = wants["now"] | wants["from"] | wants["on_request"]
    regular = cases.assessed & (chosen < len(_REGULAR)) & ~own_pace
    first = cases.by_category == cases.after_temporary
    after = cases.temporary & first & (cases.after_temporary < cases.while_temporary) & ~own_pace
    named = [(f"contact.{name}", cases.alive & (chosen == at)) for at, name in enumerate((*CATEGORIES, *WITHOUT))]
    none = cases.alive & (chosen > len(CATEGORIES) + 1)
    named[len(CATEGORIES)] = ("contact.not_assessed", named[len(CATEGORIES)][1] | none)
    from_contact = cases.by_now("last_contact") > _LONG_AGO
    meeting = either(is_known(cases.window.due), cases.day("meeting_on"), NEVER)
    return [
        ("contact.dead", ~cases.alive),
        *named,
        *((code, cases.temporary & temporary[kind]) for kind, code in TEMPORARY_KINDS.items()),
        ("contact.after_temporary", after),
        ("contact.returned", cases.returned & ~own_pace),
        *(
            (code, (day == cases.by_category) & is_known(day) & ~own_pace)
            for code, day in cases.in_long_measure.items()
        ),
        ("contact.from_last_contact", regular & from_contact),
        ("contact.from_placement", regular & ~from_contact),
        ("contact.pace_now", wants["now"]),
        ("contact.pace_from", wants["from"]),
        ("contact.pace_on_request", wants["on_request"]),
        ("contact.overdue", cases.window.closes < cases.today),
        ("contact.meeting_planned", (meeting >= cases.today) & (meeting <= cases.window.closes) & is_known(meeting)),
    ]


def _changes_on(cases: _Cases) -> Days:
    window = cases.window
    ahead = [window.opens, window.closes + 1, cases.grows_old_on, cases.day("meeting_on") + 1]
    ahead += [cases.day(name) for name in ("placed_on", "died_on", "pace_on", "last_contact")]
    known = cases.known("temporary_kind")
    ahead += [either(known, cases.day("temporary_from"), NEVER), cases.returns_on]
    coming = [either(cases.alive & (day > cases.today), day, NEVER) for day in ahead]
    return reduce(np.minimum, coming)


def _by_event(cases: _Cases, events: pl.DataFrame) -> tuple[list[Any], list[Days], list[str]]:
    """For each event that is not settled: the case's place, the day, and the code."""
    unknown = set(events.get_column("kind")) - set(TRIGGERS)
    if unknown:
        raise ValueError(f"There is no kind of event {min(unknown)!r}; it is one of {', '.join(TRIGGERS)}.")
    happened = events.get_column("happened_on")
    known = events.get_column("learned_on").fill_null(happened) if "learned_on" in events.columns else happened
    frame = pl.DataFrame({"case": cases.frame.get_column("case"), "place": np.arange(cases.height)})
    learned = events.select("case", "kind").with_columns(known.alias("day")).join(frame, on="case", how="inner")
    place = learned.get_column("place").to_numpy()
    day = learned.get_column("day").to_physical().to_numpy().astype(np.int32)
    temporary = either(cases.known("temporary_kind"), cases.by_now("temporary_from"), _LONG_AGO)
    settled = np.maximum(cases.by_now("placed_on"), temporary)[place]
    stands = cases.assessed[place] & (day <= cases.today) & (day > settled)
    kinds = rows_where(learned, stands).get_column("kind")
    return [place[stands]], [day[stands]], [TRIGGERS[kind] for kind in kinds]


def _by_time(cases: _Cases) -> list[tuple[str, Days]]:
    return [
        ("reassess.temporary_ended", either(cases.returned, cases.returns_on, NEVER)),
        ("reassess.contact_missed", cases.window.closes + 1),
        ("reassess.long_since", cases.grows_old_on),
    ]
