"""Calls between two processes: each side may use the functions and objects that the other passed.

Both sides run the same code. While one waits for an answer it serves the calls that come, so a
function may be called with functions. An argument that was changed in place over there is changed
here too; a function that returns its own argument returns the caller's, and what comes back to its
owner is the thing itself.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from tutor.engine.wire import WireError, pack
from tutor.study.grading.handles import Remote, kind_of, perform, remote, specials
from tutor.study.grading.values import decode, encode, is_mutable, replace

Message = dict[str, Any]


@dataclass(eq=False)
class Raised(Exception):
    """The other side's function raised. `lines` are the lines of its file that led there."""

    type: str
    text: str
    lines: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return self.text


class Exchange:
    """One end of the line. `report` makes the message of an exception."""

    def __init__(
        self,
        send: Callable[[bytes], None],
        receive: Callable[[], Message],
        report: Callable[[BaseException], Message],
    ) -> None:
        self._send, self._receive, self._report = send, receive, report
        self._exports: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._brought: dict[int, Remote] = {}

    def export(self, thing: Any) -> int:
        """Number a thing of this side, so that the other can use it."""
        if id(thing) not in self._numbers:
            self._numbers[id(thing)] = len(self._exports)
            self._exports.append(thing)
        return self._numbers[id(thing)]

    def refer(self, value: Any) -> Message | None:
        """Describe what travels by number; None for what does not."""
        if isinstance(value, Remote):
            return {"kind": "yours", "handle": value.__dict__["_handle"]}
        kind = kind_of(value)
        if kind is None:
            return None
        has_name = kind in ("function", "class") and hasattr(value, "__name__")
        name = str(value.__name__) if has_name else type(value).__name__
        about = {"kind": kind, "handle": self.export(value), "name": name}
        if kind == "object":
            cls: type = type(value)
            about |= {"class": self.export(cls), "has": specials(cls)}
        return about

    def bring(self, about: Message) -> Any:
        """Return what the other side has described: its thing, or one of ours that comes back."""
        if about["kind"] == "yours":
            return self._exports[about["handle"]]
        handle = about["handle"]
        if handle not in self._brought:
            self._brought[handle] = remote(self, about)
        return self._brought[handle]

    def ask(self, message: Message) -> Message:
        """Send a message and return the answer; serve the calls that come in between."""
        self._send(pack(message))
        while True:
            answer = self._receive()
            if answer["do"] != "call":
                return answer
            self.serve(answer)

    def call(
        self, handle: int, args: tuple[Any, ...], kwargs: dict[str, Any], how: str = "call"
    ) -> Any:
        """Use a thing of the other side; raise what it raised, under the same name."""
        message = {"do": "call", "of": handle, "how": how, "args": self._encoded(args)}
        message["kwargs"] = {name: encode(value, self.refer) for name, value in kwargs.items()}
        answer = self.ask(message)
        if answer["do"] == "error":
            raise _as_raised(answer)
        passed: dict[Any, Any] = {**dict(enumerate(args)), **kwargs}
        for key, content in answer["changed"].items():
            replace(passed[key], decode(content, self.bring))
        if answer["same"] is not None:
            return passed[answer["same"]]
        return decode(answer["value"], self.bring)

    def serve(self, message: Message) -> None:
        """Answer a call from the other side."""
        args = decode(message["args"], self.bring)
        kwargs = {name: decode(value, self.bring) for name, value in message["kwargs"].items()}
        passed: dict[Any, Any] = {**dict(enumerate(args)), **kwargs}
        mutable = {key: value for key, value in passed.items() if is_mutable(value)}
        before = {key: self._packed(value) for key, value in mutable.items()}
        try:
            value = perform(self._exports[message["of"]], message["how"], args, kwargs)
            same = next((key for key, item in mutable.items() if item is value), None)
            after = {key: encode(item, self.refer) for key, item in mutable.items()}
            answer = {
                "do": "answer",
                "value": None if same is not None else encode(value, self.refer),
                "same": same,
                "changed": {k: v for k, v in after.items() if before[k] != pack(v)},
            }
            frame = pack(answer)
        except WireError:
            text = "it returned more than 64 MB, which is more than any answer here needs"
            frame = pack({"do": "error", "type": "ValueError", "text": text, "lines": []})
        except BaseException as error:  # SystemExit too: what the other side's caller must see
            frame = pack(self._report(error))
        self._send(frame)

    def _encoded(self, values: tuple[Any, ...]) -> list[Any]:
        return [encode(value, self.refer) for value in values]

    def _packed(self, value: Any) -> bytes:
        return pack(encode(value, self.refer))


def _as_raised(answer: Message) -> Raised:
    """Return an exception that `except ValueError` catches where a ValueError was raised."""
    kind = getattr(builtins, answer["type"], None)
    known = isinstance(kind, type) and issubclass(kind, Exception) and kind is not Exception
    cls = type(answer["type"], (Raised, cast("type", kind)), {}) if known else Raised
    said = answer["type"], answer["text"], answer["lines"]
    try:
        raised: Raised = cls(*said)
    except TypeError:  # an ExceptionGroup is made of exceptions, which do not travel
        return Raised(*said)
    return raised
