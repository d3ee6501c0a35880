"""The trace: numbers and small arrays kept for every step, large arrays thinned by age."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.engine.history import DENSE_BYTES, History
from tutor.engine.record import RecordError
from tutor.engine.thinned import Thinned

LARGE = DENSE_BYTES // 8 + 1


def written(records):
    history = History()
    for step, record in enumerate(records):
        history.write(step, record)
    return history


def thinned(steps, nbytes=8 * LARGE):
    column = Thinned(nbytes)
    for step in range(steps):
        column.write(step, np.full(LARGE, float(step)))
    return column


def test_numbers_of_every_kind_become_columns_of_floats():
    record = {
        "python": 1.5,
        "int": 2,
        "flag": True,
        "numpy": np.float32(2.5),
        "zero-d": np.array(3.5),
        "tensor": torch.tensor(4.5, requires_grad=True),
    }
    trace = written([record, record]).upto(2)
    assert {name: trace[name].tolist() for name in record} == {
        "python": [1.5, 1.5],
        "int": [2.0, 2.0],
        "flag": [1.0, 1.0],
        "numpy": [2.5, 2.5],
        "zero-d": [3.5, 3.5],
        "tensor": [4.5, 4.5],
    }
    assert type(trace.last("int")) is float


@given(st.lists(st.lists(st.floats(width=64), min_size=3, max_size=3), min_size=1, max_size=40))
def test_a_column_holds_every_number_bit_for_bit_except_that_all_nan_are_one(rows):
    history = written([dict(zip("abc", row, strict=True)) for row in rows])
    for name, expected in zip("abc", zip(*rows, strict=True), strict=True):
        column = history.upto(len(rows))[name]
        kept = np.array([math.nan if value != value else value for value in expected])
        assert column.tobytes() == kept.tobytes()


def test_a_column_outgrows_its_first_room_without_a_loss():
    history = written({"x": step, "w": np.array([step, -step])} for step in range(3000))
    trace = history.upto(3000)
    assert trace["x"].tolist() == list(range(3000))
    assert trace["w"].tolist() == [[step, -step] for step in range(3000)]


def test_an_array_of_128_bytes_is_dense_and_a_larger_one_is_thinned():
    records = ({"small": np.zeros(16), "large": np.zeros(17)} for _ in range(500))
    trace = written(records).upto(500)
    assert trace["small"].shape == (500, 16)
    assert len(trace["large"]) == len(trace.steps("large")) < 500


def test_the_trace_does_not_follow_an_array_that_the_simulation_goes_on_changing():
    small, large, tensor = np.zeros(2), np.zeros(LARGE), torch.zeros(LARGE)
    history = History()
    for step in range(3):
        small[:], large[:], tensor[:] = step, step, step
        history.write(step, {"small": small, "large": large, "tensor": tensor})
    small[:], large[:], tensor[:] = 99, 99, 99
    for name in ("small", "large", "tensor"):
        assert history.upto(3)[name][:, 0].tolist() == [0, 1, 2]


def test_whole_numbers_at_first_do_not_cut_off_the_fractions_that_follow():
    rows = [np.array([1, 1]), np.array([0.7, 0.5]), np.array([1, 2]), np.array([math.nan, 0.0])]
    column = written({"w": row} for row in rows).upto(4)["w"]
    np.testing.assert_array_equal(column, np.stack(rows))


def test_a_column_keeps_its_type_while_the_arrays_have_it():
    assert written([{"w": np.array([1, 2])}] * 2).upto(2)["w"].dtype == np.int64
    assert written([{"w": np.ones(2, "f4")}] * 2).upto(2)["w"].dtype == np.float32


def test_a_trace_ends_where_it_is_cut_off_and_does_not_grow_with_the_history():
    history = written({"x": step, "big": np.full(LARGE, step)} for step in range(10))
    trace = history.upto(4)
    history.write(10, {"x": 10, "big": np.full(LARGE, 10)})
    assert len(trace) == 4
    assert trace["x"].tolist() == [0, 1, 2, 3]
    assert trace.steps("big").tolist() == [0, 1, 2, 3]
    assert (trace.last("x"), trace.last("big")[0]) == (3.0, 3)


def test_an_unknown_column_is_refused_by_its_name_and_the_known_ones_are_listed():
    trace = written([{"loss": 1.0, "w": np.zeros(2)}]).upto(1)
    assert ("loss" in trace, "w" in trace, "lost" in trace) == (True, True, False)
    with pytest.raises(KeyError, match=r"no 'lost'; it has loss, w"):
        trace["lost"]


def test_what_is_not_finite_is_noticed_in_numbers_and_arrays_small_and_large():
    good = {"x": 1.0, "w": np.zeros(2), "big": np.zeros(LARGE)}
    for name, bad in [
        ("x", math.inf),
        ("x", math.nan),
        ("w", np.array([0.0, -math.inf])),
        ("big", np.full(LARGE, math.nan)),
    ]:
        history = written([good])
        assert history.write(1, good)[1]
        assert not history.write(2, {**good, name: bad})[1]


@given(st.integers(1, 700), st.integers(1, 9 << 20))
@settings(deadline=None)
def test_all_of_the_newest_large_arrays_are_kept_and_few_of_the_old(steps, nbytes):
    column = thinned(steps, nbytes)
    kept = column.steps()
    recent = column.recent
    assert kept[0] == 0
    assert kept[-recent:] == list(range(max(0, steps - recent), steps))
    doublings = math.log2(max(1.0, steps / recent)) + 1
    assert len(kept) <= recent + doublings * (recent / 2 + 1)
    assert all(column.at(step)[0] == step for step in kept)


def test_the_number_kept_of_a_very_long_run_grows_like_the_logarithm():
    counts = [len(thinned(steps).steps()) for steps in (1000, 2000, 4000, 8000, 16000)]
    growth = np.diff(counts)
    assert max(growth) <= 33  # half of the 64 newest for every doubling
    assert max(growth) - min(growth) <= 2


def test_further_back_every_second_fourth_eighth_array_is_kept():
    kept, newest = thinned(2000).steps(), 1999
    for age, every in [(65, 2), (129, 4), (257, 8), (513, 16), (1025, 32)]:
        old = [step for step in kept if age <= newest - step < 2 * age - 2]
        assert old
        assert {step % every for step in old} == {0}
        assert np.diff(old).tolist() == [every] * (len(old) - 1)


def test_the_budget_of_a_thinned_column_is_respected_by_very_large_arrays():
    column = Thinned(4 << 20)
    assert column.recent == 2
    for step in range(300):
        column.write(step, np.full(4, step))
    assert len(column.steps()) <= 2 + 2 * 8


def test_an_array_lived_again_is_at_hand_until_another_is():
    column = thinned(1000)
    assert 501 not in column.steps()
    column.write(501, np.full(LARGE, 501.0))
    assert 501 in column.steps()
    assert column.at(501)[0] == 501
    column.write(502, np.full(LARGE, 502.0))
    assert 501 not in column.steps()


def test_an_array_that_a_cut_makes_the_newest_stays():
    column = thinned(1000)
    column.write(501, np.full(LARGE, 501.0))  # a rewind to 502 has lived step 501 again
    column.cut(502)
    column.write(502, np.full(LARGE, -502.0))
    assert column.steps()[-2:] == [501, 502]
    assert column.at(501)[0] == 501
    assert column.at(502)[0] == -502


@given(st.lists(st.tuples(st.integers(1, 90), st.integers(0, 300)), min_size=1, max_size=8))
def test_after_any_cuts_what_is_kept_is_the_right_array_and_not_more_of_them(moves):
    column, length = Thinned(8 * LARGE), 0
    truth = {}
    for branch, (more, cut) in enumerate(moves):
        for step in range(length, length + more):
            truth[step] = 1000 * branch + step
            column.write(step, np.full(LARGE, float(truth[step])))
        length += more
        length = max(0, length - cut)
        column.cut(length)
        assert all(step < length for step in column.steps())
        assert all(column.at(step)[0] == truth[step] for step in column.steps())
        assert len(column.steps()) < 64 + 8 * 33


def test_a_cut_forgets_the_rest_and_writing_goes_on_from_there():
    history = written({"x": step, "big": np.full(LARGE, step)} for step in range(200))
    history.cut(50)
    assert len(history) == 50
    assert history.column("x").tolist() == list(range(50))
    history.write(50, {"x": -1, "big": np.full(LARGE, -1)})
    assert history.column("x")[-2:].tolist() == [49, -1]
    assert history.upto(51).last("big")[0] == -1


def test_a_history_that_was_cut_to_nothing_knows_its_columns_and_keeps_them():
    history = written([{"x": 1.0}, {"x": 2.0}])
    history.cut(0)
    assert history.scalars == ["x"]
    history.write(0, {"x": 3.0})
    assert history.column("x").tolist() == [3.0]


def test_a_record_of_nothing_is_a_record():
    history = written([{}, {}, {}])
    assert (len(history), history.scalars) == (3, [])


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ({"a": 1, "b": 2}, {"a": 1}, "step 1: the record has no b, which the first one had"),
        ({"a": 1}, {"a": 1, "b": 2}, "step 1: the record has b, which the first one had not"),
        ({}, {"a": 1}, "step 1: the record has a, which the first one had not"),
        ({"a": 1}, {"A": 1}, "step 1: the record has no a, which the first one had"),
        ({"a": 1}, {"a": None}, "step 1: the record cannot be kept"),
        ({"a": 1}, {"a": "high"}, "step 1: the record cannot be kept"),
        ({"a": 1}, {"a": np.zeros(2)}, "step 1: the record cannot be kept"),
        ({"a": 1}, {"a": 1j}, "step 1: the record cannot be kept"),
        ({"w": np.zeros(2)}, {"w": np.zeros(3)}, r"step 1: w has shape \(3,\), and \(2,\) before"),
        ({"w": np.zeros(2)}, {"w": 1.0}, r"step 1: w has shape \(\), and \(2,\) before"),
        ({"w": np.zeros(99)}, {"w": np.zeros((9, 11))}, r"step 1: w has shape \(9, 11\)"),
        (
            {"w": np.zeros(2)},
            {"w": np.array(["a", "b"])},
            "step 1: w is an array of <U1: expected numbers",
        ),
        ({"w": np.zeros(2)}, {"w": np.zeros(2, complex)}, "step 1: w is an array of complex128"),
        ({"a": 1}, None, "step 1 returned a NoneType: expected a record, a dict of numbers"),
        ({"a": 1}, [1.0], "step 1 returned a list"),
        ({"a": "high"}, {}, "a is a str: a record holds numbers and arrays"),
        ({"a": None}, {}, "a is a NoneType"),
        ({"a": np.array([None])}, {}, "a is a ndarray"),
        ({"step": 1}, {}, "a record cannot have a 'step'"),
        ({"state": 1}, {}, "a record cannot have a 'state'"),
        ({"digest": 1}, {}, "a record cannot have a 'digest'"),
        (None, {}, "step 0 returned a NoneType"),
    ],
)
def test_what_is_no_record_or_unlike_the_first_is_refused_in_a_sentence(first, second, message):
    with pytest.raises(RecordError, match=message):
        written([first, second])


def test_a_refused_record_leaves_what_was_kept_as_it_was():
    history = written([{"x": 1.0, "w": np.zeros(2)}, {"x": 2.0, "w": np.ones(2)}])
    with pytest.raises(RecordError):
        history.write(2, {"x": 3.0, "w": np.ones(3)})
    assert len(history) == 2
    assert history.column("x").tolist() == [1.0, 2.0]


def test_before_the_first_record_every_column_is_empty():
    history = written([{"x": 1.0, "w": np.zeros(2), "big": np.zeros((6, 6))}])
    trace = history.upto(0)
    shapes = {name: trace[name].shape for name in ("x", "w", "big")}
    assert shapes == {"x": (0,), "w": (0, 2), "big": (0, 6, 6)}


def test_the_bytes_of_a_row_are_its_numbers_in_the_order_of_the_columns():
    history = History()
    numbers, finite = history.write(0, {"b": 1.0, "w": np.zeros(3), "a": -2.5})
    assert np.frombuffer(numbers, "<f8").tolist() == [1.0, -2.5]
    assert finite
    assert history.row(0) == [1.0, -2.5]
    numbers, _ = history.write(1, {"a": -2.5, "w": np.zeros(3), "b": 1.0})
    assert np.frombuffer(numbers, "<f8").tolist() == [1.0, -2.5]


def test_the_memory_of_a_history_is_that_of_its_columns():
    history = written({"x": 1.0, "big": np.zeros(1000)} for _ in range(100))
    kept = len(history.upto(100).steps("big"))
    assert 8000 * kept + 800 <= history.nbytes <= 8000 * kept + 8 * 256
