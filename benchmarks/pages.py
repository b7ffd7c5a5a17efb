"""The adviser's list and the pages of a case over a region with many open cases, through the whole of Django."""

import time

from benchmarks.setting import NOW, TODAY, Row, empty_database, percentile

from django.test import Client  # isort: skip
from django.urls import reverse  # isort: skip
from benchmarks.open_cases import take_in_open_cases  # isort: skip
from stafett.cases.models import Case  # isort: skip
from stafett.cases.worklist.sorting import COLUMNS  # isort: skip
from stafett.people.models import Staff, Unit  # isort: skip
from stafett.portals.adviser.frame import COUNTED  # isort: skip

OPEN_CASES = 20_000
REPEATED = 60
FEW = 10
OTHERS = [name for name in COUNTED if name != "adviser_case"]


def run(open_cases: int = OPEN_CASES) -> list[Row]:
    """p50 and p95 of each page, one user, database and templates included."""
    with empty_database():
        take_in_open_cases(open_cases, on=TODAY, at=NOW)
        staff = Staff.objects.create(name="Prøve", login="p", unit=Unit.objects.get(number="0101"), role="adviser")
        client = Client()
        client.post(f"/roles/staff/{staff.pk}/")
        keys = list(Case.objects.filter(state="open").values_list("pk", flat=True)[:REPEATED])
        lists = [_milliseconds(client, "/adviser/?list=unit") for _ in range(REPEATED)]
        sorted_by = {
            sort: [_milliseconds(client, f"/adviser/?list=unit&sort={sort}") for _ in range(FEW)] for sort in COLUMNS
        }
        overviews = [_milliseconds(client, reverse("adviser_case", args=[key])) for key in keys]
        others = [_milliseconds(client, reverse(name, args=[key])) for key in keys for name in OTHERS]
    return [
        *_rows(f"adviser's list, {open_cases:,} open cases in the unit", lists, "p95 <= 100 ms"),
        *(
            row
            for sort, values in sorted_by.items()
            for row in _rows(f"the same list sorted by {sort}", values, "p95 <= 300 ms")
        ),
        *_rows("case page, overview", overviews, "p95 <= 150 ms"),
        *_rows("case page, the other pages", others, "p95 <= 150 ms"),
    ]


def _milliseconds(client: Client, address: str) -> float:
    start = time.perf_counter()
    response = client.get(address)
    assert response.status_code == 200, address
    return 1000 * (time.perf_counter() - start)


def _rows(what: str, values: list[float], bar: str) -> list[Row]:
    return [
        (f"{what}, median", f"{percentile(values, 0.5):.0f} ms", ""),
        (f"{what}, p95", f"{percentile(values, 0.95):.0f} ms", bar),
    ]


if __name__ == "__main__":
    for what, figure, bar in run():
        print(f"{what:<60}{figure:>18}   {bar}")
