"""Moving the region in time, in the background."""

from datetime import date, datetime

from django.db.models import F
from procrastinate.contrib.django import app

from stafett import clock
from stafett.cases.services import CaseError
from stafett.demo.build import play_until
from stafett.demo.models import DemoMove, DemoRegion
from stafett.demo.notifying import notify_region


@app.task(name="demo.advance_to", queue="demo", lock="demo.region")
def advance_to(day: str, move_id: int) -> None:
    """Plays the region day by day up to `day` (ISO), and writes how far it has come into the move.

    Run again after a kill it goes on from the last day played. A failure is told in the move's message.
    """
    move = DemoMove.objects.get(pk=move_id)
    try:
        advance_region(move, date.fromisoformat(day), at=clock.now())
    except BaseException as error:
        code = error.code if isinstance(error, CaseError) else "demo.move_failed"
        DemoMove.objects.filter(pk=move_id).update(state=DemoMove.State.FAILED, message=code)
        raise
    DemoMove.objects.filter(pk=move_id).update(state=DemoMove.State.FINISHED, done=move.total)


@app.periodic(cron="* * * * *")
@app.task(name="demo.notify", queue="demo", lock="demo.region", queueing_lock="demo.notify", pass_context=False)
def notify_all(timestamp: int) -> None:  # noqa: ARG001 - the queue gives it by name
    """Tells those who have something new to read, on the day at which the region stands."""
    if region := DemoRegion.objects.filter(played_to__gte=F("on")).first():
        notify_region(on=region.played_to)


def advance_region(move: DemoMove, target: date, *, at: datetime) -> None:
    """Plays up to `target`, with the progress in `move`."""
    region = DemoRegion.objects.get()
    start = region.played_to

    def tell(done: int, total: int) -> None:
        DemoMove.objects.filter(pk=move.pk).update(
            done=min(move.total, move.total - total + done),
            current_day=date.fromordinal(start.toordinal() + done),
        )

    play_until(region, target, at=at, progress=tell)
