import numpy as np


def posterior(prior, likelihood_ratios):
    z = np.log(prior) - np.log1p(-prior)
    for ratio in likelihood_ratios:
        z += np.log(ratio)
    # 1 / (1 + e^-z), without an e^-z that overflows
    return float(np.exp(-np.logaddexp(0.0, -z)))
