"""A Chromium for the tests: the one on the machine, else one is fetched by `python -m tests.browser.chromium`."""

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


def executable() -> str | None:
    """Where the browser is: STAFETT_CHROMIUM, else the machine's own. None: only Playwright may have one."""
    return os.environ.get("STAFETT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def get() -> None:
    """Installs a Chromium where there is none: Debian's as root, else Playwright's in the user's own folder.

    Ends the program with what to do when that cannot be done.
    """
    apt = shutil.which("apt-get")
    if executable():
        return
    if apt and os.getuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([apt, "update", "-qq"], check=True, env=environment)
        install = [apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        subprocess.run(install, check=True, env=environment)
    elif subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode:
        sys.exit(
            "The browser tests need a Chromium, and none could be fetched.\n"
            "Have one installed (apt-get install chromium), or set STAFETT_CHROMIUM to the path of one."
        )


if __name__ == "__main__":
    get()
    sys.stdout.write(f"{executable() or 'Chromium of Playwright'}\n")
