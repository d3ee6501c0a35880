"""Predictions: what the learner commits to before the run may start, and what to say afterwards.

A prediction carries no truth of its own. The engine runs `set` for `steps` steps and asks the
simulation's `probe`; the word it returns is the outcome. `answer` is the author's claim about that
word, and a test keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tutor.study.tables import Table


@dataclass(frozen=True)
class Choice:
    """One option: its lasting name, the text on screen, and the sentence that explains it."""

    name: str
    text: str
    say: str


@dataclass(frozen=True)
class Prediction:
    """A question about a run that has not happened yet."""

    id: str
    ask: str
    set: Mapping[str, bool | int | float | str]
    steps: int
    probe: str
    answer: str
    choices: tuple[Choice, ...]
    hides: tuple[str, ...] = ()
    """Titles of panels that would give the answer away; they open when the outcome is told."""

    def choice(self, name: str) -> Choice | None:
        """Return the choice called `name`, or None: a run may end in a way that nobody offered."""
        return next((choice for choice in self.choices if choice.name == name), None)

    def text(self, name: str) -> str:
        """Return what a choice or an outcome reads as; an outcome nobody offered is its name."""
        choice = self.choice(name)
        return choice.text if choice else name


@dataclass(frozen=True)
class Verdict:
    """A choice beside what happened: did they agree, and the sentence to show."""

    correct: bool
    sentence: str


def judge(prediction: Prediction, choice: str, outcome: str) -> Verdict:
    """Compare the learner's choice with the outcome that the simulation's probe named."""
    chosen, happened = prediction.choice(choice), prediction.choice(outcome)
    if chosen is None:
        offered = ", ".join(option.name for option in prediction.choices)
        raise ValueError(f"no choice {choice!r}: {prediction.id} offers {offered}")
    if choice == outcome:
        return Verdict(True, chosen.say)
    if happened is None:
        return Verdict(False, f"The run did something that was not on offer: it {outcome}.")
    return Verdict(False, f"{chosen.say} What happened: {happened.text}. {happened.say}")


def in_words(prediction: Prediction, choice: str, outcome: str, verdict: Verdict) -> str:
    """Return what was said, what happened and why, in three lines."""
    mark = "✓ as you said" if verdict.correct else "✗ not what you said"
    return (
        f"You said: {prediction.text(choice)}\n"
        f"The run: {prediction.text(outcome)}\n"
        f"{mark}. {verdict.sentence}"
    )


def read_choices(table: Table) -> tuple[Choice, ...]:
    """Read the `choices` of a prediction or quiz item: two to four, `answer` among them."""
    found = []
    for name, data in table.table("choices").items():
        if not isinstance(data, dict):
            raise table.error(f"choice `{name}` must be a table with `text` and `say`")
        option = Table(data, table.path, f"{table.where} choice {name!r}", ("text", "say"))
        found.append(Choice(name, option.line("text"), option.line("say")))
    if not 2 <= len(found) <= 4:
        raise table.error(f"give 2 to 4 choices, not {len(found)}")
    answer, names = table.line("answer"), [choice.name for choice in found]
    if answer not in names:
        raise table.error(f"the answer {answer!r} is not among the choices {', '.join(names)}")
    return tuple(found)


def read_predictions(lesson: Table) -> tuple[Prediction, ...]:
    """Read every `[[predict]]` of a lesson."""
    keys = ("id", "ask", "set", "steps", "probe", "answer", "choices", "hides")
    found = []
    for table in lesson.tables("predict", keys):
        found.append(
            Prediction(
                id=table.name("id"),
                ask=table.line("ask"),
                set=table.settings("set"),
                steps=table.whole("steps", 1),
                probe=table.line("probe"),
                answer=table.line("answer"),
                choices=read_choices(table),
                hides=table.texts("hides") if table.has("hides") else (),
            )
        )
    return tuple(found)
