"""Painting: what the screen should show becomes the few bytes that change the terminal.

Textual sends every cell of a widget that asks to be painted. Here the cells it would send are kept
(`cells`), compared with those the terminal already shows, and only the difference is written
(`ansi`), as fast as the terminal answers and no faster (`fence`). `painter` puts the three
together; `painted` and `updates` are the only modules that know Textual's private parts.
"""
