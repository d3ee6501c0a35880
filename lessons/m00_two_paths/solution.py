def next_symbol(counts, u):
    total, end = sum(counts.values()), 0.0
    for symbol, count in counts.items():
        end += count
        if u * total < end:
            return symbol
    return symbol  # rounding must not let u fall off the end
