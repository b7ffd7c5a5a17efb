"""All benchmarks, one table."""

import os
import platform

from benchmarks import intake, many, pages, rules, spells
from benchmarks.peers import run as peers
from stafett.memory import keep_freed_memory


def main() -> None:
    """Prints what was measured beside its bar."""
    keep_freed_memory()  # as the program does
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    for name, rows in (
        ("Spells", [(*row, "") for row in spells.run()]),
        ("Rules", rules.run()),
        ("Peers", peers.run()),
        ("Intake and tick", intake.run()),
        ("Pages", pages.run()),
        ("Many at once", many.run()),
    ):
        print(name)
        for what, figure, bar in rows:
            print(f"  {what:<70}{figure:>20}   {bar}")


if __name__ == "__main__":
    main()
