"""What travels by number: functions, classes written for an exercise, their objects, iterators.

The owner keeps the thing and does to it what the other side asks for. What may be asked is in the
lists here and nothing else: a public attribute, an operator, the next item. So a judge that lends
an object to the learner's code lends that object, and not the module behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any, Protocol, Self

OPERATORS = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor",
             "lshift", "rshift")  # fmt: skip
OTHERS = ("neg", "pos", "abs", "invert", "lt", "le", "eq", "ne", "gt", "ge", "bool", "int", "float",
          "index", "round", "len", "contains", "getitem", "setitem", "delitem", "iter", "next",
          "call", "enter", "exit")  # fmt: skip
SPECIALS = tuple(
    f"__{name}__" for name in [*(x + op for op in OPERATORS for x in ("", "r", "i")), *OTHERS]
)
"""The methods behind Python's own syntax that reach an object on the other side."""
ONE_BY_ONE, BATCH = 1000, 256
"""An iterator is asked for one item at a time; after so many, for a batch ahead of its use."""


class Line(Protocol):
    """The way to the other side; `Exchange` is it."""

    def call(
        self, handle: int, args: tuple[Any, ...], kwargs: dict[str, Any], how: str = "call"
    ) -> Any:
        """Do something with the thing of that number, over there."""


def kind_of(value: Any) -> str | None:
    """Return how a value travels by number; None where it does not."""
    if isinstance(value, type):
        return "class" if _is_written(value) else None
    cls: type = type(value)
    if _is_written(cls):
        return "object"
    if callable(value):
        return "function"
    return "iterator" if isinstance(value, Iterator) else None


@cache
def specials(cls: type) -> list[str]:
    """Return the special methods that a class has of its own, of those that travel."""
    own: dict[str, Any] = {}
    for base in cls.__mro__[-2::-1]:  # all but `object`, the class itself last
        own |= vars(base)
    return [name for name in SPECIALS if own.get(name) is not None]


def perform(target: Any, how: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Do to a thing of this side what the other one asks for."""
    kind = kind_of(target)
    if how == "call" and kind in ("function", "class"):
        return target(*args, **kwargs)
    if how == "items" and kind == "iterator":
        return _items(target, *args)
    if how == "getattr" and kind in ("class", "object") and _is_public(args[0]):
        return getattr(target, args[0])
    if how == "setattr" and kind == "object" and _is_public(args[0]):
        return setattr(target, *args)
    if how in SPECIALS and kind == "object":
        return getattr(type(target), how)(target, *args, **kwargs)
    raise AttributeError(f"{' '.join(map(str, args[:1]))}: nothing of that name can be reached")


class Remote:
    """Something of the other side, known by its number. Two of one number are one object."""

    def __init__(self, line: Line, handle: int, name: str) -> None:
        self.__dict__.update(_line=line, _handle=handle, __name__=name)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self  # a copy of the arguments shares what cannot be copied

    def __repr__(self) -> str:
        return f"<{self.__dict__['__name__']}>"


class RemoteFunction(Remote):
    """A function of the other side."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it over there."""
        return self._line.call(self._handle, args, kwargs)

    _line: Line
    _handle: int


class RemoteObject(Remote):
    """An object of the other side: its public attributes, and the operators of its class.

    Names that begin with an underscore are the owner's.
    """

    _line: Line
    _handle: int
    _class: int

    __array_ufunc__ = None  # NumPy's numbers on the left leave the operation to its class
    __hash__ = object.__hash__

    def __getattr__(self, name: str) -> Any:
        if not _is_public(name):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return self._line.call(self._handle, (name,), {}, "getattr")

    def __setattr__(self, name: str, value: Any) -> None:
        self._line.call(self._handle, (name, value), {}, "setattr")


class RemoteClass(RemoteFunction):
    """A class of the other side: calling it makes an object there, and isinstance() knows it."""

    def __getattr__(self, name: str) -> Any:
        if not _is_public(name):
            raise AttributeError(f"class {self.__name__!r} has no attribute {name!r}")
        return self._line.call(self._handle, (name,), {}, "getattr")

    def __instancecheck__(self, instance: Any) -> bool:
        return isinstance(instance, RemoteObject) and instance._class == self._handle


class RemoteIterator(Remote):
    """An iterator of the other side."""

    _line: Line
    _handle: int

    def __init__(self, line: Line, handle: int, name: str) -> None:
        super().__init__(line, handle, name)
        self._taken, self._ended, self._waiting = 0, False, list[Any]()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        if not self._waiting and not self._ended:
            count = 1 if self._taken < ONE_BY_ONE else BATCH
            found, self._ended = self._line.call(self._handle, (count,), {}, "items")
            self._waiting = found[::-1]
            self._taken += len(found)
        if not self._waiting:
            raise StopIteration
        return self._waiting.pop()


def remote(line: Line, about: dict[str, Any]) -> Remote:
    """Return the hold on a thing that the other side has described."""
    kind, handle, name = about["kind"], about["handle"], about["name"]
    if kind == "object":
        made: Remote = _object_class(name, tuple(about["has"]))(line, handle, name)
        made.__dict__["_class"] = about["class"]
        return made
    known = {"function": RemoteFunction, "class": RemoteClass, "iterator": RemoteIterator}
    return known[kind](line, handle, name)


def type_of(thing: Remote) -> str:
    """Return what kind of thing it is, with its article."""
    if isinstance(thing, RemoteFunction):
        return "a class" if isinstance(thing, RemoteClass) else "a function"
    return f"a value of type {thing.__dict__['__name__']}"


@lru_cache(maxsize=64)
def _object_class(name: str, has: tuple[str, ...]) -> type[RemoteObject]:
    """Make the class whose objects can do what those of the other side can, and no more."""
    methods = {special: _method(special) for special in SPECIALS if special in has}
    return type(name, (RemoteObject,), {**methods, "__hash__": object.__hash__})


def _method(special: str) -> Callable[..., Any]:
    def method(self: RemoteObject, *args: Any, **kwargs: Any) -> Any:
        return self._line.call(self._handle, args, kwargs, special)

    return method


def _items(iterator: Iterator[Any], count: int) -> tuple[list[Any], bool]:
    """Return the next items, at most `count`, and whether that was the end."""
    found: list[Any] = []
    for item in iterator:
        found.append(item)
        if len(found) >= count:
            return found, False
    return found, True


def _is_public(name: Any) -> bool:
    return isinstance(name, str) and not name.startswith("_")


@cache
def _is_written(cls: type) -> bool:
    """Say whether a class is of a lesson's laws.py, or of a learner's file."""
    home = str(getattr(cls, "__module__", "")).partition(".")[0]
    return home in ("laws", "mlpath") or home.startswith("answer_")


# Python's own errors name the type of what they could not use, and learners read them
for kind, known_as in {
    RemoteFunction: "function",
    RemoteObject: "object",
    RemoteClass: "type",
    RemoteIterator: "iterator",
}.items():
    kind.__name__ = known_as
