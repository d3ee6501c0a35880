"""A TensorBoard event file, read back by a decoder that shares no code with the writer."""

import math
import struct

import pytest

from tutor.lab.interop import tensorboard

HARD = {"loss": 0.1 + 0.2, "lr": 1e-300, "nan": math.nan, "large": 1e308}


def bitwise_crc32c(content):
    """The definition: divide by the polynomial, a bit at a time."""
    crc = 0xFFFFFFFF
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 * (crc & 1))
    return crc ^ 0xFFFFFFFF


def unmasked(number):
    turned = (number - 0xA282EAD8) % 2**32
    return (turned >> 17 | turned << 15) % 2**32


def records(content):
    """Take the frames off, checking both checksums of each."""
    while content:
        (length, crc), content = struct.unpack("<QI", content[:12]), content[12:]
        assert unmasked(crc) == bitwise_crc32c(struct.pack("<Q", length))
        message, (crc,) = content[:length], struct.unpack("<I", content[length : length + 4])
        assert unmasked(crc) == bitwise_crc32c(message)
        content = content[length + 4 :]
        yield message


def varint(content):
    value = shift = 0
    while True:
        byte, content = content[0], content[1:]
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, content


def fields(message):
    """Decode protocol buffers' wire format: number of the field -> its values."""
    found = {}
    while message:
        tag, message = varint(message)
        if tag & 7 == 0:
            value, message = varint(message)
        elif tag & 7 == 1:
            (value,), message = struct.unpack("<d", message[:8]), message[8:]
        elif tag & 7 == 5:
            (value,), message = struct.unpack("<f", message[:4]), message[4:]
        else:
            assert tag & 7 == 2
            length, message = varint(message)
            value, message = message[:length], message[length:]
        found.setdefault(tag >> 3, []).append(value)
    return found


def events(folder):
    for path in sorted(folder.iterdir()):
        yield from map(fields, records(path.read_bytes()))


def scalars(event):
    """The numbers of an event by name."""
    values = [fields(value) for value in fields(event[5][0])[1]]
    return {value[1][0].decode(): value[2][0] for value in values}


def test_the_checksum_is_the_published_one():
    assert tensorboard.crc32c(b"123456789") == 0xE3069283  # RFC 3720's check value
    assert tensorboard.crc32c(bytes(range(250))) == bitwise_crc32c(bytes(range(250)))


def test_an_event_file_begins_with_its_version_and_holds_every_number(tmp_path):
    with tensorboard.Scalars(tmp_path / "a" / "b") as writer:
        writer.write(0, HARD)
        writer.write(300, {"loss": 2.5, "größe": -1.0})
    version, started, first, second = events(tmp_path / "a" / "b")
    assert version[3] == [b"brain.Event:2"]
    assert fields(started[7][0]) == {1: [1]}
    assert first[2] == [0]
    read = scalars(first)
    assert read.keys() == HARD.keys()
    assert read["loss"] == struct.unpack("<f", struct.pack("<f", 0.1 + 0.2))[0]
    assert math.isnan(read["nan"])
    assert read["large"] == math.inf
    assert second[2] == [300]
    assert scalars(second) == {"loss": 2.5, "größe": -1.0}
    assert version[1][0] <= first[1][0] <= second[1][0]  # wall times


def test_what_is_written_is_in_the_file_at_once_and_each_writer_has_its_own(tmp_path):
    first, second = tensorboard.Scalars(tmp_path), tensorboard.Scalars(tmp_path)
    first.write(1, {"loss": 1.0})
    assert len(list(tmp_path.iterdir())) == 2
    assert sum(5 in event for event in events(tmp_path)) == 1
    first.close()
    second.close()


def test_tensorboard_itself_reads_it_and_shows_a_resumed_run_as_one_curve(tmp_path):
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    for steps, value in ((range(10), 1.0), (range(6, 12), 2.0)):
        with tensorboard.Scalars(tmp_path) as writer:
            for step in steps:
                writer.write(step, {"loss": value})
    read = EventAccumulator(str(tmp_path))
    read.Reload()
    curve = [(event.step, event.value) for event in read.Scalars("loss")]
    assert curve == [(step, 1.0 if step < 6 else 2.0) for step in range(12)]
