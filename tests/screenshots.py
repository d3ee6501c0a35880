"""`python -m tests.screenshots`: take the README's pictures from the running app, anew."""

from __future__ import annotations

import asyncio
import os
import tempfile

from tests.ui.driving import answer, open_lesson, redraw, until
from tutor.app.app import TutorApp
from tutor.study.places import assets_folder
from tutor.study.progress import Progress

SIZES = {"lesson-80x24": (80, 24), "lesson-120x40": (120, 40)}


async def take(size: tuple[int, int]) -> str:
    """Return the SVG of a lesson in which a run was edited in the past, at `size`."""
    app = TutorApp(Progress())
    async with app.run_test(size=size) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        await pilot.press(*["left_square_bracket"] * 3)
        await until(pilot, lambda: screen.frame.step == 30)
        await pilot.press("p", *"0.19", "enter", "escape")
        await until(pilot, lambda: screen.frame.values["lr"] == 0.19)
        await pilot.press(*["full_stop"] * 10, "2")
        await until(pilot, lambda: screen.frame.step == 40)
        await redraw(pilot, screen)
        return app.export_screenshot(title="mlpath-tutor")


def main() -> None:
    """Write every picture."""
    folder = assets_folder() / "screenshots"
    folder.mkdir(exist_ok=True)
    for name, size in SIZES.items():
        with tempfile.TemporaryDirectory() as home:
            os.environ["MLPATH_HOME"] = home
            (folder / f"{name}.svg").write_text(asyncio.run(take(size)), encoding="utf-8")
            print(folder / f"{name}.svg")


if __name__ == "__main__":
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    main()
