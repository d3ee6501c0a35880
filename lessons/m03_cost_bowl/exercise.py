import numpy as np


def mse_gradient(X: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return the slope of the mean squared error of the predictions X @ w, shape (d,).

    X has a row for each house and a column for each feature, shape (n, d). y holds the prices,
    shape (n,), and w the weights, shape (d,).
    """
    raise NotImplementedError("your turn")


def least_squares(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the weights with the least mean squared error, shape (d,).

    X has shape (n, d) and y shape (n,). Where many weights tie, return the shortest of them.
    `np.linalg.svd(X, full_matrices=False)` gives U, s, Vt with X = U @ np.diag(s) @ Vt.
    """
    raise NotImplementedError("your turn")
