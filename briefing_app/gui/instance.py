"""One window for one reader's data: the second start asks the first to come forward. Files only, no sockets."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, Signal

from briefing_app.files import write_whole
from briefing_app.paths import make_private_folder

LOCK_NAME = "window.lock"
REQUESTS_NAME = "window"
REQUEST_NAME = "open"
ANSWER_SECONDS = 3.0  # a window that lives answers within milliseconds
LOOK_SECONDS = 0.02


class Instance(QObject):
    """Holds the data folder's lock while a window is open, and hears the requests of later starts.

    Nobody is shut out of their data: where the folder cannot be written, or the window that holds the lock does not
    answer, a second one opens. Notes stand that; see `NoteStore`.
    """

    asked_to_open = Signal(str)
    """Another start wants this window in front; the id of the card to show, or ""."""

    def __init__(self, data: Path, parent: QObject | None = None, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        """Touch nothing yet in the folder `data`."""
        super().__init__(parent)
        self._requests = data / REQUESTS_NAME
        self._answer_seconds = answer_seconds
        self._lock = QLockFile(str(data / LOCK_NAME))
        self._lock.setStaleLockTime(0)  # only a process that is gone loses the lock, not one that is slow
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._answer)

    def take(self, card_id: str = "") -> bool:
        """Become the window of these data; False where another one is, which has been asked to show `card_id`."""
        try:
            make_private_folder(self._requests)
        except OSError:  # say, a stick that is protected from writing
            return True
        if not self._lock.tryLock(0) and self._lock.error() is QLockFile.LockError.LockFailedError:
            if self._asked(card_id):
                return False
            self._take_over()
        self._clear()
        self._watcher.addPath(str(self._requests))
        return True

    def release(self) -> None:
        """Let the next start be the first."""
        self._lock.unlock()

    def _asked(self, card_id: str) -> bool:
        """Leave a request; whether the other window took it up in time."""
        request = self._requests / REQUEST_NAME
        try:
            write_whole(request, card_id.encode())
        except OSError:
            return False
        end = time.monotonic() + self._answer_seconds
        while request.exists() and time.monotonic() < end:
            time.sleep(LOOK_SECONDS)
        return not request.exists()

    def _take_over(self) -> None:
        """The lock's owner hangs, or was another computer from which the stick was pulled: Qt cannot tell."""
        with contextlib.suppress(OSError):
            Path(self._lock.fileName()).unlink()
        self._lock.tryLock(0)

    def _answer(self) -> None:
        try:
            card_id = (self._requests / REQUEST_NAME).read_text("utf-8")
        except (OSError, UnicodeDecodeError):  # our own clearing up is a change too
            return
        self._clear()
        self.asked_to_open.emit(card_id)

    def _clear(self) -> None:
        with contextlib.suppress(OSError):
            (self._requests / REQUEST_NAME).unlink()
