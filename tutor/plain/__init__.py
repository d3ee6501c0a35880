"""Plain mode: every lesson as linear text, for screen readers, pipes and dumb terminals.

It prints lines and reads lines, and nothing else: no escape codes, no carriage returns, nothing
that is written over. Pictures become sentences with the numbers that matter.
"""
