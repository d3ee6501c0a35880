"""mlpath-tutor: learn how machines learn, in the terminal."""

__version__ = "0.1.0"
