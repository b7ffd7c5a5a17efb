"""What is written to the log about requests."""

import logging

SERVER_ERROR = 500


def without_traceback_of_refusals(record: logging.LogRecord) -> bool:
    """A refusal (403, 404 and the like) is one line: nothing failed, and a traceback names arguments and addresses.

    Changes the record and lets every record through; for `django.utils.log.CallbackFilter` on "django.request".
    """
    if getattr(record, "status_code", SERVER_ERROR) < SERVER_ERROR:
        record.exc_info = None
        record.exc_text = None
    return True
