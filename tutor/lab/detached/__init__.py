"""Detached runs: training in a process that outlives the terminal.

`ordering` says what is to be trained, `launching` starts it, `runs` finds it again, `standing` says
how it is, `ending` stops it, `following` tells of it line by line.
"""
