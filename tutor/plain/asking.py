"""A prediction as text: the question, the numbered choices, and what the run made of the answer."""

from __future__ import annotations

from tutor.engine.client import Refused, WorkerDied
from tutor.plain.commands import Order
from tutor.plain.experiment import Experiment
from tutor.plain.replies import numbered, one_of, reply
from tutor.plain.talk import Talk
from tutor.study import sentences
from tutor.study.calibration import WORDS
from tutor.study.lesson import Lesson
from tutor.study.predictions import Prediction, in_words, judge
from tutor.study.progress import Progress
from tutor.study.trial import Trial


class Asking:
    """Puts the predictions of one lesson and keeps the answers."""

    def __init__(
        self, lesson: Lesson, progress: Progress, talk: Talk, experiment: Experiment
    ) -> None:
        self._lesson = lesson
        self._progress = progress
        self._talk = talk
        self._experiment = experiment

    def put(self, prediction: Prediction) -> None:
        """Say the question and the choices."""
        self._talk.say(f"Your prediction. {prediction.ask}")
        choices = (f"{n}. {choice.text}" for n, choice in enumerate(prediction.choices, 1))
        self._talk.say("\n".join(choices))

    def answer(self, prediction: Prediction) -> str | Order:
        """Return the name of the choice that is typed next, or the order that is typed instead."""
        count = len(prediction.choices)
        prompt = f"Your answer, 1 to {count}:"
        number = self._number(prompt, count, sentences.ANSWER_FIRST)
        return number if isinstance(number, Order) else prediction.choices[number - 1].name

    def confidence(self) -> int | Order:
        """Return how sure the learner is, 1 to 3, or the order that is typed instead."""
        words = ", ".join(f"{number} {word}" for number, word in WORDS.items())
        return self._number(f"How sure are you? {words}:", len(WORDS), sentences.SAY_HOW_SURE)

    def _number(self, prompt: str, count: int, first: str) -> int | Order:
        return reply(self._talk, prompt, numbered(count), one_of(count), first)

    def test(self, prediction: Prediction, choice: str, confidence: int) -> Trial | None:
        """Find the outcome and keep the answer; None where the run cannot be made."""
        try:
            trial = self._experiment.test(prediction, choice)
        except (Refused, WorkerDied) as problem:
            self._talk.say(str(problem))
            self._talk.say("Your answer is not kept; the text goes on.")
            return None
        correct = trial.verdict.correct
        self._progress.answer(
            self._lesson.id, prediction.id, choice, correct, trial.values, confidence
        )
        return trial

    def tell(self, trial: Trial) -> None:
        """Say the outcome beside the prediction."""
        self._talk.say(in_words(trial.prediction, trial.choice, trial.outcome, trial.verdict))

    def recall(self, prediction: Prediction, choice: str) -> None:
        """Say the outcome of a prediction that was made in an earlier sitting."""
        outcome = prediction.answer
        verdict = judge(prediction, choice, outcome)
        self._talk.say(f"Answered before. {in_words(prediction, choice, outcome, verdict)}")
