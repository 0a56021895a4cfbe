"""The one door to threads: work in the background, its result or its failure back in the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

Work = Callable[[], Any]
Then = Callable[[Any], None]


class Tasks(QObject):
    """Runs one piece of work after another, off the window's thread.

    One thread only: the index and the fonts of paper are shared, and nothing here is gained by two at once.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._running: set[_Task] = set()

    def run(self, work: Work, done: Then, failed: Callable[[Exception], None]) -> None:
        """Do `work`; then call `done` with what it returned, or `failed` with what it raised, in this thread."""
        task = _Task(work, done, failed, self._running.discard)
        self._running.add(task)
        task.setParent(self)
        runner = QRunnable.create(task.work)
        runner.setAutoDelete(True)
        self._pool.start(runner)

    def busy(self) -> bool:
        """Whether a result is still to come."""
        return bool(self._running)

    def finish(self) -> None:
        """Wait until what runs has ended; results that were not handed over yet are dropped."""
        self._pool.clear()
        self._pool.waitForDone()
        self._running.clear()


class _Task(QObject):
    ended = Signal(object, object)

    def __init__(
        self, work: Work, done: Then, failed: Callable[[Exception], None], forget: Callable[[_Task], None]
    ) -> None:
        super().__init__()
        self._work, self._done, self._failed, self._forget = work, done, failed, forget
        self.ended.connect(self._deliver)  # queued: `work` runs in another thread

    def work(self) -> None:
        """In the background: never let an exception out of the thread."""
        try:
            result, error = self._work(), None
        except Exception as raised:  # noqa: BLE001 - the door: whoever asked is told
            result, error = None, raised
        self.ended.emit(result, error)

    @Slot(object, object)
    def _deliver(self, result: Any, error: Exception | None) -> None:
        self._forget(self)
        if error is None:
            self._done(result)
        else:
            self._failed(error)
        self.deleteLater()
