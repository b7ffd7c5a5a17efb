"""An issuer's statements: how one is given, and what Nav says of its use."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import lock_people
from stafett.cases.journal import Journal
from stafett.cases.models import Case
from stafett.cases.services import finish_task
from stafett.dialogue.selectors import questions_to_elaborate
from stafett.dialogue.services import DialogueError
from stafett.dialogue.statements import IssuerStatement, StatementUse

OUTCOME = "stated"
"""What came of the elaborating questions that a statement answers."""
_NEEDED = ("can_do", "cannot", "expected")


@transaction.atomic
def give_statement(*, case: Case, said: Mapping[str, str], actor: Actor, on: date, at: datetime) -> IssuerStatement:
    """Keeps what an issuer says (`IssuerStatement.FIELDS`) and ends the elaborating questions that are asked.

    As a note that answers them it answers all that have been asked by then (ftrl. § 8-7 fourth paragraph). The same
    words again on the same day (a form sent twice) are the same statement. Raises DialogueError:
    statement_error.not_asked, statement_error.words_needed.
    """
    lock_people([case.person_id])
    words = {name: said.get(name, "").strip() for name in IssuerStatement.FIELDS}
    same = IssuerStatement.objects.filter(case=case, issuer=actor.id, on=on, **words).first()
    if same is not None:
        return same
    asked = list(questions_to_elaborate([case.pk], on).values_list("ordinal", flat=True))
    if not asked:
        raise DialogueError("statement_error.not_asked")
    if not all(words[name] for name in _NEEDED):
        raise DialogueError("statement_error.words_needed")
    statement = IssuerStatement.objects.create(
        person_id=case.person_id, case=case, issuer_id=_issuer(actor), ordinals=asked, on=on, at=at, **words,
    )  # fmt: skip
    _write_down(actor, on, at, "statement_given", case, {"statement": statement.pk})
    while task := questions_to_elaborate([case.pk], on).select_related("case").first():
        finish_task(task=task, outcome=OUTCOME, actor=actor, on=on, at=at)
    return statement


@transaction.atomic
def say_use(*, statement: IssuerStatement, use: str, line: str, actor: Actor, on: date, at: datetime) -> None:
    """Whether Nav had use of a statement, for its issuer to see; what is said later takes its place.

    Raises DialogueError("statement_error.use_unknown").
    """
    lock_people([statement.person_id])
    if use not in StatementUse.Use.values:
        raise DialogueError("statement_error.use_unknown")
    said = {"use": use, "line": line.strip(), "marked_by_id": actor.staff_id, "marked_on": on}
    StatementUse.objects.update_or_create(statement=statement, defaults=said)
    _write_down(actor, on, at, "statement_used", statement.case, {"statement": statement.pk, "use": use})


def _issuer(actor: Actor) -> int:
    if not actor.is_issuer or actor.id is None:
        raise ValueError("Only an issuer gives a statement.")
    return actor.id


def _write_down(actor: Actor, on: date, at: datetime, event: str, case: Case, after: dict[str, object]) -> None:
    """The entry holds no word of the statement."""
    journal = Journal(actor, on, at)
    journal.note(event, person=case.person_id, case=case.pk, after=after)
    journal.save()
