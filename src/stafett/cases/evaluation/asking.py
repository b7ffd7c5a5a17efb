"""Screening as it goes on by itself: asking, reminding, the end of the window, and the suggestion.

What a person at Nav does with the suggestion is in `screening.services`.
"""

from functools import cached_property
from operator import attrgetter
from typing import Any

import polars as pl

from stafett.cases.evaluation.known import Known
from stafett.cases.evaluation.rows import CaseRow, MessageRow, ScreeningRow, Table
from stafett.cases.journal import Journal
from stafett.core.parameters import Law
from stafett.core.reasons import as_json
from stafett.core.screening import confirm_due, explain_screening, screening_dates
from stafett.dialogue.models import Message
from stafett.screening.models import Screening

State = Screening.State
Row = dict[str, Any]
"""Of one spell in `course.screened`: `at`, its place there, and the columns of `LOOKED_AT`."""

Heard = dict[str, Any]
"""The key of the newest answer, and of the open requests, that a suggestion stands on."""

_FACTS_OF_ANSWER = ("answered_on", "answer_return", "answer_cooperation", "answer_duration")
LOOKED_AT = ("spell", "closed", "outcome", "segment", "reasons", "risk_signals", *_FACTS_OF_ANSWER)


class Asking:
    """Moves the screenings of the people on by one day."""

    def __init__(self, known: Known, messages: Table[MessageRow], journal: Journal, law: Law) -> None:
        self.known, self.messages, self.journal, self.law = known, messages, journal, law
        self.on = known.on
        self.of_case = {row.case_id: row for row in known.screenings.all()}
        self._spells = pl.DataFrame()

    def move_all_on(self, spells: pl.DataFrame, case_of: dict[int, CaseRow]) -> None:
        """Moves on the screening of each spell in `spells` (`course.screened`), or ends it with the spell."""
        self._spells = spells
        for at, row in enumerate(spells.select(LOOKED_AT).iter_rows(named=True)):
            case = case_of[row["spell"]]
            if row["closed"]:
                self._end(case)
            else:
                self._move_on(row | {"at": at}, case)

    def _move_on(self, row: Row, case: CaseRow) -> None:
        screening = self.of_case.get(case.id)
        if screening is None:
            self._begin(row, case)
            return
        if screening.state == State.ASKED:
            self._remind(row, screening, case)
        if screening.state == State.ENDED and not row["closed"]:
            screening.state = State.ASKED if screening.asked_on else State.TO_CONFIRM
        self._suggest(row, screening, case)

    def _end(self, case: CaseRow) -> None:
        """The spell has ended: nothing more is asked or confirmed."""
        screening = self.of_case.get(case.id)
        if screening and screening.state in {State.ASKED, State.TO_CONFIRM}:
            screening.state = State.ENDED

    def _begin(self, row: Row, case: CaseRow) -> None:
        person = self.known.persons[case.person_id]
        if not person.screening_on or row["closed"]:
            return
        if row["outcome"] == "ask":
            self._ask(case)
        elif row["outcome"] in {"bypass", "needs_mapping"}:
            self._suggest(row, self._new(case), case)

    def _ask(self, case: CaseRow) -> None:
        person = self.known.persons[case.person_id]
        dates = screening_dates(self.on, self.law, person.office)
        screening = self._new(case)
        screening.asked_on = self.on
        screening.channel = _channel(person.reachable_digitally)
        screening.remind_on, screening.window_ends_on = dates.remind_on, dates.window_ends_on
        self._send("screening_invitation", screening, case)
        self.journal.note(
            "screening_asked",
            person=case.person_id,
            case=case.id,
            after={"window_ends_on": dates.window_ends_on},
        )

    def _new(self, case: CaseRow) -> ScreeningRow:
        screening = self.known.screenings.add(
            case_id=case.id,
            state=State.ASKED,
            asked_on=None,
            channel="",
            remind_on=None,
            reminded_on=None,
            window_ends_on=None,
            round=0,
            suggestion="",
            suggested_on=None,
            reasons=[],
            signals=[],
            facts={},
            law_version="",
            confirm_due=None,
            conditions_uncertain=False,
            recurrence_explained=False,
            segment="",
            confirmed_on=None,
            confirmed_by_id=None,
            override_reason="",
        )
        self.of_case[case.id] = screening
        return screening

    def _remind(self, row: Row, screening: ScreeningRow, case: CaseRow) -> None:
        due = screening.remind_on is not None and screening.remind_on <= self.on
        if due and screening.reminded_on is None and row["answered_on"] is None and row["segment"] == "awaiting_answer":
            screening.reminded_on = self.on
            self._send("screening_reminder", screening, case)
            self.journal.note("screening_reminded", person=case.person_id, case=case.id)

    def _suggest(self, row: Row, screening: ScreeningRow, case: CaseRow) -> None:
        """Takes the segment that the rules suggest today, when it or its reasons are new.

        A confirmed segment stands until something has come after it that points elsewhere.
        """
        suggestion = row["segment"]
        if suggestion is None or suggestion == "awaiting_answer" or screening.state == State.ENDED:
            return
        heard, facts = self._heard(screening, case), screening.parsed("facts")
        if screening.state == State.CONFIRMED and (suggestion == screening.segment or not _is_news(heard, facts)):
            return
        codes = [reason["code"] for reason in screening.parsed("reasons")]
        same = suggestion == screening.suggestion and codes == row["reasons"]
        if same and screening.state == State.TO_CONFIRM and facts.get("heard") == heard:
            return
        before = {"suggestion": screening.suggestion, "reasons": codes}
        self._note_suggestion(row, screening, self.known.persons[case.person_id].office)
        screening.facts = {name: as_json(row[name]) for name in _FACTS_OF_ANSWER} | {"heard": heard}
        if same and before["suggestion"]:
            return
        self.journal.note(
            "segment_suggested",
            person=case.person_id,
            case=case.id,
            before=before,
            after={"suggestion": suggestion, "reasons": row["reasons"]},
        )

    def _note_suggestion(self, row: Row, screening: ScreeningRow, office: str) -> None:
        if screening.state != State.TO_CONFIRM or not screening.round:
            screening.confirm_due = confirm_due(self.on, self.law, office)
            screening.suggested_on = self.on
            screening.round += 1
        screening.state = State.TO_CONFIRM
        screening.suggestion = row["segment"]
        spell = self._spells.row(row["at"], named=True)
        screening.reasons = [self._reason(code, spell) for code in row["reasons"]]
        screening.signals = [self._reason(code, spell) for code in row["risk_signals"]]
        screening.law_version = self.law.version

    def _reason(self, code: str, spell: dict[str, Any]) -> dict[str, Any]:
        return explain_screening(code, spell, self.law, self.on).to_json()

    def _heard(self, screening: ScreeningRow, case: CaseRow) -> Heard:
        """What has been said by others than Nav so far: the newest answer, and the requests that wait."""
        answer = self.known.answers.get(screening.id)
        return {"answer": answer.id if answer else None, "requests": self._waiting.get(case.id, [])}

    @cached_property
    def _waiting(self) -> dict[int, list[int]]:
        """The open requests of each case, in the order of their keys."""
        waiting: dict[int, list[int]] = {}
        for request in sorted(self.known.requests.all(), key=attrgetter("id")):
            if request.answered_on is None:
                waiting.setdefault(request.case_id, []).append(request.id)
        return waiting

    def _send(self, code: str, screening: ScreeningRow, case: CaseRow) -> None:
        ends = screening.window_ends_on
        self.messages.add(
            person_id=case.person_id, case_id=case.id, code=code, sent_on=self.on, read_on=None,
            channel=screening.channel, parameters={"window_ends_on": ends.isoformat()} if ends else {},
        )  # fmt: skip


def _channel(reachable_digitally: bool) -> str:
    return Message.Channel.DIGITAL if reachable_digitally else Message.Channel.LETTER


def _is_news(heard: Heard, facts: dict[str, Any]) -> bool:
    """Whether something has been said since the suggestion that was confirmed."""
    before = facts.get("heard", {"answer": None, "requests": []})
    return heard["answer"] != before["answer"] or bool(set(heard["requests"]) - set(before["requests"]))
