"""What loading the engine loads: starting a worker must not cost the first screen an import."""

import json
import pkgutil
import subprocess
import sys

import pytest

import tutor.engine

MODULES = [f"tutor.engine.{module.name}" for module in pkgutil.iter_modules(tutor.engine.__path__)]


def loaded_by(statement):
    code = f"{statement}; import json, sys; print(json.dumps(sorted(sys.modules)))"
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(there.stdout))


def test_starting_a_worker_loads_neither_numpy_nor_msgpack():
    loaded = loaded_by("import tutor.engine, tutor.engine.spawn")
    assert "tutor.engine.spawn" in loaded
    assert not loaded & {"numpy", "msgpack", "torch", "textual", "asyncio"}


def test_the_whole_engine_loads_no_training_library_and_no_terminal():
    assert len(MODULES) > 20
    loaded = loaded_by(f"import {', '.join(MODULES)}")
    assert loaded.issuperset(MODULES)
    assert not loaded & {"torch", "textual", "pandas", "sklearn", "scipy", "tutor.ml"}


def test_every_name_of_the_engine_is_found_under_it_and_others_are_not():
    assert {"Simulation", "Run", "Float", "Curve", "Trace", "Unrepeatable"} <= set(
        tutor.engine.__all__
    )
    for name in tutor.engine.__all__:
        assert getattr(tutor.engine, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Simulator'"):
        tutor.engine.Simulator  # noqa: B018
