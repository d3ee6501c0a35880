"""GPT-2's forward pass in NumPy, float64, from the papers alone: what the torch model is held to.

It knows the names of the weights and shares nothing else with the code under test: no torch, one
position and one head at a time, and the attention of a position reads only what came before it.

Sources: Vaswani et al. (2017), §3; Ba, Kiros and Hinton, Layer normalization (2016), eq. 3;
Hendrycks and Gimpel, Gaussian error linear units (2016), the tanh form; Radford et al. (2019),
§2.3.
"""

import numpy as np


def logits(weights, symbols, n_layers, n_heads):
    """Return the logits after every symbol. weights: name -> float64 array. (T,) -> (T, V)"""
    wte = weights["wte.weight"]
    stream = [wte[s] + weights["wpe.weight"][t] for t, s in enumerate(symbols)]
    for layer in range(n_layers):
        own = {
            name.split(".", 2)[2]: value
            for name, value in weights.items()
            if name.startswith(f"blocks.{layer}.")
        }
        normed = [norm(x, own, "ln_1") for x in stream]
        stream = [x + a for x, a in zip(stream, attention(normed, own, n_heads), strict=True)]
        stream = [x + mlp(norm(x, own, "ln_2"), own) for x in stream]
    output = weights.get("head.weight", wte)
    return np.array([output @ norm(x, weights, "ln_f") for x in stream])


def norm(x, weights, name):
    scaled = (x - x.mean()) / np.sqrt(x.var() + 1e-5)
    return scaled * weights[f"{name}.weight"] + weights.get(f"{name}.bias", 0.0)


def linear(x, weights, name):
    return weights[f"{name}.weight"] @ x + weights.get(f"{name}.bias", 0.0)


def attention(stream, own, n_heads):
    d = len(stream[0])
    size = d // n_heads
    projected = [linear(x, own, "attn.c_attn") for x in stream]
    mixed = []
    for t in range(len(stream)):
        heads = []
        for h in range(n_heads):
            here = slice(h * size, (h + 1) * size)
            q = projected[t][:d][here]
            scores = np.array([q @ p[d : 2 * d][here] for p in projected[: t + 1]]) / np.sqrt(size)
            shares = np.exp(scores) / np.exp(scores).sum()
            values = [p[2 * d :][here] for p in projected[: t + 1]]
            heads.append(sum(share * v for share, v in zip(shares, values, strict=True)))
        mixed.append(linear(np.concatenate(heads), own, "attn.c_proj"))
    return mixed


def mlp(x, own):
    u = linear(x, own, "mlp.c_fc")
    gelu = 0.5 * u * (1 + np.tanh(np.sqrt(2 / np.pi) * (u + 0.044715 * u**3)))
    return linear(gelu, own, "mlp.c_proj")
