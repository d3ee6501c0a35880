"""Settings: how the learner wants to see the tutor, kept as a small TOML file.

A flag on the command line beats the environment, the environment beats the file. A file that cannot
be read or says something unknown never stops the app: the rest of it holds, and `problems` says
what does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import tomli

from tutor.study.places import settings_file
from tutor.study.tables import suggestion

CHOICES: dict[str, tuple[str, ...]] = {
    "theme": ("auto", "dark", "light", "contrast", "terminal", "mono"),
    "glyphs": ("auto", "braille", "block", "ascii"),
    "color": ("auto", "truecolor", "256", "16", "none"),
    "motion": ("full", "basic", "none"),
    "mouse": ("on", "off"),
    "painting": ("auto", "stock"),
}
HELP = {
    "theme": "The colours of everything",
    "glyphs": "What pictures are drawn with",
    "color": "How many colours are written to the terminal",
    "motion": "Full: thirty pictures a second; basic: four; none: one every two seconds",
    "mouse": "Off leaves the mouse to the terminal, to select and copy text",
    "painting": "Stock leaves all painting to Textual, should the screen ever look broken",
}


@dataclass(frozen=True)
class Settings:
    """What was chosen; every value is one of `CHOICES`."""

    theme: str = "auto"
    glyphs: str = "auto"
    color: str = "auto"
    motion: str = "full"
    mouse: str = "on"
    painting: str = "auto"
    problems: tuple[str, ...] = ()

    def chosen(self) -> dict[str, str]:
        """Return the choices by name."""
        return {name: getattr(self, name) for name in CHOICES}

    def having(self, name: str, value: str) -> Settings:
        """Return the settings with another value of one of them."""
        return Settings(**{**self.chosen(), name: value}, problems=self.problems)


def read_settings(flags: Mapping[str, str | None], path: Path | None = None) -> Settings:
    """Return the settings of the file, with the flags that were given in their place."""
    kept = _read(path or settings_file())
    given = {name: value for name, value in flags.items() if value is not None}
    return Settings(**{**kept.chosen(), **given}, problems=kept.problems)


def write_settings(settings: Settings, path: Path | None = None) -> None:
    """Keep the settings; raise `OSError` where they cannot be written."""
    path = path or settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        f'{name} = "{value}"  # {", ".join(CHOICES[name])}'
        for name, value in settings.chosen().items()
    ]
    fresh = path.with_suffix(".new")
    fresh.write_text("\n".join(lines) + "\n", encoding="utf-8")
    fresh.replace(path)


def _read(path: Path) -> Settings:
    try:
        content = tomli.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        return Settings(problems=(f"{path}: cannot be read: {error}",))
    known = {field.name: field.default for field in fields(Settings) if field.name in CHOICES}
    found: dict[str, Any] = {}
    problems = []
    for name, value in content.items():
        if name not in known:
            problems.append(f"{path}: there is no setting {name!r}{suggestion(name, known)}")
        elif value not in CHOICES[name]:
            allowed = ", ".join(CHOICES[name])
            problems.append(f"{path}: {name} cannot be {value!r}: it is one of {allowed}")
        else:
            found[name] = value
    return Settings(**found, problems=tuple(problems))
