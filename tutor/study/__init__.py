"""Lessons, as data: where they live, what they say, what was predicted, how far the learner is.

Nothing here draws and nothing here runs a simulation. Listing lessons reads TOML and loads neither
NumPy nor Textual. Import from the modules: `catalog` finds lessons, `prose` reads their text,
`progress` remembers.
"""
