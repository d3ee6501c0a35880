"""Starting the app."""

from __future__ import annotations

from tutor.app.app import TutorApp
from tutor.study.progress import Progress


def run() -> int:
    """Run the app until the learner leaves; return the exit code."""
    progress = Progress()
    app = TutorApp(progress)
    app.run()
    progress.close()
    return app.return_code or 0
