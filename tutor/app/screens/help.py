"""The help screen: every key of the screen below it, from the same list that made the keys."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.table import Table
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tutor.app.commands import Command, key_names


class HelpScreen(ModalScreen[None]):
    """Keys and what they do."""

    CSS_PATH = Path(__file__).parent / "help.tcss"
    BINDINGS = [Binding("escape,f1,question_mark,q", "dismiss", "Close")]

    def __init__(self, title: str, commands: Sequence[Command], notes: str = "") -> None:
        super().__init__()
        self._title = title
        self._commands = commands
        self._notes = notes

    def compose(self) -> ComposeResult:
        """A table of keys, then what the screen itself has to say."""
        with VerticalScroll(id="help") as box:
            box.border_title = f"help: {self._title}"
            box.border_subtitle = "esc closes"
            yield Static(self._table())
            if self._notes:
                yield Static(self._notes, markup=False, classes="notes")

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2), expand=True)
        table.add_column(no_wrap=True, justify="right", style="bold")
        table.add_column(no_wrap=True)
        table.add_column(ratio=1, style="dim")
        for command in self._commands:
            if command.keys:
                table.add_row(key_names(command), command.title, command.help)
        return table
