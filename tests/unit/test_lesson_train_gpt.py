"""The lesson "From noise to almost a manual": its simulation, its panels, its text's numbers."""

import math

import numpy as np
import pytest
from lesson_code import load

from tutor.engine import Bars, Curve, Run, Text
from tutor.engine.soundness import check as check_soundness
from tutor.ml import corpus, ngrams
from tutor.study import catalog

LESSON = catalog.find("train-gpt")


sim, solution = load(LESSON, "sim"), load(LESSON, "solution")
TrainGPT = sim.TrainGPT
TINY = {"width": 16, "batch": 4}


@pytest.fixture(scope="module")
def trained():
    """A run of the defaults, a little past the bigram."""
    made = Run(TrainGPT)
    made.advance(341)
    return made


def run(records, **values):
    made = Run(TrainGPT, 0, values)
    made.advance(records)
    return made


def panels(made):
    return list(made.simulation.view(made.trace))


def test_the_first_loss_is_ln_96(trained):
    assert trained.trace["val"][0] == pytest.approx(math.log(96), abs=0.05)
    assert trained.simulation.first_loss(trained.trace) == "alike"


def test_the_curve_pauses_where_letter_frequencies_lead(trained):
    text = corpus.split()
    letters = ngrams.WittenBell(ngrams.Counts(text.train, 0, corpus.ALPHABET))
    assert trained.trace["val"][40] == pytest.approx(letters.nats(text.validation), abs=0.1)


def test_it_passes_the_bigram_near_step_300(trained):
    step = trained.simulation.first_better(trained.trace)
    assert step == pytest.approx(300, abs=40)
    bigram = sim.load(1.0).baselines["1 back"]
    assert trained.trace["val"][step] < bigram <= trained.trace["val"][step - 20]


def test_the_lines_are_scores_of_counting_on_the_very_characters_that_are_scored():
    text = corpus.split()
    x, y = (corpus.decode(a.ravel()) for a in sim.load(1.0).scored)
    assert len(y) == sim.SCORED
    baselines = sim.load(1.0).baselines
    counts = ngrams.Counts(text.train, 1, corpus.ALPHABET)
    bigram = ngrams.WittenBell(counts)
    table = {c: np.log(bigram.probabilities(c)) for c in set(x)}
    nats = [-table[a][corpus.ALPHABET.index(b)] for a, b in zip(x, y, strict=True)]
    assert np.mean(nats) == pytest.approx(baselines["1 back"], rel=1e-9)
    assert baselines["4 back"] < baselines["1 back"] - 0.8


@pytest.mark.slow
def test_with_little_text_the_larger_model_turns_and_ends_higher():
    small, large = (run(401, share=0.01, width=width) for width in (32, 64))
    assert large.simulation.turn(large.trace) == "turns"
    assert large.trace["train"][-1] < 1.6
    assert large.trace["val"][-1] > small.trace["val"][-1] + 0.2


@pytest.mark.slow
def test_at_a_tenth_it_learns_letter_frequencies_and_no_more():
    assert run(101, lr=0.1).trace["val"][-1] == pytest.approx(3.1, abs=0.1)


def test_at_one_without_a_warmup_it_is_far_worse_than_guessing_and_finite():
    made = run(41, lr=1.0, warmup=0)
    assert made.stopped is None
    assert made.trace["val"][20] > 2 * math.log(96)


def test_the_text_says_how_many_numbers_it_is_made_of():
    assert Run(TrainGPT).simulation.n_parameters(None) == 29_568


def test_four_panels_show_scores_text_context_and_budget(trained):
    shown = panels(trained)
    assert [type(panel) for panel in shown] == [Curve, Text, Bars, Curve]
    assert list(shown[0].series) == ["1 back", "4 back", "train", "val"]
    assert (shown[0].series["val"] == trained.trace["val"]).all()
    assert list(shown[2].values) == ["1", "2", "3-4", "5-8", "9-16", "17-32"]
    low = [series.x[np.argmin(series.y)] for series in shown[3].series.values()]
    assert np.allclose(low, [9.26, 9.44], atol=0.06)


def test_the_bars_average_to_the_score(trained):
    bars = np.array(list(panels(trained)[2].values.values()))
    assert bars @ [1, 1, 2, 4, 8, 16] / 32 == pytest.approx(trained.trace.last("val"))


def test_the_sample_is_what_the_models_wrote_newest_line_first(trained):
    lines = panels(trained)[1].text.splitlines()
    assert [int(line.split()[0]) for line in lines] == [325, 200, 100, 50, 25, 0]
    written = corpus.decode(trained.trace["written"].astype(int)).replace("\n", "¶")
    assert lines[1][6:] == written[200:225]
    assert lines[0][6:] == written[325:341]


def test_what_it_writes_turns_from_noise_to_letters(trained):
    written = corpus.decode(trained.trace["written"].astype(int))
    share = [
        np.mean([c.islower() or c == " " for c in part]) for part in (written[:25], written[-100:])
    ]
    assert share[0] < 0.6
    assert share[1] > 0.8


@pytest.mark.parametrize(
    "values",
    [
        {"width": 16, "batch": 4, "share": 0.01},
        {"width": 17, "share": 0.5, "budget": 1e18},
        {"width": 128, "batch": 64, "lr": 1.0, "warmup": 0},
        {"lr": 1e-4, "warmup": 200, "budget": 1e24},
    ],
)
def test_the_corners_of_the_parameters_are_safe(values):
    made = run(3, **values)
    assert made.stopped is None
    curve, _, bars, budget = panels(made)
    for series in [*curve.series.values(), *budget.series.values()]:
        assert np.isfinite(getattr(series, "y", series)).all()
    assert np.isfinite(list(bars.values.values())).all()


def test_it_repeats_bit_for_bit_from_every_step():
    check_soundness(TrainGPT, TINY, steps=24)


def test_the_learners_functions_drive_the_same_training_bit_for_bit():
    methods = {
        "get_batch": staticmethod(solution.get_batch),
        "schedule": staticmethod(solution.cosine_lr),
    }
    driven = Run(type("Driven", (TrainGPT,), methods), 0, TINY)
    driven.advance(60)
    ours = run(60, **TINY)
    assert (driven.trace["val"] == ours.trace["val"]).all()
    assert np.allclose(driven.trace["lr"], ours.trace["lr"], rtol=1e-15)


def test_the_step_size_follows_the_cosine():
    lrs = run(120, warmup=50, **TINY).trace["lr"]
    assert lrs[0] == pytest.approx(0.005 / 51)
    assert lrs.argmax() == 50
    assert lrs[50] == pytest.approx(0.005)


def test_explain_names_the_step_size():
    made = run(1, lr=1.0, **TINY)
    assert "lr = 1" in made.simulation.explain(made.trace)


def test_the_numbers_of_the_quiz_follow_from_the_formulas():
    quiz = {item.id: item for item in LESSON.quiz}
    assert quiz["tokens-per-parameter"].answer == 20 * 8
    assert quiz["training-cost"].answer == 6 * 1e9 * 2e10
