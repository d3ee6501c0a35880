"""Sums in a stated order: on paper the order of a sum is free, in floating point it is not.

Each addition rounds to the nearest number that can be written, so (a + b) + c and a + (b + c) may
end a last bit apart. A library picks an order by the shape of the data, the width of the
processor's registers and the number of threads, and promises none; these functions promise one.

Source: Goldberg, What Every Computer Scientist Should Know About Floating-Point Arithmetic (1991);
Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed. (2002), chapter 4.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

LEFT, RIGHT, PAIRWISE = "left", "right", "pairwise"
ORDERS = (LEFT, RIGHT, PAIRWISE)


def total(terms: Array, order: str = LEFT) -> Array:
    """Add up the first axis in the given order. (k, ...) -> (...), k at least 1.

    left: the first two, then each that follows, as one thread does. right: from the last. pairwise:
    the first half with the second, and so on, as many threads do; an odd one out waits at the end.
    """
    if order == PAIRWISE:
        while len(terms) > 1:
            half = len(terms) // 2
            pairs = terms[:half] + terms[half : 2 * half]
            terms = np.concatenate([pairs, terms[2 * half :]]) if len(terms) % 2 else pairs
        first: Array = terms[0]
        return first
    if order == RIGHT:
        terms = terms[::-1]
    result: Array = terms[0]
    for term in terms[1:]:
        result = result + term
    return result


def product(A: Array, B: Array, order: str = LEFT) -> Array:
    """Return the matrix product, each entry a sum in the given order. (n, k) (k, m) -> (n, m)."""
    return total(A.T[:, :, None] * B[:, None, :], order)  # of (k, n, m)
