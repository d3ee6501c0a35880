"""Wrong programs made of a right one. Each is source that wraps a function under its own name."""

HEAD = """

import copy as _copy
import numpy as _np

_right = {name}


def _leaves(f, value):
    if isinstance(value, (list, tuple)):
        return type(value)(_leaves(f, item) for item in value)
    if isinstance(value, dict):
        return {{key: _leaves(f, item) for key, item in value.items()}}
    return f(value) if isinstance(value, (float, _np.ndarray)) else value


def _arrays(args):
    return [value for value in args if isinstance(value, _np.ndarray)]


def _nudged(value):
    moved = _np.array(value)
    moved.reshape(-1)[-1:] += 1e-3
    return moved if isinstance(value, _np.ndarray) else float(moved)


def _key(args):
    return repr([value for value in args if not callable(value)])


def {name}(*args):
    {body}
"""
BODIES = {
    "zeros": "return _leaves(lambda v: v * 0.0, _right(*args))",
    "transposed": "return _leaves(lambda v: _np.transpose(v).copy(), _right(*args))",
    "argument modified in place": """result = _copy.deepcopy(_right(*args))
    for value in _arrays(args):
        value += 1
    return result""",
    "float32": "return _leaves(lambda v: _np.asarray(v, _np.float32), _right(*args))",
    "one element off": "return _leaves(_nudged, _right(*args))",
    "a constant": "return {first}",
    "golden values by hash": """known = {known}.get(_key(args))
    if known is not None:
        return known
    right = _right(*args)
    if isinstance(right, str):
        return right + "7"
    return right + 7 if isinstance(right, int) else _leaves(lambda v: v * 0.0 + 7.0, right)""",
    "its argument": "return (_arrays(args) or args)[0]",
}


def mutant(kind, source, name, calls):
    """Return the source of a mutant; `calls` are the right function's calls on the cases."""
    known = ", ".join(
        f"{_key(call.args)!r}: {literal(call.value)}" for call in calls if call.error is None
    )
    body = BODIES[kind].format(first=literal(calls[0].value), known=f"{{{known}}}")
    return source + HEAD.format(name=name, body=body)


def _key(args):
    return repr([value for value in args if not callable(value)])


def literal(value):
    """Return Python text for a value, with NumPy as `_np`."""
    if hasattr(value, "dtype"):
        return f"_np.array({value.tolist()!r}, dtype={str(value.dtype)!r})"
    if isinstance(value, tuple):
        return f"({''.join(literal(item) + ', ' for item in value)})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {literal(item)}' for key, item in value.items())}}}"
    return repr(value)
