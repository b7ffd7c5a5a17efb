"""`pytest -p tests.mutation.profile`: few examples, always the same, and none made smaller once one has failed."""

import gc
import sys

import pytest
from hypothesis import Phase, settings

settings.register_profile(
    "mutation", max_examples=20, derandomize=True, deadline=None, database=None, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("mutation")

KEPT = {"default_law", "_calendar"}
"""What takes longer to make anew than a fault takes to be noticed; other tests make laws and calendars of their own."""


def pytest_runtest_setup() -> None:
    """Each test meets a program that remembers nothing.

    What an earlier one has made it remember would be without the fault, and would hide that this test asks for it.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("stafett.core"):
            for key, value in vars(module).items():
                if key not in KEPT and hasattr(value, "cache_clear"):
                    value.cache_clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Properties first: one that notices a fault mostly does so at its first examples."""
    items.sort(key=lambda item: not hasattr(getattr(item, "obj", None), "hypothesis"))


def pytest_collection_finish() -> None:
    """What the tests' imports made stays: neither looked through nor copied in each of the processes to come."""
    gc.freeze()
