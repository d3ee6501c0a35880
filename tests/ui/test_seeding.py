"""Noise or bug? on the lesson screen: the band, the line, and keys that go on working meanwhile."""

import sys
from pathlib import Path

import pytest
from textual.widgets import Static

from tests.ui.driving import until
from tutor.app.screens import seeding
from tutor.app.screens.lesson import LessonScreen
from tutor.engine.panels import Curve
from tutor.study import catalog

sys.path.append(str(Path(__file__).parents[1] / "unit"))

from tiny_lessons import DRIFT, write_lesson


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    """Return a function that opens a lesson of a course of its own."""

    async def open_it(pilot, code=DRIFT):
        root = tmp_path / "lessons"
        folder = write_lesson(root, code=code)
        (folder / "lesson.md").write_text("# A drift\n\nIt drifts.\n\n<!-- @sim -->\n")
        monkeypatch.setattr(catalog, "lessons_folder", lambda: root)
        await until(pilot, lambda: pilot.app.screen.is_mounted)
        pilot.app.open_lesson(catalog.find("drift"))
        screen = pilot.app
        await until(pilot, lambda: isinstance(screen.screen, LessonScreen) and screen.screen.frame)
        return screen.screen

    return open_it


def line(screen):
    return str(screen.query_one("#seeds", Static).render())


def curve(screen):
    return next(panel for panel in screen.panels._panels if isinstance(panel, Curve))


async def test_b_draws_a_band_and_places_the_number_and_esc_takes_both_away(app, lesson):
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await lesson(pilot)
        await pilot.press("b")
        await pilot.press("full_stop", "full_stop", "full_stop")
        await until(pilot, lambda: screen.frame.step == 4)  # the keys do not wait for the seeds
        await until(pilot, lambda: "5 seeds lie in" in line(screen))
        await until(pilot, lambda: not screen._is_running and "loss" in curve(screen).bands)
        band = curve(screen).bands["loss"]
        values = screen._sample.values_at("loss", 3)
        assert list(values) == [1, 2, 3, 4, 5]  # 0 is the seed of the run on screen
        assert (band.low[3], band.high[3]) == (min(values.values()), max(values.values()))
        assert band.x[-1] == 3  # as far as the run is known, so that the axis stays
        yours = screen.frame.numbers["loss"]
        assert f"loss at step 3: yours {yours:.4g}"[:-1] in line(screen)
        await pilot.press("escape")
        await until(pilot, lambda: not curve(screen).bands)
        assert not screen.query_one("#seeds").display
        assert app.screen is screen


async def test_again_adds_five_and_a_change_is_held_against_the_band_of_before(app, lesson):
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await lesson(pilot)
        await pilot.press("b")
        await until(pilot, lambda: not screen._is_running and len(screen._sample.runs) == 5)
        await pilot.press("b")
        await until(pilot, lambda: not screen._is_running and len(screen._sample.runs) == 10)
        client = screen.conductor.client
        screen.order(lambda: client.set("lr", 0.9))
        screen.order(lambda: client.advance(9))
        await until(pilot, lambda: "The seeds have lr = 0.1." in line(screen))
        assert "10 seeds lie in" in line(screen)


async def test_the_seeds_follow_a_run_that_goes_on_past_them(app, lesson, monkeypatch):
    monkeypatch.setattr(seeding, "LEAST_STEPS", 4)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await lesson(pilot)
        await pilot.press("b")
        await until(pilot, lambda: not screen._is_running and len(screen._sample.runs) == 5)
        screen.order(lambda: screen.conductor.client.advance(20))
        await until(pilot, lambda: "loss at step 20: yours" in line(screen))
        await until(pilot, lambda: not screen._is_running)
        assert all(run.reaches(42) for run in screen._sample.runs)


async def test_a_run_that_draws_nothing_says_so(app, lesson):
    code = DRIFT.replace('Flag(True, "noise at all")', 'Flag(False, "noise at all")')
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await lesson(pilot, code)
        await pilot.press("b")
        await until(pilot, lambda: "this run draws nothing" in line(screen))
        await until(pilot, lambda: not screen._is_running)
        await pilot.press("b")
        await until(pilot, lambda: "More seeds would show no more" in str(screen._message.render()))


@pytest.mark.slow
async def test_a_lesson_whose_other_seeds_die_names_one(app, lesson):
    code = DRIFT.replace(
        "        noise =", "        if self.seed: import os; os._exit(3)\n        noise ="
    )
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await lesson(pilot, code)
        await pilot.press("b")
        said = "seed 1 is lost: its process ended by itself with code 3"
        await until(pilot, lambda: said in line(screen))


async def test_leaving_ends_the_processes(app, lesson):
    import psutil

    code = DRIFT.replace("        noise =", "        while self.seed: pass\n        noise =")
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await lesson(pilot, code)
        before = {child.pid for child in psutil.Process().children()}
        await pilot.press("b")
        await until(pilot, lambda: {c.pid for c in psutil.Process().children()} - before)
        seeds = {child.pid for child in psutil.Process().children()} - before
        await pilot.press("escape")
        await until(pilot, lambda: not any(map(psutil.pid_exists, seeds)))
        assert app.screen is screen
