"""One window for one reader's data: the second start asks the first to come forward. Files only, no sockets."""

from __future__ import annotations

import contextlib
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, Signal

from briefing_app.files import write_whole
from briefing_app.paths import make_private_folder

LOCK_NAME = "window.lock"
REQUESTS_NAME = "window"
REQUEST_NAME = "open"


class Instance(QObject):
    """Holds the data folder's lock while a window is open, and hears the requests of later starts."""

    asked_to_open = Signal(str)
    """Another start wants this window in front; the id of the card to show, or ""."""

    def __init__(self, data: Path, parent: QObject | None = None) -> None:
        """Prepare the lock in the folder `data`.

        Raises:
            OSError: the folder cannot be made.
        """
        super().__init__(parent)
        self._requests = data / REQUESTS_NAME
        make_private_folder(self._requests)
        self._lock = QLockFile(str(data / LOCK_NAME))
        self._lock.setStaleLockTime(0)  # only a process that is gone loses the lock, not one that is slow
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._answer)

    def take(self) -> bool:
        """Become the first; False where another window has these data open."""
        if not self._lock.tryLock(0):
            return self._lock.error() is not QLockFile.LockError.LockFailedError
        self._clear()
        self._watcher.addPath(str(self._requests))
        return True

    def ask(self, card_id: str) -> None:
        """Ask the first window to come forward and show a card.

        Raises:
            OSError: the request cannot be left.
        """
        write_whole(self._requests / REQUEST_NAME, card_id.encode())

    def release(self) -> None:
        """Let the next start be the first."""
        self._lock.unlock()

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
