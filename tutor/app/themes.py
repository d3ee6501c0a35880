"""Themes: the app's colours, the same numbers that the panels are drawn with.

Three have colours of their own. `terminal` takes the terminal's sixteen, `mono` none at all: what
is chosen or focused is then reversed or bold.
"""

from __future__ import annotations

from textual.theme import Theme

from tutor.draw.abilities import Colors

DARK, LIGHT, CONTRAST = "mlpath-dark", "mlpath-light", "mlpath-contrast"
TERMINAL, MONO = "mlpath-terminal", "mlpath-mono"

NAMES = {
    "dark": DARK,
    "light": LIGHT,
    "contrast": CONTRAST,
    "terminal": TERMINAL,
    "mono": MONO,
}
"""What a theme is called in the settings."""


def theme_for(wanted: str, color: Colors) -> str:
    """Return the theme for a setting and a terminal: with few colours, only its own will do."""
    if color == "none":
        return MONO
    if color == "16":
        return MONO if wanted == "mono" else TERMINAL
    return NAMES.get(wanted, DARK)


def _colored(
    name: str, dark: bool, border: str, ground: tuple[str, str, str], ink: str, **colors: str
) -> Theme:
    background, surface, panel = ground
    return Theme(
        name=name,
        foreground=ink,
        background=background,
        surface=surface,
        panel=panel,
        dark=dark,
        variables={
            "border": border,
            "border-blurred": border,
            "scrollbar": border,
            "scrollbar-background": background,
            "scrollbar-corner-color": background,
            "footer-key-foreground": colors["accent"],
        },
        **colors,  # type: ignore[arg-type]
    )


def _ansi(name: str, ink: str, **colors: str) -> Theme:
    """A theme of the terminal's own colours; `ink` is for what has to stand out."""
    plain = "ansi_default"
    return Theme(
        name=name,
        ansi=True,
        foreground=plain,
        background=plain,
        surface=plain,
        panel=plain,
        boost=plain,
        dark=True,
        variables={
            "ansi-background": plain,
            "ansi-foreground": plain,
            "border": plain,
            "border-blurred": plain,
            "foreground-muted": plain,
            "text-muted": plain,
            "scrollbar": plain,
            "scrollbar-background": plain,
            "scrollbar-corner-color": plain,
            "footer-key-foreground": ink,
            "block-cursor-foreground": plain,
            "block-cursor-background": plain,
            "block-cursor-text-style": "reverse",
            "input-selection-background": plain,
        },
        **colors,  # type: ignore[arg-type]
    )


THEMES = (
    _colored(
        DARK,
        True,
        "#343E4D",
        ("#10141C", "#161C27", "#1E2633"),
        "#E4E8EF",
        primary="#5CB8F0",
        secondary="#35C490",
        accent="#FFC457",
        warning="#F0A030",
        error="#FF7A70",
        success="#35C490",
    ),
    _colored(
        LIGHT,
        False,
        "#C3C9D1",
        ("#FBFAF7", "#F1F0EB", "#E6E6E1"),
        "#1C222C",
        primary="#0063A6",
        secondary="#00714C",
        accent="#8F3405",
        warning="#8F4B00",
        error="#BE1E2D",
        success="#00714C",
    ),
    _colored(
        CONTRAST,
        True,
        "#C8C8C8",
        ("#000000", "#0A0A0A", "#1A1A1A"),
        "#FFFFFF",
        primary="#6CC8FF",
        secondary="#4FE0A8",
        accent="#FFD700",
        warning="#FFB347",
        error="#FF9A90",
        success="#4FE0A8",
    ),
    _ansi(
        TERMINAL,
        "ansi_yellow",
        primary="ansi_cyan",
        secondary="ansi_green",
        accent="ansi_yellow",
        warning="ansi_yellow",
        error="ansi_red",
        success="ansi_green",
    ),
    _ansi(
        MONO,
        "ansi_default",
        primary="ansi_default",
        secondary="ansi_default",
        accent="ansi_default",
        warning="ansi_default",
        error="ansi_default",
        success="ansi_default",
    ),
)
