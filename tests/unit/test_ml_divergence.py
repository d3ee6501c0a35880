"""First divergence: against NumPy's own tolerance, tensor by tensor."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.ml.divergence import first_divergence

NUMBERS = st.sampled_from([0.0, -1.0, 1.0, 1.0 + 1e-9, 1.001, 2.0, float("nan")])
STEP = st.fixed_dictionaries({name: st.lists(NUMBERS, min_size=3, max_size=3) for name in "zab"})


def arrays(trace):
    return [{name: np.array(step[name]) for name in "zab"} for step in trace]  # not the alphabet


@given(st.lists(STEP, min_size=2, max_size=2), st.lists(STEP, min_size=2, max_size=2))
def test_it_is_the_first_tensor_that_numpy_does_not_call_close(a, b):
    a, b = arrays(a), arrays(b)
    places = [
        (step, name)
        for step in (0, 1)
        for name in "zab"
        if not np.isclose(a[step][name], b[step][name], 1e-3, 1e-8).all()
    ]
    found = first_divergence(a, b, 1e-3, 1e-8)
    assert (found[:2] if found else None) == (places[0] if places else None)
    if found:
        step, name, size = found
        assert size == pytest.approx(np.abs(a[step][name] - b[step][name]).max(), nan_ok=True)


def test_one_ulp_is_found_without_a_tolerance_and_passes_with_one():
    b = [{"loss": np.array(0.5)}, {"loss": np.array(0.25)}]
    a = [b[0], {"loss": np.nextafter(b[1]["loss"], 1.0)}]
    assert first_divergence(a, b, 0.0, 0.0) == (1, "loss", 2.0**-54)
    assert first_divergence(a, b, 1e-15, 0.0) is None
