"""Seed streams: one seed, many generators that do not disturb one another."""

import os
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from simulations import Still

from tutor.engine.streams import Streams

NAMES = ("init", "data", "shuffle", "dropout", "sample")


def numpy_draws(streams, name, n=8):
    return streams.numpy(name).random(n).tolist()


def torch_draws(streams, name, n=8):
    return torch.rand(n, generator=streams.torch(name), dtype=torch.float64).tolist()


DRAWS = pytest.mark.parametrize("draws", [numpy_draws, torch_draws])


@DRAWS
@given(seed=st.integers(0, 2**128), name=st.text(max_size=20))
def test_the_same_seed_and_name_give_the_same_numbers(draws, seed, name):
    assert draws(Streams(seed), name) == draws(Streams(seed), name)


@DRAWS
@given(seed=st.integers(0, 2**64), names=st.lists(st.text(max_size=9), min_size=2, unique=True))
def test_other_names_give_other_numbers(draws, seed, names):
    streams = Streams(seed)
    drawn = [number for name in names for number in draws(streams, name)]
    assert len(set(drawn)) == len(drawn)


@DRAWS
def test_a_thousand_neighbouring_seeds_share_no_number(draws):
    drawn = [number for seed in range(1000) for number in draws(Streams(seed), "init", 2)]
    assert len(set(drawn)) == len(drawn)


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.booleans(), st.integers(1, 9)), max_size=12))
def test_drawing_from_other_streams_does_not_disturb_one(others):
    alone, among = Streams(3), Streams(3)
    expected = numpy_draws(alone, "w", 4) + numpy_draws(alone, "w", 4), torch_draws(alone, "w")
    first = numpy_draws(among, "w", 4)
    for name, in_torch, n in others:
        (torch_draws if in_torch else numpy_draws)(among, name, n)
    assert (first + numpy_draws(among, "w", 4), torch_draws(among, "w")) == expected


def test_the_numpy_and_the_torch_stream_of_one_name_are_two():
    streams = Streams(0)
    before = numpy_draws(Streams(0), "data", 16)
    torch_draws(streams, "data", 100)
    assert numpy_draws(streams, "data", 16) == before


def test_a_stream_goes_on_where_it_was_left_when_it_is_asked_for_again():
    streams, whole = Streams(1), numpy_draws(Streams(1), "data", 10)
    assert [streams.numpy("data").random() for _ in range(10)] == whole


def test_neither_kind_of_stream_touches_the_generators_of_the_process():
    np.random.seed(5)
    torch.manual_seed(5)
    before = np.random.get_state()[1].tolist(), torch.get_rng_state().tolist()
    streams = Streams(0)
    numpy_draws(streams, "a"), torch_draws(streams, "b")
    assert (np.random.get_state()[1].tolist(), torch.get_rng_state().tolist()) == before


def test_another_process_draws_the_same_numbers():
    draw = "Streams(7).numpy('init').random(4).tolist()"
    code = f"from tutor.engine.streams import Streams; print({draw})"
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    there = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == repr(numpy_draws(Streams(7), "init", 4))


def test_a_change_of_the_batch_size_leaves_the_initial_weights_as_they_were():
    class Batches(Still):
        batch = 4

        def reset(self):
            self.batches = self.rng("data").random(self.batch)
            self.w = self.rng("init").random(3)

    class Larger(Batches):
        batch = 64

    assert Batches(seed=2).w.tolist() == Larger(seed=2).w.tolist()
    assert Batches(seed=2).w.tolist() != Batches(seed=3).w.tolist()
