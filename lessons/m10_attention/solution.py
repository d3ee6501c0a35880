import numpy as np


def attention(Q, K, V, causal):
    scores = Q @ K.T * Q.shape[-1] ** -0.5  # (n, m)
    if causal:
        later = np.triu(np.ones(scores.shape, dtype=bool), k=1)  # (n, m)
        scores = np.where(later, -np.inf, scores)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    return shares @ V  # (n, d_v)
