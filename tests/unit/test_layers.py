"""What each process loads: the one that draws never loads a library for training."""

import subprocess
import sys

OPENS_A_LESSON = """
import asyncio, sys
from tests.ui.driving import open_lesson
from tutor.app.app import TutorApp
from tutor.study.progress import Progress

async def main():
    app = TutorApp(Progress())
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await open_lesson(pilot)
        heavy = ("torch", "pandas", "sklearn", "scipy")
        print(screen.frame.step, [name for name in heavy if name in sys.modules])

asyncio.run(main())
"""

PAINTS_THE_PATH = """
import asyncio, sys
from tutor.app.app import TutorApp
from tutor.study.progress import Progress

async def main():
    async with TutorApp(Progress()).run_test() as pilot:
        await pilot.pause()
        print([name for name in ("numpy", "click", "markdown_it") if name in sys.modules])

asyncio.run(main())
"""


def output_of(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout


def test_the_process_that_draws_loads_no_library_for_training():
    assert output_of(OPENS_A_LESSON) == "1 []\n"


def test_the_first_screen_waits_for_nothing_that_only_a_lesson_needs():
    assert output_of(PAINTS_THE_PATH) == "[]\n"
