"""The gauges of a training: how fast, how long, how much of the machine; and why one is "–"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tutor.engine import run_status
from tutor.engine.run_status import Status
from tutor.lab.detached.spans_of_time import duration
from tutor.lab.detached.standing import speed

UNKNOWN = "–"
NOBODY = "No process has the run."


@dataclass(frozen=True)
class Gauge:
    """One number with its name; `why` says what it means, or why it is not known."""

    name: str
    text: str
    why: str

    def __str__(self) -> str:
        return self.text if self.text != UNKNOWN else f"{self.name} {UNKNOWN}"


def gauges(status: Status, alive: bool = True) -> list[Gauge]:
    """Return the gauges of a training, in the order in which they are shown."""
    if status.state == run_status.BEGINNING:  # the speeds are still those of the process before
        tokens = None if status.tokens_per_second is None else 0.0
        status = replace(status, steps_per_second=0.0, tokens_per_second=tokens,
                         seconds_left=None, utilisation=None)  # fmt: skip
    return [
        *_speed(status, alive),
        _left(status, alive),
        _memory(status, alive),
        _gpu(status, alive),
        _utilisation(status, alive),
    ]


def in_a_line(found: list[Gauge], width: int) -> str:
    """Return the gauges side by side; where that is too long, only the first of the speeds."""
    line = " · ".join(map(str, found))
    if len(line) <= width:
        return line
    shown = [gauge for i, gauge in enumerate(found) if i == 0 or gauge.name != "steps/s"]
    return " · ".join(map(str, shown))


def _speed(status: Status, alive: bool) -> Iterator[Gauge]:
    if status.tokens_per_second is not None:
        per_second = status.tokens_per_second
        text = f"{per_second:,.0f} tokens/s" if per_second and alive else UNKNOWN
        yield Gauge("tokens/s", text, _standing_still(status, alive) or "Over about ten seconds.")
    rate = status.steps_per_second
    text = f"{speed(rate)} steps/s" if rate and alive else UNKNOWN
    yield Gauge("steps/s", text, _standing_still(status, alive) or "Over about ten seconds.")


def _left(status: Status, alive: bool) -> Gauge:
    seconds = status.seconds_left if alive else None
    if seconds is None:
        return Gauge("time left", UNKNOWN, _standing_still(status, alive))
    return Gauge("time left", f"{duration(seconds)} left", "At the speed of now.")


def _memory(status: Status, alive: bool) -> Gauge:
    if not alive:
        return Gauge("memory", UNKNOWN, NOBODY)
    if not status.memory:
        return Gauge("memory", UNKNOWN, "No process has said how much it takes.")
    whose = f"Of process {status.pid}"
    if status.nproc > 1:
        whose += f", the first of {status.nproc}"
    return Gauge("memory", _bytes(status.memory), f"{whose}, as the system counts it.")


def _gpu(status: Status, alive: bool) -> Gauge:
    if not alive:
        return Gauge("GPU", UNKNOWN, NOBODY)
    if not status.device_memory:
        device = status.device or "a device that it does not name"
        return Gauge("GPU", UNKNOWN, f"It computes on {device}: no tensor is on a CUDA device.")
    of = f" of {status.device_room / 1e9:.1f}" if status.device_room else ""
    return Gauge(
        "GPU",
        f"GPU {status.device_memory / 1e9:.1f}{of} GB",
        f"What the tensors of the first process take on {status.device}.",
    )


def _utilisation(status: Status, alive: bool) -> Gauge:
    """Model flops utilisation: what the model needs in a second, of what the device could do."""
    peak = status.peak_flops_per_second
    if status.flops_per_second is None:
        why = "The simulation does not say how many operations a step takes."
    elif not peak:
        why = f"What {status.device or 'the device'} does at most is not known."
    else:
        devices = f"{status.nproc} × " if status.nproc > 1 else ""
        why = (
            f"Model flops utilisation: {status.flops_per_second:.3g} of {devices}{peak:.3g} "
            f"FLOP/s ({status.peak_source})."
        )
    if status.utilisation is None or not alive:
        return Gauge("MFU", UNKNOWN, (peak and _standing_still(status, alive)) or why)
    return Gauge("MFU", f"MFU {status.utilisation:.1%}", why)


def _standing_still(status: Status, alive: bool) -> str:
    """Why there is no speed, where there is none."""
    if not alive:
        return NOBODY
    if status.state == run_status.PAUSED:
        return "It is paused."
    return "" if status.steps_per_second else "It has made no step since it began or went on."


def _bytes(n: int) -> str:
    return f"{n / 1e9:.1f} GB" if n >= 1e9 else f"{n / 1e6:.0f} MB"
