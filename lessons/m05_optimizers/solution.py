import numpy as np


def adam_step(w, grad, state, lr, beta1, beta2, eps):
    m, v, t = state
    t = t + 1
    m = beta1 * m + (1.0 - beta1) * grad
    v = beta2 * v + (1.0 - beta2) * grad * grad
    m_hat = m / (1.0 - beta1**t)
    v_hat = v / (1.0 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), (m, v, t)


def adamw_step(w, grad, state, lr, beta1, beta2, eps, decay):
    return adam_step((1.0 - lr * decay) * w, grad, state, lr, beta1, beta2, eps)
