def pass_back(grads, node, inputs, slopes):
    after = grads.copy()
    for source, slope in zip(inputs, slopes, strict=True):
        after[source] += slope * grads[node]
    return after


class Value:
    def __init__(self, data, inputs=(), slopes=()):
        self.data, self.grad = float(data), 0.0
        self.inputs, self.slopes = inputs, slopes

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __pow__(self, n):
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __mul__(self, other):
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def relu(self):
        on = self.data > 0
        return Value(self.data if on else 0.0, (self,), (1.0 if on else 0.0,))

    def backward(self):
        order, seen, waiting = [], {self}, [(self, iter(self.inputs))]
        while waiting:
            node, rest = waiting[-1]
            source = next(rest, None)
            if source is None:  # all that it was made of is in the order before it
                order.append(node)
                waiting.pop()
            elif source not in seen:
                seen.add(source)
                waiting.append((source, iter(source.inputs)))
        self.grad = 1.0
        for node in reversed(order):
            for source, slope in zip(node.inputs, node.slopes, strict=True):
                source.grad += slope * node.grad
