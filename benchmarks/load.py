"""Fifty advisers at once, each with 200 people, against the real server over a nation's open cases.

`python -m benchmarks.load [--cases 500000] [--users 50] [--seconds 60]` builds the cases the first time, which takes
minutes, and keeps them in a database of their own (`stafett_load`).
"""

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import click

from benchmarks.load_setting import DATABASE

from benchmarks.open_cases import take_in_open_cases  # isort: skip - Django is set up above
from benchmarks.setting import percentile  # isort: skip
from django.conf import settings  # isort: skip
from django.core.management import call_command  # isort: skip
from django.db import connection  # isort: skip
from django.test import Client  # isort: skip
from stafett import clock  # isort: skip
from stafett.access.actors import staff_actor  # isort: skip
from stafett.cases.many.choosing import MOST  # isort: skip
from stafett.cases.many.services import assign_cases  # isort: skip
from stafett.cases.models import Case, JournalEntry  # isort: skip
from stafett.cli.serve import end, refuse_taken, start_web, wait_for  # isort: skip
from stafett.intake.models import SickNote  # isort: skip
from stafett.people.models import EmployerContact, Employment, Issuer, Leadership, Staff, Unit  # isort: skip

PORT = 8797
PER_ADVISER, PER_UNIT = 200, 5_000
CASE = re.compile(r'href="(/adviser/case/\d+/)')
WARM = 20
A_SECOND = 2
"""So many advisers come in a second; what is measured begins when all of them are at work."""
PATIENTS = 100
"""On sick leave by the notes of one issuer."""
READ = 200
"""Lists of so many advisers are read one by one for the database's part."""


def _fill(cases: int) -> None:
    """Open cases of all ages, by way of intake and evaluation; then spread over units and advisers."""
    call_command("migrate", verbosity=0)
    if Case.objects.count() > 0.9 * cases:  # some persons of the series have no identity number of their own
        return
    if Case.objects.exists():
        raise click.ClickException(f"The database {DATABASE} holds fewer cases. Drop it first.")
    today, now = clock.calendar_day(), clock.now()
    Unit.objects.create(
        number="0100", name="Nav", kind="local", receives_unknown=True, screening_basis_recorded_on=today
    )
    take_in_open_cases(cases, on=today, at=now)
    with connection.cursor() as cursor:
        cursor.execute(_SPREAD, {"cases": cases, "unit": PER_UNIT, "adviser": PER_ADVISER})
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


# Unit by unit, and within one adviser by adviser; the persons go along.
_SPREAD = """
insert into people_unit (number, name, kind, receives_unknown, municipalities, screening_basis_recorded_on)
select lpad((1000 + n)::text, 4, '0'), 'Nav ' || n, 'local', false, '{}', current_date
from generate_series(0, (%(cases)s - 1) / %(unit)s) n;
insert into people_staff (login, name, unit_id, role, active, may_open, handles_quarantine)
select 'a' || n, 'Veileder ' || n, u.id, 'adviser', true, '{}', false
from generate_series(0, (%(cases)s - 1) / %(adviser)s) n
join people_unit u on u.number = lpad((1000 + n * %(adviser)s / %(unit)s)::text, 4, '0');
with place as (
    select c.id as case_id, c.person_id, s.id as staff_id, s.unit_id
    from (select id, person_id, row_number() over (order by id) - 1 as place from cases_case) c
    join people_staff s on s.login = 'a' || c.place / %(adviser)s
), moved as (
    update people_person p set home_unit_id = place.unit_id from place where p.id = place.person_id
)
update cases_case c set holder_id = place.staff_id, holder_unit_id = place.unit_id from place where c.id = place.case_id
"""


def _database_part(staff: list[int]) -> tuple[list[float], list[float]]:
    """Milliseconds that one list waits for the database, and those of them that the database itself is at work.

    For each of the advisers, without anybody else at work. The rest of the waiting is sending and reading the answers.
    """
    waited: list[float] = []
    statements: list[tuple[Any, Any]] = []

    def timed(execute: Any, sql: Any, parameters: Any, many: Any, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            waited[-1] += 1_000 * (time.perf_counter() - begun)
            statements.append((sql, parameters))

    worked: list[float] = []
    for key in staff:
        client = Client(SERVER_NAME="localhost")
        client.post(f"/roles/staff/{key}/")
        waited.append(0)
        statements.clear()
        with connection.execute_wrapper(timed):
            assert client.get("/adviser/").status_code == 200
        worked.append(sum(_worked(*statement) for statement in statements))
    return waited, worked


def _worked(sql: Any, parameters: Any) -> float:
    """Milliseconds for planning and running a statement, as the database tells them itself."""
    with connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, timing off, format json) {sql}", parameters)
        told = cursor.fetchone()[0][0]
    return float(told["Planning Time"] + told["Execution Time"])


def _assign(staff: int) -> float:
    """Seconds for giving 1,000 cases of a unit to one adviser."""
    one = Staff.objects.select_related("unit").get(pk=staff)
    cases = list(Case.objects.filter(holder_unit=one.unit, state="open").values_list("pk", flat=True)[:MOST])
    seen = JournalEntry.objects.latest("pk").pk
    begun = time.perf_counter()
    outcome = assign_cases(
        cases=cases, seen=seen, holder=one, actor=staff_actor(one), on=clock.calendar_day(), at=clock.now()
    )
    assert outcome.done > MOST // 2
    return time.perf_counter() - begun


def _session(staff: int) -> str:
    """A cookie with which an adviser is at work: coming in is another page's business."""
    return _cookie(f"/roles/staff/{staff}/")


def _cookie(entry: str) -> str:
    client = Client(SERVER_NAME="localhost")
    client.post(entry)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _warm(sessions: list[str]) -> None:
    """The server is not measured in its first seconds, while each of its workers reads its templates."""
    for session in sessions:
        for case in CASE.findall(_read("/adviser/", session))[:2]:
            _read(case, session)


def _read(address: str, session: str) -> str:
    with closing(HTTPConnection("127.0.0.1", PORT)) as connected:
        connected.request("GET", address, headers={"Cookie": session})
        return connected.getresponse().read().decode()


def _advisers(staff: list[int], users: int) -> tuple[str, dict[str, str]]:
    """Who of locust's is at work, and what they are told; they have read a page each."""
    sessions = [_session(one) for one in staff[:users]]
    _warm(sessions[:WARM])
    return "Adviser", {"STAFETT_LOAD_SESSIONS": ",".join(sessions)}


def _at_the_table(users: int) -> tuple[str, dict[str, str]]:
    """As `_advisers`, for persons, leaders and issuers, a third each."""
    cases = Case.objects.filter(state="open").select_related("person").order_by("pk")
    places = [_place(number, case) for number, case in enumerate(cases[::PATIENTS][:users])]
    for session, pages in places:
        _read(pages[0][1], session)
    return "AtTheTable", {"STAFETT_LOAD_PLACES": json.dumps(places)}


def _place(number: int, case: Case) -> tuple[str, list[tuple[str, str]]]:
    """The cookie of somebody around a case, and what they read, by name and address."""
    if number % 3 == 0:
        pages = [(f"person: {one}", f"/my/{one}") for one in ("", "case/", "messages/", "sharing/", "help/")]
        return _cookie(f"/roles/person/{case.person_id}/"), pages
    if number % 3 == 1:
        job = _led(case, f"l{case.pk}")
        leader = EmployerContact.objects.get(login=f"l{case.pk}")
        of_one = [(f"leader: {one}", f"/employer/employee/{job.pk}/{one}") for one in ("", "plan/", "meeting/")]
        return _cookie(f"/roles/employer/{leader.pk}/"), [("leader: home", "/employer/"), *of_one]
    issuer = _with_patients(case)
    pages = [("issuer: home", "/issuer/"), ("issuer: patient", f"/issuer/patient/{case.pk}/")]
    return _cookie(f"/roles/issuer/{issuer.pk}/"), pages


def _led(case: Case, login: str) -> Employment:
    """The employment that the note names, led by somebody; made where it is not there."""
    employer = case.person.sick_notes.exclude(employer=None).latest("pk").employer
    assert employer is not None
    first = {"first_day": case.first_day}
    job, _ = Employment.objects.get_or_create(person=case.person, employer=employer, defaults=first)
    leader, _ = EmployerContact.objects.get_or_create(
        login=login, defaults={"employer": employer, "name": "Leder", "role": "leader"}
    )
    Leadership.objects.get_or_create(employment=job, leader=leader, defaults=first)
    return job


def _with_patients(case: Case) -> Issuer:
    """An issuer of their own for the case and those after it: as many as a surgery has on sick leave."""
    issuer, made = Issuer.objects.get_or_create(hpr_number=str(9_000_000 + case.pk % 900_000), name="Lege")
    if made:
        persons = Case.objects.filter(pk__gte=case.pk, state="open").order_by("pk").values("person")[:PATIENTS]
        SickNote.objects.filter(person__in=list(persons.values_list("person", flat=True))).update(issuer=issuer)
    return issuer


def _at_once(make: Callable[[], tuple[str, dict[str, str]]], users: int, seconds: int) -> list[dict[str, str]]:
    """What locust measured of each kind of page; `make` gives the users, once the server is there."""
    refuse_taken("127.0.0.1", PORT)
    web = start_web("127.0.0.1", PORT)
    try:
        wait_for("127.0.0.1", PORT, [web])
        name, told = make()
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [
                    sys.executable, "-m", "locust", "-f", str(Path(__file__).with_name("load_users.py")), "--headless",
                    "--users", str(users), "--spawn-rate", str(A_SECOND), "--reset-stats",
                    "--run-time", f"{seconds + users // A_SECOND}s",
                    "--host", f"http://127.0.0.1:{PORT}", "--csv", f"{folder}/load", "--only-summary",
                    "--loglevel", "ERROR", name,
                ],
                env=os.environ | told,
                check=False, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            with Path(f"{folder}/load_stats.csv").open() as found:
                return list(csv.DictReader(found))
    finally:
        end([web])


@click.command(help=__doc__)
@click.option("--cases", default=500_000)
@click.option("--users", default=50)
@click.option("--seconds", default=60)
def main(cases: int, users: int, seconds: int) -> None:
    """Prints what was measured beside its bar."""
    begun = time.perf_counter()
    _fill(cases)
    click.echo(f"{cases:,} open cases, made or found in {time.perf_counter() - begun:.0f} s")

    staff = list(Staff.objects.order_by("?").values_list("pk", flat=True)[:READ])
    waited, worked = _database_part(staff)
    for name, part in (("waits for the database", waited), ("database at work", worked)):
        click.echo(f"a list, {name}: median {percentile(part, 0.5):.1f} ms, p95 {percentile(part, 0.95):.1f} ms")
    measured = _at_once(lambda: _advisers(staff, users), users, seconds)
    measured += _at_once(lambda: _at_the_table(users), users, seconds)
    for row in measured:
        picked = {name: row[name] for name in ("Request Count", "Failure Count", "50%", "95%", "99%")}
        click.echo(f"{row['Name']:<20} {json.dumps(picked)}")
    click.echo(f"1,000 cases given to one adviser: {_assign(staff[0]):.2f} s")


if __name__ == "__main__":
    main()
