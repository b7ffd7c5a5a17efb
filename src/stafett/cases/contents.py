"""What there is in a case beside what a page shows: counted for the way to it, in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from stafett.cases.evaluation.need import PLACED, Placed, Window, window_rows
from stafett.cases.evaluation.plans import PLANS, Plans, read_plans
from stafett.cases.law import law_of
from stafett.cases.models import Case
from stafett.people import bulk


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person has said last of how they want to be contacted (`mapping.models.ContactWish`)."""

    pace: str
    pace_on: date | None
    pace_from: date | None
    interpreter: str
    support_person: str
    representative: str


@dataclass(frozen=True, slots=True)
class Contents:
    """How much stands on each page of a case, and how its need has been assessed.

    Measures and help from others follow the person from case to case; all else belongs to the case. `journal_days`
    are the days of the case's own entries, in order, one for each entry. `shared_plans` are those that Nav may read,
    `plans` what the rules ask about all follow-up plans of the case.
    """

    contacts: int
    mappings: int
    meetings: int
    messages: int
    requests: int
    open_requests: int
    measures: int
    asked_of_others: int
    notes: int
    threads: int
    statements: int
    shared_plans: int
    journal_days: list[date]
    plans: Plans
    wish: Wish | None
    placed: Placed | None
    window: Window | None
    """The category in force and the next contact (`core.contact`); None where the need has never been assessed."""

    @property
    def said(self) -> int:
        """How much has been said between Nav and others: messages, requests, threads and statements."""
        return self.messages + self.requests + self.threads + self.statements


def contents_of(case: Case, *, on: date) -> Contents:
    """What there is in `case`, which has been read with its person and home unit, and its need as known on `on`."""
    with connection.cursor() as cursor:
        cursor.execute(_CONTENTS, {"cases": bulk.keys([case.pk]), "on": on})
        row = cursor.fetchone()
    days, plans, wish, placed_case, *fields = row[len(_COUNTED) :]
    placed = Placed(*fields) if placed_case else None
    counts = dict(zip(_COUNTED, row, strict=False))
    return Contents(
        **counts, journal_days=days or [], plans=read_plans(plans), wish=_wish(wish), placed=placed,
        window=_window(case, placed, on),
    )  # fmt: skip


def _wish(row: Mapping[str, Any] | None) -> Wish | None:
    if row is None:
        return None
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("pace_on", "pace_from")}
    return Wish(**{**row, **days})


def _window(case: Case, placed: Placed | None, on: date) -> Window | None:
    if placed is None:
        return None
    person = case.person
    row = (case.pk, person.home_unit.number, person.died_on, case.last_contact_on, *placed)
    return window_rows([row], law_of(person.home_unit), on)[case.pk]


_COUNTED = (
    "contacts", "mappings", "meetings", "messages", "requests", "open_requests", "measures", "asked_of_others", "notes",
    "threads", "statements", "shared_plans",
)  # fmt: skip

# The numbers of _COUNTED, the days of the journal, the rows of PLANS and the newest wish as JSON, and a row of PLACED.
# A note that has been corrected is one note.
_CONTENTS = f"""
select (select count(*) from mapping_contact where case_id = c.id),
       (select count(*) from mapping_mapping where case_id = c.id),
       (select count(*) from meetings_meeting where case_id = c.id),
       (select count(*) from dialogue_message where case_id = c.id),
       (select count(*) from dialogue_helprequest where case_id = c.id),
       (select count(*) from dialogue_helprequest where case_id = c.id and answered_on is null),
       (select count(*) from plans_measure where person_id = c.person_id),
       (select count(*) from plans_specialistquestion where person_id = c.person_id)
       + (select count(*) from plans_referral where person_id = c.person_id)
       + (select count(*) from plans_discussedcase where person_id = c.person_id and taken_off_on is null),
       (select count(*) from cases_casenote where case_id = c.id and replaces_id is null),
       (select count(*) from dialogue_thread where case_id = c.id),
       (select count(*) from dialogue_issuerstatement where case_id = c.id),
       (select count(distinct s.plan_id) from plans_planshare s join plans_followupplan p on p.id = s.plan_id
        where p.case_id = c.id and s.shared_with = 'nav' and s.taken_back_on is null),
       (select array_agg("on" order by id) from cases_journalentry where case_id = c.id),
       (select json_agg(json_build_array(case_id, employer_id, asked_on, shared_on, to_issuer_on, done_on, wanted))
         from ({PLANS}) p),
       (select row_to_json(w) from (
            select pace, pace_on, pace_from, interpreter, support_person, representative from mapping_contactwish
            where person_id = c.person_id and said_on <= %(on)s order by id desc limit 1) w),
       placed.*
from cases_case c left join ({PLACED}) placed on placed.case_id = c.id where c.id = any(%(cases)s)
"""
