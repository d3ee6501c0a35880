"""From scores to one token: temperature, three filters, and the draw.

A language model gives every token of its vocabulary a score, its logit. What is done with them:

    temperature  p = softmax(logits / T)
    top-k        keep the k likeliest tokens
    top-p        keep the likeliest tokens until their probabilities add up to p, the one that
                 crosses p included
    min-p        keep the tokens at least m times as likely as the likeliest
    draw         lay the tokens end to end on a line of length 1, the likeliest first; a uniform
                 number u lies on one of them

They act in this order, and each filter sees what the one before it left, scaled to sum to 1. Of
equal tokens the one with the lower number counts as the likelier.

Sources: Fan, Lewis and Dauphin, Hierarchical neural story generation (2018), for top-k; Holtzman
et al., The curious case of neural text degeneration (2020), §3.1, for top-p; Nguyen et al., Turning
up the heat: min-p sampling (2025), for min-p.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def softmax(logits: Array, temperature: float = 1.0) -> Array:
    """Turn scores into probabilities. logits (V,), temperature above 0 -> (V,)."""
    scaled = np.asarray(logits, float) / temperature
    # p_i = exp(z_i) / sum_j exp(z_j); taking the largest from all of them changes no quotient
    weights = np.exp(scaled - scaled.max())
    p: Array = weights / weights.sum()
    return p


def ranking(p: Array) -> Array:
    """Return the tokens from the likeliest down; of equal ones the lower number first. (V,)"""
    order: Array = np.argsort(-p, kind="stable")
    return order


def keep_top_k(p: Array, k: int) -> Array:
    """Keep the k likeliest tokens; 0 keeps all. (V,) -> (V,)"""
    if not k:
        return p
    return _scaled(p, ranking(p)[:k])


def keep_top_p(p: Array, share: float) -> Array:
    """Keep the likeliest tokens that add up to `share`, with the one that crosses it.

    1 keeps all: the last of thousands of sums may be off by its rounding. (V,) -> (V,)
    """
    if share >= 1.0:
        return p
    order = ranking(p)
    before = np.cumsum(p[order]) - p[order]  # what the likelier tokens hold
    return _scaled(p, order[before < share])


def keep_min_p(p: Array, share: float) -> Array:
    """Keep the tokens that have at least `share` of the likeliest one's probability."""
    return _scaled(p, np.flatnonzero(p >= share * p.max()))


def filter_probs(
    logits: Array, temperature: float, top_k: int, top_p: float, min_p: float
) -> Array:
    """Return the distribution that the next token is drawn from. (V,) -> (V,)

    temperature above 0; top_k 0, top_p 1 and min_p 0 switch a filter off.
    """
    p = softmax(logits, temperature)
    return keep_min_p(keep_top_p(keep_top_k(p, top_k), top_p), min_p)


def entropy(p: Array) -> float:
    """Return H = -sum p ln p in nats; a token without probability adds nothing."""
    some = p[p > 0]
    return float(-(some * np.log(some)).sum()) + 0.0  # -0.0 becomes 0.0


def effective_choices(p: Array) -> float:
    """Return e^H: how many equally likely tokens would be as uncertain."""
    return float(np.exp(entropy(p)))


def draw(p: Array, u: float) -> int:
    """Return the token on which u lies, 0 <= u < 1, on the line of tokens, likeliest first."""
    order = ranking(p)
    ends = np.cumsum(p[order])
    place, last = np.searchsorted(ends, u * ends[-1], side="right"), np.count_nonzero(p) - 1
    return int(order[min(int(place), int(last))])


def _scaled(p: Array, kept: Array) -> Array:
    """Return p on the kept tokens alone, summing to 1."""
    left = np.zeros_like(p)
    left[kept] = p[kept]
    scaled: Array = left / left.sum()
    return scaled
