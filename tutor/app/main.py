"""Starting the app: what is wanted, what the terminal can, and the app between the two."""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING

from tutor.draw.abilities import COLORS, GLYPHS, Abilities, abilities
from tutor.study.places import native_log
from tutor.study.settings import Settings, read_settings

if TYPE_CHECKING:
    from tutor.engine.run_folder import RunFolder

SYSTEMS = {"truecolor": "truecolor", "256": "256", "16": "standard", "none": "standard"}
"""What Textual calls the number of colours."""


def run(flags: Mapping[str, str | None] | None = None, attach: RunFolder | None = None) -> int:
    """Run the app until the learner leaves; return the exit code.

    flags: settings given on the command line. attach: a detached run, to show that alone.
    """
    gc.disable()  # loading modules makes no garbage, and looking for it costs a tenth of the start
    settings = read_settings(flags or {})
    terminal = able(settings, abilities(os.environ))
    prepare(os.environ, terminal, settings)

    from tutor.app.guard import guarded

    with guarded(native_log()):
        from tutor.app.app import TutorApp
        from tutor.study.progress import Progress

        progress = Progress()
        app = TutorApp(progress, settings, terminal, attach)
        app.run(mouse=settings.mouse == "on")
        progress.close()
    return app.return_code or 0


def able(settings: Settings, found: Abilities) -> Abilities:
    """Return what the terminal can, as far as the settings do not know better."""
    color = next((color for color in COLORS if color == settings.color), found.color)
    glyphs = next((glyphs for glyphs in GLYPHS if glyphs == settings.glyphs), found.glyphs)
    return Abilities(color, glyphs)


def prepare(variables: MutableMapping[str, str], terminal: Abilities, settings: Settings) -> None:
    """Set the variables that Textual reads when it is imported."""
    variables.pop("NO_COLOR", None)  # an empty one means nothing, and a flag knows better
    if terminal.color == "none":
        variables["NO_COLOR"] = "1"
    variables["TEXTUAL_COLOR_SYSTEM"] = SYSTEMS[terminal.color]
    variables["TEXTUAL_ANIMATIONS"] = settings.motion
