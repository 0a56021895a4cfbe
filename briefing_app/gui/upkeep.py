"""Keeps all windows in step with the disk: the index with the folders, what is shown of notes with their file."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from briefing_app.errors import BriefingError, MachineError
from briefing_app.gui.tasks import Tasks
from briefing_app.i18n import _
from briefing_app.library.index import is_damage

if TYPE_CHECKING:
    from briefing_app.library.library import Library, Progress, Refreshed
    from briefing_app.library.watch import Watch
    from briefing_app.workspace import Workspace

LOOK_MS = 60_000  # between two looks at all folders: not every one can be watched
LEAST_SECONDS = 5.0  # between two looks because the reader came back
FILL_SECONDS = 1.0  # between two fillings of the list while the index is built
MOST_REBUILDS = 3  # in one run, of an index that turns out to be damaged: then the disk is
NOTES_MS = 1000  # between two looks at the file of notes


Present = frozenset[tuple[Path, int, int]]


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
    renewing = Signal()
    """The index is about to be closed and opened anew: whoever has a connection to it lets go of it."""
    notes_changed = Signal()
    """Another process wrote notes or marks, or the file of notes came back."""
    notes_failed = Signal(object)
    """A `BriefingError`: why the file of notes cannot be read, or what was restored after damage; told once."""
    _read = Signal(object)
    _noticed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._tasks = Tasks(self)
        self._running = self._stopping = False
        self._waiting = 0  # pieces of work that the refresh makes way for
        self._rebuilds = 0
        self._worked = False  # since the refresh before: cards may be others now
        self._again: set[Path] | None = None  # what is to be looked at next; an empty set for everything
        self._started = self._looked = self._filled = 0.0
        self._watch: Watch | None = None
        self._watched: Present = frozenset()  # the folders that were there when it began
        self._notes_seen = False
        self._notes_failure = ""
        self._read.connect(self._tell)
        self._noticed.connect(self._look_at)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.refresh)
        self._notes_timer = QTimer(self, interval=NOTES_MS)
        self._notes_timer.timeout.connect(self._look_at_notes)

    def start(self) -> None:
        """Look at all folders and at the notes, and watch them from now on; once."""
        if not self._timer.isActive():
            self._timer.start()
            self._notes_timer.start()
            self.refresh()

    def refresh(self, only: Collection[Path] = ()) -> None:
        """Look at all folders, or at some alone; after what is being done, if something is."""
        if self._running or self._waiting:
            self._again = set() if not only or self._again == set() else (self._again or set()) | set(only)
            return
        self._running = True
        self._started = self._looked = time.monotonic()
        library = self._workspace.library
        self._tasks.run(
            lambda: (library.refresh(self._read.emit, only=only or None, stop=self._makes_way), _present(library)),
            lambda result: self._ended(*result),
            self._not_ended,
        )

    def look(self) -> None:
        """The reader came back: look at the folders, if that was not done just now."""
        if self._timer.isActive() and not self._running and time.monotonic() - self._looked > LEAST_SECONDS:
            self.refresh()

    def do(self, work: Callable[[], Any], done: Callable[[Any], object], failed: Callable[[Exception], object]) -> None:
        """Do work on the library in the background, while nothing else is done with it; then look at all folders."""
        self._waiting += 1

        def end(then: Callable[[Any], object], result: Any) -> None:
            self._waiting -= 1
            self._worked = True
            try:
                then(result)
            finally:
                if not self._stopping:
                    self.refresh()

        self._tasks.run(work, lambda result: end(done, result), lambda error: end(failed, error))

    def use_folders(self, folders: Collection[Path], failed: Callable[[Exception], object]) -> None:
        """Make these the folders that are read in place."""
        self._renew(lambda: self._workspace.set_folders(list(folders)), failed)

    def fail(self, error: Exception) -> None:
        """Something went wrong with the index: make it anew without a word if it is damaged, else say so."""
        if not is_damage(error) or self._rebuilds >= MOST_REBUILDS:
            self.failed.emit(error)
        elif not self._waiting and not self._stopping:
            self._rebuilds += 1
            self._renew(self._workspace.rebuild_index, self.failed.emit)

    def busy(self) -> bool:
        """Whether something is being done, or was not begun yet."""
        return not self._timer.isActive() or self._tasks.busy()

    def stop(self) -> None:
        """Wait for what runs and begin nothing more; what was read so far is kept, and the next start goes on."""
        self._stopping = True
        self._timer.stop()
        self._notes_timer.stop()
        self._stop_watch()
        self._tasks.finish()

    # --- inside --------------------------------------------------------------------------------------------------

    def _makes_way(self) -> bool:
        return self._stopping or self._waiting > 0

    def _renew(self, action: Callable[[], object], failed: Callable[[Exception], object]) -> None:
        def renew(_nothing: object) -> None:
            self._stop_watch()
            self.renewing.emit()
            try:
                action()
            except BriefingError as error:
                failed(error)

        self.do(lambda: None, renew, failed)

    def _ended(self, done: Refreshed, present: Present) -> None:
        self._running = False
        if self._stopping:
            return
        if self._waiting:  # it was broken off; all is looked at again after what waits
            self._again = set()
            return
        again, self._again = self._again, None
        worked, self._worked = self._worked, False
        if again is None:
            self.progress.emit("")
        self.refreshed.emit(done.changed or worked)
        if again is not None:
            self.refresh(again)
        elif self._watch is None or present != self._watched:
            self._stop_watch()
            self._watched = present
            self._start_watch()

    def _not_ended(self, error: Exception) -> None:
        self._running = False
        self.progress.emit("")
        self.fail(error)

    def _tell(self, progress: Progress) -> None:
        if progress.total <= progress.done or self._stopping:
            return
        from briefing_app.library.library import progress_in_words

        now = time.monotonic()
        self.progress.emit(
            _("Reading the cards: {progress}").format(progress=progress_in_words(progress, now - self._started))
        )
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
        # What came between the look at the folders and the beginning of the watch is seen now.
        self._tasks.run(watch.start, lambda _nothing: self.refresh(), self.failed.emit)

    def _stop_watch(self) -> None:
        if self._watch is not None:
            watch, self._watch = self._watch, None
            self._tasks.run(watch.stop, lambda _nothing: None, self.failed.emit)

    def _look_at_notes(self) -> None:
        """Take up what another process wrote; see whether the file of notes was taken away, and bring it back."""
        try:
            if self._workspace.is_locked or (not self._notes_seen and not self._workspace.has_notes):
                return
            seen, self._notes_seen = self._notes_seen, True
            if self._workspace.notes.changed_elsewhere() or not seen:
                self.notes_changed.emit()
            self._notes_failure = ""
            if news := self._workspace.notes.take_news():
                self.notes_failed.emit(MachineError(news, ""))
        except BriefingError as error:
            if error.sentence != self._notes_failure:  # told once, looked at again
                self._notes_failure = error.sentence
                self.notes_failed.emit(error)


def _present(library: Library) -> Present:
    """The folders that are there, each with what tells it from another one of its name: one that went and came back
    has to be watched anew."""
    found: set[tuple[Path, int, int]] = set()
    for root in library.roots:
        with contextlib.suppress(OSError):
            stat = root.path.stat()
            found.add((root.path, stat.st_dev, stat.st_ino))
    return frozenset(found)
