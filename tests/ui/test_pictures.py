"""Panels can be chosen, enlarged, read exactly, described, smoothed and taken along."""

import csv
import io
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from textual.widgets import Static

from tests.ui.driving import answer, open_lesson, until
from tutor.app.widgets.panels import PanelFrame
from tutor.app.widgets.scenes import ScenesView

WIDE, NARROW = (120, 40), (80, 24)


def message(screen):
    return str(screen.query_one("#message", Static).content)


def subtitle(screen, index):
    return str(list(screen.query(PanelFrame))[index].border_subtitle)


async def begin(pilot):
    screen = await open_lesson(pilot)
    await answer(pilot, screen)
    return screen


async def test_the_cursor_reads_the_exact_number_of_the_run(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await begin(pilot)
        losses = screen.frame.panels[1].series["loss"]
        await pilot.press("2", "i")
        await until(pilot, lambda: subtitle(screen, 1) == f"step 59: loss {losses[59]}")
        await pilot.press("left", "left", "left")
        await until(pilot, lambda: subtitle(screen, 1) == f"step 56: loss {losses[56]}")
        await pilot.press("shift+left")
        await until(pilot, lambda: subtitle(screen, 1) == f"step 46: loss {losses[46]}")
        assert screen.frame.step == 60  # the run itself stands where it stood
        await pilot.press("escape")
        await until(pilot, lambda: subtitle(screen, 1) == "")


async def test_the_cursor_is_drawn_reversed_on_its_item(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await begin(pilot)
        view = screen.panels._frames()[1].view
        assert not view._cells.attributes.any()
        await pilot.press("2", "i")
        await until(pilot, lambda: view._cells.attributes.any())
        spot = view.canvas.locate(*view.place)
        marked = np.argwhere(view._cells.attributes)
        assert marked.tolist() == [[spot.row, spot.column]]


async def test_a_fields_cursor_goes_up_toward_larger_y(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await begin(pilot)
        await pilot.press("1", "i", "shift+up", "shift+right")
        await until(pilot, lambda: "w1" in subtitle(screen, 0))
        panel = screen.frame.panels[0]
        ends = np.linspace(-1.5, 1.5, 64)
        expected = f"w0 (flat) {ends[10]:.6g}, w1 (steep) {ends[10]:.6g}: {panel.values[10, 10]}"
        assert subtitle(screen, 0) == expected


async def test_curves_with_one_x_axis_are_read_together(app):
    from tutor.app.widgets.panel import PanelView
    from tutor.engine.panels import Curve, Series

    async with app.run_test(size=WIDE) as pilot:
        screen = await begin(pilot)
        first, second = (frame.view for frame in screen.panels._frames()[1:3])
        first.show(Curve("a", {"a": np.arange(20.0)}))
        second.show(Curve("b", {"b": Series(np.array([0, 7, 19]), np.array([5.0, 6.0, 7.0]))}))
        first.focus()
        await until(pilot, lambda: first.place is not None)
        first.point_at((0, 8))
        first.post_message(PanelView.Read(first))
        await until(pilot, lambda: second.reading == "step 7: b 6.0")


async def test_a_click_puts_the_cursor_on_the_item_under_the_mouse(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await begin(pilot)
        view = screen.panels._frames()[1].view
        spot = view.canvas.locate(0, 30)
        await pilot.click(view, offset=(spot.column, spot.row))
        await until(pilot, lambda: view.place is not None and abs(view.place[1] - 30) <= 2)


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_an_enlarged_panel_has_the_width_of_the_screen_and_gives_it_back(app, size):
    async with app.run_test(size=size) as pilot:
        screen = await begin(pilot)
        view = screen.panels._frames()[1].view
        await pilot.press("2")
        await pilot.pause()
        before = view.size.width
        await pilot.press("z")
        await until(pilot, lambda: view.size.width > size[0] - 6)
        assert not screen.query_one(ScenesView).display
        await pilot.press("z")
        await until(pilot, lambda: view.size.width == before)


async def test_a_panel_is_said_in_words(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await begin(pilot)
        await pilot.press("2", "d")
        await until(pilot, lambda: message(screen).startswith("loss: loss rose from 5.5 to"))
        assert "in 59 steps" in message(screen)


async def test_smoothing_goes_through_its_steps_and_back_to_the_lessons_own(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await begin(pilot)
        view = screen.panels._frames()[1].view
        for share in (0.6, 0.9, 0.97, 0.0):
            await pilot.press("m")
            await until(pilot, lambda share=share: view.panel.smooth == share)


async def test_a_panel_is_copied_as_text_csv_and_svg(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await begin(pilot)
        await pilot.press("2", "c")
        await until(pilot, lambda: "loss as text" in message(screen))
        folder = app.progress.path.parent / "pictures"
        text = (folder / "gradient-descent-loss-step59.txt").read_text()
        assert text.startswith("loss\n")
        assert app.clipboard == text
        screen.action_copy("csv")
        rows = list(csv.reader(io.StringIO((folder / text_name("csv")).read_text())))
        assert rows[0] == ["series", "step", "value"]
        losses = screen.frame.panels[1].series["loss"]
        assert [float(row[2]) for row in rows[1:]] == losses.tolist()
        screen.action_copy("svg")
        image = ElementTree.fromstring((folder / text_name("svg")).read_text())
        drawn = "".join(image.itertext())
        assert "● loss" in drawn


def text_name(ending):
    return f"gradient-descent-loss-step59.{ending}"


async def test_a_copy_that_cannot_be_kept_still_reaches_the_clipboard(app, monkeypatch):
    async with app.run_test(size=WIDE) as pilot:
        screen = await begin(pilot)
        blocked = app.progress.path.parent / "pictures"
        blocked.write_text("in the way")
        await pilot.press("2", "c")
        await until(pilot, lambda: "no file was written" in message(screen))
        assert app.clipboard.startswith("loss\n")
