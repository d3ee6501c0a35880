"""The checks by laws: properties that any right answer has, tried on random input.

A law is a function of the lesson's laws.py with the parameters (the exercise's function, rng). It
draws its own input from `rng` and asserts. It is tried with several seeds, always the same ones; of
the calls that fail, the one with the smallest arguments is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from tutor.study.grading.exchange import Raised
from tutor.study.grading.runner import Ended
from tutor.study.grading.sentences import about
from tutor.study.grading.subject import Subject
from tutor.study.grading.witness import Call
from tutor.study.verdict import Check

SEEDS = 10
Law = Callable[..., None]


@dataclass(frozen=True)
class Failure:
    """A law that did not hold: its sentence, and the calls up to the one after which it failed."""

    say: str
    calls: list[Call]

    def size(self) -> tuple[int, int]:
        """Return a key that is smaller for a failure that is easier to look at."""
        return self.calls[-1].size() if self.calls else (0, 0)


def laws(subject: Subject) -> Iterator[Check]:
    """Check every law of the exercise, in the order of its file."""
    for name, law in subject.trusted.laws():
        failures = [f for f in (_tried(subject, law, seed) for seed in range(SEEDS)) if f]
        if failures:
            smallest = min(failures, key=Failure.size)
            subject.observed = [*subject.observed, *smallest.calls]
            yield Check(name, False, smallest.say)
            return
        yield Check(name, True, f"held on {SEEDS} random inputs")


def _tried(subject: Subject, law: Law, seed: int) -> Failure | None:
    witness = subject.witness()
    try:
        with np.errstate(all="ignore"):
            # of a class no calls are kept: its objects change between them
            judged = subject.function if subject.trusted.is_class else witness
            law(judged, np.random.default_rng(seed))
    except Ended:
        raise
    except Raised as raised:
        said = about(raised)
    except AssertionError as error:
        said = str(error) or "the law does not hold"
        said = said[0].upper() + said[1:] + ("" if said.endswith((".", "?")) else ".")
    except Exception as error:
        said = (
            "This check cannot work with what your function returned "
            f"({type(error).__name__}: {error})."
        )
    else:
        subject.observed += witness.calls
        return None
    if witness.calls:
        last = witness.calls[-1]
        said += f"\n  smallest failing input: {last}"
        if not isinstance(last.error, Raised):
            said += f"\n  it returned: {last.outcome()}"
    return Failure(said, witness.calls)
