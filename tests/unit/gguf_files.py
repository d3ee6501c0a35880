"""Small GGUF files, written for the tests by the letter of the specification."""

import struct

import numpy as np

ALIGNMENT = 32


def string(text):
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def setting(value):
    """Return the type and the value: text, whole numbers, floats, and lists of one of them."""
    if isinstance(value, str):
        return 8, string(value)
    if isinstance(value, bool):
        return 7, struct.pack("<?", value)
    if isinstance(value, int):
        return 4, struct.pack("<I", value)
    if isinstance(value, float):
        return 6, struct.pack("<f", value)
    kinds, raw = zip(*map(setting, value), strict=True)
    return 9, struct.pack("<IQ", kinds[0], len(value)) + b"".join(raw)


def q8_0(weights):
    """Quantize rows of 32 to signed bytes, one scalar at a time."""
    raw = b""
    for block in np.reshape(weights, (-1, 32)):
        d = np.float16(max(abs(block)) / 127)
        q = [max(-127, min(127, round(float(w) / float(d)))) if d else 0 for w in block]
        raw += d.tobytes() + struct.pack("<32b", *q)
    return raw


def q4_1(weights):
    """Quantize rows of 32 to sixteenths of their range, one scalar at a time."""
    raw = b""
    for block in np.reshape(weights, (-1, 32)):
        m, d = np.float16(min(block)), np.float16((max(block) - min(block)) / 15)
        q = [max(0, min(15, round((float(w) - float(m)) / float(d)))) if d else 0 for w in block]
        halves = [q[i] | q[i + 16] << 4 for i in range(16)]
        raw += d.tobytes() + m.tobytes() + bytes(halves)
    return raw


FORMS = {
    0: lambda w: w.astype("<f4").tobytes(),
    1: lambda w: w.astype("<f2").tobytes(),
    3: q4_1,
    8: q8_0,
}


def gguf(settings, tensors, version=3, magic=b"GGUF"):
    """Return the bytes of a file. tensors: name -> (array, type)."""
    head = magic + struct.pack("<IQQ", version, len(tensors), len(settings))
    for name, value in settings.items():
        kind, raw = setting(value)
        head += string(name) + struct.pack("<I", kind) + raw
    data = b""
    for name, (weights, kind) in tensors.items():
        data += b"\0" * (-len(data) % ALIGNMENT)
        sizes = struct.pack(f"<{weights.ndim}Q", *reversed(weights.shape))
        head += string(name) + struct.pack("<I", weights.ndim) + sizes
        head += struct.pack("<IQ", kind, len(data))
        data += FORMS[kind](weights)
    return head + b"\0" * (-len(head) % ALIGNMENT) + data
