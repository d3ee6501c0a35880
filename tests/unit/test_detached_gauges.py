"""How fast, how long, how much: the numbers of a training, and the reasons for those not known."""

import pytest
import torch

from tutor.engine.run_status import RUNNING, Status, from_message
from tutor.engine.simulation import Simulation
from tutor.engine.throughput import seconds_left, utilisation
from tutor.engine.told import Told
from tutor.lab.detached.gauges import gauges, in_a_line
from tutor.ml import devices
from tutor.ml.peaks import of_the_data_sheet, peak

GPU = Status(
    state=RUNNING,
    step=100,
    steps=1100,
    steps_per_second=4.0,
    seconds_left=250.0,
    memory=3_100_000_000,
    device_memory=41_000_000_000,
    device_room=85_000_000_000,
    device="NVIDIA H100 80GB HBM3",
    tokens_per_second=491_520.0,
    flops_per_second=4.2e14,
    peak_flops_per_second=989e12,
    peak_source="bfloat16, by its data sheet",
    utilisation=4.2e14 / 989e12,
    pid=77,
)


class Still(Simulation):
    def reset(self):
        self.n_asked = 0

    def step(self):
        return {"loss": 1.0}

    def view(self, trace):
        return ()


class Outspoken(Still):
    def symbols_per_step(self):
        return 768

    def flops_per_step(self):
        raise RuntimeError("counted wrongly")

    def peak(self):
        self.n_asked += 1
        return 2e10, "by the book"

    def device_name(self):
        return "a toaster"


def named(found):
    return {gauge.name: gauge for gauge in found}


def test_utilisation_is_the_share_of_what_all_devices_could_do():
    # GPT-2 small: 6 * 124e6 FLOP a token and 200 000 tokens/s on one A100
    assert utilisation(6 * 124e6 * 200_000, 312e12) == pytest.approx(0.4769, abs=1e-4)
    assert utilisation(8e12, 1e12, devices=16) == 0.5
    assert utilisation(None, 1e12) is None
    assert utilisation(1e12, None) is None
    assert utilisation(0.0, 1e12) is None


def test_the_time_left_is_that_of_the_steps_to_come_and_unknown_while_it_stands():
    assert seconds_left(1000, 4.0) == 250.0
    assert seconds_left(-3, 4.0) == 0.0
    assert seconds_left(1000, 0.0) is None


def test_on_a_gpu_every_gauge_has_a_number_and_says_what_it_is_of():
    found = named(gauges(GPU))
    assert {name: gauge.text for name, gauge in found.items()} == {
        "tokens/s": "491,520 tokens/s",
        "steps/s": "4 steps/s",
        "time left": "4 min 10 s left",
        "memory": "3.1 GB",
        "GPU": "GPU 41.0 of 85.0 GB",
        "MFU": "MFU 42.5%",
    }
    assert "4.2e+14 of 9.89e+14 FLOP/s (bfloat16, by its data sheet)" in found["MFU"].why
    assert "process 77" in found["memory"].why


def test_without_room_the_steps_give_way_to_the_tokens_and_stay_where_there_are_none():
    found = gauges(GPU)
    assert "4 steps/s" in in_a_line(found, 120)
    line = in_a_line(found, 78)
    assert len(line) <= 78
    assert "491,520 tokens/s" in line
    assert "steps/s" not in line
    lesson = gauges(Status(state=RUNNING, steps_per_second=50.0, seconds_left=1.0))
    assert "50 steps/s" in in_a_line(lesson, 20)


@pytest.mark.parametrize(
    ("changes", "alive", "name", "why"),
    [
        ({}, False, "tokens/s", "No process has the run."),
        ({}, False, "steps/s", "No process has the run."),
        ({}, False, "memory", "No process has the run."),
        ({}, False, "MFU", "No process has the run."),
        ({"state": "paused", "steps_per_second": 0.0, "utilisation": None}, True, "MFU", "paused"),
        ({"state": "paused", "seconds_left": None}, True, "time left", "It is paused."),
        ({"device_memory": 0, "device": "the CPU"}, True, "GPU", "It computes on the CPU"),
        ({"flops_per_second": None, "utilisation": None, "peak_flops_per_second": None}, True,
         "MFU", "does not say how many operations"),
        ({"utilisation": None, "peak_flops_per_second": None}, True, "MFU", "is not known"),
        ({"state": "beginning"}, True, "time left", "It has made no step since it began"),
        ({"state": "beginning"}, True, "tokens/s", "It has made no step since it began"),
        ({"memory": 0}, True, "memory", "No process has said"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_a_dash_with_its_reason(changes, alive, name, why):
    status = from_message({**GPU.to_message(), **changes})
    gauge = named(gauges(status, alive))[name]
    assert gauge.text == "–"
    assert why in gauge.why


def test_a_simulation_says_what_it_can_and_its_errors_end_nothing():
    told = Told(Outspoken())
    assert told.each_second("symbols_per_step", 2.5) == 1920.0
    assert told.each_second("flops_per_step", 2.5) is None
    assert told.device == "a toaster"
    silent = Told(Still())
    assert silent.each_second("symbols_per_step", 2.5) is None
    assert silent.peak == (None, "")
    assert silent.device == "the CPU"


def test_the_peak_is_asked_for_once():
    simulation = Outspoken()
    told = Told(simulation)
    assert told.peak == told.peak == (2e10, "by the book")
    assert simulation.n_asked == 1


@pytest.mark.parametrize(
    ("name", "bfloat16", "float32"),
    [
        ("NVIDIA H100 80GB HBM3", 989e12, 67e12),
        ("NVIDIA H100 PCIe", 756e12, 51e12),
        ("NVIDIA H200", 989e12, 67e12),
        ("NVIDIA A100-SXM4-80GB", 312e12, 19.5e12),
        ("NVIDIA L40S", 362e12, 91.6e12),
        ("NVIDIA L4", 121e12, 30.3e12),
        ("Tesla T4", None, 8.1e12),
        ("NVIDIA A10G", None, None),
        ("NVIDIA GeForce RTX 5090", None, None),
    ],
)
def test_a_gpu_is_found_by_the_name_that_cuda_gives_it(name, bfloat16, float32):
    assert of_the_data_sheet(name, torch.bfloat16) == bfloat16
    assert of_the_data_sheet(name, torch.float32) == float32
    assert of_the_data_sheet(name, torch.float64) is None


def test_the_peak_is_the_data_sheets_where_there_is_one_and_measured_elsewhere(monkeypatch):
    cpu = torch.device("cpu")
    measured = peak(cpu, torch.float32)
    assert measured == (devices.matmul_rate(cpu, torch.float32), "float32, measured here")
    monkeypatch.setattr(devices, "describe", lambda device: "NVIDIA H200")
    known = peak(torch.device("cuda"), torch.bfloat16)
    assert known == (989e12, "bfloat16, by its data sheet")
