import numpy as np


def gradient_step(w: np.ndarray, grad: np.ndarray, lr: float) -> np.ndarray:
    """Return the weights after one step of gradient descent.

    w and grad have the same shape. lr is the step size.
    """
    raise NotImplementedError("your turn")


def descend(grad_f, w0: np.ndarray, lr: float, steps: int) -> np.ndarray:
    """Return every place of a walk downhill, the start first: shape (steps + 1, d).

    grad_f is a function from w to the slope there. w0 is the start, shape (d,).
    """
    raise NotImplementedError("your turn")
