"""The learner's function as the judge holds it: it can be called, and it remembers every call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from tutor.study.grading import shown
from tutor.study.grading.exchange import Raised
from tutor.study.grading.runner import Ended
from tutor.study.grading.sentences import about

Function = Callable[..., Any]


@dataclass
class Call:
    """One call: the arguments before and after, and the value or what was raised instead."""

    function: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    after: tuple[Any, ...] = ()
    value: Any = None
    error: Exception | None = None
    can_repeat: bool = True
    """Whether the arguments are still what they were: an iterator is used up by a call."""

    def __str__(self) -> str:
        return shown.call(self.function, self.args, self.kwargs)

    def size(self) -> tuple[int, int]:
        """Return a key that is smaller for arguments that are easier to look at."""
        return sum(map(shown.elements, self.args)), len(str(self))

    def outcome(self) -> str:
        """Say what came of it."""
        if isinstance(self.error, Raised):
            return about(self.error)
        return str(self.error) if self.error else shown.shown(self.value)


class Witness:
    """A function whose calls are kept in `calls`, the one under way included."""

    def __init__(self, name: str, function: Function) -> None:
        self.__name__ = name
        self._function = function
        self.calls: list[Call] = []

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it and remember."""
        call = Call(self.__name__, copied(args), deepcopy(kwargs))
        call.can_repeat = not any(isinstance(arg, Iterator) for arg in args)
        self.calls.append(call)
        try:
            value = self._function(*args, **kwargs)
        except Ended as ended:
            raise Ended(f"{ended}\n  called as: {call}") from None
        except Exception as error:
            call.error = error
            raise
        finally:
            call.after = copied((*args, *kwargs.values()))
        call.value = copied((value,))[0]
        return value


def copied(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return copies; an iterator, which one look would use up, stays itself."""
    return tuple(v if isinstance(v, Iterator) else deepcopy(v) for v in values)


def repeated(call: Call, function: Function) -> Call:
    """Return what another function makes of the same arguments."""
    other = Witness(call.function, function)
    args, kwargs = deepcopy((call.args, call.kwargs))
    with suppress(Exception):  # the call holds it
        other(*args, **kwargs)
    return other.calls[0]
