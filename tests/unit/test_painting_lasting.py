"""A terminal that is gone must not hold up the app: what is written to it is dropped."""

import pytest
from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

from tutor.app.painting.lasting import LastingFile


class Gone:
    """A file whose terminal hung up after the first write."""

    def __init__(self, error):
        self.written, self.error = [], error

    def write(self, text):
        if self.written:
            raise self.error
        self.written.append(text)

    def flush(self):
        if self.written:
            raise self.error


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), ValueError("closed file")])
def test_more_than_the_queue_holds_can_be_written_to_a_terminal_that_is_gone(error):
    told = []
    file = Gone(error)
    thread = WriterThread(LastingFile(file, lambda: told.append("gone")))
    thread.start()
    for number in range(3 * MAX_QUEUED_WRITES):
        thread.write(str(number))
    thread.stop()
    assert file.written == ["0"]
    assert told == ["gone"]
