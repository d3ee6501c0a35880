"""Papers whose claims take training: in small here, in full in the slow tests.

Each in small still has the direction that its paper claims, and loses it when the method under test
is replaced by one that should not have it.
"""

import asyncio

import numpy as np
import pytest
import torch

from tutor.lab.papers import reading
from tutor.lab.papers.measures import (
    belkin_2019,
    cohen_2021,
    goodfellow_2015,
    olsson_2022,
    power_2022,
    rumelhart_1986,
    zhang_2017,
)
from tutor.lab.papers.replication import replicate

PAPERS = [
    "rumelhart-1986",
    "cohen-2021",
    "belkin-2019",
    "zhang-2017",
    "power-2022",
    "olsson-2022",
    "goodfellow-2015",
]


@pytest.fixture(autouse=True)
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", PAPERS)
def test_every_row_has_the_verdict_that_is_expected(name):
    paper = reading.find(name)
    replication = asyncio.run(replicate(paper, range(paper.seeds)))
    assert replication.problems == []
    assert {v.claim.id: v.word for v in replication.verdicts} == {
        claim.id: claim.expect for claim in paper.claims
    }


def test_mirror_symmetry_is_learned_as_one_two_four_and_xor_with_it():
    numbers = rumelhart_1986.measure(1)
    assert numbers["symmetry_sweeps"] == pytest.approx(568, abs=5)
    assert numbers["ratio_2"] == pytest.approx(2, rel=0.01)
    assert numbers["ratio_4"] == pytest.approx(4, rel=0.01)
    assert numbers["binary_code"] == 1
    assert numbers["antisymmetry"] < 0.001
    assert numbers["xor_solved"] == 1


def test_without_momentum_the_same_start_is_not_done_in_as_many_sweeps():
    def update(weights, velocity, grad, lr, momentum):
        return weights - lr * grad, velocity

    task = rumelhart_1986.SYMMETRY._replace(most=700, longer=0)
    assert np.isnan(rumelhart_1986.train(task, update, np.random.default_rng(1))[0])
    sweeps, _ = rumelhart_1986.train(task, rumelhart_1986.reference, np.random.default_rng(1))
    assert sweeps < 700


def test_an_unsolved_task_has_no_sweeps_and_no_weights_to_read():
    numbers = rumelhart_1986.measure(
        1, lambda weights, velocity, grad, lr, momentum: (weights, grad)
    )
    assert numbers["symmetry_solved"] == numbers["xor_solved"] == 0
    missing = {name for name, value in numbers.items() if np.isnan(value)}
    assert missing == {
        *("symmetry_sweeps", "ratio_2", "ratio_4", "antisymmetry", "binary_code", "xor_sweeps"),
    }


def test_sharpness_climbs_to_two_over_lr_and_with_momentum_nearly_twice_as_far():
    def momentum(weights, velocity, grad, lr):
        velocity = 0.9 * velocity + grad
        return weights - lr * velocity, velocity

    def ratio(update):
        run = cohen_2021.train(0.8, update, np.random.default_rng(0), time=800.0)
        assert run["start_sharpness"] < 2.5
        assert run["late_loss"] < run["start_loss"]
        return run["ratio"]

    assert ratio(cohen_2021.reference) == pytest.approx(1.0, abs=0.03)
    assert 1.6 < ratio(momentum) < 1.95


@pytest.fixture
def _few_widths(monkeypatch):
    monkeypatch.setattr(belkin_2019, "WIDTHS", (50, 200, 450, 500, 550, 2000))


@pytest.mark.usefixtures("_few_widths")
def test_the_error_peaks_at_as_many_features_as_examples_and_falls_below_its_first_minimum():
    numbers = belkin_2019.measure(0)
    assert numbers["peak_at"] == numbers["peak_at_squared"] == numbers["norm_peak_at"] == 1
    assert numbers["peak_over_first_min"] > 5
    assert numbers["last_over_first_min"] < 0.8


@pytest.mark.usefixtures("_few_widths")
def test_a_ridge_takes_the_peak_away():
    def ridge(Phi, Y):
        return Phi.T @ np.linalg.solve(Phi @ Phi.T + 0.01 * np.eye(len(Phi)), Y)

    assert belkin_2019.measure(0, ridge)["peak_over_first_min"] < 1.5


@pytest.fixture
def _few_digits(monkeypatch):
    monkeypatch.setattr(zhang_2017, "N_EXAMPLES", 300)
    monkeypatch.setattr(zhang_2017, "WIDTH", 128)


@pytest.mark.usefixtures("_few_digits")
def test_labels_drawn_by_lot_are_learned_to_the_last_only_more_slowly_and_teach_nothing():
    numbers = zhang_2017.measure(0)
    assert numbers["train_accuracy_true"] == numbers["train_accuracy_random"] == 1
    assert numbers["test_accuracy_true"] > 0.85
    assert numbers["test_accuracy_random"] == pytest.approx(0.1, abs=0.06)
    assert numbers["labels_kept"] == pytest.approx(0.1, abs=0.05)
    assert 1.5 < numbers["slowdown"] < 15


@pytest.mark.usefixtures("_few_digits")
def test_labels_left_alone_are_learned_in_the_same_epochs_to_the_same_network():
    numbers = zhang_2017.measure(0, lambda labels, rng: labels)
    assert numbers["slowdown"] == numbers["labels_kept"] == 1
    assert numbers["test_accuracy_random"] == numbers["test_accuracy_true"]


def test_the_step_is_torchs_adamw():
    rng = np.random.default_rng(0)
    ours, m, v = rng.normal(size=5), np.zeros(5), np.zeros(5)
    w = torch.tensor(ours, requires_grad=True)
    optimizer = torch.optim.AdamW([w], lr=0.01, betas=(0.9, 0.98), weight_decay=0.3)
    for t, grad in enumerate(rng.normal(size=(4, 5)), start=1):
        w.grad = torch.from_numpy(grad)
        optimizer.step()
        ours, m, v = power_2022.reference(ours, grad, m, v, t, 0.01, 0.3)
        np.testing.assert_allclose(ours, w.detach().numpy(), atol=1e-12)


def test_sums_are_known_by_heart_long_before_the_rule_is_found():
    run = power_2022.train(power_2022.reference, 1.0, 0, 1200)  # more decay: sooner
    assert run.memorised < 100
    assert run.generalised > 5 * run.memorised
    assert run.frequency_end > 1.5 * run.frequency_memorised


def test_without_decay_the_sums_are_known_as_soon_and_the_rule_is_not_found():
    run = power_2022.train(power_2022.reference, 0.0, 0, 300)
    assert run.memorised < 100
    assert np.isnan(run.generalised)
    assert run.test_accuracy < 0.25


@pytest.fixture
def _few_steps(monkeypatch):
    monkeypatch.setattr(olsson_2022, "STEPS", 150)
    monkeypatch.setattr(olsson_2022, "N_TEST", 200)


@pytest.mark.usefixtures("_few_steps")
def test_two_layers_have_an_induction_head_and_one_has_none():
    numbers = olsson_2022.measure(0)
    assert numbers["gap"] > 1
    assert numbers["loss_two_layers"] < 0.3
    assert numbers["prefix_matching_two_layers"] > 0.6
    assert numbers["prefix_matching_one_layer"] < 0.3


@pytest.mark.usefixtures("_few_steps")
def test_where_blocks_are_always_of_one_length_one_layer_counts_places():
    def texts(n, length, rng):
        blocks = rng.permuted(np.tile(np.arange(24), (n, 1)), axis=1)
        return blocks[:, np.arange(length + 1) % 8]

    numbers = olsson_2022.measure(0, texts)
    assert numbers["loss_one_layer"] < 0.1
    assert numbers["prefix_matching_one_layer"] > 0.9


def test_prefix_matching_is_the_attention_to_the_letter_after_the_last_appearance():
    model = olsson_2022.AttentionOnly(2, 8, 16, torch.Generator().manual_seed(0))
    letters = np.array([[3, 5, 3, 7, 3, 5, 5, 1, 2, 9, 8, 6, 4, 0, 10, 11]])
    texts = olsson_2022._drawn(lambda *_: np.c_[letters, [12]], 1, None)
    pairs = [(2, 1), (4, 3), (5, 2), (6, 6)]  # (where a letter comes again, the place to look at)
    assert np.flatnonzero(texts.known[0]).tolist() == [place for place, _ in pairs]
    best = max(
        np.mean([shares[0][place, target] for place, target in pairs])
        for shares in _attention_by_torch(model, letters)
    )
    assert olsson_2022.prefix_matching(model, texts) == pytest.approx(best, rel=1e-5)


def _attention_by_torch(model, letters):
    with torch.no_grad():
        x = model.W_E[letters] + model.W_P
        for layer in model.layers:
            scores = (x @ layer.W_Q) @ (x @ layer.W_K).transpose(-2, -1) / 8**0.5
            later = torch.ones(16, 16, dtype=torch.bool).triu(1)
            yield scores.masked_fill(later, -torch.inf).softmax(dim=-1).numpy()
            x = layer(x, 1.0, True)


def test_attacked_digits_are_all_misread_and_digits_shaken_as_hard_are_not(monkeypatch):
    monkeypatch.setattr(goodfellow_2015, "STEPS", 1000)
    numbers = goodfellow_2015.measure(0)
    assert numbers["error"] < 0.06
    assert numbers["attacked_error"] > 0.98
    assert numbers["confidence"] > 0.7
    assert numbers["shaken_error"] < 0.25


def test_an_attack_down_the_slope_misleads_nobody(monkeypatch):
    monkeypatch.setattr(goodfellow_2015, "STEPS", 300)
    numbers = goodfellow_2015.measure(0, lambda X, slope, eps: X - eps * np.sign(slope))
    assert numbers["attacked_error"] == 0
    assert np.isnan(numbers["confidence"])
