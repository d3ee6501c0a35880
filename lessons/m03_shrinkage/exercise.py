import numpy as np


def ridge(X: np.ndarray, y: np.ndarray, alpha: float) -> np.ndarray:
    """Return the weights w that minimize ||X w - y||^2 + alpha ||w||^2, shape (d,).

    X has shape (n, d), y shape (n,), and alpha is above 0. The sum of squares, not their mean.
    """
    raise NotImplementedError("your turn")


def soft_threshold(x: np.ndarray, t: float) -> np.ndarray:
    """Return x moved towards 0 by t, and stopped there: the same shape as x.

    x is an array or a single number, t is 0 or above.
    """
    raise NotImplementedError("your turn")
