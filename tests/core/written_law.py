"""A folder with one law file that holds one parameter, good as it stands or changed."""

from __future__ import annotations

from pathlib import Path

GOOD = {
    "unit": "weeks",
    "values": "{2011-07-01: 4, 2020-01-01: 6}",
    "reference": "aml. § 4-6",
    "nature": "law",
    "local": "true",
    "assumed": "false",
    "min": "2",
    "max": "8",
}


def write(folder: Path, **changes: str | None) -> Path:
    entry = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    lines = "".join(f"    {key}: {value}\n" for key, value in entry.items())
    (folder / "some.yaml").write_text(f"parameters:\n  plan_weeks:\n{lines}", encoding="utf-8")
    return folder
