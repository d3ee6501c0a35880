def shrink(x, rate):
    return (1 - rate) * x
