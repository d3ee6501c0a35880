"""What a reader's own method gives back: looked at, and refused in one sentence that says why."""

import numpy as np
import pytest

from tutor.lab.papers.measures import (
    belkin_2019,
    cohen_2021,
    goodfellow_2015,
    olsson_2022,
    power_2022,
    rumelhart_1986,
    zhang_2017,
)

WRONG = [
    (rumelhart_1986, lambda *_: None, "update returned nothing: 2 are needed, .weights, velocity."),
    (rumelhart_1986, lambda w, v, *_: (w,), "update returned 1 of them: 2 are needed"),
    (rumelhart_1986, lambda w, v, *_: (w[:3], v), r"weights of shape \(3,\): \(17,\) is needed"),
    (cohen_2021, lambda w, v, *_: (w * np.nan, v), "weights with an entry that is not finite"),
    (belkin_2019, lambda Phi, Y: "none", "fit returned a value of type str as weights"),
    (zhang_2017, lambda labels, rng: labels + 0.5, "labels that are not all whole, from 0 to 9"),
    (zhang_2017, lambda labels, rng: labels + 1, "labels that are not all whole, from 0 to 9"),
    (
        power_2022,
        lambda w, g, m, v, *_: (w, m, None),
        "step returned nothing as v: return an array",
    ),
    (goodfellow_2015, lambda X, slope, eps: X + 0.3, r"changed a pixel by more than eps = 0\.25"),
    (olsson_2022, lambda n, length, rng: np.zeros((n, length)), r"\(64, 17\) is needed"),
    (
        olsson_2022,
        lambda n, length, rng: np.tile(np.arange(17), (n, 1)),
        "no text in which a letter comes twice",
    ),
]


@pytest.mark.parametrize(("module", "method", "said"), WRONG)
def test_what_a_method_returns_is_looked_at_before_it_is_used(module, method, said):
    with pytest.raises(ValueError, match=said):
        module.measure(0, method)
