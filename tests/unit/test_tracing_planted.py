"""First divergence: six faults that leave the final number nearly as it was, each found at its
tensor, and honest changes that are not."""

import pytest
import torch
from planted import ByMean, UnbiasedNorm, calibration, train

from tutor.lab.tracing.report import compare, sentences


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """The reference run, and its tolerances."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield calibration(tmp_path_factory.mktemp("calibrated"), monkeypatch)


@pytest.fixture(scope="module")
def with_momentum(tmp_path_factory):
    with pytest.MonkeyPatch.context() as monkeypatch:
        folder = tmp_path_factory.mktemp("momentum")
        yield calibration(folder, monkeypatch, optimizer=sgd)


def sgd(parameters):
    return torch.optim.SGD(parameters, lr=0.1, momentum=0.9)


def adam_with_l2(parameters):
    return torch.optim.Adam(parameters, lr=1e-3, weight_decay=0.01)


FAULTS = {
    "epsilon": ({"eps": 1e-6}, "forward.norm", "ε 1e-05 and B is LayerNorm with the biased"),
    "variance": (
        {"norm": UnbiasedNorm},
        "forward.norm",
        "A is LayerNorm with the biased variance and ε 1e-05 and B is LayerNorm with the unbiased",
    ),
    "GELU": ({"gelu": "tanh"}, "forward.act", "A is the exact GELU, x Φ(x) and B is GELU's tanh"),
    "reduction": ({"reduction": "sum"}, "loss", "32 is the rows of batch[0]: B sums over them"),
    "decay": (
        {"optimizer": adam_with_l2},
        "param.fc1.weight",
        "A - B is -1e-05 times the weight itself",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_named_at_the_first_tensor_that_it_changes(fault, reference, tmp_path):
    changed, name, said = FAULTS[fault]
    baseline, tolerances = reference
    report = compare(baseline, train(tmp_path / "mine.jsonl", **changed), calibration=tolerances)
    first = report.walk.divergence
    assert (first.step, first.row.name) == (0, name)
    assert said in "\n".join(sentences(report))


def test_another_convention_of_momentum_is_named_at_the_first_update(with_momentum, tmp_path):
    baseline, tolerances = with_momentum
    mine = train(tmp_path / "mine.jsonl", optimizer=lambda p: ByMean(p, lr=0.1, momentum=0.9))
    report = compare(baseline, mine, calibration=tolerances)
    first = report.walk.divergence
    assert (first.step, first.row.name) == (0, "param.fc1.weight")
    assert "A's step is 10 times B's step in every element" in report.advice.findings


def test_the_same_code_in_two_threads_is_not_flagged(reference, tmp_path):
    baseline, tolerances = reference
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        mine = train(tmp_path / "mine.jsonl")
    finally:
        torch.set_num_threads(before)
    assert compare(baseline, mine, calibration=tolerances).same


def test_an_honest_reimplementation_that_sums_in_another_order_is_not_flagged(reference, tmp_path):
    class ByHand(torch.nn.LayerNorm):
        """The same formula, as a person writes it down."""

        def forward(self, x):
            mean = x.sum(-1, keepdim=True) / x.shape[-1]
            variance = ((x - mean) ** 2).mean(-1, keepdim=True)
            return (x - mean) / torch.sqrt(variance + self.eps) * self.weight + self.bias

    baseline, tolerances = reference
    mine = train(tmp_path / "mine.jsonl", norm=ByHand)
    assert not compare(baseline, mine).same  # bit by bit it is another run
    report = compare(baseline, mine, calibration=tolerances)
    assert report.same, "\n".join(sentences(report))


def test_other_data_and_other_weights_are_told_from_other_arithmetic(reference, tmp_path):
    baseline, tolerances = reference
    for changed, stage, advice in (
        ({"data_seed": 2}, "batch", "The data differ before anything is computed"),
        ({"seed": 5}, "start", "The two were given different inputs: seed (0, 5)"),
    ):
        mine = train(tmp_path / f"{stage}.jsonl", **changed)
        report = compare(baseline, mine, calibration=tolerances)
        assert report.walk.divergence.row.stage == stage
        assert report.advice.next.startswith(advice)


def test_the_table_names_the_change_that_moved_each_tensor_most(reference):
    _, tolerances = reference
    assert tolerances.steps == 3
    assert set(tolerances.skipped) == {"channels"}
    seen = tolerances.seen[0]
    assert seen["forward.fc1"].change == "an ulp more or less each step"
    assert 0.0 < seen["grad.fc1.weight"].largest < 1e-5
    assert tolerances.allowed(0, "batch[0]", None) == 0.0
    assert tolerances.allowed(0, "grad.fc1.weight", None) >= 4 * seen["grad.fc1.weight"].largest
