"""Lessons made for a test, in a folder of their own, and the command line in this process."""

from typing import NamedTuple

from tutor.cli import main

DRIFT = """
from tutor.engine import Choice, Curve, Flag, Float, Int, Line, Simulation, Text


class Drift(Simulation):
    lr = Float(0.1, 0.0, 1.0, "pull")
    size = Int(3, 1, 9, "how many", resets=True)
    mood = Choice("calm", ["calm", "wild"], "noise")
    on = Flag(True, "noise at all")
    word = Line("hello", "said")

    def reset(self):
        self.x = float(self.size)

    def step(self):
        noise = self.rng("noise").normal() * self.on * (3.0 if self.mood == "wild" else 1.0)
        record = {"loss": self.x * self.x, "noise": noise}
        self.x = (1.0 - self.lr) * self.x + 0.1 * noise
        return record

    def view(self, trace):
        yield Curve("loss", {"loss": trace["loss"]})
        yield Text("said", self.word)
"""

TOML = """
format = 1
id = "{name}"
title = "A {name}"
month = 1
minutes = 5
needs = []
sim = "{sim}"
objective = "See it."
misconception = "It is not to be seen."
"""


class Answer(NamedTuple):
    code: int
    out: str
    err: str


def write_lesson(root, name="drift", code=DRIFT, sim="Drift"):
    """Put a lesson under `root` and return its folder."""
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lesson.toml").write_text(TOML.format(name=name, sim=sim))
    (folder / "lesson.md").write_text("# text\n")
    (folder / "sim.py").write_text(code)
    return folder


def call(capsys, *arguments):
    """Run the command line in this process."""
    capsys.readouterr()
    code = main([str(argument) for argument in arguments])
    return Answer(code, *capsys.readouterr())


def refusal(answer):
    """Return the one line of an answer that is exit code 2 and nothing on stdout."""
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("mlpath-tutor: ")
    assert answer.err.count("\n") == 1
    return answer.err
