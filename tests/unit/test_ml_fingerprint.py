"""Fingerprints and manifests, against hashlib on bytes written out by hand."""

import hashlib
import struct
from importlib.metadata import version

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tutor.ml.fingerprint import fingerprint, manifest


def test_a_fingerprint_is_the_sha256_of_lines_and_bytes_in_the_order_of_names():
    arrays = {"b": np.array([[1, 2], [3, 4]]), "a": np.array([0.5, -0.25], np.float32)}
    wanted = hashlib.sha256(
        b"a <f4 (2,)\n" + struct.pack("<2f", 0.5, -0.25)
        + b"b <i8 (2, 2)\n" + struct.pack("<4q", 1, 2, 3, 4)
    )  # fmt: skip
    assert fingerprint(arrays) == wanted.hexdigest()


@given(st.integers(0, 63), st.integers(0, 9))
def test_one_bit_anywhere_changes_it(bit, at):
    array = np.random.default_rng(0).normal(size=10)
    turned = array.copy()
    turned.view(np.uint64)[at] ^= np.uint64(1) << np.uint64(bit)
    assert fingerprint({"a": array}) != fingerprint({"a": turned})


def test_it_sees_what_equality_does_not():
    zeros = np.zeros(3)
    assert (zeros == -zeros).all()
    assert fingerprint({"a": zeros}) != fingerprint({"a": -zeros})
    nan = np.array([np.nan])
    assert (nan != nan).all()
    assert fingerprint({"a": nan}) == fingerprint({"a": nan.copy()})


def test_a_view_of_any_strides_reads_row_by_row():
    array = np.arange(12.0).reshape(3, 4)
    for view in (array.T, array[::2], array[:, ::-1]):
        assert fingerprint({"a": view}) == fingerprint({"a": view.copy(order="C")})


def test_a_manifest_keeps_what_went_in_even_if_it_changes_later():
    config, seeds, data = {"lr": 0.1}, {"numpy": 1}, {"x": np.arange(3.0)}
    made = manifest("7f3c9d1", config, seeds, data, ["numpy", "click"])
    wanted = {
        "code": "7f3c9d1",
        "config": {"lr": 0.1},
        "seeds": {"numpy": 1},
        "data": fingerprint({"x": np.arange(3.0)}),
        "versions": {"numpy": np.__version__, "click": version("click")},
    }
    config["lr"], seeds["numpy"], data["x"][0] = 9.0, 9, 9.0
    assert made == wanted
