"""The rules; `lint` puts every lesson of a path before them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tutor.lab.lint import claiming, driving, exercising, placing, predicting, reading, running
from tutor.lab.lint.draft import Draft
from tutor.lab.lint.finding import Finding
from tutor.lab.lint.limit import TooLong, within
from tutor.study import catalog
from tutor.study.lesson import Lesson, read_head
from tutor.study.tables import LessonError

Rule = Callable[[Draft], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    reading.keeps_the_schema,
    reading.has_every_file,
    reading.text_matches_its_promises,
    reading.leaves_nothing_to_write,
    reading.simulation_can_be_loaded,
    reading.simulation_knows_no_terminal,
    placing.id_is_its_own,
    placing.ids_stay,
    placing.needs_exist,
    placing.month_is_not_before_its_needs,
    placing.needs_run_in_no_circle,
    predicting.parameters_can_be_set,
    predicting.answers_are_what_happens,
    exercising.something_tells_right_from_wrong,
    exercising.solution_passes,
    exercising.stub_fails,
    exercising.mistakes_fail,
    exercising.mistakes_differ,
    driving.solution_drives_the_same_run,
    driving.uses_can_be_met,
    claiming.text_is_short_enough,
    claiming.numbers_are_the_simulations,
    running.stays_finite,
    running.first_frame_is_prompt,
)
LONGEST = 120.0
"""Seconds for one rule; only an endless loop needs more."""


def lint(path: Path) -> Iterator[Finding]:
    """Yield the findings about a lesson's folder, or about all lessons of a pack's folder."""
    alone = (path / "lesson.toml").is_file()
    pack = path.resolve().parent if alone else path
    if not alone:
        yield from _about_the_pack(pack)
    siblings, elsewhere = _heads(pack), {x.id: x for x in catalog.lessons()}
    folders = [path] if alone else [toml.parent for toml in sorted(pack.glob("*/lesson.toml"))]
    for folder in folders:
        try:
            lesson = read_head(folder)
        except (LessonError, OSError) as error:
            yield reading.located(LessonError(str(error)), folder / "lesson.toml")
            continue
        draft = Draft(lesson, siblings, elsewhere)
        yield from sorted({finding for rule in RULES for finding in obeyed(rule, draft)})


def obeyed(rule: Rule, draft: Draft) -> list[Finding]:
    """Return what one rule finds; that the lesson's code fails in it is a finding too."""
    try:
        with within(LONGEST):
            return list(rule(draft))
    except TooLong as problem:
        said = str(problem)
    except LessonError as error:
        return [reading.located(error, draft.lesson.toml_path)]
    except (Exception, SystemExit) as error:  # an author's code may raise anything
        said = f"{type(error).__name__}: {error}"
    what = f"whether {rule.__name__.replace('_', ' ')} cannot be told: {said}"
    return [draft.in_toml("", "id", what)]


def _about_the_pack(folder: Path) -> Iterator[Finding]:
    path = folder / "pack.toml"
    if not path.is_file():
        what = "the file is missing; a pack that others install needs one"
        yield Finding(path, 1, what, note=True)
        return
    try:
        catalog.pack(folder)
    except LessonError as error:
        yield reading.located(error, path)


def _heads(folder: Path) -> list[Lesson]:
    found = []
    for path in sorted(folder.glob("*/lesson.toml")):
        try:
            found.append(read_head(path.parent))
        except (LessonError, OSError):
            continue  # it is told where that lesson is linted
    return found
