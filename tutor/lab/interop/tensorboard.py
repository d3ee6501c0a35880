"""A run's numbers as a TensorBoard event file, written without TensorBoard.

The file is a row of records, each framed by its length and two checksums (TFRecord), each holding
one message in protocol buffers' wire format (`Event`):

    record   length u64 · masked crc32c of it u32 · message · masked crc32c of it u32
    Event    1 wall_time double · 2 step int64 · 3 file_version string · 5 summary · 7 session_log
    Summary  1 value, repeated: 1 tag string · 2 simple_value float

Every writer opens a file of its own in the folder. Its first step comes with the mark "session
started", by which TensorBoard forgets what an earlier session wrote for that step and later ones:
so a resumed run shows one curve.

Sources: tensorflow/core/util/event.proto, framework/summary.proto and lib/io/record_writer.cc.
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Mapping
from pathlib import Path
from socket import gethostname
from types import TracebackType
from typing import BinaryIO, Self

VERSION = b"brain.Event:2"
STARTED = 1  # SessionLog.START
VARINT, DOUBLE, BYTES, FLOAT = 0, 1, 2, 5  # wire types


class Scalars:
    """Writes numbers by step into `folder`, which is made where it is missing.

    Raises `OSError` where it cannot be written. What was written is in the file at once.
    """

    def __init__(self, folder: Path | str) -> None:
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        now = time.time()
        name = f"events.out.tfevents.{int(now):010d}.{gethostname()}.{os.getpid()}"
        self._file: BinaryIO = _first_free(folder, name).open("xb")
        self._started = False
        self._event(now, _field(3, VERSION))

    def write(self, step: int, values: Mapping[str, float]) -> None:
        """Add the numbers of a step; each name is a curve."""
        now, at = time.time(), _tag(2, VARINT) + _varint(step)
        if not self._started:
            self._event(now, at + _field(7, _tag(1, VARINT) + _varint(STARTED)))
            self._started = True
        summary = b"".join(
            _field(1, _field(1, name.encode()) + _tag(2, FLOAT) + _float(value))
            for name, value in values.items()
        )
        self._event(now, at + _field(5, summary))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()

    def _event(self, wall_time: float, rest: bytes) -> None:
        message = _tag(1, DOUBLE) + struct.pack("<d", wall_time) + rest
        length = struct.pack("<Q", len(message))
        self._file.write(length + _masked(length) + message + _masked(message))
        self._file.flush()


def crc32c(content: bytes) -> int:
    """Return the Castagnoli checksum of `content` (RFC 3720, appendix B.4)."""
    crc = 0xFFFFFFFF
    for byte in content:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def _remainder(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ (0x82F63B78 if byte & 1 else 0)
    return byte


_TABLE = [_remainder(byte) for byte in range(256)]


def _masked(content: bytes) -> bytes:
    """Return the checksum turned, so that one of a text that holds checksums stays useful."""
    crc = crc32c(content)
    turned = (crc >> 15 | crc << 17) & 0xFFFFFFFF
    return struct.pack("<I", (turned + 0xA282EAD8) & 0xFFFFFFFF)


def _tag(number: int, wire: int) -> bytes:
    return _varint(number << 3 | wire)


def _field(number: int, content: bytes) -> bytes:
    return _tag(number, BYTES) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    """Return seven bits a byte, the lowest first; the top bit says that more follow."""
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)


def _float(value: float) -> bytes:
    """Return a float32; what is too large for one is infinite."""
    try:
        return struct.pack("<f", value)
    except OverflowError:
        return struct.pack("<f", float("inf") if value > 0 else float("-inf"))


def _first_free(folder: Path, name: str) -> Path:
    """Return a path that does not exist: one process may write several in one second."""
    n = 0
    while (path := folder / f"{name}.{n}").exists():
        n += 1
    return path
