"""Progress: what the learner predicted, where they are, and which lessons are done.

No method raises because the file cannot be used: the store goes on in memory and `warning` says so.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tutor.study.store import Store

if TYPE_CHECKING:
    from tutor.study.attempts import Attempts
    from tutor.study.cards import Deck
    from tutor.study.notes import Notes
    from tutor.study.plan import PlanStore

State = Literal["new", "started", "done"]
ANSWERS = "SELECT lesson, prediction, choice, correct, params, confidence, at FROM answers"


@dataclass(frozen=True)
class Answer:
    """One prediction as it was made. at: seconds since 1970. confidence: 1 to 3, when asked for."""

    lesson: str
    prediction: str
    choice: str
    correct: bool
    params: Mapping[str, Any]
    confidence: int | None
    at: float


class Progress:
    """What is remembered of the lessons; `store` keeps it, with all else that is remembered."""

    def __init__(self, folder: Path | None = None) -> None:
        self.store = Store(folder)

    # the first screen needs none of these four, so what keeps them is loaded when it is asked for

    @cached_property
    def deck(self) -> Deck:
        """The review cards, and every answer to a question."""
        from tutor.study.cards import Deck

        return Deck(self.store)

    @cached_property
    def attempts(self) -> Attempts:
        """What was tried at exercises, and what passed."""
        from tutor.study.attempts import Attempts

        return Attempts(self.store)

    @cached_property
    def notes(self) -> Notes:
        """The learner's own lines."""
        from tutor.study.notes import Notes

        return Notes(self.store)

    @cached_property
    def plan(self) -> PlanStore:
        """The dated plan."""
        from tutor.study.plan import PlanStore

        return PlanStore(self.store)

    @property
    def path(self) -> Path:
        """The file."""
        return self.store.path

    @property
    def warning(self) -> str | None:
        """One sentence when progress is not kept as it should be."""
        return self.store.warning

    def answer(
        self,
        lesson: str,
        prediction: str,
        choice: str,
        correct: bool,
        params: Mapping[str, Any],
        confidence: int | None = None,
    ) -> None:
        """Keep a prediction. All are kept; the first of its name is the one made before seeing."""
        values = json.dumps(dict(params))
        self.store.do(
            "INSERT INTO answers (at, lesson, prediction, choice, correct, confidence, params)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (time.time(), lesson, prediction, choice, correct, confidence, values),
        )

    def answers(self, lesson: str) -> tuple[Answer, ...]:
        """Return every prediction made in `lesson`, oldest first."""
        return tuple(
            map(_answer, self.store.do(f"{ANSWERS} WHERE lesson = ? ORDER BY id", (lesson,)))
        )

    def every_answer(self) -> tuple[Answer, ...]:
        """Return every prediction made in any lesson, oldest first."""
        return tuple(map(_answer, self.store.do(f"{ANSWERS} ORDER BY at, id")))

    def finished(self) -> dict[str, float]:
        """Return when each lesson that is done was finished, in seconds since 1970."""
        return dict(self.store.do("SELECT lesson, at FROM finished ORDER BY at"))

    def visit(self, lesson: str, scene: int) -> None:
        """Keep the place: the learner is in this scene (from 0) of this lesson now."""
        self.store.do(
            "INSERT INTO visits (lesson, scene, at) VALUES (?, ?, ?)"
            " ON CONFLICT (lesson) DO UPDATE SET scene = excluded.scene, at = excluded.at",
            (lesson, scene, time.time()),
        )

    def place(self, lesson: str) -> int:
        """Return the scene of `lesson` the learner was in last; 0 when they never were."""
        rows = self.store.do("SELECT scene FROM visits WHERE lesson = ?", (lesson,))
        return int(rows[0][0]) if rows else 0

    def last_place(self) -> tuple[str, int] | None:
        """Return the lesson and scene of the newest visit, or None before the first."""
        rows = self.store.do(
            "SELECT lesson, scene FROM visits ORDER BY at DESC, rowid DESC LIMIT 1"
        )
        return (str(rows[0][0]), int(rows[0][1])) if rows else None

    def finish(self, lesson: str, predictions: Iterable[str]) -> bool:
        """Mark the lesson done if all `predictions` are answered, and say whether it is done.

        To be called when the last scene is reached. Done stays done, also when the lesson gains a
        prediction later.
        """
        answered = {answer.prediction for answer in self.answers(lesson)}
        if answered.issuperset(predictions):
            self.store.do("INSERT OR IGNORE INTO finished VALUES (?, ?)", (lesson, time.time()))
        return self.state(lesson) == "done"

    def state(self, lesson: str) -> State:
        """Return "new" before the first visit or answer, "done" once finished, else "started"."""
        rows = self.store.do(
            "SELECT EXISTS (SELECT 1 FROM finished WHERE lesson = ?1),"
            " EXISTS (SELECT 1 FROM visits WHERE lesson = ?1)"
            " OR EXISTS (SELECT 1 FROM answers WHERE lesson = ?1)",
            (lesson,),
        )
        done, started = rows[0] if rows else (0, 0)
        return "done" if done else "started" if started else "new"

    def close(self) -> None:
        """Let go of the file."""
        self.store.close()


def _answer(row: tuple[Any, ...]) -> Answer:
    lesson, prediction, choice, correct, params, confidence, at = row
    return Answer(lesson, prediction, choice, bool(correct), json.loads(params), confidence, at)
