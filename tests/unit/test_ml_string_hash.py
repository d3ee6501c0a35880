"""The order of a set of strings, against Python itself, started with PYTHONHASHSEED."""

import json
import os
import subprocess
import sys

import pytest

from tutor.ml.string_hash import set_order, string_hash

WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
CROWDED = [[f"{k}-{n}" for n in range(18)] for k in range(40)]  # 18 is the most for 32 slots
LISTS = [WORDS, WORDS[:4], WORDS[:5], ["exactly8", "é", "x" * 23], [f"w{n}" for n in range(200)]]
LISTS += CROWDED
SEEDS = (0, 1, 555, 734, 2**32 - 1)
ASK = """
import json, sys
lists = json.loads(sys.argv[1])
print(json.dumps([[list(set(names)), [hash(name) % 2**64 for name in names]] for names in lists]))
"""

pytestmark = pytest.mark.skipif(
    sys.hash_info.algorithm != "siphash13", reason="this Python hashes strings in another way"
)


@pytest.fixture(scope="module", params=SEEDS)
def told(request):
    """What a Python with this seed says: for each list, the order of its set and its hashes."""
    ran = subprocess.run(
        [sys.executable, "-S", "-c", ASK, json.dumps(LISTS)],
        env={**os.environ, "PYTHONHASHSEED": str(request.param)},
        capture_output=True,
        text=True,
        check=True,
    )
    return request.param, json.loads(ran.stdout)


def test_a_set_lies_as_python_lays_it(told):
    seed, answers = told
    for names, (order, _) in zip(LISTS, answers, strict=True):
        assert set_order(names, seed) == order


def test_hashes_are_pythons(told):
    seed, answers = told
    for names, (_, hashes) in zip(LISTS, answers, strict=True):
        assert [string_hash(name, seed) for name in names] == hashes


def test_a_name_that_comes_twice_is_one_member():
    assert set_order(["a", "b", "a"], 7) == set_order(["a", "b"], 7)
