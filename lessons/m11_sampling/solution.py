import numpy as np


def filter_probs(logits, temperature, top_k, top_p, min_p):
    z = logits / temperature
    p = np.exp(z - z.max())  # (V,)
    p = p / p.sum()
    order = np.argsort(-p, kind="stable")  # (V,) the likeliest first
    if top_k:
        p[order[top_k:]] = 0
        p = p / p.sum()
    if top_p < 1:
        before = np.cumsum(p[order]) - p[order]  # (V,) what the likelier tokens hold
        p[order[before >= top_p]] = 0
        p = p / p.sum()
    p[p < min_p * p.max()] = 0
    return p / p.sum()
