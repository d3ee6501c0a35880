"""Detached runs: training in a process that outlives the terminal.

`ordering` says what is to be trained, `launching` starts it, `runs` finds it again, `standing` says
how it is, `ending` stops it, `following` tells of it line by line. For the app, `gauges` puts its
speed and its share of the machine into words, `curves` shows what a run that is over has written,
and `going_on` resumes one without ending with it.
"""
