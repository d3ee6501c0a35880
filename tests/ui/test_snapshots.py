"""What the screens look like, kept as pictures: a change of any cell has to be meant."""

import pytest

from tests.screenshots import SIZES as PICTURES
from tests.screenshots import take
from tests.ui.driving import answer, open_lesson, redraw, until
from tutor.study.places import assets_folder

SIZES = [(80, 24), (120, 40)]
IDS = ["80x24", "120x40"]


@pytest.mark.parametrize("size", SIZES, ids=IDS)
def test_the_path(snap_compare, app, size):
    assert snap_compare(app, terminal_size=size)


@pytest.mark.parametrize("size", SIZES, ids=IDS)
def test_a_lesson_that_waits_for_the_prediction(snap_compare, app, size):

    async def reach(pilot):
        await open_lesson(pilot)

    assert snap_compare(app, terminal_size=size, run_before=reach)


@pytest.mark.parametrize("panel", [1, 2, 3, 4])
def test_each_panel_alone_after_an_edit_in_the_past(snap_compare, app, panel):
    assert snap_compare(app, terminal_size=(80, 24), run_before=_edited(str(panel)))


def test_all_panels_after_an_edit_in_the_past(snap_compare, app):
    assert snap_compare(app, terminal_size=(120, 40), run_before=_edited())


def test_the_light_theme(snap_compare, app):
    assert snap_compare(app, terminal_size=(120, 40), run_before=_edited("f3"))


@pytest.mark.parametrize("size", SIZES, ids=IDS)
def test_the_help_of_a_lesson(snap_compare, app, size):

    async def reach(pilot):
        await open_lesson(pilot)
        await pilot.press("f1")

    assert snap_compare(app, terminal_size=size, run_before=reach)


def _edited(*keys):
    """A run with 0.21 to step 30, then with 0.19 to step 40, its old future beside it."""

    async def reach(pilot):
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        await pilot.press(*["left_square_bracket"] * 3)
        await until(pilot, lambda: screen.frame.step == 30)
        await pilot.press("p", "down", "down", "escape")
        await until(pilot, lambda: screen.frame.values["lr"] == 0.19)
        await pilot.press(*["full_stop"] * 10, *keys)
        await until(pilot, lambda: screen.frame.step == 40)
        await redraw(pilot, screen)

    return reach


@pytest.mark.parametrize("size", SIZES, ids=IDS)
def test_a_prediction_asks_how_sure(snap_compare, app, size):

    async def reach(pilot):
        screen = await open_lesson(pilot)
        screen.action_answer()
        await pilot.pause()
        await pilot.press("down", "down", "enter")

    assert snap_compare(app, terminal_size=size, run_before=reach)


@pytest.mark.parametrize("scene", [5, 6], ids=["exercise", "quiz"])
@pytest.mark.parametrize("size", SIZES, ids=IDS)
def test_the_later_parts_of_a_lesson(snap_compare, app, size, scene):
    for name, choice in (("just-past-the-edge", "explodes"), ("on-the-edge", "bounces")):
        app.progress.answer("gradient-descent", name, choice, True, {}, 2)
    app.progress.visit("gradient-descent", scene)

    async def reach(pilot):
        screen = await open_lesson(pilot)
        if scene == 6:
            box = screen.scenes.questions[0]
            box.ask()
            await pilot.press(*"0.08", "enter")
            await until(pilot, lambda: not box.is_open)
        screen.set_focus(None)
        screen.scenes.scroll_end(animate=False)
        await redraw(pilot, screen)

    assert snap_compare(app, terminal_size=size, run_before=reach)


@pytest.mark.parametrize("name", PICTURES)
async def test_the_readmes_pictures_show_the_app_as_it_is(name):
    kept = assets_folder() / "screenshots" / f"{name}.svg"
    taken = await take(PICTURES[name])
    assert taken == kept.read_text(encoding="utf-8"), "`make screenshots` takes them anew"
