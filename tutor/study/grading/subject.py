"""The exercise under judgement: the author's side, the learner's function, and the calls so far."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tutor.study.exercises import Case
from tutor.study.grading.cases import build
from tutor.study.grading.exchange import Raised
from tutor.study.grading.trusted import Trusted
from tutor.study.grading.witness import Call, Function, Witness, copied


@dataclass
class Subject:
    """What every check works on."""

    trusted: Trusted
    function: Function
    observed: list[Call] = field(default_factory=list)
    """Calls that the checks have made, for the ones that come later."""

    @cached_property
    def cases(self) -> list[tuple[Case, Any, Call]]:
        """The golden cases, smallest first: the case, the wanted value, and the learner's call.

        The function is called once for each, at the first use.
        """
        built = []
        for case in self.trusted.exercise.cases:
            args = tuple(build(value, self.trusted.named) for value in case.args)
            call = self.call(args)
            built.append((case, build(case.want, self.trusted.named), call))
        self.observed += [call for _, _, call in built]
        return sorted(built, key=lambda item: item[2].size())

    def call(self, args: tuple[Any, ...]) -> Call:
        """Call the learner's function and return what came of it."""
        exercise, used = self.trusted.exercise, self.trusted.use(self.function)
        witness = Witness(exercise.through or exercise.function, used)
        with suppress(Raised):  # the call holds what was raised
            witness(*copied(args))
        return witness.calls[0]

    def witness(self) -> Witness:
        """Return the learner's function with an empty memory."""
        return Witness(self.trusted.exercise.function, self.function)
