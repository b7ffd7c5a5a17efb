"""`make mutate [ONLY=core/contact.py]`: how many small faults in the rules the tests notice.

Prints a line for each module and writes the faults that nothing noticed to build/mutation/survivors.diff. Ends with an
error when fewer than BAR percent were noticed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.mutation.alike import is_alike
from tests.mutation.differences import differences
from tests.mutation.staging import FOLDER, ROOT, RULES, stage

BAR = 95
SURVIVORS = FOLDER / "survivors.diff"
# How a mutant's test run ended, by its exit code.
OUTCOMES = {0: "survived", 1: "killed", 3: "killed", 33: "no tests", 37: "refused"}
UNNOTICED = ("survived", "no tests")
COLUMNS = ("killed", "timed out", *UNNOTICED, "alike", "refused")


def main(only: str) -> int:
    """Exit code 0 when at least BAR percent were noticed."""
    stage(only)
    program = Path(sys.executable).with_name("mutmut")
    path = os.pathsep.join((str(program.parent), os.environ["PATH"]))  # mutmut starts mypy
    subprocess.run([program, "run"], cwd=FOLDER, env=os.environ | {"PATH": path}, check=True)
    ended = {module: outcomes for module in sorted(FOLDER.rglob("*.py.meta")) if (outcomes := _outcomes(module))}
    kept = []
    for module, outcomes in ended.items():
        unnoticed = [name for name, what in outcomes.items() if what in UNNOTICED]
        for name, difference in zip(unnoticed, differences(module.with_suffix(""), unnoticed), strict=True):
            if outcomes[name] == "survived" and is_alike(difference):
                outcomes[name] = "alike"
            else:
                kept.append(f"# {name}\n{difference}\n")
    SURVIVORS.write_text("\n".join(kept), "utf-8")
    return _report(ended)


def _report(ended: dict[Path, dict[str, str]]) -> int:
    whole: Counter[str] = Counter()
    _line("", *COLUMNS, "share killed")
    for module, outcomes in ended.items():
        counted = Counter(outcomes.values())
        whole += counted
        _figures(module.relative_to(FOLDER / "mutants" / RULES).with_suffix("").as_posix(), counted)
    _figures("together", whole)
    _say("The share leaves out what the type check refuses, and what is alike: does the same as what it was made of.")
    _say(f"What survived: {SURVIVORS.relative_to(ROOT)}. What is alike: tests/mutation/alike.txt")
    return int(_share(whole) < BAR)


def _outcomes(meta: Path) -> dict[str, str]:
    codes: dict[str, int] = json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
    return {name: OUTCOMES.get(code, "timed out") for name, code in codes.items()}


def _share(counted: Counter[str]) -> float:
    noticed = counted["killed"] + counted["timed out"]
    return 100 * noticed / max(1, noticed + counted["survived"] + counted["no tests"])


def _figures(name: str, counted: Counter[str]) -> None:
    _line(name, *(str(counted[column]) for column in COLUMNS), f"{_share(counted):.1f} %")


def _line(name: str, *cells: str) -> None:
    _say(f"{name:<32}" + "".join(f"{cell:>14}" for cell in cells))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else RULES.name))
