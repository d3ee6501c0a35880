"""The lesson screen, driven as a learner drives it."""

import asyncio
import os
import signal
import subprocess
import sys

import psutil
import pytest
from textual.events import Key
from textual.widgets import OptionList, Static

from tests.processes import children_running
from tests.ui.driving import answer, open_lesson, until
from tutor.app.screens.path import PathScreen
from tutor.app.widgets.panel import PanelView
from tutor.app.widgets.parameter import ParameterRow
from tutor.app.widgets.prediction import PredictionBox
from tutor.app.widgets.scenes import NextPart
from tutor.app.widgets.timeline import Timeline
from tutor.cli import main
from tutor.engine.client import Refused
from tutor.engine.panels import Text
from tutor.engine.receipt import Source
from tutor.engine.run import Run
from tutor.engine.source import load
from tutor.study.catalog import find

WIDE, NARROW = (120, 40), (80, 24)


def message(screen):
    return str(screen.query_one("#message", Static).content)


def row(screen, name):
    return next(r for r in screen.query(ParameterRow) if r.parameter.name == name)


async def test_the_run_is_locked_until_the_prediction_is_answered(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        for key in ("space", "full_stop", "r", "s"):
            await pilot.press(key)
            await until(pilot, lambda: "prediction" in message(screen))
            screen.say("")
            screen.set_focus(None)
        row(screen, "lr")._ask(0.3)
        await until(pilot, lambda: "prediction" in message(screen))
        frame = await screen.conductor.client.frame()
        assert (frame.step, frame.length, frame.values["lr"]) == (1, 1, 0.05)


async def test_an_answer_runs_what_it_was_about_and_is_told_beside_the_outcome(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen, downs=1)
        box = screen.query_one(PredictionBox)
        outcome = str(box.query_one(".outcome", Static).content)
        assert "You said: It bounces" in outcome
        assert "The run: It blows up" in outcome
        assert "not what you said" in outcome
        assert screen.frame.values["lr"] == 0.21
        assert screen.frame.step == 60
        kept = app.progress.answers("gradient-descent")
        assert [(a.prediction, a.choice, a.correct) for a in kept] == [
            ("just-past-the-edge", "bounces", False)
        ]


async def test_panels_that_give_the_answer_away_open_only_when_it_is_told(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        shown = [view.panel for view in screen.query(PanelView)]
        assert [isinstance(panel, Text) for panel in shown] == [False, False, True, True]
        await answer(pilot, screen)
        await until(
            pilot,
            lambda: not any(isinstance(v.panel, Text) for v in screen.query(PanelView)),
        )


async def test_play_pause_step_and_step_back(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        await pilot.press("r")
        await until(pilot, lambda: screen.frame.step == 1)
        await pilot.press("space")
        await until(pilot, lambda: screen.frame.playing and screen.frame.step > 3)
        await pilot.press("space")
        await until(pilot, lambda: not screen.frame.playing)
        at = screen.frame.step
        await pilot.press("full_stop")
        await until(pilot, lambda: screen.frame.step == at + 1)
        await pilot.press("left", "left", "left")
        await until(pilot, lambda: screen.frame.step == at - 2)
        assert screen.frame.length == at + 1
        await pilot.press("right")
        await until(pilot, lambda: screen.frame.step == at - 1)
        await pilot.press("home")
        await until(pilot, lambda: screen.frame.step == 1)
        await pilot.press("left")
        await pilot.press("end")
        await until(pilot, lambda: screen.frame.step == at + 1)
        await pilot.press("right")
        await until(pilot, lambda: "newest step" in message(screen))


async def test_restart_repeats_bit_for_bit_and_a_new_seed_is_shown(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        digest = screen.frame.digest
        await pilot.press("r")
        await until(pilot, lambda: screen.frame.step == 1)
        frame = await screen.conductor.client.advance(59)
        assert frame.digest == digest
        await pilot.press("s")
        await until(pilot, lambda: screen.frame.seed == 1 and screen.frame.step == 1)
        assert "seed 1" in screen.query_one(Timeline).render_line(0).text


async def test_an_edit_in_the_past_is_marked_and_keeps_the_old_future_as_a_ghost(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        await pilot.press(*["left_square_bracket"] * 3)
        await until(pilot, lambda: screen.frame.step == 30)
        await pilot.press("p", "down", "down")
        await until(pilot, lambda: screen.frame.values["lr"] == 0.19)
        await pilot.press("full_stop")
        await until(pilot, lambda: screen.frame.step == 31)
        curve = screen.frame.panels[1]
        assert list(curve.marks) == [30]
        assert "lr = 0.19" in curve.marks[30]
        assert [ghost.x[-1] for ghost in curve.ghosts["loss"]] == [59]
        picture = screen.query(PanelView)[1]._canvas.lines()
        assert any("▲" in line for line in picture)


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_parameter_changes_by_arrow_by_typing_and_by_mouse(app, size):
    async with app.run_test(size=size) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        await pilot.press("p", "up")
        await until(pilot, lambda: screen.frame.values["lr"] == 0.22)
        await pilot.press("0", "full_stop", "1", "8", "enter")
        await until(pilot, lambda: screen.frame.values["lr"] == 0.18)
        await pilot.press("tab", "tab", "tab", "shift+up")
        await until(pilot, lambda: screen.frame.values["momentum"] == 0.5)
        momentum = row(screen, "momentum")
        await pilot.click(momentum, offset=(24, 0))
        await until(pilot, lambda: screen.frame.values["momentum"] not in (0.0, 0.5))
        await pilot.press("2")
        await pilot.press("escape")
        assert not momentum.typing
        await pilot.press("escape")
        assert screen.focused is None
        assert app.screen is screen


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0.7", "lr cannot be 0.7: give a number from 0 to 0.5"),
        ("-1", "lr cannot be -1.0: give a number from 0 to 0.5"),
        ("0.1.2", "lr cannot be '0.1.2': give a number from 0 to 0.5"),
        ("9e999", "lr cannot be inf: give a number from 0 to 0.5"),
        ("1[/x]", "lr cannot be '1[/x]': give a number from 0 to 0.5"),
    ],
)
async def test_a_value_that_is_not_allowed_says_what_is_and_changes_nothing(app, typed, said):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        digest = (await screen.conductor.client.frame()).digest
        await pilot.press("p", "1", "backspace", *typed, "enter")
        await until(pilot, lambda: message(screen) == said)
        frame = await screen.conductor.client.frame()
        assert (frame.digest, frame.values["lr"]) == (digest, 0.21)


async def test_a_parameter_that_shapes_the_start_starts_a_new_run(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        await pilot.press("p", "p", "up")
        await until(pilot, lambda: screen.frame.values["k"] == 11)
        assert (screen.frame.step, screen.frame.edits) == (1, [])


async def test_divergence_stops_with_the_cause_and_offers_the_way_back(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        await pilot.press("r", "p", *"0.5", "enter", "escape")
        await until(pilot, lambda: screen.frame.values["lr"] == 0.5)
        await pilot.press(*["plus"] * 8, "space")
        await until(pilot, lambda: screen.frame.stopped is not None)
        assert "lr = 0.5 is past the edge 0.2" in message(screen)
        assert "← steps back, r restarts" in message(screen)
        await pilot.press("left", "left")
        await until(pilot, lambda: screen.frame.stopped is None)


async def test_a_killed_worker_is_replaced_and_the_run_goes_on(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        pid, digest = screen.conductor.client.pid, screen.frame.digest
        os.kill(pid, signal.SIGKILL)
        await pilot.press("left")
        await until(pilot, lambda: "SIGKILL" in message(screen))
        await pilot.press("end")
        await until(pilot, lambda: screen.frame.step == 60)
        assert screen.conductor.client.pid != pid
        assert screen.frame.digest == digest


async def test_scenes_open_one_by_one_and_the_place_is_kept(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await pilot.press("n")
        assert screen.scenes.shown == 0
        await answer(pilot, screen, downs=2)
        await pilot.press("n")
        await until(pilot, lambda: screen.scenes.shown == 1)
        await pilot.press("n")
        await until(pilot, lambda: screen.scenes.shown == 2)
        assert screen.locked
        await pilot.press("escape")
        if app.screen is screen:
            await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PathScreen))
        assert app.progress.place("gradient-descent") == 2
        again = await open_lesson(pilot)
        assert again.scenes.shown == 2
        told = str(again.query(".outcome").first(Static).content)
        assert "✓ as you said" in told


async def test_a_lesson_read_to_its_end_with_every_prediction_answered_is_done(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        while not screen.scenes.is_complete:
            if screen.locked:
                await answer(pilot, screen)
            shown = screen.scenes.shown
            await pilot.press("n")
            await until(pilot, lambda shown=shown: screen.scenes.shown > shown)
        assert app.progress.state("gradient-descent") == "done"


async def test_the_narrow_screen_shows_one_panel_and_a_number_changes_it(app):
    async with app.run_test(size=NARROW) as pilot:
        screen = await open_lesson(pilot)
        frames = [view.parent for view in screen.query(PanelView)]
        assert [frame.display for frame in frames] == [True, False, False, False]
        await pilot.press("2")
        await until(pilot, lambda: frames[1].display)
        assert [frame.display for frame in frames] == [False, True, False, False]
        await pilot.resize_terminal(*WIDE)
        await until(pilot, lambda: all(frame.display for frame in frames))


@pytest.mark.parametrize("size", [(20, 5), (1, 1), (200, 60), (60, 18)])
async def test_no_size_of_terminal_ends_the_app(app, size):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await pilot.resize_terminal(*size)
        await until(pilot, lambda: tuple(screen.size) == size)
        await pilot.resize_terminal(*NARROW)
        await until(pilot, lambda: tuple(screen.size) == NARROW)


async def test_the_screen_shows_the_same_run_as_the_engine_alone(app):
    lesson = find("gradient-descent")
    kind = load(Source(lesson.id, lesson.code, str(lesson.sim_path), lesson.sim))
    run = Run(kind, 0, {"lr": 0.21, "k": 10.0})
    run.advance(60)
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        assert screen.frame.digest == run.digest()
        assert screen.frame.numbers == run.row(59)


async def test_nothing_is_asked_of_the_worker_while_the_run_stands(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        asked = screen.conductor.client._number
        for _ in range(20):
            await pilot.pause(0.01)
        assert screen.conductor.client._number == asked


async def test_choices_are_under_the_keys_once_they_are_in_sight(app):
    async with app.run_test(size=NARROW) as pilot:
        screen = await open_lesson(pilot)
        assert screen.focused is None
        while screen.focused is None:
            await pilot.press("down")
            await pilot.pause()
        assert isinstance(screen.focused, OptionList)


async def test_enter_goes_to_the_first_question_that_waits(app):
    for name, choice in (("just-past-the-edge", "explodes"), ("on-the-edge", "bounces")):
        app.progress.answer("gradient-descent", name, choice, True, {}, 2)
    app.progress.visit("gradient-descent", 6)
    async with app.run_test(size=NARROW) as pilot:
        screen = await open_lesson(pilot)
        first, second, *_ = screen.scenes.questions
        await pilot.press("enter")
        await until(pilot, lambda: screen.focused is first.control)
        await pilot.press(*"0.08", "enter")
        await until(pilot, lambda: not first.is_open)
        await pilot.press("enter")
        await until(pilot, lambda: screen.focused is second.control)


async def test_quick_presses_add_up(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        screen.set_focus(row(screen, "lr"))
        for _ in range(7):
            app.post_message(Key("left", None))
        await until(pilot, lambda: screen.frame.step == 53)
        for _ in range(6):
            app.post_message(Key("down", None))
        await until(pilot, lambda: screen.frame.values["lr"] == 0.15)


async def test_a_lesson_that_is_left_while_it_plays_leaves_no_worker_behind(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        worker = psutil.Process(screen.conductor.client.pid)
        await pilot.press("space")
        await until(pilot, lambda: screen.frame.playing)
        screen.set_focus(None)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PathScreen))
        psutil.wait_procs([worker], timeout=20)
        assert not worker.is_running()
        with pytest.raises(Refused):
            await screen.conductor.client.frame()


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_below_the_outcome_stands_how_it_goes_on(app, size):
    async with app.run_test(size=size) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        line = screen.query_one(NextPart)
        await until(pilot, lambda: screen.scenes.region.contains_region(line.region))
        assert str(line.content) == "n  next: What the dot was doing"
        await pilot.click(line)
        await until(pilot, lambda: screen.scenes.shown == 1)


@pytest.mark.parametrize("what", ["ledger", "receipt"])
async def test_what_is_saved_replays_bit_for_bit_on_the_command_line(app, capsys, what):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        await screen.run_action(f"save('{what}')")
        await until(pilot, lambda: message(screen).startswith("Saved."))
        path = message(screen).rpartition(" ")[2]
    assert main(["replay", path]) == 0
    assert capsys.readouterr().out == "bit-identical: 60 steps\n"


async def test_a_run_that_is_saved_as_a_script_has_the_digits_on_the_screen(app):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        loss = float(screen.frame.panels[1].series["loss"][59])
        await screen.run_action("save('script')")
        await until(pilot, lambda: message(screen).startswith("Saved."))
        command = message(screen).partition(": ")[2].split()
    assert command[0] == "python"
    child = [sys.executable, command[1]]
    printed = await asyncio.to_thread(subprocess.check_output, child, text=True)
    said = printed.splitlines()[-2:]
    assert said == [f"loss = {loss!r} = {loss.hex()}", "same digits as the receipt: 60 records"]


async def test_leaving_while_a_script_is_made_leaves_no_process_behind(app):
    def making():
        return children_running("tutor.lab.exporting")

    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        await screen.run_action("save('script')")
        await until(pilot, making)
        screen.dismiss()
        await until(pilot, lambda: not making())


async def test_a_ledger_that_cannot_be_written_is_said(app, tmp_path):
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_lesson(pilot)
        await answer(pilot, screen)
        (tmp_path / "home" / "ledgers").write_text("a file where the folder should be")
        await screen.run_action("save('ledger')")
        await until(pilot, lambda: "cannot be written" in message(screen))
