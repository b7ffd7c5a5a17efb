"""The list of cases in the order of work: one row per person, walked along the stored order, page by page.

The order itself is decided by `core.priority` and stored on the case; nothing is judged here. Persons with
any kind of protection are never in an ordinary list or count; they have a list of their own.
"""

from stafett.cases.worklist.filters import Filters
from stafett.cases.worklist.keys import Key
from stafett.cases.worklist.reading import (
    ALL,
    PAGE_SIZE,
    SEARCH_LIMIT,
    Counts,
    Page,
    Scope,
    SearchResult,
    Start,
    count_cases,
    read_further,
    read_keys,
    read_page,
    read_protected,
    search_by_birth_date,
    search_by_name,
    search_by_number,
)
from stafett.cases.worklist.rows import Row
from stafett.cases.worklist.sorting import Place, Sort

__all__ = [
    "ALL",
    "PAGE_SIZE",
    "SEARCH_LIMIT",
    "Counts",
    "Filters",
    "Key",
    "Page",
    "Place",
    "Row",
    "Scope",
    "SearchResult",
    "Sort",
    "Start",
    "count_cases",
    "read_further",
    "read_keys",
    "read_page",
    "read_protected",
    "search_by_birth_date",
    "search_by_name",
    "search_by_number",
]
