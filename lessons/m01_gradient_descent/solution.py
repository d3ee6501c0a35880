import numpy as np


def gradient_step(w, grad, lr):
    return w - lr * grad


def descend(grad_f, w0, lr, steps):
    path = [w0]  # (d,) each
    for _ in range(steps):
        path.append(gradient_step(path[-1], grad_f(path[-1]), lr))
    return np.array(path)  # (steps + 1, d)
