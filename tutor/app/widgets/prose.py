"""Markdown in the colours of the app: Rich's own would be cyan on black in every theme."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderResult
from rich.default_styles import DEFAULT_STYLES
from rich.markdown import Markdown
from rich.theme import Theme

UNCOLORED = Theme(
    {
        name: style.without_color
        for name, style in DEFAULT_STYLES.items()
        if name.startswith("markdown.")
    }
)


class Prose:
    """Markdown whose code, headings and lists differ in weight alone."""

    def __init__(self, markdown: str) -> None:
        self._markdown = Markdown(markdown)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render with Rich's styles, their colours left out."""
        with console.use_theme(UNCOLORED):
            yield from console.render(self._markdown, options)
