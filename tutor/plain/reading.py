"""Reading a lesson from one part to the last, with its predictions, its run and its exercises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from tutor.plain.asking import Asking
from tutor.plain.commands import KEYS_IN_WORDS, Order, Unclear, read
from tutor.plain.desk import Desk
from tutor.plain.experiment import Experiment
from tutor.plain.markdown import linear, one_line
from tutor.plain.quizzing import Quizzing
from tutor.plain.replies import one_of
from tutor.plain.talk import Talk
from tutor.plain.writing import Writing
from tutor.study import sentences
from tutor.study.anchors import Anchor
from tutor.study.calibration import WORDS
from tutor.study.driving import drivers, source_of
from tutor.study.lesson import Lesson
from tutor.study.predictions import Prediction
from tutor.study.progress import Progress
from tutor.study.prose import Prose, Scene
from tutor.study.quiz import solution
from tutor.study.review import key_of
from tutor.study.workspace import Workspace

T = TypeVar("T")

HINT = "Type a command, or press enter to go on; help lists the commands."


class Left(Exception):
    """The learner goes back to the list of lessons."""


class Quit(Exception):
    """The learner leaves the program."""


class Reading:
    """One lesson, read once. scene: the index of the part that is being read."""

    def __init__(
        self, lesson: Lesson, scenes: Sequence[Scene], progress: Progress, talk: Talk
    ) -> None:
        self.scene = 0
        self._lesson = lesson
        self._scenes = scenes
        self._progress = progress
        self._talk = talk
        driven_by = drivers(lesson, progress.attempts, Workspace())
        self._experiment = Experiment(source_of(lesson, driven_by), talk.say)
        self._writing = Writing(lesson, progress, talk, self._experiment)
        self._desk = Desk(talk, self._experiment, self._hidden)
        self._predictions = {prediction.id: prediction for prediction in lesson.predictions}
        self._answers: dict[str, str] = {}
        """The choices made so far, by prediction; the first one counts."""
        for answer in progress.answers(lesson.id):
            self._answers.setdefault(answer.prediction, answer.choice)
        self._told: set[str] = set()

    def begin_at(self, scene: int) -> None:
        """Read from a part on, or from an earlier one where a prediction still waits."""
        waiting = (n for n, _ in enumerate(self._scenes) if self._unanswered(n))
        first = min(scene, len(self._scenes) - 1, next(waiting, scene))
        for number in range(first):
            self._told |= {prediction.id for prediction in self._in_scene(number)}
        if first == 0:
            self._talk.say(KEYS_IN_WORDS)
        for number in range(first, len(self._scenes)):
            self._read(number)

    def close(self) -> None:
        """End the worker."""
        self._experiment.close()

    def _read(self, number: int) -> None:
        self.scene = number
        scene = self._scenes[number]
        self._progress.visit(self._lesson.id, number)
        count = len(self._scenes)
        self._talk.say(f"Part {number + 1} of {count}: {one_line(scene.title)}")
        for block in scene.blocks:
            if isinstance(block, Prose):
                self._talk.show(linear(block.markdown, self._talk.width))
            else:
                self._live_place(block, is_last=block is scene.blocks[-1])
        if number + 1 < count:
            following = one_line(self._scenes[number + 1].title)
            self._talk.say(f"Enter goes on with part {number + 2}: {following}")
        else:
            self._progress.finish(self._lesson.id, list(self._predictions))
            self._talk.say(f"{sentences.END}; enter or lessons leads to the list, quit ends.")
        self._pause()

    def _live_place(self, anchor: Anchor, is_last: bool) -> None:
        if anchor.kind == "sim":
            self._talk.say("The run.")
            self._desk.present()
            if not is_last:
                self._talk.say(HINT)
                self._pause()
        elif anchor.kind == "predict":
            self._predict(self._predictions[anchor.id])
        elif anchor.kind == "exercise":
            self._exercise(anchor.id)
        elif anchor.kind == "quiz":
            self._quiz()

    def _predict(self, prediction: Prediction) -> None:
        asking = Asking(self._lesson, self._progress, self._talk, self._experiment)
        asking.put(prediction)
        earlier = self._answers.get(prediction.id)
        if earlier is not None and prediction.choice(earlier):
            asking.recall(prediction, earlier)
            self._told.add(prediction.id)
            return
        count = len(prediction.choices)
        choice = self._until(lambda: asking.answer(prediction), count)
        confidence = self._until(asking.confidence, len(WORDS))
        trial = asking.test(prediction, choice, confidence)
        if trial is not None:
            self._answers[prediction.id] = choice
            self._talk.say(trial.in_words())
            self._desk.play_to(prediction.steps)
            asking.tell(trial)
        self._told.add(prediction.id)
        if trial is not None:
            self._desk.report()

    def _until(self, ask: Callable[[], T | Order], count: int) -> T:
        """Ask until there is an answer, a number from 1 to `count`; obey the orders in between."""
        while isinstance(answer := ask(), Order):
            self._obey(answer, f"type {one_of(count)}.")
        return answer

    def _quiz(self) -> None:
        """Ask the questions; one that was answered in an earlier sitting is told."""
        deck = self._progress.deck
        answered = {answer.key for answer in deck.answers(self._lesson.id)}
        quizzing = Quizzing(
            deck, self._talk, "lesson", lambda order: self._obey(order, "it comes in this part.")
        )
        self._talk.say("Questions.")
        for number, item in enumerate(self._lesson.quiz, 1):
            key, label = key_of(self._lesson, item), f"{number}. "
            if key in answered:
                self._talk.say(f"{label}{item.ask} Answered before. {solution(item)}")
            else:
                quizzing.put(key, item, label)

    def _exercise(self, name: str) -> None:
        exercise = next(e for e in self._lesson.exercises if e.id == name)
        self._writing.show(exercise)

    def _pause(self) -> None:
        """Obey orders until one says to go on."""
        while True:
            try:
                order = read(self._talk.ask(">"))
            except Unclear as problem:
                self._talk.say(str(problem))
                continue
            if order.name == "next":
                return
            self._obey(order, "press enter to go on to it.")

    def _obey(self, order: Order, how: str) -> None:
        """Obey an order; `how` says how the prediction that holds the run back is answered."""
        if order.name == "quit":
            raise Quit
        if order.name == "lessons":
            raise Left
        if order.command.moves and self._unanswered(self.scene):
            self._talk.say(f"{sentences.ANSWER_FIRST}: {how}")
        elif order.name in ("check", "code"):
            self._write(order)
        else:
            self._desk.obey(order)

    def _write(self, order: Order) -> None:
        try:
            if order.name == "check":
                self._writing.check(order.rest)
            else:
                self._writing.change_code()
        except Unclear as problem:
            self._talk.say(str(problem))

    def _in_scene(self, number: int) -> list[Prediction]:
        anchors = self._scenes[number].anchors
        return [self._predictions[a.id] for a in anchors if a.kind == "predict"]

    def _unanswered(self, number: int) -> bool:
        """Say whether a prediction of this part waits for its answer."""
        return any(
            p.id not in self._told and p.choice(self._answers.get(p.id, "")) is None
            for p in self._in_scene(number)
        )

    def _hidden(self) -> tuple[str, ...]:
        """Return the panels that the first prediction not told yet keeps hidden."""
        untold = (p for p in self._in_scene(self.scene) if p.id not in self._told)
        waiting = next(untold, None)
        return waiting.hides if waiting is not None else ()
