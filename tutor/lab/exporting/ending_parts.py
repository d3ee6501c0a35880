"""What stands below the simulation of a script: the loop, the verdict on its digits."""

from __future__ import annotations

from string import Template

RUN = Template('''

def run():
    """Make the run, and yield the numbers of each record."""
$before    simulation = $kind()
    simulation.reset()
    for $step in range(STEPS):
$edits        record = simulation.step()
        yield [float(record[name]) for name in COLUMNS]
''')

EDITS = """\
        for name, value in EDITS.get(step, {}).items():
            setattr(simulation, name, value)
"""

MAIN = Template('''

def main():
    """Print every record, then the last one with its bits, and the verdict."""
    rows = []
    with np.errstate(all="ignore"):
        for row in run():
            numbers = zip(COLUMNS, row, strict=True)
            print(f"step {len(rows)}", *(f"{name} {x!r}" for name, x in numbers), sep="  ")
            rows.append(row)
    for name, x in zip(COLUMNS, rows[-1] if rows else [], strict=False):
        print(f"{name} = {x!r} = {x.hex()}")
    if STOPPED:
        print(f"the run of the receipt stopped here: {STOPPED}")
    difference = verdict(rows)
    print(difference or f"$agreed: {len(rows)} records")
    return 1 if difference else 0


def verdict(rows):
    """Name the first number that is not the receipt's; nothing where all are."""
    for line in DIGITS.split("\\n")[1:-1]:
        step, *texts = line.split()
        if int(step) >= len(rows):
            break
        for name, x, text in zip(COLUMNS, rows[int(step)], texts, strict=True):
            expected = float.fromhex(text)
            if $differs:
                return (
                    f"other digits than the receipt's: step {step}, {name} was {expected!r} "
                    f"({expected.hex()}), and here {x!r} ({x.hex()}). {here()}"
                )
    if len(rows) != RECORDS:
        return f"the receipt has {RECORDS} records, and here are {len(rows)}"
$seal    return ""
''')

SEAL = """\
    seal = hashlib.blake2b(digest_size=16)
    for row in rows:
        seal.update(struct.pack(f"<{len(row)}d", *(math.nan if x != x else x for x in row)))
    if seal.hexdigest() != SEAL:
        return f"other digits than the receipt's, between the records that are kept. {here()}"
"""

ULPS = '''

def ulps(a, b):
    """Return how many float64 lie between two, counting one end."""
    if a.hex() == b.hex():
        return 0
    if not (math.isfinite(a) and math.isfinite(b)):
        return math.inf
    places = []
    for x in (a, b):
        bits = struct.unpack("<q", struct.pack("<d", x))[0]
        places.append(bits if bits >= 0 else -(bits & (2**63 - 1)))
    return abs(places[0] - places[1])
'''

HERE = Template('''

def here():
    """Say what is not as it was where the receipt was made."""
    now = {
$facts    }
    others = [f"{n} {now[n]}, was {then}" for n, then in MADE_WITH.items() if now[n] != then]
    return "Different here: " + ("; ".join(others) or "nothing that is known of")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # what it prints to has read enough
        os._exit(1)
''')

AGREED = "same digits as the receipt"
AS_NEAR = "as near to the receipt's digits as the head says"
OTHER = ("other digits than the receipt's", "the receipt has ")
"""How the last line begins where a script was run to its end."""

FACTS = {
    "python": "platform.python_version()",
    "numpy": "np.__version__",
    "torch": "torch.__version__",
    "machine": "platform.machine()",
}
"""What can change the last digits, and how a script finds it."""
