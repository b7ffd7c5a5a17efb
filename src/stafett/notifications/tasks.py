"""The job that notifies, every minute."""

from django.conf import settings
from procrastinate.contrib.django import app

from stafett import clock
from stafett.notifications.channels import channels_of_settings
from stafett.notifications.running import notify


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="notify", pass_context=False)
def notify_all(timestamp: int) -> None:  # noqa: ARG001 - the queue gives it by name
    """Tells those who have something to read. The demo has a job of its own, with stand-in channels."""
    if not settings.DEMO:
        with channels_of_settings() as channels:
            notify(channels, on=clock.calendar_day(), clock=clock.now)
