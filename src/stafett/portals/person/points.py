"""The stop points that concern the person, told as what happens: dates ahead, and those behind."""

from dataclasses import dataclass, replace
from datetime import date

from stafett.cases.course import Course, StopPoint

# For measuring the method: nothing that the person will notice.
NOT_FOR_PERSON = frozenset({"hit_check"})
# A day that has passed says who was to act: Nav's own delay, what happens by itself, or what Nav does not know.
PASSED = {"nav": "late", "system": "passed"}
SHOWN = frozenset({"future", "open", "due", "overdue", "done", "excepted"})


@dataclass(frozen=True, slots=True)
class Point:
    """One date in words: texts `person.step.<kind>`, `person.why.<kind>` and `person.point.<state>`.

    `outcome`: what came of it (`person.outcome.<outcome>`); `ended_why`: what somebody at Nav wrote when they ended it.
    """

    kind: str
    due: date
    state: str
    employer: str = ""
    ended_why: str = ""
    outcome: str = ""


def points_for_person(course: Course, on: date) -> tuple[list[Point], list[Point]]:
    """(ahead, behind), each in order of day.

    Left out: points that are not relevant, those that only measure the method, and what only the employer is asked.
    """
    done = _done_by_itself(course)
    points = [_told(point, done) for point in course.stop_points if _concerns(point)]
    points.sort(key=lambda point: point.due)
    behind = [point for point in points if point.state in {"done", "excepted"} or point.due < on]
    return [point for point in points if point not in behind], behind


def _concerns(point: StopPoint) -> bool:
    asked_of_employer = point.kind == "meeting_need" and point.actor == "employer"
    return point.state in SHOWN and point.kind not in NOT_FOR_PERSON and not asked_of_employer


def _told(point: StopPoint, done: dict[str, date]) -> Point:
    told = Point(
        point.kind,
        point.due,
        PASSED.get(point.actor, "overdue") if point.state == "overdue" else point.state,
        point.employer,
        point.task.ended_why if point.task else "",
        point.task.judged if point.task else "",
    )
    return replace(told, due=done[point.kind], state="done") if point.kind in done else told


def _done_by_itself(course: Course) -> dict[str, date]:
    """What the program has sent, and when: such points have no task that could be done."""
    sent = {message.code: message.sent_on for message in course.messages}
    codes = {"screening": "screening_invitation", "activity_info": "activity_info"}
    return {kind: sent[code] for kind, code in codes.items() if code in sent}
