"""Changes that must not matter: a script repeated with its sums in another order.

The tolerances of a comparison are calibrated by what these changes do to the very same code. Asked
for by $MLPATH_RECORD_CHANGE, which `diff --calibrate` sets:

threads: torch computes with two threads, or with one where the script takes more.
rows: the model is given the rows of the batch in another order, and its outputs are put back. Every
sum over the batch is then taken in another order, and no number is another one.
channels: the model and its pictures are laid out channels last; other kernels, the same numbers.
nudge: every weight is moved to a neighbouring number, at the start and after each step.
"""

from __future__ import annotations

import os
import sys
from typing import Any

VARIABLE = "MLPATH_RECORD_CHANGE"
PLACE = "MLPATH_RECORD_TO"
"""Where a repeated script writes its ledger, in place of the path in its text."""
STEPS = "MLPATH_RECORD_STEPS"
"""After how many steps a repeated script ends."""
KINDS = {
    "threads": "another number of threads",
    "rows": "the batch's rows in another order",
    "channels": "channels last",
    "nudge": "an ulp more or less each step",
}


class Changes:
    """What is changed about the calls of one model; nothing unless the variable asks for it."""

    def __init__(self, model: Any) -> None:
        self.refused = _refused(model)
        """Changes that would change more than an order, and why."""
        wanted = os.environ.get(VARIABLE, "")
        self.kind = wanted if wanted in KINDS and wanted not in self.refused else ""
        self._order: Any = None
        self._back: Any = None
        torch = sys.modules["torch"]
        if self.kind == "threads":
            torch.set_num_threads(1 if torch.get_num_threads() > 1 else 2)
        elif self.kind == "channels":
            model.to(memory_format=torch.channels_last)
        self._model = model
        self._drawn = torch.Generator().manual_seed(2)
        self.after_step()

    def after_step(self) -> None:
        """Move the weights by one rounding each."""
        if self.kind == "nudge":
            _nudge(self._model, self._drawn)

    def before(self, args: Any, kwargs: Any) -> Any:
        """Change what the model is called with; None leaves it."""
        if self.kind not in ("rows", "channels"):
            return None
        if self.kind == "rows":
            self._draw_order([*args, *kwargs.values()])
        changed = tuple(map(self._change, args))
        return changed, {name: self._change(value) for name, value in kwargs.items()}

    def after(self, output: Any) -> Any:
        """Put the model's output back, as the script expects it."""
        if self._back is None:
            return output
        if isinstance(output, tuple | list):
            return type(output)(self.undone(item) for item in output)
        return self.undone(output)

    def undone(self, value: Any) -> Any:
        """Put the rows of a tensor back, where it has rows of the batch."""
        if self._back is None or not hasattr(value, "detach") or not value.dim():
            return value
        rows = len(self._back)
        if value.shape[0] == rows:
            return value[self._back]
        return value

    def _change(self, value: Any) -> Any:
        if not hasattr(value, "detach"):
            return value
        if self.kind == "channels":
            torch = sys.modules["torch"]
            four = value.dim() == 4
            return value.contiguous(memory_format=torch.channels_last) if four else value
        same = self._order is not None and value.dim() and value.shape[0] == len(self._order)
        return value[self._order] if same else value

    def _draw_order(self, values: list[Any]) -> None:
        """Draw an order of the rows, from a generator that the script does not use."""
        torch = sys.modules["torch"]
        batched = next((v for v in values if hasattr(v, "detach") and v.dim()), None)
        if batched is None:
            self._order = self._back = None
            return
        generator = torch.Generator().manual_seed(1)
        order = torch.randperm(batched.shape[0], generator=generator)
        self._order, self._back = order.to(batched.device), order.argsort().to(batched.device)


def _refused(model: Any) -> dict[str, str]:
    torch = sys.modules["torch"]
    refused = {}
    if _draws(model):
        refused["rows"] = "the model drops units at random, and would drop others"
    if not any(isinstance(module, torch.nn.Conv2d) for module in model.modules()):
        refused["channels"] = "the model has no convolution of pictures"
    return refused


def _draws(model: Any) -> bool:
    """Say whether the model draws random numbers as it computes."""
    torch = sys.modules["torch"]
    kinds = torch.nn.modules.dropout._DropoutNd
    return any(isinstance(m, kinds) and m.p > 0 and m.training for m in model.modules())


def _nudge(model: Any, generator: Any) -> None:
    """Move each float of the weights one number up or down."""
    torch = sys.modules["torch"]
    with torch.no_grad():
        for weight in model.parameters():
            if weight.dtype not in (torch.float32, torch.float64):
                continue
            up = torch.rand(weight.shape, generator=generator) < 0.5
            far = torch.full_like(weight, torch.inf)
            moved = torch.nextafter(weight, torch.where(up.to(weight.device), far, -far))
            weight.copy_(torch.where(weight != 0, moved, weight))  # no zero gains a sign
