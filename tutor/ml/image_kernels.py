"""Kernels that people made by hand, for any size: an edge finder, a blur, a sharpener.

The weights of the blur and of the sharpener sum to 1, so a plain area stays as grey as it was; the
edge finder's sum to 0, so a plain area vanishes.

Source: Gonzalez and Woods, Digital Image Processing (2018), ch. 3.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def edge(size: int) -> Array:
    """Return what answers where it gets brighter from left to right: rows from -1 to 1.

    (size, size); of size 1 it is 0, because one pixel has no left and right.
    """
    slope = np.linspace(-1.0, 1.0, size) if size > 1 else np.zeros(1)  # (size,)
    return np.tile(slope, (size, 1))


def blur(size: int) -> Array:
    """Return what takes the mean of all pixels under it. (size, size)"""
    return np.full((size, size), 1.0 / size**2)


def sharpen(size: int) -> Array:
    """Return what adds to the pixel in the middle its difference from the mean. (size, size)

    Where four pixels share the middle, their mean takes its place.
    """
    middle = np.zeros(size)
    middle[(size - 1) // 2 : size // 2 + 1] = 1.0
    middle /= middle.sum()
    kernel: Array = 2.0 * np.outer(middle, middle) - blur(size)
    return kernel
