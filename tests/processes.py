"""The processes that a test has started, directly or through another."""

import psutil


def children_running(word):
    """Return the living children of this process with `word` somewhere in their command."""
    return [child for child in psutil.Process().children(recursive=True) if _runs(child, word)]


def _runs(child, word):
    try:
        return word in " ".join(child.cmdline())
    except (psutil.ZombieProcess, psutil.NoSuchProcess):  # ended, and not waited for yet
        return False
