"""The exercise screen: write, check, be told, pass; and nothing that was typed is lost."""

import os

import pytest
from textual.widgets import Static

from tests.ui.driving import until
from tutor.app.app import COMMANDS as APP
from tutor.app.app import TutorApp
from tutor.app.commands import key_names
from tutor.app.screens import writing
from tutor.app.screens.asking import AskScreen
from tutor.app.screens.exercise import ExerciseScreen
from tutor.app.screens.exercise_commands import COMMANDS
from tutor.app.screens.solution import SolutionScreen
from tutor.app.themes import NAMES
from tutor.draw.abilities import Abilities
from tutor.study.catalog import find
from tutor.study.lesson import read_lesson
from tutor.study.places import state_directory
from tutor.study.progress import Progress
from tutor.study.settings import Settings
from tutor.study.workspace import Workspace

SIZES = [(80, 24), (120, 40)]
IDS = ["80x24", "120x40"]
LESSON = read_lesson(find("gradient-descent").folder)
STEP = LESSON.exercises[0]
WHERE = LESSON.id, STEP.id
STUB = 'raise NotImplementedError("your turn")'


@pytest.fixture
def path():
    return Workspace().module(STEP)


@pytest.fixture
def _no_autosave(monkeypatch):
    monkeypatch.setattr(writing, "QUIET", 1000.0)
    monkeypatch.setattr(writing, "LATEST", 1000.0)


def text(app):
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def message(screen):
    return str(screen.query_one("#message", Static).render())


async def open_exercise(pilot, exercise=STEP):
    """Open the exercise; return its screen and the list that takes what it is dismissed with."""
    app, outcome = pilot.app, []
    await until(pilot, lambda: app.screen.is_mounted)
    screen = ExerciseScreen(LESSON, exercise, app.progress, app.grader)
    app.push_screen(screen, outcome.append)
    await until(pilot, lambda: screen.opened)
    return screen, outcome


async def verdict(pilot, screen):
    await pilot.press("f5")
    await until(pilot, lambda: not screen.is_checking)


async def test_a_wrong_answer_a_hint_and_the_right_one(app, path):
    async with app.run_test(size=(120, 40)) as pilot:
        screen, outcome = await open_exercise(pilot)
        await pilot.press(*"return w + lr * grad")
        await verdict(pilot, screen)
        shown = text(app)
        assert "✗ The loss rises: you walked along the gradient." in shown
        assert "expected: [0.8, -1.6]" in shown
        assert "first wrong element: [0] is 1.2, not 0.8" in shown
        assert "tolerance: 1e-09" in shown

        await pilot.press("f6")
        await pilot.pause()
        assert "hint 1 of 3 Which way makes the loss" in text(app)
        await pilot.press("f6", "f6", "f6")
        await pilot.pause()
        assert "hint 3 of 3" in text(app)
        assert "All hints are taken" in message(screen)

        await pilot.press("end", *["backspace"] * len("+ lr * grad"), *"- lr * grad")
        await verdict(pilot, screen)
        assert message(screen) == "Passed. esc goes back: the picture now runs on your line."
        await pilot.press("escape")
        await until(pilot, lambda: outcome)
    assert outcome == [True]
    attempts = Progress().attempts
    kinds = [event.kind for event in attempts.events()]
    assert kinds == ["tried", "hint", "hint", "hint", "passed"]
    assert attempts.passed_source(*WHERE).source == path.read_text()
    assert "    return w - lr * grad\n" in path.read_text()


async def test_leaving_without_passing_says_so_and_keeps_the_text(app, path):
    async with app.run_test(size=(120, 40)) as pilot:
        _, outcome = await open_exercise(pilot)
        await pilot.press(*"return w", "escape")
        await until(pilot, lambda: outcome)
    assert outcome == [False]
    assert "    return w\n" in path.read_text()


async def test_the_hints_taken_are_still_there_in_the_next_sitting(app):
    async with app.run_test(size=(120, 40)) as pilot:
        _, outcome = await open_exercise(pilot)
        await pilot.press("f6", "f6", "escape")
        await until(pilot, lambda: outcome)
        await open_exercise(pilot)
        await pilot.pause()
        assert "hint 2 of 3" in text(app)
        assert "hint 3 of 3" not in text(app)


async def test_typing_is_saved_by_itself(app, path, monkeypatch):
    monkeypatch.setattr(writing, "QUIET", 0.05)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_exercise(pilot)
        await pilot.press(*"return w")
        await until(pilot, lambda: "    return w\n" in path.read_text())


async def test_typing_without_a_pause_is_saved_too(app, path, monkeypatch):
    monkeypatch.setattr(writing, "QUIET", 1000.0)
    monkeypatch.setattr(writing, "LATEST", 0.05)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_exercise(pilot)
        await pilot.press(*"return w")
        await until(pilot, lambda: "return" in path.read_text())


@pytest.mark.usefixtures("_no_autosave")
async def test_quitting_the_app_saves(app, path):
    async with app.run_test(size=(120, 40)) as pilot:
        await open_exercise(pilot)
        await pilot.press(*"return w", "ctrl+q")
    assert "    return w\n" in path.read_text()


async def test_the_stub_comes_back_and_the_old_text_is_kept(app, path):
    async with app.run_test(size=(120, 40)) as pilot:
        screen, _ = await open_exercise(pilot)
        await pilot.press(*"return w", "f8")
        await until(pilot, lambda: isinstance(app.screen, AskScreen))
        await pilot.press("n")
        await until(pilot, lambda: app.screen is screen)
        assert "return w" in screen.code.text
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, AskScreen))
        await pilot.press("y")
        await until(pilot, lambda: STUB in screen.code.text)
        kept = path.with_name(f"{path.name}.1")
        assert message(screen) == f"The stub is back. What you had is in {kept}."
        assert "    return w\n" in kept.read_text()
        assert STUB in path.read_text()


async def test_a_save_from_elsewhere_is_read_and_checked(app, path):
    async with app.run_test(size=(120, 40)) as pilot:
        screen, _ = await open_exercise(pilot)
        path.write_text(path.read_text().replace(STUB, "return w - lr * grad"))
        await until(pilot, lambda: screen.has_passed)
        assert "return w - lr * grad" in screen.code.text
        await pilot.press("ctrl+z")
        await until(pilot, lambda: STUB in screen.code.text)


@pytest.mark.usefixtures("_no_autosave")
async def test_of_two_changes_both_are_kept(app, path):
    async with app.run_test(size=(120, 40)) as pilot:
        screen, _ = await open_exercise(pilot)
        await pilot.press(*"return w")
        theirs = path.read_text().replace(STUB, "return grad")
        path.write_text(theirs)
        await until(pilot, lambda: "return grad" in screen.code.text)
        beside = path.with_name(f"{path.name}.mine")
        assert str(beside) in message(screen)
        assert "    return w\n" in beside.read_text()
        assert path.read_text() == theirs
        await pilot.press("ctrl+z", "ctrl+s")
        await until(pilot, lambda: "return w" in path.read_text())


@pytest.mark.usefixtures("_no_autosave")
async def test_a_file_that_was_taken_away_is_written_when_asked(app, path):
    async with app.run_test(size=(120, 40)) as pilot:
        screen, _ = await open_exercise(pilot)
        path.unlink()
        await until(pilot, lambda: "is gone" in message(screen))
        await pilot.press("ctrl+s")
        await until(pilot, path.exists)
        assert STUB in path.read_text()


async def test_an_endless_loop_is_stopped_by_escape_and_is_no_attempt(app):
    async with app.run_test(size=(120, 40)) as pilot:
        screen, outcome = await open_exercise(pilot)
        await pilot.press(*"while True: pass", "f5")
        await until(pilot, lambda: "1 s   esc stops it" in message(screen).replace("2 s", "1 s"))
        await pilot.press("escape")
        await until(pilot, lambda: not screen.is_checking)
        assert message(screen) == "Stopped. What you wrote is saved."
        assert app.progress.attempts.events() == ()
        assert not outcome


async def test_a_second_check_ends_the_first_and_judges_the_newer_text(app):
    async with app.run_test(size=(120, 40)) as pilot:
        screen, _ = await open_exercise(pilot)
        await pilot.press(*"while True: pass", "f5")
        await until(pilot, lambda: screen.is_checking)
        await pilot.press(*["backspace"] * 16, *"return w - lr * grad", "f5")
        await until(pilot, lambda: screen.has_passed)
        assert [event.kind for event in app.progress.attempts.events()] == ["passed"]


async def test_a_line_that_python_cannot_read_is_named_and_opens_again(app):
    async with app.run_test(size=(120, 40)) as pilot:
        screen, outcome = await open_exercise(pilot)
        await pilot.press(*"return w -")
        await verdict(pilot, screen)
        assert "Python cannot read the file" in text(app)
        await pilot.press("escape")
        await until(pilot, lambda: outcome)
        again, _ = await open_exercise(pilot)
        await pilot.pause()
        assert "return w -" in again.code.text
        assert "line 11" in message(again)
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, AskScreen))
        await pilot.press("y")
        await until(pilot, lambda: "mend that line" in message(again))
        assert "return w -" in again.code.text


async def test_the_prints_and_the_traceback_are_the_learners_own(app):
    async with app.run_test(size=(120, 40)) as pilot:
        screen, _ = await open_exercise(pilot)
        await pilot.press(*"print('w is [/b]', w)", "enter", *"return missing")
        await verdict(pilot, screen)
        shown = text(app)
        assert "your code printed:" in shown
        assert "w is [/b] [ 1. -2.]" in shown
        assert "NameError" in shown
        assert "return missing" in shown


async def test_giving_up_is_asked_once_and_shows_the_difference(app):
    async with app.run_test(size=(120, 40)) as pilot:
        screen, _ = await open_exercise(pilot)
        await pilot.press(*"return w + lr * grad", "f9")
        await until(pilot, lambda: isinstance(app.screen, AskScreen))
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, SolutionScreen))
        await pilot.pause()
        shown = text(app)
        assert "− yours   + one way to write it" in shown
        assert "−     return w + lr * grad" in shown
        assert "+     return w - lr * grad" in shown
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, SolutionScreen))
        assert [event.kind for event in app.progress.attempts.events()] == ["gave_up"]


async def test_a_module_that_is_a_folder_is_told_and_can_be_left(app, path):
    path.mkdir(parents=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.screen.is_mounted)
        screen, outcome = ExerciseScreen(LESSON, STEP, app.progress, app.grader), []
        app.push_screen(screen, outcome.append)
        await until(pilot, lambda: screen.is_mounted and "is a folder" in message(screen))
        for key in ("f5", "ctrl+s", "f6", "f7", "f8", "x", "escape"):
            await pilot.press(key)
        await until(pilot, lambda: outcome)
        assert screen.code.text == ""
    assert path.is_dir()


@pytest.mark.usefixtures("_no_autosave")
async def test_what_cannot_be_saved_is_kept_with_the_progress(app, path, monkeypatch):
    def full(place, text):
        if place == path:
            raise OSError(28, "No space left on device", str(place))
        place.write_text(text)

    async with app.run_test(size=(120, 40)) as pilot:
        screen, outcome = await open_exercise(pilot)
        monkeypatch.setattr("tutor.study.draft._write", full)
        await pilot.press(*"return w", "ctrl+s")
        copy = state_directory() / "unsaved" / path.name
        await until(pilot, copy.exists)
        assert "No space left on device" in message(screen)
        assert str(copy) in message(screen)
        assert "    return w" in copy.read_text()
        assert STUB in path.read_text()
        await pilot.press("escape")
        assert not outcome
        assert message(screen).endswith("esc again leaves.")
        await pilot.press("escape")
        await until(pilot, lambda: outcome)


async def test_a_form_feed_makes_the_file_one_to_read(app, path):
    async with app.run_test(size=(120, 40)) as pilot:
        screen, _ = await open_exercise(pilot)
        odd = path.read_text().replace("\n\n\ndef", "\n\x0c\ndef")
        path.write_text(odd)
        await until(pilot, lambda: screen.code.read_only)
        await until(pilot, lambda: "can only be read here; f7 opens your editor" in text(app))
        await pilot.press("x", "ctrl+s", "escape")
        assert path.read_text() == odd


async def test_python_is_indented_as_it_is_written(app):
    async with app.run_test(size=(120, 40)) as pilot:
        screen, _ = await open_exercise(pilot)
        await pilot.press(*"if lr:", "enter", *"a", "enter", *"b")
        assert screen.code.text.endswith("    if lr:\n        a\n        b\n")
        await pilot.press("shift+up", "shift+up", "tab")
        assert screen.code.text.endswith("        if lr:\n            a\n            b\n")
        await pilot.press("shift+tab", "shift+tab")
        assert screen.code.text.endswith("\nif lr:\n    a\n    b\n")
        await pilot.press("ctrl+z", "ctrl+z", "ctrl+z")
        assert screen.code.text.endswith("    if lr:\n        a\n        b\n")


async def test_python_is_coloured_by_the_grammar(app):
    async with app.run_test(size=(120, 40)) as pilot:
        screen, _ = await open_exercise(pilot)
        assert screen.code.is_syntax_aware


async def test_a_verdict_on_an_earlier_text_says_so(app):
    async with app.run_test(size=(120, 40)) as pilot:
        screen, _ = await open_exercise(pilot)
        await pilot.press(*"return w - lr * grad")
        await verdict(pilot, screen)
        assert "of an earlier text" not in text(app)
        await pilot.press("2")
        await pilot.pause()
        assert "of an earlier text" in text(app)
        await pilot.press("backspace")
        await pilot.pause()
        assert "of an earlier text" not in text(app)


async def test_ctrl_c_copies_a_selection_and_otherwise_asks_to_quit(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await open_exercise(pilot)
        await pilot.press("ctrl+c")
        assert app.clipboard == STUB
        await pilot.press("right", "ctrl+c", "ctrl+c")
        await pilot.pause()
        assert app.return_code == 130


@pytest.mark.parametrize("variable", ["no-such-editor", "'"])
async def test_without_a_terminal_or_an_editor_f7_says_so(app, monkeypatch, variable):
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", variable)
    async with app.run_test(size=(120, 40)) as pilot:
        screen, _ = await open_exercise(pilot)
        await pilot.press("f7")
        await until(pilot, lambda: screen.query_one("#message").has_class("-bad"))
        assert "terminal" in message(screen) or "$EDITOR" in message(screen)


@pytest.mark.parametrize("name", NAMES)
async def test_every_theme_shows_the_code(name):
    app = TutorApp(Progress(), Settings(theme=name))
    async with app.run_test(size=(80, 24)) as pilot:
        screen, _ = await open_exercise(pilot)
        assert screen.code.theme == NAMES[name]
        assert "def gradient_step" in text(app)
        await pilot.press("f3")
        await until(pilot, lambda: screen.code.theme == app.theme != NAMES[name])


@pytest.mark.parametrize("color", ["none", "16"])
async def test_few_colours_are_the_terminals_own(color):
    app = TutorApp(Progress(), Settings(), Abilities(color, "braille"))
    async with app.run_test(size=(120, 40)) as pilot:
        screen, _ = await open_exercise(pilot)
        await pilot.press(*"return (w + lr) # why", "f6")
        await verdict(pilot, screen)
        styles = [s.style for strip in screen._compositor.render_strips() for s in strip if s.style]
        found = {c for style in styles for c in (style.color, style.bgcolor) if c}
        named = {c.number for c in found if not c.is_default}
        assert named <= (set() if color == "none" else set(range(16)))


async def test_without_colours_selection_and_brackets_are_marked_by_other_means():
    app = TutorApp(Progress(), Settings(), Abilities("none", "braille"))

    def marked(how):
        segments = [s for strip in app.screen._compositor.render_strips() for s in strip]
        return "".join(s.text for s in segments if s.style and getattr(s.style, how))

    async with app.run_test(size=(120, 40)) as pilot:
        await open_exercise(pilot)
        await pilot.pause()
        assert STUB in marked("reverse")
        assert "(" not in marked("underline")
        await pilot.press(*"(w)", "left")
        await pilot.pause()
        assert "(" in marked("underline")
        assert STUB not in marked("reverse")


def test_every_command_can_be_carried_out_and_has_keys_of_its_own():
    keys = [key for c in (*COMMANDS, *APP) for key in c.keys.split(",") if key]
    assert len(keys) == len(set(keys))
    for command in COMMANDS:
        assert hasattr(ExerciseScreen, f"action_{command.action}")
    shown = [c for c in (*COMMANDS, *APP) if c.footer]
    assert sum(len(key_names(c).partition(" ")[0]) + len(c.footer) + 2 for c in shown) <= 80


async def test_the_keys_go_from_pane_to_pane_and_back(app):
    async with app.run_test(size=(80, 24)) as pilot:
        screen, _ = await open_exercise(pilot)
        for pane in ("task", "verdict", "code"):
            await pilot.press("ctrl+g")
            assert screen.focused.id == pane
            assert screen.focused.display
        await pilot.press("ctrl+g", "escape")
        assert screen.focused.id == "code"


@pytest.mark.parametrize("size", SIZES, ids=IDS)
@pytest.mark.parametrize(
    "line", ["return w + lr * grad", "return w - lr * grad"], ids=["no", "yes"]
)
def test_what_it_looks_like(snap_compare, app, monkeypatch, size, line):
    monkeypatch.chdir(os.environ["MLPATH_HOME"].removesuffix("home"))
    monkeypatch.setenv("MLPATH_WORKSPACE", "mlpath")

    async def reach(pilot):
        screen, _ = await open_exercise(pilot)
        await pilot.press("f6", *line)
        await verdict(pilot, screen)
        title = str(screen.verdict_view.border_title)
        screen.verdict_view.border_title = title.rpartition(" (")[0]  # the seconds
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=reach)
