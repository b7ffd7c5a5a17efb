"""The words for need and contact: they say what the reason knows, and tell the person of need, never of rank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from stafett.core.contact import explain_contact
from stafett.core.contact_reasons import EXPLANATIONS
from stafett.core.factors import CATEGORIES, GROUNDS, explain_factor
from stafett.core.factors.grounds import CHANGES, NAMED, SCOPE, SUGGESTION
from stafett.core.parameters import default_law
from stafett.core.reasons import Reason
from stafett.frontend.messages import LANGUAGES, PACKAGE, PARAMETER, entries, po_file, read_catalogue
from tests.core.follow_up_frames import CONTACT_SCHEMA, NEEDS_SCHEMA

LAW = default_law()
ON = date(2026, 6, 1)
CATALOGUES = {
    language: entries(read_catalogue(po_file(PACKAGE / "locale", language), language)) for language in LANGUAGES
}
RANK = re.compile(
    r"kategori|categor|priorit|ordinær|ordinary|forenkl|simplif|rang|rank|oransje|orange|turkis|\bgul\b|yellow", re.I
)


def _reasons() -> Iterator[Reason]:
    need, contact = dict.fromkeys(NEEDS_SCHEMA), dict.fromkeys(CONTACT_SCHEMA)
    for code in (*GROUNDS, *NAMED, *CHANGES, *SCOPE, *SUGGESTION):
        yield explain_factor(code, need, LAW, ON)
    for code in EXPLANATIONS:
        yield explain_contact(code, contact, LAW, ON)


def _texts(prefix: str, codes: set[str]) -> Iterator[Any]:
    for language in LANGUAGES:
        for code in sorted(codes):
            yield language, f"{prefix}.{code}"


@pytest.mark.parametrize("reason", [pytest.param(reason, id=reason.code) for reason in _reasons()])
def test_a_text_uses_only_what_its_reason_knows(reason: Reason) -> None:
    known = {*reason.facts, *reason.parameters}
    for language in LANGUAGES:
        for prefix in ("reason", "person.reason"):
            for text in CATALOGUES[language].get(f"{prefix}.{reason.code}", ()):
                assert set(PARAMETER.findall(text)) <= known, text


def test_the_person_hears_of_need_and_contact_and_never_of_category_or_rank() -> None:
    for language, key in _texts("person.reason", {*GROUNDS, *EXPLANATIONS}):
        text = CATALOGUES[language][key][0]
        assert not RANK.search(PARAMETER.sub("", text)), text


def test_the_words_that_the_person_never_hears_are_those_of_the_categories() -> None:
    for language, key in _texts("category", {*CATEGORIES} - {"on_request"}):
        assert RANK.search(CATALOGUES[language][key][0])
