"""Calibration: how sure the learner was, beside how often they were right.

A guess is taken to mean 40%, "likely" 70%, "sure" 95%. A guess among two to four choices is right
25 to 50% of the time, so 40% is what little is known is worth; nobody who says sure means always.
The score is Brier's: the mean of (stated - what happened)^2, what happened being 0 or 1. 0 is
perfect; whoever says 50% to everything gets 0.25.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tutor.study.progress import Answer

WORDS = {1: "a guess", 2: "likely", 3: "sure"}
STATED = {1: 0.40, 2: 0.70, 3: 0.95}
INDIFFERENT = 0.25
"""The score of saying 50% each time."""
FEWEST = 5
"""Predictions of one confidence before anything is said about it."""


@dataclass(frozen=True)
class Level:
    """The predictions of one confidence, 1 to 3: how many there are and how many were right."""

    confidence: int
    count: int
    right: int

    @property
    def share(self) -> float:
        """The share that was right; 0 for none."""
        return self.right / self.count if self.count else 0.0


@dataclass(frozen=True)
class Calibration:
    """Three levels and the score over all of them; None without a prediction."""

    levels: tuple[Level, ...]
    score: float | None


def calibrate(answers: Iterable[Answer]) -> Calibration:
    """Count the predictions whose confidence is known; the first of each name is the one made."""
    first: dict[tuple[str, str], Answer] = {}
    for answer in answers:
        first.setdefault((answer.lesson, answer.prediction), answer)
    made = [(a.confidence, a.correct) for a in first.values() if a.confidence in STATED]
    levels = tuple(
        Level(
            confidence,
            sum(said == confidence for said, _ in made),
            sum(said == confidence and correct for said, correct in made),
        )
        for confidence in STATED
    )
    losses = [
        level.right * (STATED[level.confidence] - 1) ** 2
        + (level.count - level.right) * STATED[level.confidence] ** 2
        for level in levels
    ]
    return Calibration(levels, sum(losses) / len(made) if made else None)


def in_words(calibration: Calibration) -> list[str]:
    """Return what the numbers say, a sentence for each confidence and one for the score."""
    if calibration.score is None:
        return ["No prediction with a confidence yet."]
    sentences = [_level(level) for level in calibration.levels if level.count]
    score = f"Score {calibration.score:.2f}"
    if sum(level.count for level in calibration.levels) < FEWEST:
        return [*sentences, f"{score}, of too few predictions to mean much."]
    better = calibration.score < INDIFFERENT
    beside = "better" if better else "no better"
    return [*sentences, f"{score} (0 is perfect): {beside} than saying 50% each time, 0.25."]


def _level(level: Level) -> str:
    word, stated = WORDS[level.confidence], STATED[level.confidence]
    counted = f"{word.capitalize()}: right {level.right} of {_times(level.count)}"
    if level.count < FEWEST:
        return f"{counted}."
    # two standard errors of the stated share: what chance alone would do
    room = 2 * (stated * (1 - stated) / level.count) ** 0.5
    if level.share > stated + room:
        verdict = f"more often than the {stated:.0%} that the word stands for. Trust yourself more."
    elif level.share < stated - room:
        verdict = f"less often than the {stated:.0%} that the word stands for. Look twice there."
    else:
        verdict = f"which fits the {stated:.0%} that the word stands for."
    return f"{counted} ({level.share:.0%}), {verdict}"


def _times(count: int) -> str:
    return "1 time" if count == 1 else f"{count} times"
