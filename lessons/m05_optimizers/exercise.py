import numpy as np


def adam_step(w: np.ndarray, grad: np.ndarray, state: tuple, lr, beta1, beta2, eps):
    """Return the weights and the state after one step of Adam, as a pair (w, state).

    w, grad: arrays of one shape. state: (m, v, t), the mean of slopes, the mean of their squares,
    and how many steps were taken before this one: zeros, zeros and 0 before the first.
    The new state holds the means uncorrected; eps is added to the root. Change no argument.
    """
    raise NotImplementedError("your turn")


def adamw_step(w, grad, state, lr, beta1, beta2, eps, decay):
    """Return (w, state) after one step of AdamW. You may call `adam_step`.

    The step also takes away the share lr * decay of the weights as they were before it. `grad` is
    the slope of the loss alone.
    """
    raise NotImplementedError("your turn")
