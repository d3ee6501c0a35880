"""Values on the wire to the learner's code and back: all of a value arrives, or its name."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tutor.engine.wire import pack, unpack
from tutor.study.grading.cases import build
from tutor.study.grading.comparing import first_wrong, kind_problem, same
from tutor.study.grading.shown import shown
from tutor.study.grading.values import Opaque, decode, encode, is_mutable, replace

NUMBERS = hnp.arrays(
    st.sampled_from(["f8", "f4", "i8", "u1", "?"]), hnp.array_shapes(min_dims=0, max_side=4)
)
SIMPLE = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
KEYS = st.text(max_size=3) | st.integers()
VALUES = st.recursive(
    SIMPLE | NUMBERS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=6,
)


def sent(value):
    """Return what arrives on the other side."""
    frame = pack(encode(value, lambda thing: None))
    return decode(unpack(frame[4:]), lambda about: about)


@given(VALUES)
def test_a_value_arrives_with_its_type_its_dtype_and_every_bit(value):
    arrived = sent(value)
    assert type(arrived) is type(value)
    assert repr(arrived) == repr(value)
    if isinstance(value, np.ndarray):
        assert (arrived.dtype, arrived.shape) == (value.dtype, value.shape)
        assert arrived.tobytes() == value.tobytes()
        assert arrived.flags.writeable


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.int8, np.bool_])
def test_a_single_number_of_numpy_keeps_its_dtype(kind):
    assert type(sent(kind(1))) is kind


@pytest.mark.parametrize("maker", [np.random.PCG64, np.random.MT19937, np.random.Philox])
def test_a_generator_arrives_in_its_state(maker):
    here = np.random.Generator(maker(3))
    here.normal(size=5)
    there = sent(here)
    assert (there.normal(size=4) == here.normal(size=4)).all()


class Odd:
    def __repr__(self):
        raise ValueError


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (Odd(), "Odd"),
        (Odd, "type"),
        (np.array([None]), "array of object with shape (1,)"),
        (np.zeros(17 << 20, "u1"), "array of uint8 with shape (17825792,)"),
        (1j, "complex"),
        (np.ma.masked_array([1.0]), "MaskedArray"),
    ],
)
def test_what_cannot_travel_arrives_as_its_name(value, kind):
    arrived = sent(value)
    assert isinstance(arrived, Opaque)
    assert arrived.type.startswith(kind)


def test_a_list_that_holds_itself_ends():
    endless = []
    endless.append(endless)
    assert "Opaque" in repr(sent(endless))


@given(VALUES)
def test_a_value_is_the_same_as_itself_and_can_be_shown_in_a_line(value):
    finite = "nan" not in repr(value) and "inf" not in repr(value)
    if finite:
        assert kind_problem(value, value) is None
        assert first_wrong(value, value, 0.0) is None
        assert same(value, value, 0.0)
    assert "\n" not in shown(value) or isinstance(value, str)
    assert len(shown(value)) <= 160


@given(hnp.arrays("f8", hnp.array_shapes(max_side=4), elements=st.floats(-9, 9)), st.data())
def test_the_first_wrong_element_is_the_first_that_numpy_finds(array, data):
    index = tuple(data.draw(st.integers(0, n - 1)) for n in array.shape)
    other = array.copy()
    other[index] += 1e-3
    wrong = first_wrong(other, array, 1e-9)
    assert wrong.index == f"[{', '.join(map(str, index))}]"
    assert first_wrong(other, array, 1e-2) is None


@pytest.mark.parametrize(
    ("toml", "value"),
    [
        ([1.0, 2], np.array([1.0, 2.0])),
        ([1, 2], np.array([1, 2])),
        ([[1.0], [2.0]], np.array([[1.0], [2.0]])),
        ([[1.0], [2.0, 3.0]], [np.array([1.0]), np.array([2.0, 3.0])]),
        (["a", 1.0], ["a", 1.0]),
        ([True, False], [True, False]),
        ({"list": [[1.0, 2.0], [3]]}, [[1.0, 2.0], [3]]),
        ({"tuple": [1.0, [2.0]]}, (1.0, np.array([2.0]))),
        ({"a": 1, "b": [1.0]}, {"a": 1, "b": np.array([1.0])}),
        ({"a": 1}, {"a": 1}),
        (2, 2),
        ("@f", len),
        ("f", "f"),
    ],
)
def test_a_value_of_toml_stands_for_one_of_python(toml, value):
    built = build(toml, {"f": len}.get)
    assert repr(built) == repr(value)
    assert getattr(built, "dtype", None) == getattr(value, "dtype", None)


def test_a_part_of_a_tuple_can_be_changed_under_its_caller_and_is_put_back():
    state = (np.zeros(2), 3, [1.0])
    assert is_mutable(state)
    assert not is_mutable((1, 2.0, "x"))
    kept = state[0]
    replace(state, (np.ones(2), 3, [2.0]))
    assert state[0] is kept
    assert kept.tolist() == [1.0, 1.0]
    assert state[2] == [2.0]
