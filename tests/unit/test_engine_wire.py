"""The wire: data goes through unchanged, everything else is refused, nothing can execute."""

import dataclasses
import math
import pickle
import typing

import msgpack
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tutor.engine import Edit, Stop, panels, wire
from tutor.engine.frame import Frame, from_message
from tutor.engine.panels import (
    Band,
    Bars,
    Curve,
    Field,
    Graph,
    Heat,
    Node,
    Picture,
    Scatter,
    Series,
    Table,
    Text,
    Tokens,
)
from tutor.engine.wire import Reader, WireError, pack, unpack

dtypes = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(endianness="?"),
    hnp.unsigned_integer_dtypes(endianness="?"),
    hnp.floating_dtypes(endianness="?", sizes=(16, 32, 64)),
    hnp.unicode_string_dtypes(endianness="?"),
    hnp.byte_string_dtypes(),
)
arrays = hnp.arrays(dtypes, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3))
messages = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=9)
    | st.binary(max_size=9)
    | arrays
    | st.builds(Series, arrays, arrays)
    | st.builds(Text, st.text(max_size=5), st.text(max_size=5)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=5) | st.integers(0, 99) | st.floats(0, 1), inner, max_size=4
        )
    ),
    max_leaves=12,
)

PANELS = [
    Curve(
        "loss",
        {"loss": np.arange(3.0), "other": Series(np.arange(2), np.ones(2))},
        log=True,
        low=-1.0,
        ghosts={"loss": [Series(np.arange(2), np.zeros(2))]},
        marks={3: "lr = 0.2"},
        bands={"loss": Band(np.arange(3), np.zeros(3), np.ones(3))},
    ),
    Scatter("points", {"a": np.ones((2, 2))}, x_range=[0.0, 1.0]),
    Field("bowl", np.ones((2, 3)), [0.0, 1.0], [0.0, 2.0], [1.0], path=np.ones((4, 2))),
    Heat("map", np.ones((2, 2)), ["a", "b"], mask=np.array([[True, False], [False, True]])),
    Bars("bars", {"a": 1.0, "b": -2.0}, ticks={1.5: "edge"}, cut=["b"], notes={"a": "hm"}),
    Graph("graph", [Node("a", "2"), Node("b", "a*a", 4.0, 1.0, ["a", "a"])], "b"),
    Tokens("tokens", ["a", "ß"], np.array([0.5, 0.1])),
    Table("table", ["x", "y"], [["a", 1], ["b", 2.5]]),
    Picture("picture", np.zeros((2, 2), np.float32)),
    Text("text", "some"),
]


def through(message):
    (received,) = Reader().feed(pack(message))
    return received


def same(a, b):
    """Equality that looks into arrays, panels and NaN; a tuple arrives as a list."""
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        if not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray)):
            return False
        return (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())
    if dataclasses.is_dataclass(a):
        return type(a) is type(b) and same(fields_of(a), fields_of(b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(map(same, a.values(), b.values()))
    if isinstance(a, list | tuple):
        return isinstance(b, list) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, float) and math.isnan(a):
        return isinstance(b, float) and math.isnan(b)
    return type(a) is type(b) and a == b


def fields_of(panel):
    return {field.name: getattr(panel, field.name) for field in dataclasses.fields(panel)}


def frame_of(body):
    return len(body).to_bytes(4, "big") + body


@given(messages)
def test_any_message_arrives_as_it_was_sent(message):
    assert same(message, through(message))


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: type(panel).__name__)
def test_every_kind_of_panel_arrives_as_it_was_sent(panel):
    assert same(panel, through(panel))
    assert same([panel, {"again": panel}], through([panel, {"again": panel}]))


def test_every_kind_of_panel_is_among_those_sent_here():
    assert {type(panel) for panel in PANELS} == set(typing.get_args(panels.Panel))


def test_strided_empty_and_0_dimensional_arrays_arrive():
    table = np.arange(12).reshape(3, 4)
    for array in (table.T, table[:, ::2], table[::-1], np.zeros((0, 3)), np.array(2.5), table[1:1]):
        assert same(np.array(array), through(array))


def test_a_received_array_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        through(np.zeros(3))[0] = 1


def test_a_numpy_scalar_arrives_as_a_plain_number():
    sent = [np.float32(1.5), np.int64(3), np.bool_(True), np.float64(2.5), np.str_("a")]
    assert through(sent) == [1.5, 3, True, 2.5, "a"]
    assert [type(value) for value in through(sent)] == [float, int, bool, float, str]


def test_a_frame_arrives_with_its_edits_stop_and_panels():
    frame = Frame(
        seed=3,
        step=5,
        length=9,
        initial={"lr": 0.1, "on": True},
        values={"lr": 0.2, "on": False},
        edits=[Edit(2, "lr", 0.2), Edit(3, "on", False)],
        stopped=Stop(4, "it broke"),
        playing=True,
        speed=None,
        digest="00ff",
        notice="look",
        numbers={"loss": math.inf},
        panels=PANELS,
    )
    again = from_message(through(frame.to_message()))
    assert same({**vars(frame), "panels": []}, {**vars(again), "panels": []})
    assert same(frame.panels, again.panels)
    moving = dataclasses.replace(frame, stopped=None, edits=[])
    assert from_message(through(moving.to_message())).stopped is None


@given(st.lists(messages, max_size=4), st.lists(st.integers(1, 40), max_size=60))
def test_the_pieces_in_which_the_bytes_arrive_do_not_matter(sent, pieces):
    stream, reader, received = b"".join(map(pack, sent)), Reader(), []
    for size in pieces:
        received += reader.feed(stream[:size])
        stream = stream[size:]
    received += reader.feed(stream)
    assert same(sent, received)


@given(messages)
def test_no_message_comes_before_its_last_byte(message):
    stream, reader = pack(message), Reader()
    for i in range(len(stream) - 1):
        assert list(reader.feed(stream[i : i + 1])) == []
    assert same([message], list(reader.feed(stream[-1:])))


def test_messages_left_unread_are_there_at_the_next_feed():
    reader = Reader()
    first = next(reader.feed(pack(1) + pack(2) + pack(3)))
    assert [first, *reader.feed(b"")] == [1, 2, 3]


@pytest.mark.parametrize("claim", [wire.LONGEST + 1, 2**31, 2**32 - 1])
def test_a_claim_of_too_many_bytes_is_refused_before_they_are_waited_for(claim):
    with pytest.raises(WireError, match=f"claims {claim} bytes, and {wire.LONGEST} is the most"):
        list(Reader().feed(claim.to_bytes(4, "big")))


def test_a_message_too_long_to_be_believed_is_not_sent(monkeypatch):
    monkeypatch.setattr(wire, "LONGEST", 1000)
    assert same(through(bytes(990)), bytes(990))
    with pytest.raises(WireError, match="longer than 1000"):
        pack(bytes(1000))
    with pytest.raises(WireError, match="longer than 1000"):
        pack(np.zeros(126))


class Unknown:
    def __reduce__(self):
        raise AssertionError("it was pickled")


@dataclasses.dataclass
class Impostor:
    """Not our Text, whatever it is called."""

    title: str = ""


Impostor.__name__ = "Text"


@pytest.mark.parametrize(
    "message",
    [
        np.array([Unknown()], object),
        np.array([1, None]),
        np.zeros(2, [("a", "f8")]),
        np.zeros(2, complex),
        np.array(["2020-01-01"], "M8[D]"),
        np.complex128(1j),
        np.longdouble(1),
        Unknown(),
        Impostor(),
        Text,
        len,
        {1, 2},
        1j,
        2**64,
        -(2**63) - 1,
        "\ud800",
        Text("a", Unknown()),
        Curve("a", {"loss": np.array([object()])}),
    ],
    ids=lambda message: f"{type(message).__name__} {message!r:.20}",
)
def test_what_is_no_data_is_not_sent(message):
    for inside in (message, [message], {"a": [message]}, Series(message, message)):
        with pytest.raises(WireError):
            pack(inside)


def test_a_message_that_contains_itself_is_not_sent():
    ring = []
    ring.append(ring)
    with pytest.raises(WireError):
        pack(ring)


def extension(code, content):
    return msgpack.packb(msgpack.ExtType(code, content))


HOSTILE = {
    "no bytes at all": b"",
    "a second value": msgpack.packb(1) + msgpack.packb(2),
    "half a value": msgpack.packb("abc")[:-1],
    "a reserved byte": b"\xc1",
    "a list as a key": b"\x81\x90\x01",
    "a pickle": pickle.dumps(print),
    "an unknown extension": extension(7, b"x"),
    "a time": msgpack.packb(msgpack.Timestamp(2**33, 5))[:-1],
    "an array of objects": extension(1, msgpack.packb(["|O", [1], b"\0" * 8])),
    "an array of records": extension(1, msgpack.packb([[["a", "<f8"]], [1], b"\0" * 8])),
    "an array of dates": extension(1, msgpack.packb(["<M8[D]", [1], b"\0" * 8])),
    "an array of nonsense": extension(1, msgpack.packb(["nonsense", [1], b"\0" * 8])),
    "an array of nothing": extension(1, msgpack.packb(["|V0", [1], b""])),
    "an array of empty text": extension(1, msgpack.packb(["<U0", [1], b"x"])),
    "an array without enough bytes": extension(1, msgpack.packb(["<f8", [3], b"\0" * 8])),
    "an array with half a number": extension(1, msgpack.packb(["<f8", [1], b"\0" * 7])),
    "an array of vast size": extension(1, msgpack.packb(["<f8", [2**40, 2**40], b"\0" * 8])),
    "an array of a shape that is none": extension(1, msgpack.packb(["<f8", "x", b"\0" * 8])),
    "an array of two parts": extension(1, msgpack.packb(["<f8", [1]])),
    "an array of no parts": extension(1, b""),
    "an array whose bytes are a list": extension(1, msgpack.packb(["<f8", [1], [1]])),
    "an unknown panel": extension(2, msgpack.packb(["Popen", {"args": "true"}])),
    "a panel called by a list": extension(2, msgpack.packb([["Text"], {}])),
    "a panel with an unknown field": extension(2, msgpack.packb(["Text", {"titel": "a"}])),
    "a panel without its fields": extension(2, msgpack.packb(["Text", {}])),
    "a panel whose fields are a list": extension(2, msgpack.packb(["Text", ["a", "b"]])),
    "a panel in nonsense": extension(2, b"\xc1"),
    "a panel in a panel": extension(2, msgpack.packb(["Text", {"title": msgpack.ExtType(9, b"")}])),
    "text that is none": b"\xa2\xff\xff",
    "a list of 4 billion": b"\xdd\xff\xff\xff\xff",
    "a map of 4 billion": b"\xdf\xff\xff\xff\xff",
    "lists a million deep": b"\x91" * 1_000_000 + b"\x90",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_message_is_refused_with_a_wire_error_and_nothing_else(body):
    with pytest.raises(WireError):
        unpack(body)
    with pytest.raises(WireError):
        list(Reader().feed(frame_of(body)))


def test_panels_nested_a_thousandfold_are_refused_with_a_wire_error():
    body = msgpack.packb("")
    for _ in range(5000):
        title, text = msgpack.packb("title"), msgpack.packb("text")
        body = extension(
            2, b"\x92" + msgpack.packb("Text") + b"\x82" + title + body + text + b"\xa0"
        )
    with pytest.raises(WireError):
        unpack(body)


@settings(max_examples=300)
@given(st.binary(max_size=60))
@example(b"\xc7\x00\x01")
def test_garbage_is_a_plain_message_or_a_wire_error_and_nothing_else(body):
    try:
        message = unpack(body)
    except WireError:
        return
    assert message is None or isinstance(
        message, bool | int | float | str | bytes | list | dict | np.ndarray | msgpack.Timestamp
    )


@settings(max_examples=200)
@given(messages, st.data())
def test_a_message_with_a_changed_byte_is_a_message_or_a_wire_error_and_nothing_else(message, data):
    body = bytearray(pack(message)[4:])
    where = data.draw(st.integers(0, len(body) - 1))
    body[where] ^= data.draw(st.integers(1, 255))
    try:
        unpack(bytes(body))
    except WireError:
        return
