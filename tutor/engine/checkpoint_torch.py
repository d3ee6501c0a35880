"""torch's part of a checkpoint: tensors, generators, modules and optimizers, written and read back.

A parameter is filled where it is, because the optimizer points at it. What was computed on one
accelerator is put on this process's, or on the processor where there is none.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from tutor.engine.checkpoint_names import ABSENT, Node, Unrestorable, qualified

if TYPE_CHECKING:
    from tutor.engine.checkpoint_restore import Restorer
    from tutor.engine.checkpoint_tree import Tree


def torch_node(tree: Tree, value: Any) -> Node:
    """Return one of torch's objects as a node; None for anything else."""
    torch = sys.modules.get("torch")
    if torch is None:
        return None
    if isinstance(value, torch.Tensor):
        return _tensor_node(tree, value, torch)
    if isinstance(value, torch.Generator):
        state = tree.node(value.get_state())
        return {"k": "torch generator", "device": str(value.device), "v": state}
    if isinstance(value, torch.nn.Module):
        return _module_node(tree, value, torch)
    if isinstance(value, torch.optim.Optimizer):
        groups = [tree.pairs(group) for group in value.param_groups]
        state = tree.pairs(value.state)
        return {"k": "optimizer", "class": qualified(type(value)), "groups": groups, "v": state}
    if isinstance(value, torch.Size):
        return {"k": "size", "v": list(value)}
    if isinstance(value, torch.device):
        return {"k": "device", "v": str(value)}
    if isinstance(value, torch.dtype):
        return {"k": "dtype", "v": str(value).removeprefix("torch.")}
    return None


def _tensor_node(tree: Tree, tensor: Any, torch: Any) -> Node:
    if not tensor.is_leaf:
        raise TypeError("a tensor has a graph")
    if tensor.layout is not torch.strided or tensor.is_quantized:
        raise TypeError(f"a tensor is {tensor.layout}")
    plain = tensor.detach().cpu().contiguous()
    try:
        content = plain.numpy()
    except TypeError:  # bfloat16: NumPy has no such thing, so it goes as bytes
        content = plain.reshape(-1).view(torch.uint8).numpy()
    node: dict[str, Node] = {
        "k": "tensor",
        "t": tree.keep(content),
        "d": str(plain.dtype).removeprefix("torch."),
        "shape": list(plain.shape),
        "device": str(tensor.device),
    }
    if not tensor.is_contiguous() and 0 not in tensor.stride():
        node["stride"] = list(tensor.stride())
    if tensor.requires_grad:
        node["requires_grad"] = True
    if isinstance(tensor, torch.nn.Parameter):
        node["parameter"] = True
    if tensor.grad is not None:
        node["grad"] = tree.node(tensor.grad)
    return node


def _module_node(tree: Tree, module: Any, torch: Any) -> Node:
    own = vars(torch.nn.Module())
    rest = {name: value for name, value in vars(module).items() if name not in own}
    return {
        "k": "module",
        "class": qualified(type(module)),
        "training": module.training,
        "parameters": tree.named(module._parameters.items()),
        "buffers": tree.named(module._buffers.items()),
        "modules": tree.named(module._modules.items()),
        "v": tree.named(rest.items()),
    }


def _tensor(restorer: Restorer, node: Node, fresh: Any) -> Any:
    torch = _torch()
    dtype, shape = _dtype(node["d"]), tuple(node["shape"])
    content = restorer.content(node)
    plain = torch.frombuffer(content, dtype=dtype) if content.size else torch.empty(0).to(dtype)
    plain = plain.reshape(shape)
    is_parameter = node.get("parameter", False)
    if is_parameter and isinstance(fresh, torch.nn.Parameter):
        if fresh.shape != plain.shape or fresh.dtype != dtype:
            raise Unrestorable(f"a parameter is {tuple(fresh.shape)}, expected {shape}")
        fresh.data.copy_(plain)  # the optimizer, and whoever else holds it, goes on holding it
        found = fresh
    else:
        if "stride" in node:
            plain = torch.empty_strided(shape, node["stride"], dtype=dtype).copy_(plain)
        found = plain.to(_here(node["device"]))
        found = torch.nn.Parameter(found) if is_parameter else found
    found.requires_grad_(node.get("requires_grad", False))
    found.grad = restorer.value(node["grad"]) if "grad" in node else None
    return found


def _generator(restorer: Restorer, node: Node, fresh: Any) -> Any:
    found = _torch().Generator(device=_here(node["device"]))
    found.set_state(restorer.value(node["v"]))
    return found


def _module(restorer: Restorer, place: int, node: Node, fresh: Any) -> Any:
    restorer.met[place] = _same(fresh, node)
    fresh.training = node["training"]
    for part in ("parameters", "buffers", "modules"):
        own = getattr(fresh, f"_{part}")
        for name, item in node[part]:
            own[name] = restorer.value(item, own.get(name, ABSENT))
    for name, item in node["v"]:
        fresh.__dict__[name] = restorer.value(item, fresh.__dict__.get(name, ABSENT))
    return fresh


def _optimizer(restorer: Restorer, place: int, node: Node, fresh: Any) -> Any:
    restorer.met[place] = _same(fresh, node)
    groups = fresh.param_groups
    for i, pairs in enumerate(node["groups"]):
        if i == len(groups):
            groups.append({})
        before = dict(groups[i])
        groups[i].clear()
        for name, item in pairs:
            groups[i][name] = restorer.value(item, before.get(name, ABSENT))
    del groups[len(node["groups"]) :]
    fresh.state.clear()
    for key, item in node["v"]:
        fresh.state[restorer.value(key)] = restorer.value(item)
    return fresh


MADE: dict[str, Callable[[Restorer, Node, Any], Any]] = {
    "tensor": _tensor,
    "torch generator": _generator,
    "size": lambda _, node, fresh: _torch().Size(node["v"]),
    "device": lambda _, node, fresh: _torch().device(_here(node["v"])),
    "dtype": lambda _, node, fresh: _dtype(node["v"]),
}
FILLED: dict[str, Callable[[Restorer, int, Node, Any], Any]] = {
    "module": _module,
    "optimizer": _optimizer,
}


def _same(fresh: Any, node: Node) -> Any:
    if fresh is ABSENT or qualified(type(fresh)) != node["class"]:
        raise Unrestorable(f"a {node['class']} was made on the way, and not at the beginning")
    return fresh


def _here(device: str) -> str:
    """Return where this process has what was on `device`: each rank has a GPU of its own."""
    torch = _torch()
    if device.startswith("cuda"):
        return f"cuda:{torch.cuda.current_device()}" if torch.cuda.is_available() else "cpu"
    if device.startswith("mps") and not torch.backends.mps.is_available():
        return "cpu"
    return device


def _torch() -> Any:
    return import_module("torch")


def _dtype(name: str) -> Any:
    torch = _torch()
    found = getattr(torch, name, None)
    if not isinstance(found, torch.dtype):
        raise Unrestorable(f"no dtype is called {name!r}")
    return found
