"""Grading the functions that a learner writes.

Three processes take part. The app (or the command line) asks through `grader`. The *judge* is ours:
it holds the golden values, the laws and the references, and makes every comparison. The *child*
holds the learner's code and nothing worth changing: it answers what the function returns for
arguments that the judge sends, so nothing the code does to its own process can turn a wrong answer
into a right one.
"""
