"""Themes: the app's colours, the same numbers that the panels are drawn with."""

from __future__ import annotations

from textual.theme import Theme

DARK, LIGHT = "mlpath-dark", "mlpath-light"

THEMES = (
    Theme(
        name=DARK,
        primary="#5CB8F0",
        secondary="#35C490",
        accent="#FFC457",
        warning="#F0A030",
        error="#FF7A70",
        success="#35C490",
        foreground="#E4E8EF",
        background="#10141C",
        surface="#161C27",
        panel="#1E2633",
        dark=True,
        variables={
            "border": "#343E4D",
            "border-blurred": "#343E4D",
            "scrollbar": "#343E4D",
            "scrollbar-background": "#10141C",
            "scrollbar-corner-color": "#10141C",
            "footer-key-foreground": "#FFC457",
        },
    ),
    Theme(
        name=LIGHT,
        primary="#0063A6",
        secondary="#00714C",
        accent="#8F3405",
        warning="#8F4B00",
        error="#BE1E2D",
        success="#00714C",
        foreground="#1C222C",
        background="#FBFAF7",
        surface="#F1F0EB",
        panel="#E6E6E1",
        dark=False,
        variables={
            "border": "#C3C9D1",
            "border-blurred": "#C3C9D1",
            "scrollbar": "#C3C9D1",
            "scrollbar-background": "#FBFAF7",
            "scrollbar-corner-color": "#FBFAF7",
            "footer-key-foreground": "#8F3405",
        },
    ),
)
