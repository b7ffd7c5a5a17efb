"""One day for some people: from what is known to cases, screenings, tasks, messages and the order of work."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from stafett.access.actors import SYSTEM
from stafett.cases.evaluation import course, need
from stafett.cases.evaluation.asking import Asking
from stafett.cases.evaluation.duties import Duties, from_follow_up, from_stop_points, left_for_nav, settled_stop_points
from stafett.cases.evaluation.known import Known, Scheduled, load
from stafett.cases.evaluation.matching import MATCHED_BY, Matched, SpellRow, match
from stafett.cases.evaluation.order import Order, put_in_order
from stafett.cases.evaluation.rows import CaseRow, message_table, save_schedules
from stafett.cases.handover.models import HandOver
from stafett.cases.journal import Journal
from stafett.cases.models import Case, Task
from stafett.cases.own_work import FOLLOW_UP
from stafett.core.course import newest, with_days_to_come
from stafett.core.dates import DAYS_PER_WEEK, date_of, day_number
from stafett.core.parameters import Law
from stafett.core.rows import Flags, Rows, any_of, earliest, is_known, rows_where
from stafett.core.screening import SILENT, request_answer_due, screening_dates
from stafett.core.stoppoints import explain_stop_point
from stafett.dialogue.models import HelpRequest, Message
from stafett.screening.models import Screening

# A case that has been opened for the first time is out of the order of work until it has been put there.
_UNORDERED = 9


class Day:
    """The evaluation of `people` as of `on`."""

    def __init__(self, people: list[int], *, on: date, at: datetime, law: Law) -> None:
        self.on, self.law = on, law
        self.known: Known = load(people, on)
        self.journal = Journal(SYSTEM, on, at, law.version)
        self.messages = message_table()
        self.asking = Asking(self.known, self.messages, self.journal, law)
        self.windows = need.windows_of(self.known, law)
        self.duties = Duties(self.known, self.windows, self.journal, law)
        self.found = course.find(self.known, law)
        self.silent: dict[int, int] = {}  # cases whose person has not answered: how many risk signals that count

    def run(self) -> dict[int, Scheduled]:
        """Applies the rules and writes the difference; gives when each person is to be evaluated next."""
        matched = match(self.found.frame[list(MATCHED_BY)].iter_rows(named=True), self.known.cases.rows)
        case_of = self._keep_cases(matched)
        going_on = self._screen(self._going_on(case_of), case_of)
        points = self._stop_points(going_on)
        self._inform(points, case_of)
        working = self._close_and_open(going_on, points, case_of)
        self._bring_mappings_back(working)
        self._lapse_offers()
        own = self._settle(points, going_on, working)
        self._tell_of_questions(working)
        orders = put_in_order(self.known, working, own, points, self.silent, self.windows, self.law)
        self._hold_baton(working, orders)
        self._journal_cases()
        return self._save(points, orders)

    # --- cases and spells

    def _keep_cases(self, matched: Matched) -> dict[int, CaseRow]:
        """Every spell has a case with the spell's days; the case of each spell row."""
        case_of = {spell["spell"]: _with_days(case, spell) for spell, case in matched.pairs}
        for spell in matched.new:
            case_of[spell["spell"]] = self._new_case(spell)
        self._keep_requests(case_of)
        asked_for, in_category = self._asked_for(), self._in_category()
        with_spell = {case.person_id for case in case_of.values()}
        for case in matched.orphans:
            stays = case.id in asked_for or (case.id in in_category and case.person_id not in with_spell)
            if stays and not self._is_dead(case):
                self._open_to_answer(case)
            else:
                # Without a sick day there never was a spell: somebody asked, and has been answered.
                self._close(case, Case.ClosedWhy.WITHDRAWN if case.sick_days else Case.ClosedWhy.NO_SPELL)
        return case_of

    def _keep_requests(self, case_of: dict[int, CaseRow]) -> None:
        """Requests that wait, what advisers have set themselves, and meetings follow the person to the newest case."""
        newest = {case.person_id: case for _, case in sorted(case_of.items())}
        for request in self.known.requests.rows:
            if request.answered_on is None and request.person_id in newest:
                request.case_id = newest[request.person_id].id
        for own in self.known.follow_ups.rows:
            if own.person_id in newest:
                own.case_id = newest[own.person_id].id
        of_key = {case.id: case for case in self.known.cases.all()}
        for meeting in self.known.meetings.rows:
            if (case := newest.get(of_key[meeting.case_id].person_id)) is not None:
                meeting.case_id = case.id

    def _asked_for(self) -> set[int]:
        """The cases in which a request waits for its answer, somebody has set themselves something, or is to meet."""
        waiting = {request.case_id for request in self.known.requests.all() if request.answered_on is None}
        waiting |= {own.case_id for own in self.known.follow_ups.rows}
        return waiting | {meeting.case_id for meeting in self.known.meetings.rows}

    def _in_category(self) -> set[int]:
        """The open cases in a category: the end of a spell loses nobody whom Nav has said it follows up."""
        placed = need.in_category(self.windows)
        return {case.id for case in self.known.cases.all() if case.is_open and case.id in placed}

    def _is_dead(self, case: CaseRow) -> bool:
        died = self.known.persons[case.person_id].died_on
        return died is not None and died <= self.on

    def _open_to_answer(self, case: CaseRow) -> None:
        """Opens a case whose spell is over, for a request; somebody at the person's own office answers."""
        if case.is_open:
            return
        home = self.known.persons[case.person_id].home_unit_id
        if case.holder_unit_id != home:
            case.holder_unit_id, case.holder_id = home, None
        self._open(case)

    def _open(self, case: CaseRow) -> None:
        if not case.is_open:
            case.state, case.closed_why, case.closed_on = Case.State.OPEN, "", None

    def _new_case(self, spell: SpellRow) -> CaseRow:
        person = self.known.persons[spell["person"]]
        case = self.known.cases.add(
            person_id=person.id, state=Case.State.CLOSED, closed_why=Case.ClosedWhy.SPELL_ENDED, opened_on=self.on,
            closed_on=min(spell["closes_on"], self.on), first_day=spell["first_day"], last_day=spell["last_day"],
            sick_days=0, well_days=0, grade=0, employed=False, holder_unit_id=person.home_unit_id, holder_id=None,
            next_step="", next_date=None, segment="", order_step=_UNORDERED, order_date=None, order_risk=0,
            order_reason="", pinned=False, snoozed_until=None, snooze_reason="",
            last_contact_on=None, law_version=self.law.version,
        )  # fmt: skip
        return _with_days(case, spell)

    def _going_on(self, case_of: dict[int, CaseRow]) -> pl.DataFrame:
        """The newest spells that are open, or whose case is, with their circumstances."""
        last = newest(self.found.frame)
        asked_for = self._asked_for()
        kept = [spell for spell, case in case_of.items() if case.is_open or case.id in asked_for]
        closed, spell = (last.get_column(name).to_numpy() for name in ("closed", "spell"))
        going_on = rows_where(last, ~closed | np.isin(spell, kept))
        self._requests_from_notes(going_on, case_of)
        full = course.with_circumstances(going_on, self.known, case_of, self.windows)
        return with_days_to_come(full, self.found.spells, self.law) if full.height else full

    def _close(self, case: CaseRow, why: Case.ClosedWhy) -> None:
        if case.is_open:
            case.state, case.closed_on = Case.State.CLOSED, self.on
            case.next_step, case.next_date, case.order_step, case.order_date = "", None, _UNORDERED, None
            case.order_risk, case.pinned = 0, False
            _wake(case)
        case.closed_why = why

    def _close_and_open(
        self, going_on: pl.DataFrame, points: pl.DataFrame, case_of: dict[int, CaseRow]
    ) -> list[CaseRow]:
        """Cases are open while their spell is, Nav has a duty left in them, or the need is followed; gives those."""
        closed = dict(going_on[["spell", "closed"]].iter_rows()) if going_on.height else {}
        stays = left_for_nav(points, self.known.tasks, self.law) | self._asked_for() | self._in_category()
        for spell, case in case_of.items():
            dead = self._is_dead(case)
            if spell not in closed or dead or (closed[spell] and case.id not in stays):
                self._close(case, Case.ClosedWhy.DIED if dead and spell in closed else Case.ClosedWhy.SPELL_ENDED)
            elif closed[spell]:
                self._open_to_answer(case)
            else:
                self._open(case)
        return [case for case in self.known.cases.all() if case.is_open]

    def _lapse_offers(self) -> None:
        """An offer of a case that is closed, or that the giver no longer has, is nothing to answer any more."""
        cases = {case.id: case for case in self.known.cases.all()}
        for offer in self.known.handovers.rows:
            case = cases[offer.case_id]
            gone = not case.is_open or case.holder_unit_id != offer.from_unit_id
            taken = offer.to_staff_id is not None and offer.to_staff_id == case.holder_id
            if offer.state == HandOver.State.OFFERED and (gone or taken):
                offer.state, offer.answered_on = HandOver.State.LAPSED, self.on
                self.journal.note("handover_lapsed", person=case.person_id, case=case.id)

    # --- screening, requests, tasks, messages

    def _requests_from_notes(self, going_on: pl.DataFrame, case_of: dict[int, CaseRow]) -> None:
        """An issuer's "help at once" on a note is a request for help, answered like any other."""
        known_notes = {request.note_id for request in self.known.requests.rows}
        for spell, person, first, last in going_on[["spell", "person", "first_day", "last_day"]].iter_rows():
            for note in self.known.notes.get(person, []):
                inside = note.first_day <= last and first <= note.last_day
                if note.help_at_once and inside and note.id not in known_notes:
                    self._request(note.id, note.received_on, note.wanted, case_of[spell])

    def _request(self, note: int, received_on: date, wanted: str, case: CaseRow) -> None:
        office = self.known.persons[case.person_id].office
        self.known.requests.add(
            person_id=case.person_id, case_id=case.id, sender=HelpRequest.Sender.ISSUER, wanted=wanted,
            how_soon=HelpRequest.HowSoon.URGENT, received_on=received_on,
            answer_due=request_answer_due(received_on, self.law, office, urgent=True), note_id=note, assessed="",
            next_step="", answered_on=None, answered_by_id=None,
        )  # fmt: skip
        self.journal.note("help_asked", person=case.person_id, case=case.id, after={"sender": "issuer"})

    def _screen(self, going_on: pl.DataFrame, case_of: dict[int, CaseRow]) -> pl.DataFrame:
        """Moves screenings on; gives the spells with the day of asking where that is today."""
        now = rows_where(going_on, self._concerns_screening(going_on)) if going_on.height else going_on
        if not now.height:
            return going_on
        screened = course.screened(now, self.law, self.on)
        self.silent = _silent(screened)
        self.asking.move_all_on(screened, case_of)
        asked = {case: screening.asked_on for case, screening in self.asking.of_case.items()}
        days = [asked.get(case) for case in going_on.get_column("case").to_list()]
        return going_on.with_columns(pl.Series("screening_asked_on", days, dtype=pl.Date))

    def _concerns_screening(self, going_on: pl.DataFrame) -> Flags:
        """Spells whose screening is under way or whose time for it has come; the others need no look."""
        rows = Rows(going_on, self.law)
        under_way = np.isin(going_on.get_column("case").to_numpy(), list(self.asking.of_case))
        asked_for = [rows.switch(f"open_request_{sender}") for sender in ("person", "issuer", "employer")]
        return any_of([under_way, *asked_for, rows.day("passes_screening") <= day_number(self.on)])

    def _stop_points(self, going_on: pl.DataFrame) -> pl.DataFrame:
        return course.points(going_on, self.found, self.known, self.law)

    def _inform(self, points: pl.DataFrame, case_of: dict[int, CaseRow]) -> None:
        """The information about the activity requirement, which Nav sends by itself."""
        rows = Rows(points, self.law)
        due = rows_where(points, rows.text_is("kind", "activity_info") & (rows.day("due") <= day_number(self.on)))
        window = self.law.number("stop_point_window_days", self.on)
        for spell, day in due[["spell", "due"]].iter_rows():
            case = case_of[spell]
            # Somebody first heard of long after that week gets it with the assessment itself instead.
            if case.id in self.known.informed or (self.on - day).days > window:
                continue
            self._send("activity_info", case)
            self.journal.note("activity_info_sent", person=case.person_id, case=case.id)

    def _tell_of_questions(self, working: list[CaseRow]) -> None:
        """A message that something is asked, which says why and how to answer."""
        of_key = {case.id: case for case in working}
        for key, kind in self.duties.opened_for(Task.Actor.PERSON):
            self._send(kind, of_key[key])

    def _send(self, code: str, case: CaseRow) -> None:
        reachable = self.known.persons[case.person_id].reachable_digitally
        self.messages.add(
            person_id=case.person_id, case_id=case.id, code=code, sent_on=self.on, read_on=None,
            channel=Message.Channel.DIGITAL if reachable else Message.Channel.LETTER, parameters={},
        )  # fmt: skip

    def _settle(self, points: pl.DataFrame, going_on: pl.DataFrame, working: list[CaseRow]) -> pl.DataFrame:
        """Holds the tasks against today's duties; gives those open ones that climb the list."""
        cases = points.get_column("case").to_numpy()
        of_working = rows_where(points, np.isin(cases, [case.id for case in working]))
        row_of = {spell: row for row, spell in enumerate(going_on.get_column("spell").to_list())}

        def why(row: int) -> dict[str, Any]:
            point = of_working.row(row, named=True)
            spell = going_on.row(row_of[point["spell"]], named=True)
            return explain_stop_point(point["kind"], spell | point, self.law).to_json()

        self.known.events += need.events_today(self.known)
        own = from_follow_up(working, _sick(going_on), self.asking.of_case, self.known, self.windows, self.law)
        duties = pl.concat([own, from_stop_points(of_working, self.law)])
        climbing = self.duties.settle(duties, settled_stop_points(of_working, self.law), why)
        new = {case for case, kind in self.duties.opened_for(Task.Actor.NAV) if kind != FOLLOW_UP}
        for case in working:
            if case.id in new:  # whoever put the case off did not know of this
                _wake(case)
        return climbing

    def _bring_mappings_back(self, working: Iterable[CaseRow]) -> None:
        """Who was cared for until a day is to be mapped again from it on (the quick exit, S0:L1790)."""
        for case in working:
            until = self._mapping_returns_on(case)
            if until and until <= self.on and case.segment == Case.Segment.CARE_IN_PLACE:
                case.segment = Case.Segment.NEEDS_MAPPING
                after = {"segment": case.segment, "cared_for_until": until}
                self.journal.note("mapping_returned", person=case.person_id, case=case.id, after=after)

    def _mapping_returns_on(self, case: CaseRow) -> date | None:
        mapped, screening = self.known.mapped.get(case.id), self.asking.of_case.get(case.id)
        return mapped.returns_on(screening.confirmed_on if screening else None) if mapped else None

    # --- the baton, the journal, and what comes next

    def _hold_baton(self, working: Iterable[CaseRow], orders: dict[int, Order]) -> None:
        for case in working:
            order = orders[case.id]
            case.next_step, case.next_date = order.next_step, order.next_date
            case.order_step, case.order_date, case.order_risk = order.step, order.step_date, order.risk
            case.order_reason = order.reason
            case.law_version = self.law.version

    def _journal_cases(self) -> None:
        for before, case in self.known.cases.changed():
            changes = {name: value for name, value in before.items() if getattr(case, name) != value}
            told = {name: changes[name] for name in _TOLD if name in changes}
            if told:
                event = (
                    {"open": "case_opened", "closed": "case_closed"}[case.state] if "state" in told else "case_changed"
                )
                after = {name: getattr(case, name) for name in told}
                self.journal.note(event, person=case.person_id, case=case.id, before=told, after=after)
        for case in self.known.cases.added():
            if case.is_open:
                after = {name: getattr(case, name) for name in _TOLD}
                self.journal.note("case_opened", person=case.person_id, case=case.id, after=after)

    def _save(self, points: pl.DataFrame, orders: dict[int, Order]) -> dict[int, Scheduled]:
        known = self.known
        known.cases.save(first=lambda case: not case.is_open)  # a person never has two open ones
        tables = (known.screenings, known.requests, known.handovers, known.follow_ups, known.meetings)
        for table in (*tables, self.duties, self.messages, self.journal):
            table.save()
        schedules = self._schedules(points, orders)
        save_schedules(schedules)
        return schedules

    def _schedules(self, points: pl.DataFrame, orders: dict[int, Order]) -> dict[int, Scheduled]:
        next_day = course.next_change_of_days(self.found, self.on)
        later: dict[int, list[date]] = {
            person: [next_day[person]] if person in next_day else [] for person in self.known.persons
        }
        for person, day in _days_of_points(points, self.law, self.on).items():
            later[person].append(date_of(day))
        of_need = need.next_days(self.windows, self.known.events, self.on)
        for case in self.known.cases.all():
            if case.is_open:
                later[case.person_id] += self._days_of_case(case, orders)
                later[case.person_id] += of_need.get(case.id, ())
                # Risk signals grow by weeks.
                later[case.person_id] += [self.on + timedelta(days=DAYS_PER_WEEK)] if case.id in self.silent else []
        of_key = {case.id: case.person_id for case in self.known.cases.all()}
        for meeting in self.known.meetings.rows:
            later[of_key[meeting.case_id]].append(meeting.day + timedelta(days=1))
        for facts in self.known.persons.values():
            valid = facts.follow_up_decision_until
            later[facts.id] += [facts.died_on] if facts.died_on else []
            later[facts.id] += [valid + timedelta(days=1)] if valid else []
        return {
            person: Scheduled(self.on, min((day for day in days if day > self.on), default=None))
            for person, days in later.items()
        }

    def _days_of_case(self, case: CaseRow, orders: dict[int, Order]) -> list[date]:
        order, one_day = orders[case.id], timedelta(days=1)
        after_end = self.law.number("activity_requirement_after_end_days", case.first_day)
        days = [order.next_date + one_day, case.last_day + timedelta(days=after_end) + one_day]
        days += [order.changes_on] if order.changes_on else []
        returns_on = self._mapping_returns_on(case)
        days += [returns_on] if returns_on else []
        office = self.known.persons[case.person_id].office
        law_changes_on = self.law.next_start(self.on, office)
        days += [law_changes_on] if law_changes_on else []
        screening = self.asking.of_case.get(case.id)
        if screening and screening.asked_on and screening.state == Screening.State.ASKED:
            dates = screening_dates(screening.asked_on, self.law, office)
            days += [dates.remind_on, dates.silent_from]
        return days


_TOLD = ("state", "closed_why", "first_day", "last_day", "grade", "holder_unit_id", "next_step", "next_date")


def _with_days(case: CaseRow, spell: SpellRow) -> CaseRow:
    case.first_day, case.last_day = spell["first_day"], spell["last_day"]
    case.sick_days, case.well_days = spell["sick_days"], spell["well_days"]
    case.grade, case.employed = spell["grade"], spell["employed"]
    return case


def _wake(case: CaseRow) -> None:
    case.snoozed_until, case.snooze_reason = None, ""


def _silent(screened: pl.DataFrame) -> dict[int, int]:
    """The cases whose person has not answered, with how many risk signals that count there are."""
    silent = screened.filter(pl.col("reasons").list.contains(SILENT))
    return dict(silent.select("case", "risk_count").iter_rows())


def _sick(going_on: pl.DataFrame) -> set[int]:
    """The cases whose spell goes on."""
    if not going_on.height:
        return set()
    case, closed = (going_on.get_column(name).to_numpy() for name in ("case", "closed"))
    return set(case[~closed].tolist())


def _days_of_points(points: pl.DataFrame, law: Law, on: date) -> dict[int, int]:
    """The next day on which a stop point opens or falls due, for each person."""
    rows, person = Rows(points, law), points.get_column("person").to_numpy()
    keys, days = np.concatenate([person, person]), np.concatenate([rows.day("opens"), rows.day("due")])
    later = is_known(days) & (days > day_number(on))
    return earliest(keys[later], days[later])
