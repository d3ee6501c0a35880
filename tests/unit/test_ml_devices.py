"""Which device is chosen and why, what it cannot do, and what to do when it is full."""

import pytest
import torch

from tutor.ml import devices


@pytest.fixture(autouse=True)
def _afresh():
    devices.choose.cache_clear()
    yield
    devices.choose.cache_clear()


def pretend_cuda(monkeypatch, free=70e9, total=80e9, count=1, bf16=True):
    """Answer as torch does on a machine with such GPUs."""
    monkeypatch.setattr(torch.backends.cuda, "is_built", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: count > 0)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: count)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "Test GPU")
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: bf16)

    def memory(device):
        if isinstance(free, Exception):
            raise free
        return int(free), int(total)

    monkeypatch.setattr(torch.cuda, "mem_get_info", memory)


def without_cuda(monkeypatch, built):
    monkeypatch.setattr(torch.backends.cuda, "is_built", lambda: built)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)


def test_the_cpu_is_always_there():
    assert devices.choose("cpu").device == torch.device("cpu")
    assert devices.choose("auto").device.type in ("cpu", "cuda", "mps")


@pytest.mark.parametrize(
    ("built", "reason"), [(False, "is built without CUDA"), (True, "there is no CUDA device here")]
)
def test_where_cuda_is_missing_auto_says_so_and_takes_the_cpu(monkeypatch, built, reason):
    without_cuda(monkeypatch, built)
    chosen = devices.choose("auto")
    assert chosen.device == torch.device("cpu")
    assert reason in chosen.sentence
    assert "so it computes on the CPU" in chosen.sentence
    with pytest.raises(ValueError, match=f"device cannot be 'cuda': .*{reason}.*give cpu or auto"):
        devices.choose("cuda")
    with pytest.raises(ValueError, match="device cannot be 'mps': there is none here"):
        devices.choose("mps")


def test_a_free_gpu_is_taken_and_each_process_takes_its_own(monkeypatch):
    pretend_cuda(monkeypatch, count=4)
    assert devices.choose("auto").device == torch.device("cuda:0")
    assert devices.choose("auto").sentence == "computes on Test GPU, 70.0 of 80.0 GB free"
    devices.choose.cache_clear()
    monkeypatch.setenv("LOCAL_RANK", "3")
    assert devices.choose("cuda").device == torch.device("cuda:3")
    devices.choose.cache_clear()
    monkeypatch.setenv("LOCAL_RANK", "4")
    with pytest.raises(ValueError, match="there are 4 CUDA devices, and this is process 4"):
        devices.choose("cuda")


def test_where_cuda_is_busy_auto_says_so_and_takes_the_cpu(monkeypatch):
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    pretend_cuda(monkeypatch, free=0.3e9)
    chosen = devices.choose("auto")
    assert chosen.device == torch.device("cpu")
    assert "the CUDA device is busy: 0.3 of its 80.0 GB are free" in chosen.sentence
    devices.choose.cache_clear()
    pretend_cuda(monkeypatch, free=RuntimeError("CUDA error: all devices are busy\nmore"))
    assert "is busy (CUDA error: all devices are busy)" in devices.choose("auto").sentence


def test_what_the_process_puts_there_itself_does_not_make_it_busy(monkeypatch):
    pretend_cuda(monkeypatch)
    first = devices.choose("auto")
    pretend_cuda(monkeypatch, free=0)
    assert devices.choose("auto") is first


def test_bfloat16_is_taken_where_a_gpu_has_it_and_refused_where_it_has_not(monkeypatch):
    cpu, gpu = torch.device("cpu"), torch.device("cuda:0")
    for precision, wanted in (("auto", torch.float32), ("float32", torch.float32),
                              ("bfloat16", torch.bfloat16)):  # fmt: skip
        with devices.autocast(cpu, precision):
            assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == wanted
    pretend_cuda(monkeypatch, bf16=False)
    with pytest.raises(ValueError, match="precision cannot be 'bfloat16': Test GPU does not"):
        devices.autocast(gpu, "bfloat16")


def test_compiling_needs_a_compiler(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert "needs a C++ compiler" in devices.why_no_compiling(torch.device("cpu"))
    monkeypatch.setattr(devices.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert devices.why_no_compiling(torch.device("cpu")) == ""
    assert "unfinished for mps" in devices.why_no_compiling(torch.device("mps"))


def test_want_of_memory_is_told_from_other_errors():
    assert devices.is_out_of_memory(torch.OutOfMemoryError("CUDA out of memory."))
    with pytest.raises(RuntimeError) as caught:
        torch.empty(1 << 60, dtype=torch.uint8)
    assert devices.is_out_of_memory(caught.value)
    assert not devices.is_out_of_memory(RuntimeError("shapes do not match"))


@pytest.mark.parametrize(
    ("batch", "parts", "processes", "smaller"),
    [
        (12, 1, 1, (6, 2)),
        (9, 2, 1, (3, 6)),
        (7, 1, 1, (1, 7)),
        (1, 8, 1, None),
        (12, 1, 4, (4, 3)),
        (4, 1, 4, None),
    ],
)
def test_the_next_smaller_batch_keeps_the_windows_of_a_step(batch, parts, processes, smaller):
    assert devices.smaller_batch(batch, parts, processes) == smaller


def test_the_rate_of_a_matrix_product_is_measured_once(monkeypatch):
    cpu = torch.device("cpu")
    devices.matmul_rate.cache_clear()
    moments = iter(range(100))
    monkeypatch.setattr(devices, "perf_counter", lambda: next(moments))  # a second a product
    assert devices.matmul_rate(cpu, torch.float32) == 2 * 512**3
    assert devices.matmul_rate(cpu, torch.float32) == 2 * 512**3
    assert next(moments) == 80
    devices.matmul_rate.cache_clear()


def test_the_room_of_the_processor_is_the_machines_memory():
    import psutil

    assert devices.room(torch.device("cpu")) == pytest.approx(psutil.virtual_memory().total)
