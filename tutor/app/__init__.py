"""The terminal application: screens, widgets, commands, themes. The only folder that imports
Textual.
"""
