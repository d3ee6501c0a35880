"""A measurement for tests: one normal number a seed, and a fault where $PAPER_FAULT names one."""

import os

import numpy as np

from tutor.lab.papers import returned

METHOD = "scale"


def reference(x):
    return x


def measure(seed, method=None):
    where, _, fault = os.environ.get("PAPER_FAULT", "").partition(":")
    if fault and int(where) == seed:
        FAULTS[fault]()
    x = np.random.default_rng(seed).normal(5.0, 1.0)
    scaled = returned.one((method or reference)(x), "a number", METHOD)
    return {"x": scaled, "won": float(x > 5.0), "lost": float("nan")}


def _raise():
    raise RuntimeError("of all things")


def _loop():
    while True:
        pass


def _grow():
    bytearray(8 << 30)


FAULTS = {"raise": _raise, "exit": lambda: os._exit(3), "loop": _loop, "grow": _grow}
