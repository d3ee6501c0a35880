"""One learner, one lesson, one real terminal: from the recall of an earlier card to their own code
driving the screen, and to the questions that come back.
"""

import re
import time
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal, standing_at
from tutor.study.cards import Key
from tutor.study.progress import Progress

DOWN, ESCAPE, CTRL_Q = "\x1b[B", "\x1b", "\x11"
COURSE = Path(__file__).parents[1] / "benchmarks" / "lessons" / "m04_small_mlp"

EARLIER = """
[[quiz]]
id = "sum"
kind = "number"
ask = "How much is two and two?"
answer = 4
tol = 0.1
why = "Count."
"""


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A course with an earlier lesson, whose one card was answered a month ago."""
    extra, home, workspace = (tmp_path / name for name in ("extra", "state", "work"))
    folder = extra / "before"
    folder.mkdir(parents=True)
    for name in ("sim.py", "lesson.md"):
        text = (COURSE / name).read_text()
        (folder / name).write_text(text + "\n<!-- @quiz -->\n" * (name == "lesson.md"))
    toml = (COURSE / "lesson.toml").read_text().replace('"small-mlp"', '"before"')
    (folder / "lesson.toml").write_text(toml + EARLIER)
    monkeypatch.setenv("MLPATH_LESSONS", str(extra))
    monkeypatch.setenv("MLPATH_WORKSPACE", str(workspace))
    monkeypatch.setenv("MLPATH_HOME", str(home))
    progress = Progress(home)
    from tutor.study.catalog import lessons

    earlier = next(lesson for lesson in lessons() if lesson.id.endswith("before"))
    progress.deck.answer(
        Key(earlier.id, "number", "sum"), "4", True, seconds=5.0, now=time.time() - 30 * 86400,
        place="lesson",
    )  # fmt: skip
    progress.close()
    return home, workspace


def finish_prediction(terminal, downs):
    """Choose, say how sure, and see the run to its end."""
    terminal.wait_for("↑ ↓ choose, enter goes on")  # the keys are on it
    terminal.press(DOWN * downs + "\r")
    terminal.wait_for("How sure are you?")
    terminal.press("3")
    terminal.wait_until(lambda text: "How sure are you?" not in text)
    terminal.press("+++++++")
    terminal.wait_for("✓ as you said")


@pytest.mark.timeout(180)
def test_from_recall_to_your_code_drives_the_screen(world):
    home, workspace = world
    terminal = Terminal([], standing_at(home))
    terminal.wait_for("Roll downhill")
    terminal.press("\r")
    # cold recall of an earlier card
    terminal.wait_for("How much is two and two?")
    terminal.wait_for("■ locked")
    terminal.press("4\r")
    terminal.wait_for("✓ right")
    # puzzle, prediction with confidence, run, explanation, second prediction
    terminal.press("\r")
    terminal.wait_for("It blows up")
    finish_prediction(terminal, 2)
    terminal.press("nn")
    terminal.wait_for("part 3 of 8")
    terminal.wait_for("then stays at one")
    finish_prediction(terminal, 1)
    terminal.press("n")
    terminal.wait_for("part 4 of 8")
    terminal.press("n")
    terminal.wait_for("part 5 of 8")
    terminal.press("n")
    terminal.wait_for("not begun. e opens it")
    # the exercise: a wrong answer has its sentence, the right one passes
    terminal.press("e")
    terminal.wait_for("your turn")
    module = workspace / "mlpath" / "gradient_descent.py"
    stub = module.read_text()
    module.write_text(
        stub.replace('raise NotImplementedError("your turn")', "return w + lr * grad")
    )
    terminal.wait_for("you walked along the gradient")
    module.write_text(
        stub.replace('raise NotImplementedError("your turn")', "return w - lr * grad")
    )
    terminal.wait_for("Passed.")
    terminal.press(ESCAPE)
    # the learner's function drives the same screen, and agrees with the reference
    terminal.wait_for("yours · gradient_step")
    terminal.wait_for("agree bit for bit")
    version = re.search(r"yours · gradient_step · (\w{8})", terminal.text)[1]
    terminal.press("r")
    terminal.wait_for("step 0 of 0")
    terminal.press("...")
    terminal.wait_for("step 3 of 3")
    terminal.press("y")
    terminal.wait_for("Now running: the reference")
    # the quiz, whose answers become cards
    terminal.press("n")
    terminal.wait_for("question 1 of 4")
    terminal.press(CTRL_Q)
    assert terminal.wait_for_end() == 0
    assert terminal.is_restored
    progress = Progress(home)
    kept = progress.answers("gradient-descent")
    assert [(a.prediction, a.correct, a.confidence) for a in kept] == [
        ("just-past-the-edge", True, 3),
        ("on-the-edge", True, 3),
    ]
    assert progress.attempts.passed_source("gradient-descent", "gradient-step").sha[:8] == version
    assert [a.place for a in progress.deck.answers() if a.key.item == "sum"] == [
        "lesson",
        "review",
    ]
    # what was passed drives the lesson in the next sitting too
    again = Terminal([], home)
    again.wait_for(f"yours · gradient_step · {version}")
    again.press(CTRL_Q)
    again.wait_for_end()
