"""Properties that any right answer has. A law names the function or class it is about."""

import numpy as np

H = 1e-5


def leaves_its_arguments_alone(pass_back, rng):
    grads, inputs, slopes = rng.normal(size=4), np.array([0, 2]), rng.normal(size=2)
    kept = grads.copy(), inputs.copy(), slopes.copy()
    pass_back(grads, 3, inputs, slopes)
    assert (grads == kept[0]).all(), "`grads` changed under the caller's feet"
    assert (inputs == kept[1]).all(), "`inputs` changed under the caller's feet"
    assert (slopes == kept[2]).all(), "`slopes` changed under the caller's feet"


def an_input_used_k_times_gets_k_shares(pass_back, rng):
    k = int(rng.integers(1, 5))
    grads, slopes = rng.normal(size=3), rng.normal(size=k)
    after = pass_back(grads.copy(), 2, np.zeros(k, int), slopes)
    wanted = grads[0] + slopes.sum() * grads[2]
    assert np.isclose(after[0], wanted), f"a node used {k} times should get {k} shares"


def touches_no_node_but_the_inputs(pass_back, rng):
    grads = rng.normal(size=6)
    after = pass_back(grads.copy(), 5, np.array([1, 3]), rng.normal(size=2))
    others = [0, 2, 4, 5]
    assert (after[others] == grads[others]).all(), "only the inputs' gradients should change"


def slopes_of(Value, build, numbers):
    """Build an expression of values, walk it backward, return the result and every slope."""
    leaves = [Value(float(number)) for number in numbers]
    result = build(Value, *leaves)
    result.backward()
    return result.data, np.array([leaf.grad for leaf in leaves])


def result_of(build, numbers):
    """Return the result alone, computed without any gradient."""
    return build(Plain, *map(Plain, numbers)).number


def with_torch(build, numbers):
    """Return the result and every slope as torch has them."""
    import torch

    leaves = [torch.tensor(float(x), dtype=torch.float64, requires_grad=True) for x in numbers]
    result = build(lambda x: torch.tensor(float(x), dtype=torch.float64), *leaves)
    result.backward()
    slopes = [0.0 if leaf.grad is None else leaf.grad.item() for leaf in leaves]
    return result.item(), np.array(slopes)


class Plain:
    """A number with the operations of Value, and nothing to remember."""

    def __init__(self, number):
        self.number = float(number)

    def __add__(self, other):
        return Plain(self.number + other.number)

    def __mul__(self, other):
        return Plain(self.number * other.number)

    def __pow__(self, n):
        return Plain(self.number**n)

    def relu(self):
        return Plain(max(self.number, 0.0))


def square(Value, x):
    return x * x


def product(Value, a, b):
    return a * b


def neuron(Value, a, b, c):
    return (a * b + c).relu()


def two_neurons(Value, a, b, c):
    return (a * b + c).relu() * b + (a + b).relu() * c


def late_share(Value, x):
    u = x * x
    v = u + x
    return u * v


def chain(Value, x):
    y = x
    for _ in range(2000):
        y = y + x
    return y


def micrograd(Value, a, b):
    """The example of micrograd's front page, in the operations that are here."""
    minus = Value(-1.0)
    c = a + b
    d = a * b + b**3
    c = c + (c + Value(1.0))
    c = c + (Value(1.0) + c + minus * a)
    d = d + (d * Value(2.0) + (b + a).relu())
    d = d + (Value(3.0) * d + (b + minus * a).relu())
    e = c + minus * d
    f = e**2
    return f * Value(0.5) + Value(10.0) * f**-1


def keeps_its_inputs_as_they_were(Value, rng):
    a, b = (Value(float(x)) for x in rng.normal(size=2))
    before = a.data, b.data
    (a * b + a).relu().backward()
    assert (a.data, b.data) == before, "`backward` should change gradients only, not `data`"


def returns_a_new_value(Value, rng):
    a, b = (Value(float(x)) for x in rng.uniform(1.0, 2.0, size=2))
    for made in (a * b, a.relu()):
        assert isinstance(made, Value), "`*` and `relu` should return a new Value"
        assert made not in (a, b), "`*` and `relu` should return a new Value"


def random_graphs_agree_with_measured_slopes(Value, rng):
    plan = [(rng.integers(3), *rng.integers(3 + n, size=2)) for n in range(8)]
    numbers = rng.uniform(0.5, 1.5, size=3) * rng.choice([-1.0, 1.0], size=3)

    def build(Value, *leaves):
        nodes = list(leaves)
        for kind, i, j in plan:
            x, y = nodes[i], nodes[j]
            nodes.append(x + y if kind == 0 else x * y if kind == 1 else x.relu() + y)
        return nodes[-1]

    def moved(place, by):
        return result_of(build, [x + by * (n == place) for n, x in enumerate(numbers)])

    result, slopes = slopes_of(Value, build, numbers)
    middle = result_of(build, numbers)
    assert np.isclose(result, middle), f"the result should be {middle:.6g}, not {result:.6g}"
    for place, slope in enumerate(slopes):
        above, below = moved(place, H) - middle, middle - moved(place, -H)
        if abs(above - below) > 1e-3 * (abs(above) + abs(below)) + 1e-8:
            continue  # a relu bends in between: there is no one slope to compare with
        measured = (above + below) / (2 * H)
        error = abs(slope - measured) / max(1.0, abs(slope), abs(measured))
        assert error < 1e-6, (
            f"in a random graph of 8 operations a slope is {slope:.6g}; measured: {measured:.6g}"
        )
