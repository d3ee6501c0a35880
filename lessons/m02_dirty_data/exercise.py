import numpy as np


def fit_fill(train: dict[str, list[str] | np.ndarray]) -> dict:
    """Return what to put into gaps, learned from the known lengths of `train`.

    train["species"] is a list of names, train["flipper_mm"] an array with nan where a length is
    missing; at least one is known. Return {"by_species": {name: median}, "overall": median}: the
    median of the known lengths of each species, and of all. A species without a known length is
    not in "by_species". The medians are floats.
    """
    raise NotImplementedError("your turn")


def apply_fill(rows: dict[str, list[str] | np.ndarray], fill: dict) -> dict:
    """Return a new table like `rows`, its gaps filled, with one more column, "was_missing".

    rows has "species" and "flipper_mm" as above, and maybe more columns: they stay as they are.
    fill is what `fit_fill` returned, for other rows perhaps. A gap gets its species' median, or the
    overall one where its species has none. "was_missing" is an array of int: 1 at a gap, else 0.
    """
    raise NotImplementedError("your turn")
