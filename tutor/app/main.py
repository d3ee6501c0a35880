"""Starting the app: the worker first, then the terminal."""

from __future__ import annotations

from tutor.engine.spawn import spawn


def run() -> int:
    """Run the app until the learner leaves; return the exit code."""
    worker = spawn()
    try:
        from tutor.app.app import TutorApp
        from tutor.study.progress import Progress

        progress = Progress()
        app = TutorApp(progress, worker)
        app.run()
        progress.close()
    finally:
        worker.end()
    return app.return_code or 0
