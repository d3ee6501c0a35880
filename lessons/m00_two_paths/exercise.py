def next_symbol(counts: dict[str, float], u: float) -> str:
    """Return the symbol that the random number u picks.

    counts: how often each symbol came, at least one of them, each above 0. Temperature may have
    made them fractions. u: from 0 up to, not including, 1. The symbols lie on a line in the order
    of the dict, each as long as its count; one begins where the one before it ends.
    """
    raise NotImplementedError("your turn")
