"""Reminds nearest leaders of what they must do, some days before it is due; the tick does it once for each duty."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection

from stafett.access.actors import Actor
from stafett.cases.law import law_in_force
from stafett.cases.models import Task
from stafett.dialogue.reminders import DutyReminder


def remind_leaders(on: date) -> None:
    """A reminder to whoever leads today, of every open duty that is due within `employer_reminder_days`.

    A new leader is reminded too, and so is everybody when a duty is moved. Done again on the same day it is done.
    """
    last = on + timedelta(days=law_in_force().number("employer_reminder_days", on))
    with connection.cursor() as cursor:
        cursor.execute(_REMIND, {"on": on, "last": last})


def reminders_of(actor: Actor) -> list[DutyReminder]:
    """The actor's own that they have not read, of duties that are still open, the first to do first."""
    own = DutyReminder.objects.filter(contact=actor.id, read_on=None, task__state=Task.State.OPEN)
    return list(own.select_related("task").order_by("due", "pk"))


def read_reminders(actor: Actor, employment: int, on: date) -> None:
    """The leader has opened the page on which the duty stands."""
    DutyReminder.objects.filter(contact=actor.id, employment=employment, read_on=None).update(read_on=on)


_REMIND = """
insert into dialogue_dutyreminder (task_id, employment_id, contact_id, due, sent_on)
select t.id, e.id, k.id, t.due, %(on)s
from cases_task t
join cases_case c on c.id = t.case_id and c.state = 'open'
join people_employment e on e.person_id = c.person_id and (t.employer_id is null or e.employer_id = t.employer_id)
    and e.first_day <= %(on)s and (e.last_day is null or e.last_day >= %(on)s)
join people_leadership l on l.employment_id = e.id
    and l.first_day <= %(on)s and (l.last_day is null or l.last_day >= %(on)s)
join people_employercontact k on k.id = l.leader_id and k.active
where t.state = 'open' and t.actor = 'employer' and t.due between %(on)s and %(last)s
order by t.id, e.id
on conflict do nothing
"""
