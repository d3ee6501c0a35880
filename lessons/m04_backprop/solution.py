import numpy as np


def mlp_backward(params, cache, y):
    n = len(y)
    D = cache["P"].copy()  # (n, k)
    D[np.arange(n), y] -= 1.0
    D /= n  # the slope of the mean loss by the logits: (P - Y) / n
    dH = D @ params["W2"].T  # (n, h)
    dZ = dH * (cache["Z"] > 0)  # (n, h)
    return {
        "W1": cache["X"].T @ dZ,  # (d, h)
        "b1": dZ.sum(axis=0),  # (h,)
        "W2": cache["H"].T @ D,  # (h, k)
        "b2": D.sum(axis=0),  # (k,)
    }
