"""Background jobs: the nightly tick, and jobs of workers that died."""

from django.conf import settings
from procrastinate.contrib.django import app

from stafett import clock
from stafett.cases.services import run_tick


@app.periodic(cron="15 4 * * *")
@app.task(queueing_lock="tick", pass_context=False)
def nightly_tick(timestamp: int) -> None:  # noqa: ARG001 - the queue gives it by name
    """Takes everybody to today. The demo's day is moved by hand instead."""
    if not settings.DEMO:
        run_tick(on=clock.calendar_day(), at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="retry_stalled")
async def retry_stalled(timestamp: int) -> None:  # noqa: ARG001 - the queue gives it by name
    """Jobs of a worker that was killed stay `doing` until somebody puts them back in the queue."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
