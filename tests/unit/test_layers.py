"""What each process loads: the one that draws never loads a library for training."""

import subprocess
import sys

HEAVY = ("torch", "pandas", "sklearn", "scipy")

DRAWS = """
import asyncio, sys
from tests.ui.driving import open_lesson
from tutor.app.app import TutorApp
from tutor.study.progress import Progress

async def main():
    app = TutorApp(Progress())
    async with app.run_test(size=(120, 40)) as pilot:
        before = [name for name in ("numpy",) if name in sys.modules]
        screen = await open_lesson(pilot)
        print(before, [name for name in {heavy} if name in sys.modules], screen.frame.step)

asyncio.run(main())
"""


def test_the_process_that_draws_loads_no_training_library_and_numpy_only_with_a_lesson():
    code = DRAWS.replace("{heavy}", repr(HEAVY))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[] [] 1\n"
