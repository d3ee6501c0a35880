"""What a difference looks like: relations computed from the values, and the advice that follows."""

import numpy as np
import pytest
from sides import HeldSide

from tutor.lab.tracing.advice import STAGE_ADVICE, advise
from tutor.lab.tracing.calibration import calibrate
from tutor.lab.tracing.differing import walk
from tutor.lab.tracing.growth import growth
from tutor.lab.tracing.relation import relation
from tutor.lab.tracing.report import NothingShared, compare, from_message, sentences, to_message
from tutor.lab.tracing.switches import switch_for
from tutor.lab.tracing.tensor import tensor_of

RNG = np.random.default_rng(0)
X = RNG.normal(size=(8, 6))
ROWS = RNG.uniform(1.001, 1.1, size=(8, 1))


def held(label, *steps):
    """A side of these steps: {name: (stage, array)} each."""
    return HeldSide(
        label,
        [{n: (stage, tensor_of(array)) for n, (stage, array) in step.items()} for step in steps],
    )


def step(**changes):
    """A step of training, with some of its tensors replaced."""
    arrays = {
        "batch": X,
        "forward.layer": X * 2.0,
        "loss": np.float64(3.0),
        "grad.w": X[0] * 1e-3,
        "param.w": X[1],
    }
    stages = ("batch", "forward", "loss", "gradient", "update")
    given = {name.replace("_", "."): array for name, array in changes.items()}
    return {
        name: (stage, given.get(name, array))
        for stage, (name, array) in zip(stages, arrays.items(), strict=True)
    }


@pytest.mark.parametrize(
    ("other", "kind", "said"),
    [
        (X * 4.0, "ratio", "A is B times 0.25 in every element"),
        (X * (1.0 + 1e-5), "ratio", "A is B times 1 - 1e-05 in every element"),
        (-X, "sign", "A is B with the other sign"),
        (X - 0.5, "offset", "A is B plus 0.5 in every element"),
        (X[::-1], "order", "the same rows in another order: 8 are at other places"),
        (X.T, "transposed", "A is B transposed"),
        (X.reshape(6, 8), "reshaped", "the same numbers, as (8, 6) and as (6, 8)"),
        (X / ROWS, "ratio by row", "over the rows"),
        (X.astype(np.float32), "rounded", "B is the other, rounded to float32"),
        ((X * 1.1).astype(np.float32), "dtype", "A computes in float64, B in float32"),
        (np.where(X > 1.0, np.nan, X), "not finite", "infinities or NaN"),
    ],
)
def test_a_relation_is_named_with_its_number(other, kind, said):
    found = relation(tensor_of(X), tensor_of(np.ascontiguousarray(other)))
    assert found.kind == kind
    assert said in found.sentence


def test_what_has_no_relation_has_none():
    assert relation(tensor_of(X), tensor_of(RNG.normal(size=X.shape))) is None
    assert relation(tensor_of("a"), tensor_of("b")) is None
    assert relation(tensor_of(1 / 3), tensor_of(1 / 3 + 1e-12)) is None


def test_float32_numbers_in_a_float64_ledger_are_measured_in_float32():
    a, b = np.float32(1.4177171), np.float32(1.4177202)
    found = relation(tensor_of(float(a)), tensor_of(float(b)))
    assert found.sentence == (
        f"both hold float32 numbers: in float32 they are {round((b - a) / np.spacing(a))} ulps "
        "apart"
    )


@pytest.mark.parametrize("place", ["batch", "forward_layer", "loss", "grad_w", "param_w"])
def test_the_first_tensor_in_the_order_of_computation_is_named_whatever_differs_after_it(place):
    names = list(step())
    first = place.replace("_", ".")
    later = [name for name in names if names.index(name) >= names.index(first)]
    noisy = {
        name.replace(".", "_"): np.asarray(array) + np.random.default_rng(1).normal()
        for name, (_, array) in step().items()
        if name in later
    }
    walked = walk(held("A", step()), held("B", step(**noisy)))
    assert walked.divergence.row.name == first
    assert [row.name for row in walked.rows if row.outside] == later


def test_the_element_the_values_and_their_distance_are_exact():
    changed = X.copy()
    changed[2, 3] = np.nextafter(np.nextafter(X[2, 3], 9.0), 9.0)
    changed[7, 5] += 1.0
    found = walk(held("A", step()), held("B", step(batch=changed))).divergence
    assert (found.index, found.apart) == ((2, 3), 2)
    assert found.a == f"{float(X[2, 3])!r} ({float(X[2, 3]).hex()})"
    assert float.fromhex(found.b.split("(")[1][:-1]) == changed[2, 3]
    assert (found.row.n_differing, found.row.largest) == (2, changed[7, 5] - X[7, 5])


def test_nan_is_nan_and_is_no_number():
    with_nan = np.where(X > 1.0, np.nan, X)
    assert walk(held("A", step(batch=with_nan)), held("B", step(batch=with_nan))).steps == 1
    found = walk(held("A", step(batch=X)), held("B", step(batch=with_nan))).divergence
    assert found.row.largest == np.inf
    assert found.b == "nan (nan)"


def test_signs_of_zero_differ_and_are_no_ulp_apart():
    found = walk(held("A", step(loss=np.float64(0.0))), held("B", step(loss=np.float64(-0.0))))
    assert (found.divergence.apart, found.divergence.row.largest) == (0, 0.0)


def test_the_later_step_is_found_and_the_shorter_side_is_named():
    a, b = held("A", step(), step(), step()), held("B", step(), step(loss=np.float64(9)), step())
    assert walk(a, b).divergence.step == 1
    assert walk(a, held("B", step())).ended == "B"
    assert not compare(a, held("B", step())).same


def test_each_stage_has_its_advice_and_a_sum_is_told_by_its_count():
    for place, stage in (("batch", "batch"), ("forward_layer", "forward"), ("grad_w", "gradient")):
        noisy = {place: np.asarray(step()[place.replace("_", ".")][1]) + RNG.normal(size=6)}
        report = compare(held("A", step()), held("B", step(**noisy)))
        assert report.advice.next == STAGE_ADVICE[stage]
    summed = compare(held("A", step()), held("B", step(loss=np.float64(24.0))))
    assert "8 is the rows of batch: B sums over them" in summed.advice.findings
    assert summed.advice.next.startswith("One side sums and the other averages")


def test_a_rounding_is_told_from_a_fault_and_the_environment_is_asked_first():
    nudged = np.nextafter(X * 2.0, 9.0)
    a, b = held("A", step()), held("B", step(forward_layer=nudged))
    first = walk(a, b).divergence
    assert advise(a, b, first).next.startswith("This is rounding: the same mathematics")
    threads = advise(a, b, first, [("cpu", "x", "y"), ("torch threads", "1", "2")]).next
    assert "the environments differ: cpu (x, y)" in threads
    only = advise(a, b, first, [("torch threads", "1", "2")]).next
    assert only.endswith(switch_for("torch threads"))
    given = advise(a, b, first, [], [("lr", "0.1", "0.2")]).next
    assert "lr (0.1, 0.2)" in given


def test_growth_says_by_how_much():
    def sides(factor):
        steps = [step(param_w=X[1] + 1e-12 * factor**t) for t in range(9)]
        return held("A", *[step() for _ in range(9)]), held("B", *steps)

    assert "it grows: 1e-12 at step 0, 2.56e-10 at step 8, 256 times" in growth(
        *sides(2.0), "param.w", 0, 8
    ).sentence.replace("2.6e-10", "2.56e-10")
    assert growth(*sides(1.0), "param.w", 0, 8).sentence.startswith("it does not grow")
    assert growth(*sides(2.0), "param.w", 0, 0) is None


def test_a_tolerance_is_the_factor_times_the_largest_difference_seen_or_times_an_ulp():
    base = held("A", step())
    moved = {"one": held("1", step(grad_w=X[0] * 1e-3 + 1e-7)), "two": held("2", step())}
    found = calibrate(base, moved, 1)
    size = np.abs(X[0] * 1e-3 + 1e-7 - X[0] * 1e-3).max()
    assert found.allowed(0, "grad.w", None) == 4.0 * size
    assert found.seen[0]["grad.w"].change == "one"
    assert found.allowed(0, "forward.layer", None) == 4.0 * np.spacing(np.abs(X * 2).max())
    assert found.allowed(0, "batch", None) == 0.0
    near, far = X[0] * 1e-3 + 3e-7, X[0] * 1e-3 + 5e-7
    assert compare(base, held("B", step(grad_w=near)), calibration=found).same
    assert not compare(base, held("B", step(grad_w=far)), calibration=found).same


def test_sides_without_a_common_name_are_not_called_equal():
    with pytest.raises(NothingShared, match="no number or tensor of the same name"):
        compare(held("A", {"x": ("record", X)}), held("B", {"y": ("record", X)}))


def test_names_that_only_one_has_are_listed():
    more = {**step(), "forward.dropout": ("forward", X)}
    lines = sentences(compare(held("A", step()), held("B", more)))
    assert lines[-1] == "only in B: forward.dropout"


def test_a_report_survives_the_wire():
    import msgpack

    report = compare(held("A", step()), held("B", step(forward_layer=X * 3.0)))
    assert from_message(msgpack.unpackb(msgpack.packb(to_message(report)))) == report
