"""What the rules know of a diagnosis: whether it says more than how it feels."""

from __future__ import annotations

import re

SELECTED_SYMPTOMS = ("A04", "P02", "P29")
"""Those of ICPC-2 that today's systems ask more about at 4 and 28 weeks, too (NAV 4, rule "Symptomdiagnose")."""

# ICPC-2 and ICPC-2B number symptoms and complaints 01 to 29 in every chapter; ICD-10 has chapter R for them.
_ICPC_SYMPTOM = re.compile(r"[A-Z](?:0[1-9]|[12]\d)(?!\d)", re.IGNORECASE)
_ICD_SYMPTOM = re.compile(r"R\d\d", re.IGNORECASE)


def is_symptom(system: str, code: str) -> bool:
    """Whether a code (icpc-2 | icpc-2b | icd-10) stands for a symptom rather than a disease.

    Today's systems ask for more about such sick notes at 12 and 39 weeks (NAV 4, rule "Symptomdiagnose"); theirs leaves
    out 10 and 20 in each chapter, by a slip of its pattern.
    """
    pattern = _ICD_SYMPTOM if system == "icd-10" else _ICPC_SYMPTOM
    return bool(pattern.match(code.strip()))
