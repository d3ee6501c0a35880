"""What stands before the mathematics of a script: the seed streams, the base of the simulation."""

from __future__ import annotations

RESERVED = (
    "SEED", "STEPS", "EDITS", "PARAMETERS", "COLUMNS", "DIGITS", "SEAL", "RECORDS", "STOPPED",
    "MADE_WITH", "APART", "Simulation", "CannotStep", "Record", "sequence", "generator",
    "torch_generator", "left_out", "run", "main", "verdict", "here", "step", "record", "tensor",
    "ptp", "ulps",
)  # fmt: skip

ONE_THREAD = """\
# one thread: several would add up in another order, and round otherwise
os.environ.update(OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
"""

SEQUENCE = '''

def sequence(stream):
    """Give each stream of random numbers a seed of its own: drawing from one disturbs no other."""
    name = hashlib.blake2b(stream.encode(), digest_size=8).digest()
    return np.random.SeedSequence(SEED, spawn_key=(int.from_bytes(name, "little"),))
'''

GENERATOR = '''

@cache
def generator(stream):
    """Return the NumPy generator of a stream."""
    return np.random.Generator(np.random.PCG64(sequence(stream)))
'''

TORCH_GENERATOR = '''

@cache
def torch_generator(stream):
    """Return the torch generator of a stream."""
    word = int(sequence(stream).generate_state(1, np.uint64)[0])
    return torch.Generator().manual_seed(word % 2**63)
'''

SIMULATION = '''

class Simulation:
    """Something that moves in steps: `reset` sets its state, `step` measures it and moves on."""
'''

SEEDED = """
    seed = SEED
"""

VALUES = '''
    @property
    def values(self):
        """The parameters' present values by name."""
        return {name: getattr(self, name) for name in PARAMETERS}
'''

RNG = '''
    def rng(self, stream):
        """Return a stream of random numbers."""
        return generator(stream)
'''

TORCH_RNG = '''
    def torch_rng(self, stream):
        """Return a stream of random numbers for torch."""
        return torch_generator(stream)
'''

NO_TORCH_RNG = """
    def torch_rng(self, stream):
        raise left_out("torch_rng")
"""

RECORD = """
Record = dict  # what a step measured: numbers and arrays by name
"""

CANNOT_STEP = '''

class CannotStep(RuntimeError):
    """A step that cannot be made; the message says why."""
'''

LEFT_OUT = '''

def left_out(name):
    """Say what this run did not need, so that it is not here."""
    return NotImplementedError(f"{name} is not in this script: export a run that uses it")
'''

AMBIENT = {
    "random": "    random.seed(int(words[0]))",
    "numpy": "    np.random.seed(int(words[1]))",
    "torch": "    torch.manual_seed(int(words[2]))",
}
"""Seeding the generators that a library draws from by itself."""

ONE_TORCH_THREAD = """\
torch.set_num_threads(1)
"""

IN_TORCH = """\
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)  # as NumPy has it
"""

TENSOR = '''

def tensor(x):
    """Return numbers of any kind as a tensor: lists of lists, NumPy's arrays, a tensor itself."""
    if isinstance(x, list | tuple) and any(isinstance(y, torch.Tensor | list | tuple) for y in x):
        return torch.stack([tensor(y) for y in x])
    return torch.as_tensor(x)
'''

PTP = '''

def ptp(x, axis):
    """Return the largest less the smallest along an axis."""
    return torch.amax(x, axis) - torch.amin(x, axis)
'''
