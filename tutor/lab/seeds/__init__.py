"""Noise or bug? The same run with other seeds, and what they say about one number.

`running` makes the runs in parallel processes, `sample` holds them together and turns them into a
band, `placing` says where a number lies among the seeds, `power` how many seeds a claim needs, and
`words` says both in sentences.
"""
