"""Keeps the index in step with the folders: at the start, when files change, when the reader comes back."""

from __future__ import annotations

import time
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from briefing_app.i18n import _

if TYPE_CHECKING:
    from briefing_app.gui.tasks import Tasks
    from briefing_app.library.library import Progress, Refreshed
    from briefing_app.library.watch import Watch
    from briefing_app.workspace import Workspace

LOOK_MS = 60_000  # between two looks at all folders: not every one can be watched
LEAST_SECONDS = 5.0  # between two looks because the reader came back
FILL_SECONDS = 1.0  # between two fillings of the list while the index is built


class Upkeep(QObject):
    """Runs `Library.refresh` in the background, one at a time; tells what came of it."""

    refreshed = Signal(bool)
    """The index is in step with the folders; whether anything changed."""
    filled = Signal()
    """There are more cards than before, and still more to come."""
    failed = Signal(object)
    """An exception: why it could not be brought in step."""
    progress = Signal(str)
    """How far it is, "" when it is over."""
    _read = Signal(object)
    _noticed = Signal(object)

    def __init__(self, workspace: Workspace, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._tasks = workspace, tasks
        self._running = self._stopping = False
        self._again: set[Path] | None = None  # what is to be looked at next; an empty set for everything
        self._started = self._looked = self._filled = 0.0
        self._watch: Watch | None = None
        self._read.connect(self._tell)
        self._noticed.connect(self._look_at)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.refresh)

    def start(self) -> None:
        """Look at all folders, and watch them from now on."""
        self._stop_watch()
        self.refresh()
        self._timer.start()

    def refresh(self, only: Collection[Path] = ()) -> None:
        """Look at all folders, or at some alone; after what is being done, if something is."""
        if self._running:
            self._again = set() if not only or self._again == set() else (self._again or set()) | set(only)
            return
        self._running = True
        self._started = self._looked = time.monotonic()
        library = self._workspace.library
        self._tasks.run(
            lambda: library.refresh(self._read.emit, only=only or None, stop=lambda: self._stopping),
            self._ended,
            self._not_ended,
        )

    def look(self) -> None:
        """The reader came back: look at the folders, if that was not done just now."""
        if not self._running and time.monotonic() - self._looked > LEAST_SECONDS:
            self.refresh()

    def rebuild(self) -> None:
        """Make the index anew: it is damaged."""
        if not self._running and not self._stopping:
            self._workspace.rebuild_index()
            self.refresh()

    def stop(self) -> None:
        """Begin nothing more; what was read so far is kept, and the next start goes on."""
        self._stopping = True
        self._timer.stop()
        self._stop_watch()

    # --- inside --------------------------------------------------------------------------------------------------

    def _ended(self, done: Refreshed) -> None:
        self._running = False
        if self._stopping:
            return
        self.progress.emit("")
        self.refreshed.emit(done.changed)
        again, self._again = self._again, None
        if again is not None:
            self.refresh(again)
        elif self._watch is None:
            self._start_watch()

    def _not_ended(self, error: Exception) -> None:
        self._running = False
        self.progress.emit("")
        self.failed.emit(error)

    def _tell(self, progress: Progress) -> None:
        if progress.total <= progress.done or self._stopping:
            return
        from briefing_app.library.library import progress_in_words

        now = time.monotonic()
        self.progress.emit(_("Reading the cards: {progress}").format(progress=progress_in_words(progress, now - self._started)))
        if now - self._filled > FILL_SECONDS:
            self._filled = now
            self.filled.emit()

    def _look_at(self, places: frozenset[Path]) -> None:
        if not self._stopping:
            self.refresh(places)

    def _start_watch(self) -> None:
        """In the background, since it goes through all folders."""
        from briefing_app.library.watch import Watch

        watch = self._watch = Watch(self._workspace.folders, self._noticed.emit)
        self._tasks.run(watch.start, lambda _nothing: None, self.failed.emit)

    def _stop_watch(self) -> None:
        if self._watch is not None:
            watch, self._watch = self._watch, None
            self._tasks.run(watch.stop, lambda _nothing: None, self.failed.emit)
