"""The desk: where the learner's orders meet the run, and what comes of them is said."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from tutor.draw.figure import figure
from tutor.draw.numbers import number
from tutor.engine.client import Refused, WorkerDied
from tutor.engine.frame import Frame
from tutor.engine.panels import Curve, Panel, Text
from tutor.engine.parameters import Parameter
from tutor.plain.commands import HELP, Order, Unclear, whole
from tutor.plain.experiment import Experiment
from tutor.plain.panels import find, in_words, veiled
from tutor.plain.talk import Talk
from tutor.plain.values import values

MOST_STEPS = 1_000_000
MOST_SEED = 2**63 - 1
FIGURE_HEIGHT = 18
NARROWEST_FIGURE = 40


class Desk:
    """Obeys orders. hidden: returns the titles of the panels that are not to be seen yet."""

    def __init__(
        self, talk: Talk, experiment: Experiment, hidden: Callable[[], Collection[str]]
    ) -> None:
        self._talk = talk
        self._experiment = experiment
        self._hidden = hidden
        self._obey: dict[str, Callable[[str], None]] = {
            "run": self._run,
            "set": self._set,
            "back": self._back,
            "restart": self._restart,
            "seed": self._seed,
            "describe": self._describe,
            "numbers": self._numbers,
            "table": self._table,
            "figure": self._figure,
            "parameters": self._parameters,
            "help": lambda _: talk.say(HELP),
        }

    def obey(self, order: Order) -> None:
        """Carry out an order that is about the run, or say why not."""
        try:
            self._obey[order.name](order.rest)
        except (Unclear, Refused, WorkerDied) as problem:
            self._talk.say(str(problem))

    def present(self) -> None:
        """Say what the run has to show: its parameters and every panel."""
        try:
            self._parameters("")
            self._describe("")
        except (Refused, WorkerDied) as problem:
            self._talk.say(str(problem))

    def play_to(self, step: int) -> None:
        """Let the run go on to a step."""
        try:
            self._experiment.advance(step - self._experiment.move(0).step)
        except (Refused, WorkerDied) as problem:
            self._talk.say(str(problem))

    def report(self) -> None:
        """Say where the run stands and what every panel shows there."""
        try:
            self._say_where(self._experiment.look(), brief=False)
        except (Refused, WorkerDied) as problem:
            self._talk.say(str(problem))

    def _run(self, rest: str) -> None:
        if not rest:
            raise Unclear("Say how many steps, as in: run 50")
        steps = whole(rest, None, 1, MOST_STEPS, "run 50")
        self._experiment.advance(steps)
        self._say_where(self._experiment.look(), brief=True)

    def _set(self, rest: str) -> None:
        self._experiment.open()
        name, text = _assignment(rest)
        parameter = self._parameter(name)
        try:
            value = parameter.parse(text)
        except ValueError as problem:
            raise Unclear(f"{problem}.") from problem
        before = self._experiment.move(0)
        frame = self._experiment.set(parameter.name, value)
        written = f"{parameter.name} = {parameter.format(value)}{parameter.unit}"
        if before.values[parameter.name] == value:
            self._talk.say(f"{written}, as it was.")
        elif frame.edits and frame.step == before.step:
            self._talk.say(f"{written} from step {frame.step} on.")
        else:
            self._talk.say(f"{written}, in a run that begins again at step {frame.step - 1}.")

    def _back(self, rest: str) -> None:
        self._experiment.move(-whole(rest, 1, 1, MOST_STEPS, "back 10"))
        self._say_where(self._experiment.look(), brief=True)

    def _restart(self, _: str) -> None:
        self._experiment.restart()
        self._say_where(self._experiment.look(), brief=True)

    def _seed(self, rest: str) -> None:
        standard = min(self._experiment.move(0).seed + 1, MOST_SEED)
        seed = whole(rest, standard, 0, MOST_SEED, "seed 3")
        self._experiment.restart(seed)
        self._talk.say(f"Seed {seed}.")
        self._say_where(self._experiment.look(), brief=True)

    def _describe(self, rest: str) -> None:
        panels = self._panels()
        for panel in [find(panels, rest)] if rest else panels:
            self._talk.say(in_words(panel))

    def _numbers(self, _: str) -> None:
        frame = self._experiment.move(0)
        numbers = "; ".join(f"{name} {number(value)}" for name, value in frame.numbers.items())
        self._talk.say(f"Step {frame.step - 1}: {numbers or 'no number was recorded'}.")

    def _table(self, rest: str) -> None:
        panel = self._chosen(rest)
        self._talk.say("\n".join([f"{panel.title}:", *values(panel)]))

    def _figure(self, rest: str) -> None:
        panel, width = self._chosen(rest), self._talk.width
        if isinstance(panel, Text):
            self._talk.say(in_words(panel))
            return
        drawn = figure(panel, width, FIGURE_HEIGHT) if width >= NARROWEST_FIGURE else ""
        if drawn:
            self._talk.show("\n".join(line.rstrip() for line in drawn.rstrip().splitlines()))
        elif width < NARROWEST_FIGURE:
            self._talk.say(f"A figure needs {NARROWEST_FIGURE} columns; try: table {panel.title}")
        else:
            self._talk.say(f"{panel.title} has no figure in characters; try: table {panel.title}")

    def _parameters(self, _: str) -> None:
        frame, lines = self._experiment.move(0), []
        for name, parameter in self._experiment.parameters.items():
            value = f"{parameter.format(frame.values[name])}{parameter.unit}"
            again = "; a change begins the run again" if parameter.resets else ""
            lines.append(f"{name} = {value}: {parameter.help}; {parameter.allowed}{again}.")
        self._talk.say("\n".join(lines) or "This run has no parameters.")

    def _panels(self) -> list[Panel]:
        return veiled(self._experiment.look().panels, self._hidden())

    def _chosen(self, name: str) -> Panel:
        panels = self._panels()
        return panels[0] if len(panels) == 1 and not name else find(panels, name)

    def _parameter(self, name: str) -> Parameter[Any]:
        known = self._experiment.parameters
        found = [n for n in known if n == name] or [n for n in known if n.startswith(name)]
        if len(found) != 1 or not name:
            listed = ", ".join(known) or "none"
            raise Unclear(f"Which parameter? The parameters are {listed}. As in: set NAME VALUE")
        return known[found[0]]

    def _say_where(self, frame: Frame, brief: bool) -> None:
        """Say where the run stands and what its panels show; brief: the curves alone will do."""
        known = f" of {frame.length - 1}" if frame.length != frame.step else ""
        self._talk.say(f"Step {frame.step - 1}{known}.")
        panels = veiled(frame.panels, self._hidden())
        curves = [panel for panel in panels if isinstance(panel, Curve)]
        for panel in curves if brief and curves else panels:
            self._talk.say(in_words(panel))
        if frame.stopped is not None:
            self._talk.say(frame.stopped.reason)
            self._talk.say("back steps back, restart begins again.")


def _assignment(text: str) -> tuple[str, str]:
    """Read "lr 0.2", "lr = 0.2", "lr=0.2" or, as lessons say it, "lr to 0.2"."""
    name, equals, value = text.partition("=")
    if not equals or " " in name.strip():
        name, _, value = text.partition(" ")
        words = value.split()
        value = words[1] if len(words) == 2 and words[0] == "to" else value
    return name.strip(), value.strip()
