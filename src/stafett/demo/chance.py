"""Chance that depends on nothing but the seed and what it is asked about.

Arrays of chance come from NumPy generators, one for each purpose. Single decisions (does this person answer, and when?)
come from a hash, so that they are the same whatever was decided before, today or after the region has been moved.
"""

import hashlib
from collections.abc import Sequence
from statistics import NormalDist
from typing import TypeVar

import numpy as np

_WHOLE = 1 << 64
_NORMAL = NormalDist()

Choice = TypeVar("Choice")


def generator(seed: int, purpose: str) -> np.random.Generator:
    """A generator for one purpose; using it never moves another."""
    digest = hashlib.blake2b(f"{seed}|{purpose}".encode(), digest_size=16).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))


def uniform(seed: int, *about: object) -> float:
    """A number strictly between 0 and 1 that belongs to `about`."""
    key = "|".join(map(str, (seed, *about))).encode()
    number = int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "big")
    return (number + 0.5) / _WHOLE if number < _WHOLE - 1024 else 1 - 2.0**-50


def normal(seed: int, *about: object) -> float:
    """A standard normal number that belongs to `about`."""
    return _NORMAL.inv_cdf(uniform(seed, *about))


def pick(choices: Sequence[Choice], number: float) -> Choice:
    """The choice at `number` (0 to 1), all equally likely."""
    return choices[int(number * len(choices))]


def weighted(choices: Sequence[tuple[Choice, float]], number: float) -> Choice:
    """The choice at `number` (0 to 1), each as likely as its weight says; the weights need not sum to 1."""
    left = number * sum([weight for _, weight in choices])
    for choice, weight in choices:
        left -= weight
        if left < 0:
            return choice
    return choices[-1][0]
