"""People for whom the rules fail: set aside, so that all others are evaluated; their cases are shown as that."""

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final, TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from polars.exceptions import PanicException

from stafett.cases.contents import Contents
from stafett.cases.course import Course, course_of
from stafett.cases.evaluation import evaluate
from stafett.cases.models import Case, EvaluationFailure

# When more fail it is the program and not the people: whoever called is told.
MOST_FAILURES: Final = 100
_PACKAGE: Final = Path(__file__).resolve().parents[1]

T = TypeVar("T")

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Failures:
    """Those set aside so far, by one that takes people to a day."""

    on: date
    at: datetime
    people: list[int] = field(default_factory=list)

    def evaluate(self, people: Sequence[int]) -> None:
        """Evaluates the people, and sets aside those who cannot be: found by halving, since an error names nobody.

        Errors of the database itself (no connection, a deadlock, a full disk) are raised, and any error once too many
        have been set aside.
        """
        try:
            with transaction.atomic():
                evaluate(people, on=self.on, at=self.at)
        except (OperationalError, InterfaceError):
            raise
        except (Exception, PanicException) as error:
            if len(self.people) >= MOST_FAILURES:
                raise
            if len(people) == 1:
                self._set_aside(people[0], error)
                return
            half = len(people) // 2
            self.evaluate(people[:half])
            self.evaluate(people[half:])

    def forget_others(self) -> None:
        """Takes away the rows of everybody else: they have been evaluated since."""
        EvaluationFailure.objects.exclude(person__in=self.people).delete()

    def _set_aside(self, person: int, error: BaseException) -> None:
        """The message of the error is left out: it may hold what was evaluated."""
        said = {"on": self.on, "error": type(error).__name__, "place": _place(error), "last_failed_at": self.at}
        EvaluationFailure.objects.update_or_create(
            person_id=person, defaults=said, create_defaults=said | {"first_failed_at": self.at}
        )
        self.people.append(person)
        logger.error("person %s cannot be evaluated: %s at %s", person, said["error"], said["place"])


def course_or_none(case: Case, *, on: date, contents: Contents | None = None) -> Course | None:
    """As `course_of`; None when the rules fail for the case's person."""
    return or_none(case, lambda: course_of(case, on=on, contents=contents))


def or_none(case: Case, read: Callable[[], T]) -> T | None:
    """What `read` gives; None when the rules fail for the person of `case`, with the place in the log.

    Errors of the database itself are raised. The message of the error is left out: it may hold what was computed.
    """
    try:
        return read()
    except (DatabaseError, InterfaceError):
        raise
    except (Exception, PanicException) as error:
        logger.error("case %s cannot be shown: %s at %s", case.pk, type(error).__name__, _place(error))
        return None


def _place(error: BaseException) -> str:
    """The innermost line of our own on the way to the error: `cases/evaluation/day.py:12`."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_PACKAGE):
            return f"{path.relative_to(_PACKAGE)}:{frame.lineno}"
    return ""
