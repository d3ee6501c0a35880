"""Properties that any right answer has. A law names the function it is about, and gets it."""

from collections import Counter


def some_counts(rng):
    """Draw a few symbols with whole counts, in no particular order."""
    symbols = rng.permutation(list("abcdefgh"))[: rng.integers(1, 8)]
    return {str(symbol): int(n) for symbol, n in zip(symbols, rng.integers(1, 9, 8), strict=False)}


def comes_as_often_as_it_was_counted(next_symbol, rng):
    counts = some_counts(rng)
    total = sum(counts.values())
    picked = Counter(next_symbol(dict(counts), (i + 0.5) / total) for i in range(total))
    assert picked == counts, (
        f"with u going evenly from 0 to 1, {counts} should come back; it was {dict(picked)}"
    )


def the_order_of_the_dict_is_the_order_on_the_line(next_symbol, rng):
    counts = some_counts(rng)
    picked = [next_symbol(dict(counts), u) for u in (0.0, 1.0 - 1e-12)]
    assert picked == [next(iter(counts)), list(counts)[-1]], (
        "u = 0 picks the first symbol of the dict, u just below 1 the last"
    )


def never_falls_off_the_end(next_symbol, rng):
    counts = {symbol: float(x) for symbol, x in zip("abcdefghij", rng.random(10), strict=True)}
    symbol = next_symbol(dict(counts), 1.0 - 2.0**-53)
    assert symbol in counts, f"the largest u there is picked {symbol!r}; it should be a symbol"


def leaves_the_counts_alone(next_symbol, rng):
    counts = some_counts(rng)
    before = dict(counts)
    next_symbol(counts, float(rng.random()))
    assert counts == before, "`counts` changed under the caller's feet"
