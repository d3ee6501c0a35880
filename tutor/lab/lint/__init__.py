"""The lint: every promise of a lesson, put to the test.

A rule is a small function from a `Draft` to findings; `rules` lists them all. Where a promise is
about numbers, the lesson's own simulation, solution and laws are run: a lint is for lessons whose
code you would run.
"""
