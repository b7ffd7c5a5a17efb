"""The worker: takes jobs from the queue in the database until it is told to stop. `python -m stafett.cli.worker`.

The job library's own command would announce itself, in English.
"""

import django

from stafett.memory import keep_freed_memory

_AT_ONCE = 2


def main() -> None:
    """Runs until SIGTERM or SIGINT; a second one does not wait for the jobs at hand."""
    keep_freed_memory()
    django.setup()
    # Only now is there an app to ask for.
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as with_connections:  # type: ignore[attr-defined] # the stubs know only that it is a connector
        with_connections.run_worker(concurrency=_AT_ONCE)


if __name__ == "__main__":
    main()
