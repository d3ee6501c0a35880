"""The settings screen: each setting with its value and what it means, changed in place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.study.settings import CHOICES, HELP, Settings, write_settings

if TYPE_CHECKING:
    from tutor.app.app import TutorApp

LATER = ("color", "mouse", "painting")
"""Settings that a running app cannot change."""


class SettingsScreen(ModalScreen[None]):
    """Choose with the arrows; every change holds at once and is kept."""

    app: TutorApp
    CSS_PATH = Path(__file__).parent / "settings.tcss"
    BINDINGS = [
        Binding("escape,q", "dismiss", "Close"),
        Binding("right,enter,space", "change(1)", "Next value"),
        Binding("left", "change(-1)", "Value before"),
    ]

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings

    def compose(self) -> ComposeResult:
        """A row a setting, and a line about the chosen one."""
        with Vertical(id="settings") as box:
            box.border_title = "settings"
            box.border_subtitle = "↑ ↓ choose, ← → change, esc closes"
            yield OptionList(*[Option(self._row(name), id=name) for name in CHOICES])
            yield Static("", id="about", markup=False)

    def on_mount(self) -> None:
        """Take the keys to the list."""
        self.query_one(OptionList).focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say what the setting is about."""
        self._tell(event.option_id or "")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the next value: enter and a click come here."""
        self.action_change(1)

    def action_change(self, by: int) -> None:
        """Take another value of the chosen setting, use it and keep it."""
        rows = self.query_one(OptionList)
        option = rows.highlighted_option
        if option is None or option.id is None:
            return
        name, values = option.id, CHOICES[option.id]
        now = getattr(self._settings, name)
        value = values[(values.index(now) + by) % len(values)]
        self._settings = self._settings.having(name, value)
        rows.replace_option_prompt(name, self._row(name))
        self.app.use(self._settings)
        self._tell(name)
        try:
            write_settings(self._settings)
        except OSError as error:
            self._say(f"This holds until you leave; it cannot be kept: {error}")

    def _row(self, name: str) -> Content:
        value = getattr(self._settings, name)
        return Content.assemble(f"{name:<10}", (f"‹ {value} ›", "bold"))

    def _tell(self, name: str) -> None:
        later = " It counts from the next start." if name in LATER else ""
        values = ", ".join(CHOICES.get(name, ()))
        self._say(f"{HELP.get(name, '')}.{later}\n{values}")

    def _say(self, text: str) -> None:
        self.query_one("#about", Static).update(text)
