"""Properties that any right answer has. A law names the function it is about, and gets it."""

import numpy as np


def halving_what_is_there_halves_what_is_left(shrink, rng):
    x, rate = rng.uniform(1.0, 9.0), rng.uniform(0.1, 0.9)
    assert np.isclose(2 * shrink(x / 2, rate), shrink(x, rate)), (
        "half as much at the start should leave half as much"
    )
