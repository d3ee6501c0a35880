"""Exercises, as a lesson's TOML describes them: the task, the golden values, the wrong programs.

    [[exercise]]
    id = "gradient-step"
    function = "gradient_step"       # its parameters are those of the stub in exercise.py
    task = "Write one step of gradient descent."
    hints = ["…", "…", "…"]
    drives = "update"                # optional: the method of the simulation that it replaces
    module = "gradient_descent"      # optional: its file in the workspace, by default the lesson's
    in_place = true                  # optional: it is meant to change its arguments
    seconds = 20                     # optional: time for all checks together, 10 by default
    memory = 4096                    # optional: MiB beyond what Python with NumPy uses, 1024
    through = "slopes"               # optional: what the cases call, a function of laws.py that is
                                     # given the learner's before its arguments: needed for a class

    [exercise.gradient]              # optional: what it returns is a gradient
    loss = "squared_error"           # a function of laws.py with the exercise's own parameters
    wrt = ["w", "b"]                 # the parameters to differentiate by, each in 64-bit floats
    part = 1                         # optional: where in the returned tuple the gradients begin

    [exercise.reference]             # optional: another way to the same result
    function = "with_torch"          # a function of laws.py; it imports its library itself, so
    tol = 1e-6                       # that it is left out where that is not installed

The values of a case are written as TOML. A list of numbers stands for an array, of 64-bit floats
where one of them has a point, else of 64-bit integers. "@name" is the function `name` of laws.py.
{ list = […] }, { tuple = […] } and { tensor = […] } are what they say, and any other table is a
dict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tutor.study.tables import Table

KEYS = ("id", "function", "drives", "task", "hints", "case", "mistake", "module", "in_place",
        "seconds", "memory", "through", "gradient", "reference")  # fmt: skip
SECONDS, MEMORY = 10.0, 1024
MOST_SECONDS = 300


@dataclass(frozen=True)
class Case:
    """A golden value: with these arguments the function returns `want`, to within `tol`.

    Both are as they stand in the TOML; `tutor.study.grading.cases` makes values of them.
    """

    args: tuple[Any, ...]
    want: Any
    tol: float
    source: str
    """Where the value comes from, such as "torch 2.13, float64"; empty when done by hand."""


@dataclass(frozen=True)
class Mistake:
    """A wrong body for the function, and what to tell the learner who wrote it."""

    code: str
    say: str


@dataclass(frozen=True)
class Gradient:
    """What the function returns is the gradient of `loss` by the parameters `wrt`."""

    loss: str
    wrt: tuple[str, ...]
    part: int | None


@dataclass(frozen=True)
class Reference:
    """A function of laws.py that computes the same by other means, to within `tol`."""

    function: str
    tol: float


@dataclass(frozen=True)
class Exercise:
    """A function to write. `drives` names the method of the simulation that it then replaces."""

    id: str
    function: str
    task: str
    hints: tuple[str, ...]
    cases: tuple[Case, ...]
    mistakes: tuple[Mistake, ...]
    drives: str | None
    module: str
    """The file of the workspace's package that it belongs to, without ".py"."""
    in_place: bool
    seconds: float
    memory: int
    """MiB that the learner's code may use beyond the process that it runs in."""
    gradient: Gradient | None
    reference: Reference | None
    through: str | None = None
    """The function of laws.py that the cases call; it gets the learner's as its first argument."""


def read_exercises(lesson: Table, home: str) -> tuple[Exercise, ...]:
    """Read every `[[exercise]]` of a lesson; `home` is the module of those that name none."""
    return tuple(_exercise(table, home) for table in lesson.tables("exercise", KEYS))


def _exercise(table: Table, home: str) -> Exercise:
    hints = table.texts("hints")
    if len(hints) != 3:
        raise table.error(f"give 3 hints (direction, idea, nearly the line), not {len(hints)}")
    module = table.line("module") if table.has("module") else home
    if not module.isidentifier():
        raise table.error(f"`module` is {module!r}; it must be a name that Python can import")
    mistakes = table.tables("mistake", ("code", "say"), "")
    seconds = table.number("seconds") if table.has("seconds") else SECONDS
    if not 0 < seconds <= MOST_SECONDS:
        raise table.error(f"`seconds` is {seconds:g}; give more than 0, at most {MOST_SECONDS}")
    return Exercise(
        id=table.name("id"),
        function=table.line("function"),
        task=table.text("task"),
        hints=hints,
        cases=tuple(map(_case, table.tables("case", ("args", "want", "tol", "from"), ""))),
        mistakes=tuple(Mistake(item.text("code"), item.line("say")) for item in mistakes),
        drives=table.line("drives") if table.has("drives") else None,
        module=module,
        in_place=table.flag("in_place") if table.has("in_place") else False,
        seconds=seconds,
        memory=table.whole("memory", 1) if table.has("memory") else MEMORY,
        gradient=_gradient(table) if table.has("gradient") else None,
        reference=_reference(table) if table.has("reference") else None,
        through=table.line("through") if table.has("through") else None,
    )


def _gradient(exercise: Table) -> Gradient:
    table = exercise.child("gradient", ("loss", "wrt", "part"))
    wrt = table.texts("wrt")
    if not wrt:
        raise table.error("`wrt` must name at least one parameter of the function")
    part = table.whole("part", 0) if table.has("part") else None
    return Gradient(table.line("loss"), wrt, part)


def _reference(exercise: Table) -> Reference:
    table = exercise.child("reference", ("function", "tol"))
    tol = table.number("tol") if table.has("tol") else 1e-9
    return Reference(table.line("function"), tol)


def _case(table: Table) -> Case:
    args = table.get("args")
    if not isinstance(args, list):
        raise table.error(f"`args` must be a list, not {args!r}")
    tol = table.number("tol") if table.has("tol") else 1e-9
    source = table.line("from") if table.has("from") else ""
    return Case(tuple(args), table.get("want"), tol, source)
