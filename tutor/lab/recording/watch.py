"""Watching: the tensors of a training step, named, in the order in which they are computed.

Hooks on the model's modules see each output as it leaves its layer; a hook on the optimizer sees
the gradients just before they are used. The model computes exactly what it computed unwatched.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tutor.lab.recording.changes import Changes
from tutor.lab.tracing.tensor import Tensor, tensor_of

WRAPPERS = ("DistributedDataParallel", "DataParallel")
"""Modules that hold the model as `module`."""

Seen = Callable[[str, str, Any], None]
"""Called with name, stage and tensor."""


class Watch:
    """The hooks on one model and its optimizer."""

    def __init__(self, model: Any, optimizer: Any, seen: Seen, changes: Changes) -> None:
        """Hook on; `seen` is called with every tensor, in order of execution."""
        self._model, self._optimizer, self._seen = model, optimizer, seen
        self._prefix = _wrapping(model)
        self._changes = changes
        self._calls: Counter[str] = Counter()
        self._gradients_seen = False
        self._handles: list[Any] = []
        self.notes: list[str] = []
        """What cannot be seen, in sentences."""
        self.inputs: list[tuple[str, Any]] = []
        """What the model was first called with in this step."""
        self._hook_modules()
        if optimizer is not None and hasattr(optimizer, "register_step_pre_hook"):
            self._handles.append(optimizer.register_step_pre_hook(self._before_update))
        elif optimizer is not None:
            self.notes.append(
                f"{type(optimizer).__name__} is no torch.optim.Optimizer: its gradients are taken "
                "at run.step, and its memory is not seen"
            )

    def parameters(self) -> Iterator[tuple[str, Any]]:
        """Yield the model's parameters and buffers by name, as they are now."""
        for name, tensor in [*self._model.named_parameters(), *self._model.named_buffers()]:
            yield self._plain(name), tensor

    def finish(self) -> None:
        """See what there is at the end of a step: gradients, new weights, optimizer's memory."""
        if not self._gradients_seen:
            self._see_gradients()
        for name, tensor in self.parameters():
            self._seen(f"param.{name}", "update", tensor)
        for name, tensor in self._memory():
            self._seen(f"optimizer.{name}", "update", tensor)
        self._calls.clear()
        self.inputs = []
        self._gradients_seen = False

    def close(self) -> None:
        """Take the hooks off."""
        for handle in self._handles:
            handle.remove()
        self._handles = []

    def _hook_modules(self) -> None:
        torch = sys.modules["torch"]
        outside = torch.compiler.disable  # a compiled model leaves its graph only at these hooks
        compiled = False
        for name, module in self._model.named_modules():
            inside = _is_compiled(self._model) or any(
                name.startswith(f"{outer}.") for outer in self._compiled_names()
            )
            if inside and name:
                compiled = True
                continue
            if name and self._prefix.startswith(f"{name}."):
                continue  # inside a wrapper: the same output once more
            label = self._plain(name) or "model"
            self._handles.append(module.register_forward_hook(outside(self._output_hook(label))))
        self._handles.append(
            self._model.register_forward_pre_hook(outside(self._before_model), with_kwargs=True)
        )
        if compiled:
            self.notes.append(
                "the model is compiled: what its layers compute inside cannot be seen, only its "
                "outputs, the gradients and the weights"
            )

    def _compiled_names(self) -> list[str]:
        return [n for n, module in self._model.named_modules() if n and _is_compiled(module)]

    def _before_model(self, module: Any, args: Any, kwargs: Any) -> Any:
        if not sys.modules["torch"].is_grad_enabled():
            return None
        if not self.inputs:
            self.inputs = [*flat("batch", list(args)), *flat("batch", kwargs)]
        return self._changes.before(args, kwargs)

    def _output_hook(self, label: str) -> Callable[..., Any]:
        def hook(module: Any, args: Any, output: Any) -> Any:
            if not sys.modules["torch"].is_grad_enabled():  # an evaluation, no part of the step
                return None
            is_model = module is self._model
            if is_model:
                output = self._changes.after(output)
            self._calls[label] += 1
            times = self._calls[label]
            name = f"forward.{label}" + (f"#{times}" if times > 1 else "")
            for path, tensor in flat(name, output):
                self._seen(path, "forward", tensor if is_model else self._changes.undone(tensor))
            return output if is_model else None

        return hook

    def _before_update(self, *_: Any) -> None:
        self._see_gradients()

    def _see_gradients(self) -> None:
        first = not self._gradients_seen
        self._gradients_seen = True
        self._calls["optimizer step"] += not first
        times = self._calls["optimizer step"] + 1
        for name, tensor in self._model.named_parameters():
            if tensor.grad is not None:
                mark = f"#{times}" if times > 1 else ""
                self._seen(f"grad.{self._plain(name)}{mark}", "gradient", tensor.grad)

    def _plain(self, name: str) -> str:
        """Return a name without what wrappers put before it."""
        return name.removeprefix(self._prefix)

    def _memory(self) -> Iterator[tuple[str, Any]]:
        """Yield the tensors that the optimizer keeps for each parameter, by its name."""
        state: Mapping[Any, Any] = getattr(self._optimizer, "state", None) or {}
        for name, parameter in self._model.named_parameters():
            for key, value in dict(state.get(parameter, {})).items():
                if hasattr(value, "detach") or isinstance(value, int | float):
                    yield f"{self._plain(name)}.{key}", value


def flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the tensors in a value: alone, or in lists, tuples and dicts."""
    if hasattr(value, "detach"):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from flat(f"{path}.{key}", item)
    elif isinstance(value, list | tuple):
        for i, item in enumerate(value):
            yield from flat(f"{path}[{i}]", item)
    elif hasattr(value, "dtype") and hasattr(value, "shape"):
        yield path, value


def copied(value: Any) -> Tensor:
    """Return a tensor with memory of its own: the script goes on and writes into this one."""
    return tensor_of(value).copy()


def _is_compiled(module: Any) -> bool:
    wrapped = hasattr(module, "_orig_mod")
    return wrapped or getattr(module, "_compiled_call_impl", None) is not None


def _wrapping(model: Any) -> str:
    """Return what wrappers put before every name, so that a wrapped run and a plain one agree."""
    prefix = ""
    while True:
        if hasattr(model, "_orig_mod"):
            prefix, model = f"{prefix}_orig_mod.", model._orig_mod
        elif type(model).__name__ in WRAPPERS:
            prefix, model = f"{prefix}module.", model.module
        else:
            return prefix
