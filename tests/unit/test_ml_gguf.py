"""The GGUF reader: settings and weights come back, and a damaged file gives a sentence."""

import struct
from contextlib import suppress

import numpy as np
import pytest
from gguf_files import gguf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutor.ml.gguf import DamagedFile, Gguf

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(3, 64)).astype(np.float32)
SETTINGS = {
    "general.name": "tiny",
    "llama.block_count": 2,
    "rope": 10000.0,
    "flag": True,
    "tokens": ["a", "b", "é"],
    "types": [1, 1, 3],
    "nested": [[1, 2], [3, 4]],
}
WHOLE = gguf(SETTINGS, {"w": (ROWS, 0), "half": (ROWS, 1), "four": (ROWS, 3), "eight": (ROWS, 8)})


@pytest.fixture
def opened(tmp_path):
    def write(raw):
        path = tmp_path / "model.gguf"
        path.write_bytes(raw)
        return Gguf(path)

    return write


def test_the_settings_come_back(opened):
    assert dict(opened(WHOLE).settings) == SETTINGS


def test_floats_come_back_exactly_and_halves_to_their_precision(opened):
    file = opened(WHOLE)
    assert (file.weights("w") == ROWS).all()
    assert (file.weights("half") == ROWS.astype(np.float16)).all()
    assert file.weights("half").dtype == np.float32


@pytest.mark.parametrize(("name", "levels"), [("eight", 254), ("four", 15)])
def test_a_quantized_weight_is_within_half_a_level_of_its_own(opened, name, levels):
    blocks, read = ROWS.reshape(-1, 32), opened(WHOLE).weights(name).reshape(-1, 32)
    span = 2 * abs(blocks).max(axis=1) if name == "eight" else np.ptp(blocks, axis=1)
    error = abs(blocks - read).max(axis=1)
    assert (error <= 0.5 * span / levels + 2e-3).all()
    assert (error > 0).all()


def test_the_halves_of_a_byte_are_16_weights_apart(opened):
    """ggml: y[j] = (q & 0x0F) d + m and y[j + 16] = (q >> 4) d + m."""
    row = np.arange(32, dtype=np.float32)[None] % 16
    row[0, 16:] = 15 - row[0, 16:]
    assert opened(gguf({}, {"w": (row, 3)})).weights("w").tolist() == row.tolist()


def test_the_data_begins_where_the_file_says(opened):
    assert opened(WHOLE).tensors["w"].offset % 32 == 0


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "has 0 bytes left"),
        (gguf({}, {}, magic=b"ZIP!"), "does not begin like"),
        (gguf({}, {}, version=2), "version 2"),
        (WHOLE[:200], "bytes left"),
        (b"GGUF" + struct.pack("<IQQ", 3, 2**60, 0), "tensors and settings"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 2**62), "bytes left"),
    ],
)
def test_a_damaged_head_gives_a_sentence(opened, raw, said):
    with pytest.raises(DamagedFile, match=said):
        opened(raw)


def test_a_list_longer_than_the_file_is_not_believed(opened):
    raw = gguf({"a": [1, 2]}, {})
    longer = raw.replace(struct.pack("<IQ", 4, 2), struct.pack("<IQ", 4, 2**61))
    with pytest.raises(DamagedFile, match="bytes left"):
        opened(longer)


def test_weights_beyond_the_end_or_of_an_unknown_type_give_a_sentence(opened):
    with pytest.raises(DamagedFile, match="ends before the weights of eight"):
        opened(WHOLE[:-1]).weights("eight")
    raw = gguf({}, {"w": (ROWS, 0)})
    at = struct.pack("<QQIQ", 64, 3, 0, 0)  # its sizes, its type, its place
    strange = raw.replace(at, struct.pack("<QQIQ", 64, 3, 14, 0))
    with pytest.raises(DamagedFile, match="type 14"):
        opened(strange).weights("w")
    for sizes in ((33, 3), (32, 0)):
        uneven = raw.replace(at, struct.pack("<QQIQ", *sizes, 8, 0))
        with pytest.raises(DamagedFile, match=f"rows of {sizes[0]}, which Q8_0 cannot hold"):
            opened(uneven).weights("w")


@given(st.data())
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_bytes_are_wrong_the_reader_reads_or_says_so(opened, data):
    raw = bytearray(WHOLE[: data.draw(st.integers(0, 600))])
    for place in data.draw(st.lists(st.integers(0, max(len(raw) - 1, 0)), max_size=4)):
        raw[place : place + 1] = bytes([data.draw(st.integers(0, 255))])
    with suppress(DamagedFile):
        file = opened(bytes(raw))
        for name in file.tensors:
            file.weights(name)
