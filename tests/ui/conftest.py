"""The app under test, with the empty progress of a newcomer."""

import pytest

from tutor.app.app import TutorApp
from tutor.study.progress import Progress


@pytest.fixture
def app():
    return TutorApp(Progress())
