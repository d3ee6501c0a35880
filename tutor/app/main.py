"""Starting the app."""

from __future__ import annotations

import gc


def run() -> int:
    """Run the app until the learner leaves; return the exit code."""
    gc.disable()  # loading modules makes no garbage, and looking for it costs a tenth of the start
    from tutor.app.app import TutorApp
    from tutor.study.progress import Progress

    progress = Progress()
    app = TutorApp(progress)
    app.run()
    progress.close()
    return app.return_code or 0
