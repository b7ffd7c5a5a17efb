"""A program that keeps what it has freed asks the kernel for it no more."""

import subprocess
import sys

import pytest

_FAULTS = """
import resource, sys
import numpy as np
from stafett.memory import keep_freed_memory
if sys.argv[1] == "kept":
    keep_freed_memory()
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
before = faults()
for _ in range(20):
    arrays = [np.ones(1 << 21, dtype=np.int8) for _ in range(8)]
    del arrays
print(faults() - before)
"""


def _faults(how: str) -> int:
    return int(subprocess.run([sys.executable, "-c", _FAULTS, how], capture_output=True, check=True, text=True).stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Only glibc has these settings.")
def test_memory_that_is_kept_needs_no_clearing_anew() -> None:
    assert _faults("kept") < _faults("given back") / 2
