def shrink(x: float, rate: float) -> float:
    """TODO: one line in the imperative; then only what the signature cannot say."""
    raise NotImplementedError("your turn")
