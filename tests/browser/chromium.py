"""A Chromium for the tests: the one on the machine, else Debian's. `python -m tests.browser.chromium` gets one."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Local pages only: nothing is looked up or fetched from outside.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str:
    """Where the browser is; STAFETT_CHROMIUM names another. Raises FileNotFoundError with what to do."""
    chosen = os.environ.get("STAFETT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if chosen is None:
        raise FileNotFoundError("No Chromium here: apt-get install chromium, or set STAFETT_CHROMIUM to one.")
    return chosen


def get() -> str:
    """Installs Debian's Chromium when there is none and that can be done."""
    try:
        return executable()
    except FileNotFoundError:
        apt = shutil.which("apt-get")
        if apt is None or os.getuid() != 0:
            raise
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([apt, "update", "-qq"], check=True, env=environment)
    subprocess.run([apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=True, env=environment)
    return executable()


if __name__ == "__main__":
    sys.stdout.write(get() + "\n")
