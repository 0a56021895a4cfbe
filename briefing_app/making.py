"""The making of a file, which may take a while: how far it is, and that it can be given up from another thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Stage(NamedTuple):
    """How far it is: what is being done, in words, and how much of it; `total` is 0 where nobody knows."""

    words: str
    done: int = 0
    total: int = 0


class CancelledError(Exception):
    """The reader gave it up; nothing is wrong, and nothing was written."""


class Making:
    """One making, handed to all who work on it.

    Args:
        tell: is given each stage, in the thread that works.
    """

    def __init__(self, tell: Callable[[Stage], object] = lambda _stage: None) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._is_cancelled = False
        self._stop: Callable[[], object] | None = None

    def tell(self, words: str, done: int = 0, total: int = 0) -> None:
        """Say what is done next.

        Raises:
            CancelledError: it is to be given up.
        """
        self.go_on()
        self._tell(Stage(words, done, total))

    def go_on(self) -> None:
        """Nothing, as long as it is wanted.

        Raises:
            CancelledError: it is not any more.
        """
        if self._is_cancelled:
            raise CancelledError

    def cancel(self) -> None:
        """Give it up; what it waits for is stopped at once."""
        with self._lock:
            self._is_cancelled = True
            if self._stop is not None:
                self._stop()

    @contextmanager
    def stopped_by(self, stop: Callable[[], object]) -> Iterator[None]:
        """Within it, `cancel` calls `stop`, from the thread in which it is called.

        Raises:
            CancelledError: it was given up before, or meanwhile.
        """
        with self._lock:
            self.go_on()
            self._stop = stop
        try:
            yield
        finally:
            with self._lock:
                self._stop = None
            self.go_on()
