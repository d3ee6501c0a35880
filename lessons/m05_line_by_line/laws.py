"""Properties that any right answer has.  Each law gets the function and a random generator."""

import numpy as np

NAMES = ("images", "Z", "norm", "H", "logits", "loss", "∂W2", "∂W1")
N_STEPS = 4


def a_trace(rng):
    """Return a trace as training leaves it: for each step, tensors in the order of computation."""
    shapes = {name: tuple(rng.integers(1, 5, size=2).tolist()) for name in NAMES}
    shapes["loss"] = ()
    return [{n: np.asarray(rng.normal(size=shapes[n])) for n in NAMES} for _ in range(N_STEPS)]


def copied(trace):
    """Return the trace with arrays of its own."""
    return [{name: array.copy() for name, array in step.items()} for step in trace]


def planted(trace, step, name, rng, change):
    """Return a copy in which one number of one tensor is changed."""
    changed = copied(trace)
    array = changed[step][name]
    element = int(rng.integers(array.size))
    array.flat[element] = change(array.flat[element])
    return changed


def place(found):
    """Return step and name of what was found, without its size; None stays None."""
    return None if found is None else tuple(found[:2])


def says_none_of_equal_traces(first_divergence, rng):
    trace = a_trace(rng)
    found = first_divergence(copied(trace), trace, 0.0, 0.0)
    assert found is None, f"the traces are equal; it returned {found!r}"


def finds_one_ulp_wherever_it_is(first_divergence, rng):
    trace = a_trace(rng)
    step, name = int(rng.integers(N_STEPS)), NAMES[rng.integers(len(NAMES))]
    changed = planted(trace, step, name, rng, lambda x: np.nextafter(x, np.inf))
    size = np.abs(changed[step][name] - trace[step][name]).max()
    found = first_divergence(changed, trace, 0.0, 0.0)
    assert found == (step, name, size), (
        f"one number of {name!r} at step {step} moved by an ulp, {size:.2g}; it returned {found!r}"
    )


def takes_the_steps_and_the_tensors_in_their_order(first_divergence, rng):
    trace = a_trace(rng)
    early, late = sorted(rng.choice(len(NAMES), 2, replace=False).tolist())
    step = int(rng.integers(N_STEPS - 1))
    changed = planted(trace, step, NAMES[late], rng, lambda x: x + 100.0)
    changed = planted(changed, step, NAMES[early], rng, lambda x: x + 0.5)
    changed = planted(changed, step + 1, NAMES[0], rng, lambda x: x + 1000.0)
    found = first_divergence(changed, trace, 1e-9, 1e-9)
    assert place(found) == (step, NAMES[early]), (
        f"{NAMES[early]!r} differs at step {step}, before {NAMES[late]!r} and before the next "
        f"step; it returned {found!r}"
    )


def counts_a_nan_as_a_difference(first_divergence, rng):
    trace = a_trace(rng)
    step, name = int(rng.integers(N_STEPS)), NAMES[rng.integers(len(NAMES))]
    broken = planted(trace, step, name, rng, lambda x: np.nan)
    for a, b, whose in ((broken, trace, "a"), (trace, broken, "b"), (broken, broken, "both")):
        found = first_divergence(a, b, 1e-2, 1e-2)
        assert place(found) == (step, name), (
            f"{name!r} at step {step} has a NaN in {whose}; it returned {found!r}"
        )


def allows_a_share_of_the_reference_and_a_constant(first_divergence, rng):
    trace = a_trace(rng)
    rtol, atol = rng.uniform(0.05, 0.2, size=2).tolist()
    for share, is_within in ((0.9, True), (1.1, False)):
        moved = copied(trace)
        for tensors in moved:
            for name, x in tensors.items():
                sign = rng.choice([-1.0, 1.0], size=x.shape)
                tensors[name] = x + share * sign * (atol + rtol * np.abs(x))
        found = first_divergence(moved, trace, rtol, atol)
        assert (found is None) == is_within, (
            f"every number is off by {share:g} of atol + rtol * |b|; it returned {found!r}"
        )


def one_wrong_number_among_many_is_enough(first_divergence, rng):
    b = rng.normal(size=(20, 50))
    (a,) = planted([{"Z": b}], 0, "Z", rng, lambda x: x + 0.01)
    found = first_divergence([a], [{"Z": b}], 0.0, 0.001)
    assert place(found) == (0, "Z"), (
        f"one of 1000 numbers is off by ten times the tolerance; it returned {found!r}"
    )


def tells_the_largest_difference_of_the_tensor(first_divergence, rng):
    b = rng.normal(size=(3, 4))
    a = b + rng.uniform(1.0, 2.0, size=b.shape) * rng.choice([-1.0, 1.0], size=b.shape)
    found = first_divergence([{"Z": a}], [{"Z": b}], 0.0, 0.5)
    size = np.abs(a - b).max()
    assert found == (0, "Z", size), f"the largest |a - b| is {size:.6g}; it returned {found!r}"
