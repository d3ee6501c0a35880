"""A quiz item on screen: the question, one answer, and at once why it is right or wrong."""

from __future__ import annotations

import time

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tutor.app.widgets.marked import marked
from tutor.study.quiz import NUMBER_FORMS, Judged, Unreadable, judge, solution
from tutor.study.tasks import QuizItem

LONGEST = 60
"""Characters of a number, which may be written as arithmetic."""


class QuestionBox(Vertical):
    """Open until it is answered; the first answer counts, and what explains it follows at once."""

    DEFAULT_CSS = """
    QuestionBox {
        height: auto; padding: 0 1; margin-bottom: 1;
        border: round $accent; border-title-color: $text-accent;
        &.-right { border: round $success; }
        &.-wrong { border: round $error; }
        .ask { height: auto; margin-bottom: 1; }
        .how { height: auto; color: $text-muted; }
        .how.-bad { color: $text-error; }
        .outcome { height: auto; }
        OptionList, OptionList:focus {
            height: auto; border: none; padding: 0; background: $background;
        }
        OptionList:focus > .option-list--option-highlighted {
            background: $primary 30%; color: $foreground; text-style: bold;
        }
        &:ansi OptionList:focus > .option-list--option-highlighted { text-style: bold underline; }
    }
    """

    class Answered(Message):
        """The learner has answered, once and for all. seconds: since the keys came to it."""

        def __init__(self, item: QuizItem, given: str, correct: bool, seconds: float) -> None:
            super().__init__()
            self.item, self.given, self.correct, self.seconds = item, given, correct, seconds

    def __init__(self, item: QuizItem, title: str = "a question") -> None:
        super().__init__()
        self.item = item
        self.border_title = title
        self.is_open = True
        """Whether an answer is still to be given."""
        self._begun: float | None = None
        self._control = self._made_control()
        self._how = Static(self._how_to, classes="how", markup=False)
        self._outcome = Static("", classes="outcome", markup=False)
        self._outcome.display = False

    def compose(self) -> ComposeResult:
        """The question, where it is answered, how, and a place for what is said to it."""
        yield Static(marked(self.item.ask), classes="ask")
        yield self._control
        yield self._how
        yield self._outcome

    @property
    def control(self) -> Input | OptionList:
        """Where the answer is typed or chosen."""
        return self._control

    def ask(self) -> None:
        """Bring the question into sight and put the keys on it."""
        self.scroll_visible(animate=False)
        self.screen.set_focus(self._control, scroll_visible=False)

    def tell(self, given: str) -> None:
        """Show an answer that was given earlier, and what there is to say to it."""
        try:
            judged = judge(self.item, given)
        except Unreadable:  # the lesson has changed since
            judged = Judged(given, False, "That was an answer to an earlier form of this question.")
        self._tell(judged)

    def on_descendant_focus(self) -> None:
        """Take the time from when the keys are first on the question."""
        self._begun = self._begun or time.monotonic()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._say_how(self._how_to)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._answer(event.value)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._answer(event.option_id or "")

    @on(OptionList.OptionHighlighted)
    def _lit(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()

    def _answer(self, text: str) -> None:
        if not self.is_open:
            return
        try:
            judged = judge(self.item, text)
        except Unreadable as problem:
            self._say_how(str(problem), bad=True)
            return
        seconds = time.monotonic() - (self._begun or time.monotonic())
        self._tell(judged)
        self.post_message(self.Answered(self.item, judged.given, judged.correct, seconds))

    def _tell(self, judged: Judged) -> None:
        self.is_open = False
        self._control.display = False
        self._how.display = False
        self.set_class(judged.correct, "-right")
        self.set_class(not judged.correct, "-wrong")
        self._outcome.update(marked(in_words(self.item, judged)))
        self._outcome.display = True

    def _say_how(self, text: str, bad: bool = False) -> None:
        self._how.set_class(bad, "-bad")
        self._how.update(text)

    @property
    def _how_to(self) -> str:
        if self.item.kind == "choice":
            return "↑ ↓ choose, enter answers"
        return "enter answers"

    def _made_control(self) -> Input | OptionList:
        if self.item.kind != "choice":
            return Input(placeholder=NUMBER_FORMS, max_length=LONGEST, compact=True)
        options = [Option(marked(choice.text), id=choice.name) for choice in self.item.choices]
        return _Choices(*options, markup=False)


class _Choices(OptionList):
    """Choices with none lit at first: an enter too many must not be an answer."""

    def on_mount(self) -> None:
        self.highlighted = None


def in_words(item: QuizItem, judged: Judged) -> str:
    """Return what was said, whether it is right, and why; after a wrong answer, the right one."""
    said = next((x.text for x in item.choices if x.name == judged.given), judged.given)
    if judged.correct:
        return f"You said: {said}\n✓ right. {judged.sentence}"
    return f"You said: {said}\n✗ not right. {judged.sentence}\n{solution(item)}"
