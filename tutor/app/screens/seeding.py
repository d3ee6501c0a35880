"""Seeding: noise or bug? The run on screen with other seeds, as a band behind its curve."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
from textual import work
from textual.screen import Screen
from textual.widgets import Static

from tutor.app.conductor import Conductor
from tutor.app.widgets.panels import PanelsView
from tutor.draw.numbers import number
from tutor.engine.frame import Frame
from tutor.engine.panels import Curve, Panel, as_series
from tutor.engine.receipt import Source
from tutor.lab.seeds import words
from tutor.lab.seeds.placing import place
from tutor.lab.seeds.running import other_seeds, run_seeds, sample_of
from tutor.lab.seeds.sample import LostSeed, Recipe, Sample, SeedRun, shortened
from tutor.study.places import open_worker_log
from tutor.study.trial import Trial

if TYPE_CHECKING:
    from tutor.app.app import TutorApp

AT_A_TIME = 5
"""Seeds that a press adds."""
LEAST_STEPS = 100
"""Steps that every seed makes at least; else twice as many as the run on screen has."""
QUICK = 5.0
"""Seconds: seeds that took no longer follow by themselves where the run on screen goes further."""
WORKERS = "seeds"
"""The group of the work in the background."""
TRIAL_FIRST = "The seeds wait for your prediction and its run."


class Seeding(Screen[None]):
    """The band of other seeds, for the lesson screen.

    The band stays as it was begun while the learner goes on changing the run: so a change is held
    against what the seed alone does.
    """

    app: TutorApp
    frame: Frame | None
    trial: Trial | None
    conductor: Conductor
    panels: PanelsView
    _recipe: Recipe | None = None
    """What every seed runs; None while no band is wanted."""
    _sample = Sample()
    _wanted = 0
    """Seeds that are asked for."""
    _took = 0.0
    """Seconds that the last runs took."""

    @property
    def locked(self) -> bool:
        """Whether a prediction on screen is still unanswered."""
        raise NotImplementedError

    @property
    def source(self) -> Source:
        """Where the simulation comes from, and whose code is in it."""
        raise NotImplementedError

    def say(self, text: str, bad: bool = False) -> None:
        """Put a sentence before the learner."""
        raise NotImplementedError

    def action_seeds(self) -> None:
        """Run this run with five other seeds; again adds five, or follows a run that went on."""
        frame, recipe = self.frame, self._recipe
        if frame is None:
            return
        if self.locked or self.trial is not None:
            self.say(TRIAL_FIRST)
        elif recipe is None:
            steps = max(LEAST_STEPS, 2 * frame.length)
            self._recipe = Recipe(self.source, dict(frame.initial), tuple(frame.edits), steps)
            self._start(frame, AT_A_TIME)
        elif self._is_running:
            self.say(f"{self._done}; esc stops the others.")
        elif frame.length > recipe.steps:
            self._follow(frame, recipe)
        elif self._sample.draws_nothing:
            self.say(f"More seeds would show no more: {words.DRAWS_NOTHING}.")
        else:
            self._start(frame, self._wanted + AT_A_TIME)

    def clear_seeds(self) -> bool:
        """Stop the seeds and take their band away; say whether there was one."""
        if self._recipe is None:
            return False
        self.workers.cancel_group(self, WORKERS)
        self._recipe, self._sample, self._wanted = None, Sample(), 0
        self._tell("")
        self.conductor.wake()
        return True

    def banded(self, panel: Panel) -> Panel:
        """Return a curve with the spread of the seeds behind its lines."""
        if self._recipe is None or self.frame is None or not isinstance(panel, Curve):
            return panel
        bands = {name: self._sample.band(name) for name in self._own(panel)}
        shown = {n: shortened(band, self.frame.length) for n, band in bands.items() if band}
        return replace(panel, bands={**panel.bands, **shown}) if shown else panel

    def place_among_seeds(self) -> None:
        """Say where the number on screen lies among the seeds."""
        frame, recipe = self.frame, self._recipe
        if frame is None or recipe is None or not frame.step:
            return
        if len(self._sample.runs) < 2:
            lost = words.losses(self._sample, recipe.steps)
            self._tell(lost[0] if lost and not self._is_running else f"{self._done}.")
            return
        if frame.length > recipe.steps and self._took < QUICK and not self._is_running:
            self._follow(frame, recipe)
        column, step = self._column, frame.step - 1
        if column is None:
            self._tell("This lesson records no number: there is nothing to compare.")
        elif step >= recipe.steps:
            self._tell(f"The seeds end at step {recipe.steps - 1}: b carries them on.")
        elif len(values := list(self._sample.values_at(column, step).values())) < 2:
            self._tell(f"{self._done}.")
        else:
            placement = place(values, frame.numbers[column], self._sample.draws_nothing)
            parts = [words.in_a_line(placement, column, step), self._otherness(frame, recipe)]
            parts += words.losses(self._sample, step)[:1]
            self._tell(" ".join(filter(None, parts)))

    @property
    def _is_running(self) -> bool:
        return any(w.group == WORKERS and not w.is_finished for w in self.workers)

    @property
    def _done(self) -> str:
        steps = self._recipe.steps if self._recipe else 0
        done = sum(run.reaches(steps) for run in self._sample.runs) + len(self._sample.lost)
        return f"Noise or bug? {done} of {self._wanted} seeds are done"

    @property
    def _column(self) -> str | None:
        """The number to place: the first line of the chosen panel that is one, of another panel, or
        the record's first.
        """
        view = self.panels.selected
        chosen = [view.panel] if view is not None and view.panel is not None else []
        panels = [*chosen, *(self.frame.panels if self.frame else ())]
        curves = (panel for panel in panels if isinstance(panel, Curve))
        known = self._sample.columns
        drawn = (n for curve in curves for n in self._own(curve) if n in known)
        return next(drawn, known[0] if known else None)

    def _own(self, curve: Curve) -> list[str]:
        """Return the lines that are a number of the record over the steps, and nothing computed."""
        numbers, step = (self.frame.numbers, self.frame.step - 1) if self.frame else ({}, 0)
        lines = {n: as_series(y) for n, y in curve.series.items() if n in numbers}
        return [
            n
            for n, line in lines.items()
            if np.array_equal(line.x[-1:], [step]) and np.array_equal(line.y[-1:], [numbers[n]])
        ]

    def _otherness(self, frame: Frame, recipe: Recipe) -> str:
        """Say in what the run on screen is no longer the one that the seeds repeat."""
        theirs = {**recipe.values}
        for edit in sorted(recipe.edits, key=lambda edit: edit.step):
            if edit.step <= frame.step:
                theirs[edit.name] = edit.value
        other = [
            f"{name} = {number(value) if isinstance(value, float) else value}"
            for name, value in theirs.items()
            if frame.values.get(name) != value
        ]
        if recipe.source.drivers != self.source.drivers:
            other.append("your code" if recipe.source.drivers else "the reference")
        return f"The seeds have {', '.join(other)}." if other else ""

    def _start(self, frame: Frame, wanted: int) -> None:
        self._wanted = wanted
        self._run_seeds(frame.seed)
        self.place_among_seeds()

    def _follow(self, frame: Frame, recipe: Recipe) -> None:
        """Have the seeds go as far as the run on screen, and as far again."""
        self._recipe = replace(recipe, steps=2 * frame.length)
        self._start(frame, self._wanted)

    @work(group=WORKERS, exclusive=True)
    async def _run_seeds(self, besides: int) -> None:
        """Make the runs that are missing or too short, showing each as it comes."""
        recipe, begun = self._recipe, monotonic()
        if recipe is None:
            return
        results: dict[int, SeedRun | LostSeed] = {lost.seed: lost for lost in self._sample.lost}
        results |= {run.seed: run for run in self._sample.runs}
        fresh = other_seeds(self._wanted - len(results), [besides, *results])
        short = [run.seed for run in self._sample.runs if not run.reaches(recipe.steps)]

        def told(result: SeedRun | LostSeed) -> None:
            results[result.seed] = result
            self._sample = sample_of(results.values())
            self.conductor.wake()

        await run_seeds(recipe, [*short, *fresh], told=told, log=open_worker_log())
        self._took = monotonic() - begun
        self.conductor.wake()

    def _tell(self, text: str) -> None:
        """Write the line below the timeline; it has its rows, so that no frame costs a layout."""
        line = self.query_one("#seeds", Static)
        line.display = bool(text)
        line.update(text, layout=False)
