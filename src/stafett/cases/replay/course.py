"""Some people under one law, from one day on which something happens to them to the next."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
import polars as pl

from stafett.cases.evaluation import course
from stafett.cases.evaluation.known import Known
from stafett.cases.evaluation.matching import MATCHED_BY, match
from stafett.cases.evaluation.need import windows_of
from stafett.cases.replay.comparison import ASKED, DAYS, SEGMENTS, UNKNOWN, Outcome
from stafett.cases.replay.history import History
from stafett.core.course import newest, with_days_to_come
from stafett.core.dates import date_of, day_number
from stafett.core.parameters import Law
from stafett.core.rows import Rows, earliest, is_known, rows_where
from stafett.core.screening import SILENT, confirm_due, mapping_due, request_answer_due, screening_dates
from stafett.dialogue.models import HelpRequest

_PLACED = ("care_in_place", "needs_mapping", "bypass")
_LOOKED_AT = ("case", "person", "outcome", "segment", "reasons")


class Placed(NamedTuple):
    """The first segment that was suggested for a case, when, and by which reasons."""

    on: date
    segment: str
    reasons: tuple[str, ...]


class Replayed:
    """What comes about for the people of `history` under `law`.

    `asked`: the cases that had been asked before, and when. `placed`: those that had a suggestion before.
    """

    def __init__(
        self,
        history: History,
        law: Law,
        *,
        start: date,
        end: date,
        asked: dict[int, date],
        placed: Mapping[int, Placed] | None = None,
    ) -> None:
        self.history, self.law, self.start, self.end = history, law, start, end
        self.asked = asked
        self.placed: dict[int, Placed] = dict(placed or {})
        self._before = frozenset(self.asked), frozenset(self.placed)
        self._unknown: set[int] = set()
        self._points: list[pl.DataFrame] = []
        self._looks: dict[date, set[int]] = defaultdict(set)
        for day in (start, end):
            self._looks[day].update(history.people)
        for person, day in history.changes:
            self._look_again(person, [day])
        for case, person in history.person_of.items():
            self._look_again(person, self._days_of_screening(case))

    def run(self, advance: Callable[[int], None]) -> None:
        """Looks at everybody on each of their days; `advance` is told how many days have passed since it was last."""
        reached = self.start
        while self._looks:
            on = min(self._looks)
            people = sorted(self._looks.pop(on))
            self._look(people, on)
            advance((on - reached).days)
            reached = on
        advance(1)

    def outcome(self) -> Outcome:
        """What came about in the period."""
        asked_before, placed_before = self._before
        placed = {case: found for case, found in self.placed.items() if case not in placed_before}
        segments = [(case, found.segment, found.reasons) for case, found in placed.items()]
        segments += [(case, UNKNOWN, ()) for case in sorted(self._unknown - placed.keys())]
        days = [(case, ASKED, 0, day) for case, day in self.asked.items() if case not in asked_before]
        days += self._duties(placed)
        points = pl.concat([pl.DataFrame(schema=DAYS), *self._points]).unique(
            ("case", "kind", "of"), keep="first", maintain_order=True
        )
        return Outcome(
            units=self.history.units,
            days=pl.concat([points, pl.DataFrame(days, schema=DAYS, orient="row")]),
            segments=pl.DataFrame(segments, schema=SEGMENTS, orient="row"),
        )

    def _look_again(self, person: int, days: Iterable[date]) -> None:
        for day in days:
            if self.start <= day <= self.end:
                self._looks[day].add(person)

    def _days_of_screening(self, case: int) -> list[date]:
        """The days on which a case is answered, or its person's silence comes back as work."""
        asked_on = self.asked.get(case)
        office = self.history.office_of[case]
        silent = [screening_dates(asked_on, self.law, office).silent_from] if asked_on else []
        return [*self.history.days_of_answers(case, asked_on), *silent]

    def _look(self, people: list[int], on: date) -> None:
        known = self.history.known_on(people, on, self.asked)
        found = course.find(known, self.law)
        for person, day in course.next_change_of_days(found, on).items():
            self._look_again(person, [day])
        spells = self._spells(found, known)
        if not spells.height:
            return
        self._screen(spells, known)
        points = course.points(self._with_day_of_asking(spells), found, known, self.law)
        self._keep(points, on)

    def _spells(self, found: course.Found, known: Known) -> pl.DataFrame:
        """Each person's newest spell with its circumstances; one without a case is left out."""
        last = newest(found.frame)
        matched = match(last.select(MATCHED_BY).iter_rows(named=True), known.cases.rows)
        case_of = {spell["spell"]: case for spell, case in matched.pairs}
        by_person = {case.person_id: case.id for case in case_of.values()}
        for request in known.requests.rows:  # as in evaluation, one that waits follows the person
            request.case_id = by_person.get(request.person_id, request.case_id)
        last = rows_where(last, np.isin(last.get_column("spell").to_numpy(), list(case_of)))
        if not last.height:
            return last
        full = self._with_day_of_asking(course.with_circumstances(last, known, case_of, windows_of(known, self.law)))
        return with_days_to_come(full, found.spells, self.law)

    def _with_day_of_asking(self, spells: pl.DataFrame) -> pl.DataFrame:
        days = [self.asked.get(case) for case in spells.get_column("case").to_list()]
        return spells.with_columns(pl.Series("screening_asked_on", days, dtype=pl.Date))

    def _screen(self, spells: pl.DataFrame, known: Known) -> None:
        """Asks whom the rules would ask today, and keeps the first segment that they suggest."""
        going_on = rows_where(spells, ~spells.get_column("closed").to_numpy())
        screened = course.screened(going_on, self.law, known.on)
        for case, person, outcome, segment, reasons in screened.select(_LOOKED_AT).iter_rows():
            if case in self.placed or not known.persons[person].screening_on:
                continue
            if outcome == "ask" and case not in self.asked:
                self.asked[case] = known.on
                self._look_again(person, self._days_of_screening(case))
            elif segment in _PLACED:
                self._place(case, Placed(known.on, segment, tuple(reasons)))

    def _place(self, case: int, found: Placed) -> None:
        if SILENT in found.reasons and not self.history.silence_is_known(case, self.asked[case], found.on):
            self._unknown.add(case)
        else:
            self.placed[case] = found

    def _keep(self, points: pl.DataFrame, on: date) -> None:
        """Keeps what is due by now, and at the end also what is to come; people are looked at when the next is due."""
        due, person = Rows(points, self.law).day("due"), points.get_column("person").to_numpy()
        today = day_number(on)
        coming = is_known(due) & (due > today)
        for who, day in earliest(person[coming], due[coming]).items():
            self._look_again(who, [date_of(day)])
        kept = points if on == self.end else rows_where(points, ~coming)
        number = pl.col("occurrence").cast(pl.String)
        self._points.append(
            kept.select(
                "case",
                pl.when(pl.col("occurrence") == 1).then("kind").otherwise(pl.col("kind") + "_" + number).alias("kind"),
                pl.col("employer").fill_null(0).alias("of"),
                pl.col("due").alias("day"),
            )
        )

    def _duties(self, placed: Mapping[int, Placed]) -> list[tuple[int, str, int, date]]:
        """What Nav is to do by when, if each suggestion is confirmed on the day it is due."""
        duties = []
        for case, found in placed.items():
            office = self.history.office_of[case]
            confirmed_on = confirm_due(found.on, self.law, office)
            duties.append((case, "confirm", 0, confirmed_on))
            if found.segment == "needs_mapping":
                duties.append((case, "mapping", 0, mapping_due(confirmed_on, self.law, office)))
        for requests in self.history.requests.values():
            for request in requests:
                if self.start <= request.received_on <= self.end:
                    urgent = request.how_soon == HelpRequest.HowSoon.URGENT
                    office = self.history.office_of[request.case_id]
                    day = request_answer_due(request.received_on, self.law, office, urgent=urgent)
                    duties.append((request.case_id, "answer_request", request.id, day))
        return duties
