"""A prediction on screen: the question, the choices, and later what happened beside what was
said.
"""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.app.widgets.marked import marked
from tutor.study.calibration import WORDS
from tutor.study.predictions import Prediction, Verdict, in_words

HOW_SURE = "How sure are you?"
ELSEWHERE = "enter puts the keys here"


class PredictionBox(Vertical):
    """Open until a choice and a confidence are given, then waiting for the run, then told."""

    class Made(Message):
        """The learner has committed to a choice, and said how sure they are: 1 to 3."""

        def __init__(self, prediction: Prediction, choice: str, confidence: int) -> None:
            super().__init__()
            self.prediction, self.choice, self.confidence = prediction, choice, confidence

    def __init__(self, prediction: Prediction) -> None:
        super().__init__()
        self.prediction = prediction
        self.border_title = "your prediction"
        self._chosen = ""
        self._said = ""
        self.is_told = False
        """Whether the outcome is on screen."""

    def compose(self) -> ComposeResult:
        """The question, the choices, and a place for the outcome."""
        yield Static(marked(self.prediction.ask), classes="ask")
        yield OptionList(
            *[Option(marked(choice.text), id=choice.name) for choice in self.prediction.choices],
            markup=False,
        )
        yield Static("", classes="sure", markup=False)
        yield OptionList(
            *[Option(f"{number}  {word}", id=str(number)) for number, word in WORDS.items()],
            classes="sure",
            markup=False,
        )
        yield Static("↑ ↓ choose, enter goes on", classes="hint", markup=False)
        yield Static("", classes="outcome", markup=False)

    def on_mount(self) -> None:
        """Ask for the choice first."""
        self._ask_how_sure(False)

    @property
    def is_open(self) -> bool:
        """Whether a choice is still to be made."""
        return not self._said

    @property
    def choices(self) -> OptionList:
        """The list to choose from now: of answers, then of confidences."""
        return self.query(OptionList).last() if self._chosen else self.query(OptionList).first()

    def ask(self) -> None:
        """Bring the choices into sight and under the keys."""
        self.scroll_visible(animate=False)
        self.screen.set_focus(self.choices, scroll_visible=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the choice, then how sure it is; that commits, and cannot be taken back."""
        event.stop()
        if not self.is_open or not event.option_id:
            return
        if not self._chosen:
            self._chosen = event.option_id
            self._ask_how_sure(True)
            self.ask()
            return
        self.wait(self._chosen)
        self.post_message(self.Made(self.prediction, self._said, int(event.option_id)))

    def on_key(self, event: events.Key) -> None:
        """Take a confidence by its number; backspace returns to the choice."""
        if not self._chosen or not self.is_open:
            return
        if event.key in {str(number) for number in WORDS}:
            event.stop()
            self.choices.highlighted = int(event.key) - 1
            self.choices.action_select()
        elif event.key == "backspace":
            event.stop()
            self._chosen = ""
            self._ask_how_sure(False)
            self.ask()

    def _ask_how_sure(self, now: bool) -> None:
        """Show the choices, or the choice that was made and the confidences."""
        self.query(OptionList).first().display = not now
        for widget in self.query(".sure"):
            widget.display = now
        said = f"You say: {self.prediction.text(self._chosen)}" if now else ""
        self.query(".sure").first(Static).update(marked(f"{said}\n\n{HOW_SURE}"))
        self._hint(here=now)

    def on_descendant_focus(self) -> None:
        """Say what the keys do now that they are here."""
        self._hint(here=True)

    def on_descendant_blur(self) -> None:
        """Say how the keys come back."""
        self._hint(here=False)

    def _hint(self, here: bool) -> None:
        sure = "1 2 3 or enter commits, backspace chooses again"
        text = sure if self._chosen else "↑ ↓ choose, enter goes on"
        self.query_one(".hint", Static).update(text if here else ELSEWHERE)

    def wait(self, choice: str) -> None:
        """Show what was said, and that the run is on its way."""
        self._said = choice
        for widget in (*self.query(OptionList), *self.query(".sure"), *self.query(".hint")):
            widget.display = False
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
        self.query_one(".outcome", Static).update(marked(text))
