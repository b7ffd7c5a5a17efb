"""What recipients are told of: one query for each kind that finds what is new, and one that says what has been read.

They are read from what is there, not written beside it: nothing that brings a message, a plan or an answer about has
to remember to tell of it. `%(on)s` is the day, `%(since)s` the first day that is looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Source:
    """`new` gives thing, case_id, person_id, contact_id, issuer_id; `read` is a condition on notification `n`.

    `tracked`: whether it is known of each reading. Of other things an opening of the person's page is taken for one.
    """

    new: str
    read: str
    tracked: bool = False


_MESSAGE: Final = Source(
    new="""
        select m.id::text as thing, m.case_id, m.person_id, null::bigint as contact_id, null::bigint as issuer_id
        from dialogue_message m join people_person p on p.id = m.person_id
        where m.read_on is null and m.sent_on between %(since)s and %(on)s and p.died_on is null""",
    read="exists (select from dialogue_message m where m.id = n.thing::bigint and m.read_on is not null)",
    tracked=True,
)
# A leader is shown what others wrote only when the person has opened it, and as long as they lead (dialogue.threads).
_THREAD: Final = Source(
    new="""
        select m.id::text as thing, t.case_id, null::bigint as person_id, r.contact_id, r.issuer_id
        from dialogue_threadmessage m
        join dialogue_thread t on t.id = m.thread_id
        join dialogue_recipient s on s.id = m.sender_id
        join dialogue_recipient r on r.thread_id = t.id and r.id <> s.id and r.kind in ('employer', 'issuer')
        join dialogue_recipient p on p.thread_id = t.id and p.kind = 'person'
        where m.on between %(since)s and %(on)s and r.read_up_to < m.id
          and (r.kind = 'issuer' or ((s.kind = 'person' or m.id <= p.read_up_to) and exists (
            select from people_leadership l where l.employment_id = r.employment_id and l.leader_id = r.contact_id
              and %(on)s between l.first_day and coalesce(l.last_day, 'infinity'))))""",
    read="""exists (
        select from dialogue_threadmessage m join dialogue_recipient r on r.thread_id = m.thread_id
        where m.id = n.thing::bigint and r.read_up_to >= m.id
          and (r.contact_id = n.contact_id or r.issuer_id = n.issuer_id))""",
    tracked=True,
)
_OPENED: Final = """exists (
    select from access_reading o join cases_case c on c.id = n.case_id
    where o.person_id = c.person_id and o.allowed and o.at >= n.told_of_at
      and (o.contact_id = n.contact_id or o.issuer_id = n.issuer_id))"""
_ANSWER: Final = Source(
    new="""
        select h.id::text as thing, h.case_id, null::bigint as person_id, h.contact_id,
          coalesce(h.issuer_id, s.issuer_id) as issuer_id
        from dialogue_helprequest h left join intake_sicknote s on s.id = h.note_id
        where h.answered_on between %(since)s and %(on)s and h.helped = ''
          and (h.contact_id is not null or h.issuer_id is not null or s.issuer_id is not null)""",
    read=f"({_OPENED} or exists (select from dialogue_helprequest h where h.id = n.thing::bigint and h.helped <> ''))",
)
_PLAN_SHARED: Final = Source(
    new="""
        select s.id::text as thing, p.case_id, null::bigint as person_id, null::bigint as contact_id, s.issuer_id
        from plans_planshare s join plans_followupplan p on p.id = s.plan_id
        where s.issuer_id is not null and s.taken_back_on is null and s.shared_on between %(since)s and %(on)s""",
    read=f"({_OPENED} or exists (select from plans_planshare s where s.id = n.thing::bigint "
    "and s.taken_back_on is not null))",
)
# `p` is the row of the employment.
_LEADS_NOW: Final = """join people_leadership l on l.employment_id = p.employment_id
          and %(on)s between l.first_day and coalesce(l.last_day, 'infinity')"""
_PLAN_ANSWERED: Final = Source(
    new=f"""
        select s.id::text as thing, p.case_id, null::bigint as person_id, l.leader_id as contact_id,
          null::bigint as issuer_id
        from plans_planstep s join plans_followupplan p on p.id = s.plan_id {_LEADS_NOW}
        where s.kind in ('approved', 'returned') and s.on between %(since)s and %(on)s""",
    read=_OPENED,
)
_PLAN_ASKED: Final = Source(
    new=f"""
        select concat(p.id, ' ', p.asked_on) as thing, p.case_id, null::bigint as person_id,
          l.leader_id as contact_id, null::bigint as issuer_id
        from plans_followupplan p {_LEADS_NOW}
        where p.asked_on between %(since)s and %(on)s""",
    read=_OPENED,
)
# Asked of whoever wrote the newest note in the absence that counts, as a plan is shared with (plans.follow_up_plan).
_STATEMENT_ASKED: Final = Source(
    new="""
        select t.id::text as thing, t.case_id, null::bigint as person_id, null::bigint as contact_id, i.issuer_id
        from cases_task t join cases_case c on c.id = t.case_id
        cross join lateral (
          select s.issuer_id from intake_sicknote s
          where s.person_id = c.person_id and s.issuer_id is not null and s.kind <> 'cancellation'
            and s.received_on <= %(on)s and (s.replaced_on is null or s.replaced_on > %(on)s)
            and exists (select from intake_noteperiod d where d.note_id = s.id and d.first_day <= c.last_day
              and d.last_day >= c.first_day)
          order by s.signed_at desc, s.id desc limit 1) i
        where t.kind = 'extended_note' and t.state = 'open' and c.state = 'open'
          and t.window_opens between %(since)s and %(on)s""",
    read=f"({_OPENED} or exists (select from cases_task t where t.id = n.thing::bigint and t.state <> 'open'))",
)
# That a duty is soon due: to whoever was reminded, as long as they lead and the duty is open (dialogue.reminding).
_DUTY: Final = Source(
    new=f"""
        select p.id::text as thing, t.case_id, null::bigint as person_id, p.contact_id, null::bigint as issuer_id
        from dialogue_dutyreminder p join cases_task t on t.id = p.task_id
        {_LEADS_NOW} and l.leader_id = p.contact_id
        where p.read_on is null and t.state = 'open' and p.sent_on between %(since)s and %(on)s""",
    read=f"""({_OPENED} or not exists (
        select from dialogue_dutyreminder p join cases_task t on t.id = p.task_id
        where p.id = n.thing::bigint and p.read_on is null and t.state = 'open'))""",
)
# To the issuer whom the employee wants there; anew when it is moved or cancelled, by which its sequence grows.
_INVITED: Final = Source(
    new="""
        select concat(m.id, ' ', m.sequence) as thing, m.case_id, null::bigint as person_id,
          null::bigint as contact_id, m.issuer_id
        from meetings_dialoguemeeting m join cases_case c on c.id = m.case_id and c.state = 'open'
        where m.issuer_id is not null and m.day >= %(on)s
          and (m.state = 'cancelled' or (m.state = 'planned' and m.issuer_answered_on is null))
          and greatest(m.answered_on, m.ended_on, (
            select max(v.moved_on) from meetings_dialoguemove v where v.meeting_id = m.id
          )) between %(since)s and %(on)s""",
    read=f"""({_OPENED} or not exists (
        select from meetings_dialoguemeeting m
        where m.id = split_part(n.thing, ' ', 1)::bigint and m.sequence = split_part(n.thing, ' ', 2)::integer
          and m.issuer_id = n.issuer_id and m.state <> 'held'
          and (m.issuer_answered_on is null or m.state = 'cancelled')))""",
)
_CALL_ANSWERED: Final = Source(
    new=f"""
        select concat(p.id, ' ', p.sequence, ' ', p.answered_on, ' ', p.answer) as thing, p.case_id,
          null::bigint as person_id, l.leader_id as contact_id, null::bigint as issuer_id
        from meetings_dialoguemeeting p {_LEADS_NOW}
        where p.state = 'planned' and p.answered_on between %(since)s and %(on)s""",
    read=f"""({_OPENED} or not exists (
        select from meetings_dialoguemeeting p
        where p.id = split_part(n.thing, ' ', 1)::bigint and p.sequence = split_part(n.thing, ' ', 2)::integer
          and p.state = 'planned'))""",
)

SOURCES: Final[Mapping[str, Source]] = {
    "message": _MESSAGE,
    "thread": _THREAD,
    "answer": _ANSWER,
    "plan_shared": _PLAN_SHARED,
    "plan_answered": _PLAN_ANSWERED,
    "plan_asked": _PLAN_ASKED,
    "statement_asked": _STATEMENT_ASKED,
    "duty": _DUTY,
    "invited": _INVITED,
    "call_answered": _CALL_ANSWERED,
}
TRACKED: Final = tuple(kind for kind, source in SOURCES.items() if source.tracked)
"""The kinds of which each reading is known: unread for long, they come back as work."""
