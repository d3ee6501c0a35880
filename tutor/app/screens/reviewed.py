"""What a review ends with: how many cards were right, and what comes back when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.study.coming import how_soon
from tutor.study.review import A_DAY, Question, Today, when
from tutor.study.tasks import QuizItem

LEAVE = "enter or esc leads to the path."


@dataclass(frozen=True)
class Reviewed:
    """A card that was answered. correct: at the first try. due: seconds since 1970."""

    question: Question
    correct: bool
    due: float


def nothing_due(found: Today, now: float) -> str:
    """Return what to say where no card is to be asked."""
    done = "You have reviewed today's cards." if found.answered else "Nothing is due today."
    return "\n".join([done, _rest(found, now), "", LEAVE])


def ending(reviewed: Sequence[Reviewed], after: Today, now: float) -> RenderableType:
    """Return the end of a review. after: what there is to ask once it is over."""
    right = sum(one.correct for one in reviewed)
    kept = f"{right} of {len(reviewed)} right at the first try." if reviewed else "None answered."
    parts: list[RenderableType] = [Text(kept, style="bold"), Text(_rest(after, now)), Text("")]
    if reviewed:
        parts += [Text("What comes back when:"), _returns(reviewed, now), Text("")]
    return Group(*parts, Text(LEAVE))


def _rest(after: Today, now: float) -> str:
    if after.questions:
        return f"Left for later, and still due today: {_cards(len(after.questions))}."
    if after.waiting:
        return f"{_cards(after.waiting)} more for another day: {A_DAY} a day are enough."
    return when(after.next_due, now)


def _returns(reviewed: Sequence[Reviewed], now: float) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    for one in sorted(reviewed, key=lambda one: one.due):
        task = one.question.task
        asked = task.ask if isinstance(task, QuizItem) else f"write {task.function} again"
        mark = "✓" if one.correct else "✗"
        table.add_row(Text(mark), Text(how_soon(one.due, now)), Text(" ".join(asked.split())))
    return table


def _cards(count: int) -> str:
    return "1 card" if count == 1 else f"{count} cards"
