"""Line by line: two runs walked tensor by tensor, in the order in which they computed them.

A *side* is one of the two: a lesson's run (in a process of its own), a recorded script, a ledger.
`tensor` is the unit of comparison, `entries` lists what a side has of a step, `differing` holds two
sides against each other, `relation` and `known_faults` compute what the difference looks like,
`advice` says what to try next, and `calibration` measures how far apart two honest runs may be.
"""
