"""Seeds in parallel processes: the same numbers as in this one, and a death costs one seed."""

import asyncio
import os
from contextlib import suppress

import numpy as np
import pytest
from tiny_lessons import DRIFT, write_lesson

from tests.processes import children_running
from tutor.engine.driving import Driver
from tutor.engine.edits import Edit
from tutor.engine.receipt import Source
from tutor.engine.run import Run
from tutor.engine.source import load
from tutor.lab.seeds import running
from tutor.lab.seeds.running import other_seeds, run_seeds, sample_of
from tutor.lab.seeds.sample import Recipe, Sample, SeedRun, shortened
from tutor.lab.seeds.words import losses

UNLUCKY = DRIFT.replace(
    "        noise =",
    "        import os, time\n"
    "        while self.seed == 99: time.sleep(9)\n"
    "        if self.seed == 1: os._exit(3)\n"
    "        if self.seed == 2: raise RuntimeError('the belt came off')\n"
    "        noise =",
)
STOPS = DRIFT.replace(
    '"loss": self.x * self.x', '"loss": self.x / (self.x - self.x) if self.seed == 1 else self.x'
)


def source(tmp_path, code=DRIFT, drivers=()):
    folder = write_lesson(tmp_path, code=code)
    return Source("drift", "", str(folder / "sim.py"), "Drift", drivers)


def made(recipe, seeds, **options):
    return asyncio.run(run_seeds(recipe, seeds, **options))


def workers():
    return children_running("tutor.engine.worker")


def test_every_seed_gives_the_bits_of_a_run_in_this_process(tmp_path):
    home = source(tmp_path)
    recipe = Recipe(home, {"lr": 0.2}, [Edit(5, "lr", 0.5)], 30)
    told = []
    sample = made(recipe, [4, 0, 7], told=told.append)
    assert [run.seed for run in sample.runs] == [0, 4, 7]
    assert sorted(run.seed for run in told) == [0, 4, 7]
    assert not sample.draws_nothing
    for seed_run in sample.runs:
        run = Run(load(home), seed_run.seed, recipe.values, recipe.edits)
        run.advance(30)
        for name in run.columns:
            assert seed_run.columns[name].tobytes() == run.trace[name].tobytes()
    assert not workers()


def test_a_seed_that_dies_or_fails_is_named_and_the_rest_count(tmp_path):
    sample = made(Recipe(source(tmp_path, UNLUCKY), {}, [], 5), [0, 1, 2, 3, 4], jobs=2)
    assert [lost.seed for lost in sample.lost] == [1]
    assert losses(sample, 4) == [
        "seed 2 stopped at step 0: step 0 failed: RuntimeError: the belt came off",
        "seed 1 is lost: its process ended by itself with code 3",
    ]
    assert list(sample.values_at("loss", 4)) == [0, 3, 4]


def test_what_cannot_begin_is_a_sentence_for_every_seed(tmp_path):
    sample = made(Recipe(source(tmp_path), {"lr": 7.0}, [], 5), [0])
    assert not sample.runs
    assert "lr cannot be 7.0" in sample.lost[0].reason


def test_a_run_that_diverges_has_numbers_up_to_there(tmp_path):
    sample = made(Recipe(source(tmp_path, STOPS), {}, [], 4), [0, 1, 2])
    assert list(sample.values_at("loss", 3)) == [0, 2]
    (loss,) = losses(sample, 3)
    assert loss.startswith("seed 1 stopped at step 0: ")


def test_without_noise_every_seed_is_the_same_run(tmp_path):
    sample = made(Recipe(source(tmp_path), {"on": False}, [], 5), [0, 1])
    assert sample.draws_nothing


def test_the_learners_code_is_in_every_seed(tmp_path):
    code = DRIFT.replace('self.rng("noise").normal()', "self.draw()").replace(
        "    def step",
        "    def draw(self):\n        return self.rng('noise').normal()\n\n    def step",
    )
    yours = Driver(
        "draw", "draw", str(tmp_path / "yours" / "draw.py"), "def draw():\n    return 2.0"
    )
    home = source(tmp_path, code, (yours,))
    sample = made(Recipe(home, {}, [], 3), [0, 1])
    assert sample.draws_nothing
    assert sample.runs[0].columns["noise"].tolist() == [2.0, 2.0, 2.0]


def test_cancelling_ends_a_seed_that_never_ends(tmp_path):
    async def begin_and_cancel():
        recipe = Recipe(source(tmp_path, UNLUCKY), {}, [], 5)
        task = asyncio.create_task(run_seeds(recipe, [99], jobs=1))
        while not workers():  # noqa: ASYNC110  # another process is waited for
            await asyncio.sleep(0.01)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(begin_and_cancel())
    assert not workers()


def test_other_seeds_are_the_first_that_are_not_yours():
    assert other_seeds(4, [0, 2]) == [1, 3, 4, 5]


def seed_run(seed, *loss):
    return SeedRun(seed, {"loss": np.array(loss, np.float64)})


def test_the_band_spans_the_seeds_as_far_as_two_go_on():
    sample = sample_of([seed_run(1, 5.0, 1.0, 2.0), seed_run(0, 4.0, 3.0), seed_run(2, 6.0)])
    band = sample.band("loss")
    assert (band.low.tolist(), band.high.tolist()) == ([4.0, 1.0], [6.0, 3.0])
    assert sample.band("test error") is None
    assert Sample([seed_run(0, 1.0)]).band("loss") is None


@pytest.mark.parametrize("length", [1, 2048, 2049, 10_000])
def test_a_shortened_band_keeps_its_extremes_and_both_ends(length):
    rng = np.random.default_rng(0)
    table = rng.normal(size=(3, length))
    band = sample_of(seed_run(i, *row) for i, row in enumerate(table)).band("loss")
    short = shortened(band, length)
    assert len(short.x) <= 2049
    assert (short.x[0], short.x[-1]) == (0, length - 1)
    assert (short.low.min(), short.high.max()) == (table.min(), table.max())


def test_jobs_are_never_more_than_seeds(tmp_path):
    most = []

    def told(_):
        most.append(len(workers()))

    made(Recipe(source(tmp_path), {}, [], 3), [0], jobs=os.cpu_count() + 3, told=told)
    assert most == [1]


def test_a_machine_without_room_for_a_process_loses_the_seed_and_says_so(tmp_path, monkeypatch):
    def refuse(_):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(running, "spawn", refuse)
    sample = made(Recipe(source(tmp_path), {}, [], 3), [0, 1])
    assert "cannot be started: [Errno 11] Resource temporarily" in sample.lost[1].reason
