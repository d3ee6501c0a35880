"""Attached to a detached run: what one does all see, what happens to it is said, it goes on."""

import json

import numpy as np
import pytest
from textual.screen import Screen

from tests.ui.driving import until
from tests.ui.trainings import attached, kill, seen, slow_down, text, training, written_edits
from tutor.app.screens.asking import AskScreen
from tutor.app.screens.help import HelpScreen
from tutor.app.widgets.panel import PanelView
from tutor.app.widgets.parameter import ParameterRow
from tutor.engine.running_ledger import read

SIZES = [(80, 24), (120, 40)]


def rows(screen):
    return {row.parameter.name: row for row in screen.query(ParameterRow)}


def shown_steps(screen):
    """The steps of the curve in the last picture."""
    view = next(v for v in screen.query(PanelView) if v.panel and "loss" in v.panel.title)
    return max(len(np.asarray(getattr(s, "y", s))) for s in view.panel.series.values())


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
async def test_a_change_by_one_is_seen_by_all_and_the_run_goes_on_when_they_leave(size):
    with training() as folder:
        one, two = attached(folder), attached(folder)
        async with one.run_test(size=size) as first, two.run_test(size=size) as second:
            here, there = await seen(first), await seen(second)
            assert set(rows(here)) == {"lr", "momentum"}
            assert text(here, "fixed") == "fixed: k = 10, angle = 45"
            assert text(here, "head").split() == ["bowl", "gradient-descent", "on", "the", "CPU"]
            await first.press("p", "up")
            assert here.focused is rows(here)["lr"]
            await until(second, lambda: rows(there)["lr"].value == 0.06)
            await until(second, lambda: text(there, "message").startswith("lr = 0.06 from step "))
            assert [json.loads(line)["edit"]["value"] for line in written_edits(folder)] == [0.06]
            await first.press("escape", "escape")
            await until(first, lambda: one.return_code is not None)
            step = there.frame.step
            await until(second, lambda: there.frame.step > step + 5)
        assert folder.holder()


async def test_pausing_is_asked_once_and_holds_for_everybody():
    with training() as folder:
        one, two = attached(folder), attached(folder)
        async with one.run_test() as first, two.run_test() as second:
            here, there = await seen(first), await seen(second)
            await first.press("space")
            await until(first, lambda: isinstance(one.screen, AskScreen))
            await first.press("n")
            await until(first, lambda: one.screen is here)
            assert here.frame.playing
            await first.press("space")
            await until(first, lambda: isinstance(one.screen, AskScreen))
            await first.press("y")
            await until(first, lambda: text(here, "message").startswith("It is paused"))
            await until(second, lambda: text(there, "message").startswith("It is paused"))
            assert "time left –" in text(there, "gauges")
            await until(second, lambda: not there.frame.playing)
            await second.press("space")
            await until(first, lambda: text(here, "message") == "It goes on.")
            await until(first, lambda: here.frame.playing)
            await first.press("space")
            await until(first, lambda: text(here, "message").startswith("It is paused"))
            await until(second, lambda: not there.frame.playing)
            assert one.screen is here


async def test_a_change_while_it_is_paused_is_seen_by_the_others_too():
    with training() as folder:
        one, two = attached(folder), attached(folder)
        async with one.run_test() as first, two.run_test() as second:
            here, there = await seen(first), await seen(second)
            await here.conductor.client.pause()
            await until(second, lambda: there.standing.status.state == "paused")
            await until(second, lambda: not there.conductor._wake.is_set())
            assert not there.frame.playing
            await here.conductor.client.set("lr", 0.2)
            await until(second, lambda: rows(there)["lr"].value == 0.2)


async def test_killed_it_says_so_keeps_the_picture_and_c_goes_on_from_the_checkpoint():
    with training() as folder:
        app = attached(folder)
        async with app.run_test(size=(120, 40)) as pilot:
            screen = await seen(pilot)
            await until(pilot, lambda: screen.standing.status.checkpoint is not None)
            await until(pilot, lambda: shown_steps(screen) > 1)
            kill(folder)
            await until(pilot, lambda: "process died" in text(screen, "message"))
            made = len(read(folder.ledger).rows)
            checkpoint = screen.standing.status.checkpoint
            said = f"c resumes from its checkpoint at step {checkpoint}."
            assert text(screen, "message").endswith(said)
            assert screen.query_one("#message").has_class("-bad")
            assert shown_steps(screen) > 1
            assert "–" in text(screen, "gauges")
            await pilot.press("space", "x")
            assert app.screen is screen
            await pilot.press("p", "up", "escape")
            await until(pilot, lambda: "is not running" in text(screen, "message"))
            await pilot.press("c")
            await until(pilot, lambda: screen.standing.alive and screen.standing.status.pid)
            await until(pilot, lambda: screen.hears)
            slow_down(folder)
            await until(pilot, lambda: screen.frame.step > made)
            assert "goes on" in text(screen, "message").lower()
        assert not written_edits(folder)


async def test_stopped_after_a_question_it_can_be_resumed_by_somebody_else():
    with training() as folder:
        one, two = attached(folder), attached(folder)
        async with one.run_test() as first, two.run_test() as second:
            here, there = await seen(first), await seen(second)
            await first.press("x")
            await until(first, lambda: isinstance(one.screen, AskScreen))
            await first.press("y")
            await until(second, lambda: "It was stopped at step" in text(there, "message"))
            assert not folder.alive
            await second.press("c")
            await until(second, lambda: there.hears)
            slow_down(folder)
            await until(first, lambda: here.hears and here.frame.step > here.standing.status.step)


async def test_at_its_end_the_last_picture_stays():
    with training(steps=20_000) as folder:
        app = attached(folder)
        async with app.run_test(size=(120, 40)) as pilot:
            screen = await seen(pilot)
            slow_down(folder, pace=1e6)
            await until(pilot, lambda: text(screen, "message") == "It is finished, at step 20000.")
            assert shown_steps(screen) > 1
            await pilot.press("c")
            await until(pilot, lambda: "give --steps N" in text(screen, "message"))


async def test_a_run_that_nobody_has_shows_the_numbers_of_its_ledger():
    with training(steps=40, pace=None) as folder:
        app = attached(folder)
        async with app.run_test() as pilot:
            await until(pilot, lambda: not folder.alive)
            other = attached(folder)
        async with other.run_test() as pilot:
            await until(pilot, lambda: pilot.app.screen.query(PanelView))
            screen = pilot.app.screen
            await until(pilot, lambda: screen.panels.selected.panel)
            ledger = read(folder.ledger)
            loss = [row[ledger.columns.index("loss")] for row in ledger.rows]
            assert list(screen.panels.selected.panel.series["loss"]) == loss
            assert len(loss) == 40
            await pilot.press("p")
            assert "known once a process" in text(screen, "message")


async def test_the_help_gives_every_gauge_its_reason():
    with training() as folder:
        app = attached(folder)
        async with app.run_test() as pilot:
            screen = await seen(pilot)
            await until(pilot, lambda: screen.standing.status.steps_per_second)
            await pilot.press("f1")
            await until(pilot, lambda: isinstance(app.screen, HelpScreen))
            notes = str(app.screen.query_one(".notes").content)
            assert "MFU: –. The simulation does not say how many operations a step takes." in notes
            assert "GPU: –. It computes on the CPU: no tensor is on a CUDA device." in notes


async def test_panels_are_chosen_described_and_copied_while_it_runs(tmp_path):
    with training() as folder:
        app = attached(folder)
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await seen(pilot)
            await pilot.press("2", "d")
            title = screen.panels.selected.panel.title
            assert text(screen, "message").startswith(title)
            await pilot.press("c")
            assert f"{title} as text" in text(screen, "message")
            assert list((app.progress.path.parent / "pictures").glob("bowl-*.txt"))
            await pilot.press("z")
            assert screen.has_class("-zoom")
            assert isinstance(app.screen, Screen)
