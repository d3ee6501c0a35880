"""A git repository for a new workspace, where git is installed. Nothing depends on it.

Only a folder that is in no repository yet gets one, with one commit; after that it is the
learner's, and nothing here touches it.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

AUTHOR = {"user.name": "mlpath", "user.email": "mlpath@localhost"}
PATIENCE = 10
ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")


def begin_repository(folder: Path, files: list[str]) -> bool:
    """Make a repository and commit `files` to it; say whether there is a new one."""
    try:
        if _git(folder, "rev-parse", "--git-dir").returncode == 0:
            return False
        identity = []
        for name, value in AUTHOR.items():
            if not _git(folder, "config", name).stdout.strip():
                identity += ["-c", f"{name}={value}"]
        quiet = ["-c", "commit.gpgsign=false", "-c", f"core.hooksPath={os.devnull}"]
        steps = (
            ["init", "--quiet"],
            ["add", "--", *files],
            [*identity, *quiet, "commit", "--quiet", "--message", "Begin"],
        )
        return all(_git(folder, *step).returncode == 0 for step in steps)
    except (OSError, subprocess.TimeoutExpired):  # no git, or one that waits for something
        return False


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    # a GIT_DIR of whoever called us names another repository
    settings = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    return subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**settings, "GIT_TERMINAL_PROMPT": "0"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
