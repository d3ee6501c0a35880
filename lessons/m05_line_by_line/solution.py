import numpy as np


def first_divergence(a, b, rtol, atol):
    for step, (ours, theirs) in enumerate(zip(a, b, strict=True)):
        for name in theirs:
            apart = np.abs(ours[name] - theirs[name])
            if not np.all(apart <= atol + rtol * np.abs(theirs[name])):
                return step, name, float(np.max(apart))
    return None
