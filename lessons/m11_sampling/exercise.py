import numpy as np


def filter_probs(
    logits: np.ndarray, temperature: float, top_k: int, top_p: float, min_p: float
) -> np.ndarray:
    """Return the distribution that the next token is drawn from, shape (V,).

    logits: one score for each token, shape (V,); leave it as it is. The steps, in this order, and
    after each of them what is left sums to 1 again:

    1. temperature (above 0): p = softmax(logits / temperature).
    2. top_k: keep so many of the likeliest tokens. 0 keeps all.
    3. top_p: keep the likeliest tokens until they add up to top_p, with the token that crosses it.
       1 keeps all.
    4. min_p: keep the tokens with at least min_p times the largest probability. 0 keeps all.

    A token that is cut has probability 0. Of equal tokens the one with the lower index goes first:
    np.argsort(-p, kind="stable") puts the likeliest in front.
    """
    raise NotImplementedError("your turn")
