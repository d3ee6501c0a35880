"""The determinism doctor: what changes the last bits of a run, shown on this machine.

`switches` lists what can be flipped, `runs` holds the small runs, `child` makes them in processes
of their own, `doctor` flips each switch and compares, `change` measures a difference in ulps, and
`words` says what was seen.
"""
