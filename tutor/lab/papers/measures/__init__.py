"""One module a paper: `measure(seed, method)` trains or computes once and returns its numbers."""
