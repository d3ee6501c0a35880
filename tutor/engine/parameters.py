"""Parameters: the named inputs of a simulation, with bounds, a unit and a default.

A parameter is declared once, in the class body, and everything else follows from the declaration:
the slider in the app, `--set name=value` on the command line, the check of what a learner types.

    class Descent(Simulation):
        lr = Float(0.05, 0.0, 0.5, "step size", step=0.01)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

if TYPE_CHECKING:
    from tutor.engine.simulation import Simulation

Value = bool | int | float | str
T = TypeVar("T", bool, int, float, str)


class Parameter(Generic[T]):
    """One declared input. Reading it from a simulation gives its present value."""

    name: str = ""

    def __init__(self, default: T, help: str, *, unit: str = "", resets: bool = False) -> None:
        self.help = help
        self.unit = unit
        self.resets = resets
        """A change starts a new run, because the value shapes the first state."""
        self.default: T = default

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.default = self.check(self.default)

    @overload
    def __get__(self, simulation: None, owner: type) -> Self: ...
    @overload
    def __get__(self, simulation: Simulation, owner: type) -> T: ...
    def __get__(self, simulation: Simulation | None, owner: type) -> Self | T:
        if simulation is None:
            return self
        value: T = simulation.__dict__[
            self.name
        ]  # the instance's own entry is found before this is called
        return value

    def check(self, value: Any) -> T:
        """Return `value` in this parameter's type; raise `ValueError` saying what is allowed."""
        raise NotImplementedError

    def parse(self, text: str) -> T:
        """Read what a person typed."""
        return self.check(text.strip())

    def nudge(self, value: T, ticks: int) -> T:
        """Move `value` by `ticks` presses of an arrow key, staying inside the bounds."""
        raise NotImplementedError

    def format(self, value: T) -> str:
        """Write `value` the way `parse` reads it."""
        return str(value)

    @property
    def allowed(self) -> str:
        """What may be given, in words."""
        raise NotImplementedError

    def to_message(self) -> dict[str, Any]:
        """Return the declaration as data: the app knows it without the simulation's code."""
        content = {name: value for name, value in vars(self).items() if name != "name"}
        return {"kind": type(self).__name__, "name": self.name, "declared": content}

    def refuse(self, value: Any) -> ValueError:
        """Build the error for a value that is not allowed."""
        return ValueError(f"{self.name} cannot be {value!r}: {self.allowed}")


N = TypeVar("N", int, float)


class Number(Parameter[N]):
    """A number between two bounds, both allowed."""

    kind: Callable[[Any], N]
    noun: str

    def __init__(
        self,
        default: N,
        low: N,
        high: N,
        help: str,
        *,
        step: N | None = None,
        log: bool = False,
        unit: str = "",
        resets: bool = False,
    ) -> None:
        super().__init__(default, help, unit=unit, resets=resets)  # type: ignore[arg-type]  # N is in T
        self.low: N = low
        self.high: N = high
        self.log = log
        self.step: N = step if step is not None else self._natural_step()

    def _natural_step(self) -> N:
        """About a hundredth of the range, as 1, 2 or 5 times a power of ten."""
        span = float(self.high - self.low) / 100
        power = 10.0 ** math.floor(math.log10(span)) if span > 0 else 1.0
        nice = next((m * power for m in (1, 2, 5, 10) if m * power >= span * 0.999), power)
        return self.kind(max(nice, 1) if self.kind is int else nice)

    @property
    def allowed(self) -> str:
        return f"give {self.noun} from {self.format(self.low)} to {self.format(self.high)}"

    def parse(self, text: str) -> N:
        try:
            number = self.kind(text.strip())
        except ValueError:
            raise self.refuse(text.strip()) from None
        return self.check(number)

    def nudge(self, value: N, ticks: int) -> N:
        if self.log:
            moved = float(value) * 10 ** (ticks / 10)
            moved = float(f"{moved:.3g}")
            if (
                self.kind is int and round(moved) == value
            ):  # a small one would never leave its place
                moved = value + (ticks > 0) - (ticks < 0)
        else:
            step = float(self.step)
            moved = float(f"{round(float(value) / step + ticks) * step:.12g}")
        if self.kind is int:
            moved = round(moved)
        return self.kind(min(max(moved, self.low), self.high))

    def share(self, value: N) -> float:
        """Return where `value` lies between the bounds, from 0 to 1, for a slider."""
        low, high, at = (self._scaled(number) for number in (self.low, self.high, value))
        return (at - low) / (high - low) if high > low else 0.0

    def at_share(self, share: float) -> N:
        """Return the value at a place of the slider, on the grid of the arrow keys."""
        low, high = self._scaled(self.low), self._scaled(self.high)
        at = low + min(max(share, 0.0), 1.0) * (high - low)
        at = 10**at if self.log else at
        return self.nudge(self.kind(round(at) if self.kind is int else at), 0)

    def _scaled(self, value: N) -> float:
        return math.log10(value) if self.log else float(value)


class Float(Number[float]):
    """A real number. `log=True` makes an arrow key multiply instead of add."""

    kind, noun = float, "a number"

    def check(self, value: Any) -> float:
        if isinstance(value, bool | str) or not isinstance(value, int | float):
            raise self.refuse(value)
        if not self.low <= value <= self.high:  # NaN fails both comparisons
            raise self.refuse(value if isinstance(value, int) else float(value))
        return float(value) + 0.0  # -0.0 and 0.0 are one value, and one digest

    def format(self, value: float) -> str:
        return f"{value:.12g}"


class Int(Number[int]):
    """A whole number."""

    kind, noun = int, "a whole number"

    def check(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != whole(value):
            raise self.refuse(value)
        if not self.low <= value <= self.high:
            raise self.refuse(int(value))
        return int(value)


class Choice(Parameter[str]):
    """One of a few named options."""

    def __init__(
        self, default: str, options: Sequence[str], help: str, *, resets: bool = False
    ) -> None:
        super().__init__(default, help, resets=resets)
        self.options = tuple(options)

    @property
    def allowed(self) -> str:
        return "give one of " + ", ".join(self.options)

    def check(self, value: Any) -> str:
        if value not in self.options:
            raise self.refuse(value)
        return str(value)

    def nudge(self, value: str, ticks: int) -> str:
        return self.options[(self.options.index(value) + ticks) % len(self.options)]


class Flag(Parameter[bool]):
    """On or off."""

    YES, NO = ("on", "true", "yes", "1"), ("off", "false", "no", "0")

    options = ("off", "on")
    allowed = "give on or off"

    def check(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise self.refuse(value)
        return value

    def parse(self, text: str) -> bool:
        word = text.strip().lower()
        if word not in self.YES + self.NO:
            raise self.refuse(word)
        return word in self.YES

    def nudge(self, value: bool, ticks: int) -> bool:
        return value ^ bool(ticks % 2)

    def format(self, value: bool) -> str:
        return "on" if value else "off"


class Line(Parameter[str]):
    """A line of text the learner may rewrite: a prompt, an expression."""

    def __init__(
        self, default: str, help: str, *, longest: int = 200, resets: bool = False
    ) -> None:
        super().__init__(default, help, resets=resets)
        self.longest = longest

    @property
    def allowed(self) -> str:
        return f"give text of at most {self.longest} characters, in one line"

    def check(self, value: Any) -> str:
        if not isinstance(value, str) or len(value) > self.longest or "\n" in value:
            raise self.refuse(value)
        return value

    def nudge(self, value: str, ticks: int) -> str:
        return value


KINDS: dict[str, type[Parameter[Any]]] = {
    kind.__name__: kind for kind in (Float, Int, Choice, Flag, Line)
}


def from_message(message: Mapping[str, Any]) -> Parameter[Any]:
    """Rebuild a parameter from its declaration as data; the other half of `to_message`."""
    parameter: Parameter[Any] = object.__new__(KINDS[message["kind"]])
    vars(parameter).update(message["declared"], name=message["name"])
    return parameter


def whole(value: float) -> float:
    """Return the whole part of `value`, or NaN (equal to nothing) where there is none."""
    return int(value) if isinstance(value, int) or math.isfinite(value) else math.nan
