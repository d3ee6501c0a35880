"""A lesson with everything plain mode has to say, and a talk whose two ends a test holds."""

import io

from tutor.plain.main import Sitting
from tutor.plain.talk import Talk
from tutor.study import catalog
from tutor.study.progress import Progress

SIM = """
import os
from tutor.engine import Bars, Curve, Field, Flag, Float, Simulation, Table


class Fall(Simulation):
    rate = Float(0.5, 0.0, 2.0, "share kept each step")
    size = Float(8.0, 1.0, 9.0, "where it begins", unit="m", resets=True)
    deadly = Flag(False, "end the process at step 5")

    def reset(self):
        self.x, self.n = self.size, 0

    def step(self):
        if self.deadly and self.n == 5:
            os._exit(3)
        record = {"height": self.x}
        self.x, self.n = self.x * self.rate, self.n + 1
        return record

    def view(self, trace):
        yield Curve("height", {"height": trace["height"]})
        yield Bars("the rate", {"rate": self.rate})
        yield Table("the end", ("now", "value"), [("height", trace.last("height"))])

    def fate(self, trace):
        return "falls" if trace.last("height") < self.size else "stays"
"""

TOML = """
format = 1
id = "fall"
title = "A fall"
month = 1
minutes = 5
needs = []
sim = "Fall"
objective = "See it."
misconception = "It is not to be seen."

[[predict]]
id = "half"
ask = "Half is kept. What happens?"
set = { rate = 0.5 }
steps = 4
probe = "fate"
hides = ["the rate"]
answer = "falls"

[predict.choices.falls]
text = "It falls"
say = "Half of it is left."

[predict.choices.stays]
text = "It stays"
say = "Nothing would have to be lost."

[[exercise]]
id = "halve"
function = "halve"
task = "Return *half* of `x`."
hints = ["a", "b", "c"]

[[quiz]]
id = "q"
kind = "number"
ask = "What is half of 4?"
answer = 2
tol = 0.1
why = "2 + 2 is 4."
"""

MARKDOWN = """# A fall

It *begins* high.

<!-- @sim -->

Say what comes.

<!-- @predict half -->

Now you know.

## Your turn

<!-- @exercise halve -->

<!-- @quiz -->
"""


def write_fall(root, sim=SIM):
    """Put the lesson under `root`."""
    folder = root / "fall"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lesson.toml").write_text(TOML)
    (folder / "lesson.md").write_text(MARKDOWN)
    (folder / "sim.py").write_text(sim)
    (folder / "exercise.py").write_text("def halve(x):\n    ...\n")
    (folder / "solution.py").write_text("def halve(x):\n    return x / 2\n")
    return folder


def talk_of(lines, width=80):
    """Return a talk that reads these lines, and what it writes."""
    out = io.StringIO()
    source = io.BytesIO("".join(f"{line}\n" for line in lines).encode())
    return Talk(source, out, width, echo=True), out


def sit(root, *lines, lesson="fall"):
    """Use plain mode on the course in `root`, type these lines, and return all that was written."""
    talk, out = talk_of(lines)
    progress = Progress()
    try:
        Sitting(catalog.lessons(root), progress, talk).go(
            catalog.find(lesson, root) if lesson else None
        )
    finally:
        progress.close()
    return out.getvalue()
