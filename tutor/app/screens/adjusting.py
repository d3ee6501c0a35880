"""Adjusting: the parameters of a training, those that may change under way and the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual import on, work
from textual.containers import Grid
from textual.screen import Screen
from textual.widgets import Static

from tutor.app.conductor import Conductor
from tutor.app.widgets.parameter import ParameterRow
from tutor.engine.client import Refused, WorkerDied
from tutor.engine.frame import Frame
from tutor.engine.parameters import Parameter, Value
from tutor.study.visible import visible

NOTHING = '""'


class Adjusting(Screen[None]):
    """A row for each parameter that may change, and a line with the others.

    The screen that mixes it in has a conductor, the newest frame, a grid and a line for them.
    """

    conductor: Conductor
    frame: Frame | None
    declared: Mapping[str, Parameter[Any]] | None = None
    """Every parameter by name, once the process has told of them."""

    def say(self, text: str, bad: bool = False) -> None:
        """Put a sentence before the learner."""
        raise NotImplementedError

    async def show_parameters(self) -> None:
        """Ask which parameters there are, and make a row of each that may change."""
        try:
            declared = await self.conductor.client.parameters()
        except (Refused, WorkerDied):
            return
        self.declared = {parameter.name: parameter for parameter in declared}
        live = [parameter for parameter in declared if not parameter.resets]
        longest = max((len(parameter.name) for parameter in live), default=0)
        rows = [ParameterRow(parameter, longest) for parameter in live]
        await self.query_one("#parameters", Grid).mount(*rows)
        if self.frame is not None:
            self.show_values(self.frame)

    def action_parameters(self) -> None:
        """Focus the first parameter, or the next one."""
        rows = list(self.query(ParameterRow))
        if rows:
            focused = rows.index(self.focused) + 1 if self.focused in rows else 0
            self.set_focus(rows[focused % len(rows)])
        elif self.declared is None:
            self.say("The parameters are known once a process has the run.")
        else:
            self.say("No parameter of this run may change under way.")

    @on(ParameterRow.Changed)
    def _parameter_changed(self, event: ParameterRow.Changed) -> None:
        self._set(event.row, event.value)

    @work(group="orders")
    async def _set(self, row: ParameterRow, value: Value) -> None:
        client, name = self.conductor.client, row.parameter.name
        await self.conductor.carry_out(lambda: client.set(name, value))
        row.settle()

    @on(ParameterRow.Invalid)
    def _parameter_invalid(self, event: ParameterRow.Invalid) -> None:
        self.say(event.reason, bad=True)

    def show_values(self, frame: Frame) -> None:
        """Show the values in force."""
        if self.declared is None:
            return
        for row in self.query(ParameterRow):
            row.show(frame.values[row.parameter.name])
        fixed = [
            f"{name} = {parameter.format(frame.values[name]) or NOTHING}"
            for name, parameter in self.declared.items()
            if parameter.resets
        ]
        text = f"fixed: {', '.join(fixed)}" if fixed else ""
        self.query_one("#fixed", Static).update(visible(text))
