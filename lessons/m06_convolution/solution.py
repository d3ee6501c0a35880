import numpy as np


def conv2d(x, w, stride, padding):
    padded = np.pad(x, padding)
    k = len(w)
    rows, columns = ((n - k) // stride + 1 for n in padded.shape)
    y = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            window = padded[top : top + k, left : left + k]  # (k, k)
            y[i, j] = (window * w).sum()
    return y


def receptive_field(layers):
    r, jump = 1, 1
    for kernel, stride in layers:
        r += (kernel - 1) * jump
        jump *= stride
    return r
