import numpy as np


def mlp_backward(
    params: dict[str, np.ndarray], cache: dict[str, np.ndarray], y: np.ndarray
) -> dict[str, np.ndarray]:
    """Return the gradient of the mean loss by each parameter: "W1", "b1", "W2" and "b2".

    The way forward was, for n digits of d pixels, h hidden units and k classes:

        Z = X @ W1 + b1            (n, h)
        H = np.maximum(Z, 0)       (n, h)
        logits = H @ W2 + b2       (n, k)
        P = softmax(logits)        (n, k), each row sums to 1
        loss = mean of -log P[i, y[i]] over the n rows

    params has "W1" (d, h), "b1" (h,), "W2" (h, k) and "b2" (k,). cache has "X" (n, d), "Z", "H",
    "logits" and "P". y (n,) holds the class of each row, from 0 to k - 1. Each gradient has the
    shape of its parameter. Leave the arrays that you are given as they are.
    """
    raise NotImplementedError("your turn")
