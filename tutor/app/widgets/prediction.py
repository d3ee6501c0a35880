"""A prediction on screen: the question, the choices, and later what happened beside what was
said.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.study.predictions import Prediction, Verdict, in_words


class PredictionBox(Vertical):
    """Open until a choice is made, then waiting for the run, then told."""

    class Made(Message):
        """The learner has committed to a choice."""

        def __init__(self, prediction: Prediction, choice: str) -> None:
            super().__init__()
            self.prediction, self.choice = prediction, choice

    def __init__(self, prediction: Prediction) -> None:
        super().__init__()
        self.prediction = prediction
        self.border_title = "your prediction"
        self._said = ""
        self.is_told = False
        """Whether the outcome is on screen."""

    def compose(self) -> ComposeResult:
        """The question, the choices, and a place for the outcome."""
        yield Static(self.prediction.ask, classes="ask", markup=False)
        yield OptionList(
            *[Option(choice.text, id=choice.name) for choice in self.prediction.choices],
            markup=False,
        )
        yield Static("↑ ↓ choose, enter commits", classes="hint", markup=False)
        yield Static("", classes="outcome", markup=False)

    @property
    def is_open(self) -> bool:
        """Whether a choice is still to be made."""
        return not self._said

    @property
    def choices(self) -> OptionList:
        """The list of choices."""
        return self.query_one(OptionList)

    def ask(self) -> None:
        """Bring the choices into sight and under the keys."""
        self.scroll_visible(animate=False)
        self.screen.set_focus(self.choices, scroll_visible=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Commit to a choice; it cannot be taken back."""
        event.stop()
        if self.is_open and event.option_id:
            self.wait(event.option_id)
            self.post_message(self.Made(self.prediction, event.option_id))

    def wait(self, choice: str) -> None:
        """Show what was said, and that the run is on its way."""
        self._said = choice
        self.choices.display = False
        self.query_one(".hint", Static).display = False
        self._outcome(f"You said: {self.prediction.text(choice)}\nThe run: under way …")

    def tell(self, choice: str, outcome: str, verdict: Verdict) -> None:
        """Show prediction and outcome side by side, and why."""
        if self.is_open:
            self.wait(choice)
        self.is_told = True
        self.set_class(verdict.correct, "-right")
        self.set_class(not verdict.correct, "-wrong")
        self._outcome(in_words(self.prediction, choice, outcome, verdict))

    def _outcome(self, text: str) -> None:
        self.query_one(".outcome", Static).update(text)
