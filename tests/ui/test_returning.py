"""A lesson that is left and opened again: its run goes on where it stood, to the last digit."""

import json

import pytest

from tests.ui.driving import answer, open_lesson, until
from tutor.app.app import TutorApp
from tutor.study import left_runs
from tutor.study.catalog import find
from tutor.study.progress import Progress


@pytest.fixture
def folder():
    return Progress().path.parent


def kept(folder):
    return left_runs.left_run(folder, find("gradient-descent"))


async def run_with_an_edit(pilot):
    """Bring a run to its 25th record, its lr changed at the 20th; return what was on screen."""
    screen = await open_lesson(pilot)
    await answer(pilot, screen)
    await pilot.press(*["left_square_bracket"] * 4)
    await until(pilot, lambda: screen.frame.step == 20)
    await pilot.press("p", *"0.19", "enter", "escape")
    await until(pilot, lambda: screen.frame.values["lr"] == 0.19)
    await pilot.press(*["full_stop"] * 5)
    await until(pilot, lambda: screen.frame.step == 25)
    return screen.frame


async def test_a_run_goes_on_where_it_was_left():
    async with TutorApp(Progress()).run_test(size=(120, 40)) as pilot:
        left = await run_with_an_edit(pilot)
    async with TutorApp(Progress()).run_test(size=(120, 40)) as pilot:
        screen = await open_lesson(pilot)
        await until(pilot, lambda: screen.frame.step == left.step and not screen.frame.playing)
        assert screen.frame.digest == left.digest
        assert screen.frame.edits == left.edits
        assert screen.frame.values == left.values
        await until(pilot, lambda: screen.frame.speed == left.speed)


async def test_it_is_written_down_while_it_is_on_screen_so_a_kill_takes_nothing(folder):
    async with TutorApp(Progress()).run_test(size=(120, 40)) as pilot:
        shown = await run_with_an_edit(pilot)
        await until(pilot, lambda: kept(folder) is not None and kept(folder).step == shown.step)
        assert list(kept(folder).edits) == list(shown.edits)


@pytest.mark.parametrize("change", [{"code": "another"}, {"initial": {"lr": 9.0}}, {"edits": 3}])
async def test_a_run_that_no_longer_fits_the_lesson_begins_anew(folder, change):
    async with TutorApp(Progress()).run_test(size=(120, 40)) as pilot:
        await run_with_an_edit(pilot)
    (path,) = (folder / left_runs.FOLDER).iterdir()
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    async with TutorApp(Progress()).run_test(size=(120, 40)) as pilot:
        screen = await open_lesson(pilot)
        assert screen.frame.step == 1
        assert not screen.frame.edits


@pytest.mark.parametrize("content", ["", "{", "[]", "7", '{"code": 1}', "[" * 3000])
def test_a_file_that_is_no_run_is_as_good_as_absent(folder, content):
    path = folder / left_runs.FOLDER / "gradient-descent.json"
    path.parent.mkdir(parents=True)
    path.write_text(content)
    assert kept(folder) is None
