"""Work in the background, its result or its failure back in the window's thread; and garbage, collected there alone."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

COLLECT_MS = 1000
ROUNDS_TO_ALL = 60  # every so many rounds old objects are looked through, too: some 20 ms

Work = Callable[[], Any]
Then = Callable[[Any], None]
Failed = Callable[[Exception], None]


class Tasks(QObject):
    """Runs one piece of work after another, off the window's thread.

    One at a time: the index and the fonts of paper are shared, and nothing here is gained by two at once.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turn = threading.Lock()
        self._running: set[_Task] = set()

    def run(self, work: Work, done: Then, failed: Failed) -> None:
        """Do `work`; then call `done` with what it returned, or `failed` with what it raised, in this thread."""
        task = _Task(work, self._turn)
        task.ended.connect(lambda result, error: self._hand_over(task, done, failed, result, error))
        self._running.add(task)
        task.worker.start()

    def busy(self) -> bool:
        """Whether a result is still to come."""
        return bool(self._running)

    def finish(self) -> None:
        """Wait until what runs has ended; results that were not handed over yet are dropped."""
        for task in self._running:
            task.worker.join()
        self._running.clear()

    def _hand_over(self, task: _Task, done: Then, failed: Failed, result: Any, error: Exception | None) -> None:
        if task not in self._running:  # dropped
            return
        task.worker.join()
        self._running.discard(task)
        if error is None:
            done(result)
        else:
            failed(error)


class Latest(QObject):
    """Runs what was asked for last: what waits is dropped when more is asked, and no result of it is handed over."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = Tasks(self)
        self._waiting: tuple[Work, Then, Failed] | None = None
        self._wanted = 0  # counts what was asked for

    def ask(self, work: Work, done: Then, failed: Failed) -> None:
        """Do `work`, and call `done` or `failed` in this thread, unless more was asked for until then."""
        self._wanted += 1
        self._waiting = work, done, failed
        if not self._tasks.busy():
            self._start()

    def drop(self) -> None:
        """Hand over nothing of what was asked for."""
        self._wanted += 1
        self._waiting = None

    def busy(self) -> bool:
        """Whether something runs."""
        return self._tasks.busy()

    def finish(self) -> None:
        """Wait until what runs has ended, and drop its result."""
        self.drop()
        self._tasks.finish()

    def _start(self) -> None:
        if self._waiting is None:
            return
        (work, done, failed), self._waiting = self._waiting, None
        number = self._wanted

        def end(then: Callable[[Any], object], result: Any) -> None:
            self._start()
            if number == self._wanted:
                then(result)

        self._tasks.run(work, lambda result: end(done, result), lambda error: end(failed, error))


class Collector(QObject):
    """Collects garbage in the window's thread alone, from its start to its end.

    Python's own collector runs in whatever thread happens to make objects, and there would end widgets that only the
    window's thread may end.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._rounds = 0
        self._timer = QTimer(self, interval=COLLECT_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def end(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    def _collect(self) -> None:
        self._rounds += 1
        gc.collect(2 if self._rounds % ROUNDS_TO_ALL == 0 else 1)


class _Task(QObject):
    """One piece of work and its thread."""

    _worked = Signal(object, object)
    ended = Signal(object, object)

    def __init__(self, work: Work, turn: threading.Lock) -> None:
        super().__init__()
        self._work, self._turn = work, turn
        self.worker = threading.Thread(target=self._do)
        self._worked.connect(self._tell)  # queued: it is emitted in another thread than this object's

    def _do(self) -> None:
        """In the background: never let an exception out of the thread."""
        try:
            with self._turn:
                result, error = self._work(), None
        except Exception as raised:  # noqa: BLE001 - the door: whoever asked is told
            result, error = None, raised
        self._worked.emit(result, error)

    @Slot(object, object)
    def _tell(self, result: Any, error: Exception | None) -> None:
        self.ended.emit(result, error)
