"""A trial: a prediction that has been made, and the run that puts it to the test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tutor.engine.client import Client
from tutor.engine.frame import Frame
from tutor.engine.parameters import Value
from tutor.study.predictions import Prediction, Verdict, judge


@dataclass(frozen=True)
class Trial:
    """What was asked, what was said, and what the simulation's probe says of a run of its own."""

    prediction: Prediction
    choice: str
    outcome: str
    values: Mapping[str, Value]

    @property
    def verdict(self) -> Verdict:
        """The choice beside the outcome."""
        return judge(self.prediction, self.choice, self.outcome)

    def is_over(self, frame: Frame) -> bool:
        """Say whether the run on screen has come to the end that the prediction was about."""
        ended = frame.step >= self.prediction.steps or frame.stopped is not None
        return ended and not frame.playing

    def in_words(self) -> str:
        """Say what is being run."""
        changed = ", ".join(f"{name} = {value}" for name, value in self.prediction.set.items())
        steps = f"{self.prediction.steps} steps."
        return f"{changed}: {steps}" if changed else steps


async def put_to_the_test(
    client: Client, prediction: Prediction, choice: str, defaults: Mapping[str, Value]
) -> Trial:
    """Find the outcome, and have the run ready at its first step with the prediction's values."""
    values = {**defaults, **prediction.set}
    outcome = await client.outcome(values, prediction.steps, prediction.probe)
    await client.restart(values=values)
    return Trial(prediction, choice, str(outcome), values)
