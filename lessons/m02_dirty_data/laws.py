"""Properties that any right answer has. A law names the function it is about, and gets it."""

from copy import deepcopy

import numpy as np

SPECIES = ("Adelie", "Chinstrap", "Gentoo")
FILL = {"by_species": {"Adelie": 190.0, "Gentoo": 216.0}, "overall": 197.0}


def table(rng):
    """Return a table of 4 to 9 birds: the first three lengths are known, others may be lost."""
    n = int(rng.integers(4, 10))
    x = np.round(rng.uniform(172.0, 231.0, size=n), 1)
    x[3:][rng.random(n - 3) < 0.5] = np.nan
    return {"species": [str(name) for name in rng.choice(SPECIES, n)], "flipper_mm": x}


def same_table(one, other):
    """Say whether two tables hold the same columns with the same values; a gap equals a gap."""
    if list(one) != list(other):
        return False
    return all(
        str(np.asarray(one[key]).tolist()) == str(np.asarray(other[key]).tolist()) for key in one
    )


def taken(rows, chosen):
    """Return the rows with these numbers, in this order."""
    return {
        "species": [rows["species"][n] for n in chosen],
        "flipper_mm": rows["flipper_mm"][list(chosen)],
    }


def medians_with_pandas(train):
    import pandas as pd

    lengths = pd.DataFrame(train).groupby("species")["flipper_mm"].median().dropna()
    overall = float(pd.Series(train["flipper_mm"]).median())
    return {"by_species": {str(k): float(v) for k, v in lengths.items()}, "overall": overall}


def filled_with_pandas(rows, fill):
    import pandas as pd

    x = pd.Series(rows["flipper_mm"])
    guess = pd.Series(rows["species"]).map(fill["by_species"]).fillna(fill["overall"])
    flag = x.isna().to_numpy().astype(int)
    return {**rows, "flipper_mm": x.fillna(guess).to_numpy(), "was_missing": flag}


def leaves_the_table_alone(fit_fill, rng):
    train = table(rng)
    kept = deepcopy(train)
    fit_fill(train)
    assert same_table(train, kept), "`train` changed under the caller's feet"


def a_bird_that_was_not_measured_teaches_nothing(fit_fill, rng):
    train = table(rng)
    more = {
        "species": [*train["species"], "Adelie"],
        "flipper_mm": np.append(train["flipper_mm"], np.nan),
    }
    assert fit_fill(more) == fit_fill(train), "one more gap should change no median"


def the_order_of_the_rows_is_nothing_to_learn(fit_fill, rng):
    train = table(rng)
    mixed = taken(train, rng.permutation(len(train["species"])).tolist())
    assert fit_fill(mixed) == fit_fill(train), "the same birds in another order, the same medians"


def one_wild_number_moves_no_median(fit_fill, rng):
    x = np.sort(np.round(rng.uniform(172.0, 231.0, size=5), 1))
    train = {"species": ["Gentoo"] * 5, "flipper_mm": x}
    wild = {"species": ["Gentoo"] * 5, "flipper_mm": np.append(x[:4], 10 * x[4])}
    assert fit_fill(wild) == fit_fill(train), "the longest, ten times as long, is still the longest"


def leaves_its_arguments_alone(apply_fill, rng):
    rows, fill = table(rng), deepcopy(FILL)
    kept = deepcopy(rows)
    apply_fill(rows, fill)
    assert same_table(rows, kept), "`rows` changed under the caller's feet"
    assert fill == FILL, "`fill` changed under the caller's feet"


def leaves_no_gap_and_flags_each(apply_fill, rng):
    rows = table(rng)
    done = apply_fill(deepcopy(rows), FILL)
    assert not np.isnan(done["flipper_mm"]).any(), "a gap is left"
    gap = np.isnan(rows["flipper_mm"]).astype(int)
    assert np.array_equal(done["was_missing"], gap), "`was_missing` should be 1 at the gaps, else 0"


def what_was_known_stays_in_its_place(apply_fill, rng):
    rows = table(rng)
    known = ~np.isnan(rows["flipper_mm"])
    done = apply_fill(deepcopy(rows), FILL)
    assert np.array_equal(done["flipper_mm"][known], rows["flipper_mm"][known]), (
        "a length that was known changed, or moved to another row"
    )
    assert done["species"] == rows["species"], "the rows should keep their order"


def a_second_pass_changes_no_length(apply_fill, rng):
    once = apply_fill(table(rng), FILL)
    kept = once["flipper_mm"].copy()
    twice = apply_fill(once, FILL)
    assert np.array_equal(twice["flipper_mm"], kept), "there was nothing left to fill"


def learns_nothing_from_these_rows(apply_fill, rng):
    rows = table(rng)
    together = apply_fill(deepcopy(rows), FILL)["flipper_mm"]
    alone = [apply_fill(taken(rows, [n]), FILL)["flipper_mm"][0] for n in range(len(together))]
    assert np.array_equal(together, alone), (
        "a bird on its own should be filled like the same bird among others: only `fill` may matter"
    )
