"""Python in the colours of the app's theme: few of them, and weights where there are none."""

from __future__ import annotations

from rich.style import Style
from textual.color import Color
from textual.theme import Theme
from textual.widgets.text_area import TextAreaTheme

KEYWORDS = (
    "keyword", "keyword.function", "keyword.return", "keyword.operator", "include", "conditional",
    "repeat", "exception",
)  # fmt: skip
CONSTANTS = ("number", "float", "boolean", "constant.builtin")
NAMES = ("function", "method", "type.class")


def code_theme(theme: Theme) -> TextAreaTheme:
    """Return the editor's theme for a theme of the app."""
    keyword = Style(color=_color(theme.primary), bold=True)
    constant = Style(color=_color(theme.accent))
    styles = {
        **dict.fromkeys(KEYWORDS, keyword),
        **dict.fromkeys(CONSTANTS, constant),
        **dict.fromkeys(NAMES, Style(bold=True)),
        "string": Style(color=_color(theme.success)),
        "string.documentation": Style(color=_color(theme.success)),
        "comment": Style(italic=True, dim=not theme.ansi),
    }
    # CSS marks a bracket's partner by a mix of colours, which the terminal's own do not give
    partner = Style(bold=True, underline=True) if theme.ansi else None
    return TextAreaTheme(theme.name, bracket_matching_style=partner, syntax_styles=styles)


def _color(name: str | None) -> str | None:
    """Return a theme's colour as Rich calls it; None for the terminal's own ink."""
    if name is None or name == "ansi_default":
        return None
    return name.removeprefix("ansi_") if name.startswith("ansi_") else Color.parse(name).hex
