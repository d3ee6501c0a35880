import numpy as np


def conv2d(x: np.ndarray, w: np.ndarray, stride: int, padding: int) -> np.ndarray:
    """Return the feature map of one image under one kernel: a new array.

    x is the image, (height, width), and need not be square. w is the kernel, (k, k). It is laid on
    as it is, not turned round. padding rings of zeros are put around the image first; then the
    kernel starts in the upper left corner and moves stride pixels at a time, right and down. Where
    it would stick out, it is not laid.
    """
    raise NotImplementedError("your turn")


def receptive_field(layers: list[tuple[int, int]]) -> int:
    """Return how many pixels across one cell of the last layer depends on, from first to last.

    layers holds (kernel, stride) of each layer, the one next to the image first. Pooling counts as
    a layer like any other. Without layers a cell is a pixel, and the answer is 1.
    """
    raise NotImplementedError("your turn")
